"""Every kind of mark is drawn in its place and in its colours."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from PIL import Image

from sitegen.cards.canvas import Canvas, colour_of
from sitegen.cards.fonts import Font
from sitegen.cards.mark import draw_mark
from sitegen.cards.markup import DrawError
from sitegen.cards.site_colours import colours_in
from sitegen.demo import (
    Arrows,
    Bars,
    Curve,
    Graph,
    Heatmap,
    ImageGrid,
    Mark,
    Matrix,
    Note,
    Scatter,
    Sound,
    Surface,
    Text,
    Tokens,
)  # fmt: skip
from sitegen.demo import (
    Image as ImageMark,
)
from tests.cards.test_cards import PACKAGED

COLOURS = {name: colour_of(value) for name, value in colours_in([]).items()}
BLUE, ORANGE, INK, PAPER = (COLOURS[name] for name in ("series-1", "series-2", "ink", "paper"))
SIDE = 300
WAVE = np.sin(np.arange(60) / 6)
RAMP = np.linspace(-1, 1, 16).reshape(4, 4)
CORNERS = np.array([[-0.5, -0.5], [0.5, 0.5]])
MARKS: Mapping[str, tuple[Mark, tuple[int, int, int]]] = {
    "arrows": (Arrows(["a", "b"], ["c", "d"], [[1, 0], [0, 1]]), BLUE),
    "bars": (Bars({"up": 2.0, "down": -1.0}, x_label="x"), ORANGE),
    "curve": (Curve({"one": WAVE, "two": -WAVE}, x_label="x"), BLUE),
    "graph": (Graph([np.ones((2, 2))], names=[["x", "y"], ["a", "b"]]), INK),
    "heatmap": (Heatmap(RAMP, rows=list("abcd"), columns=list("efgh")), INK),
    "image": (ImageMark(abs(RAMP), boxes=[[0, 0, 2, 2]], box_names=["box"]), ORANGE),
    "image-grid": (ImageGrid(np.ones((3, 4, 4)), ["a", "b", "c"]), (27, 29, 34)),
    "matrix": (Matrix(RAMP, list("abcd"), list("efgh")), INK),
    "scatter": (Scatter(CORNERS, [0, 1], notes=[Note((0, 0), "here")]), ORANGE),
    "sound": (Sound(WAVE * 0.9, 8_000), COLOURS["edge"]),
    "surface": (Surface(RAMP, points=CORNERS, classes=[0, 1], class_names=["no", "yes"]), ORANGE),
    "text": (Text("Some words."), INK),
    "tokens": (Tokens(["not", "good"], [-0.5, 0.7]), ORANGE),
}


@pytest.fixture(scope="module")
def fonts() -> tuple[Font, Font]:
    data = PACKAGED[0].read_bytes()
    return Font(data), Font(data, 650)


def draw(markup: str, fonts: tuple[Font, Font]) -> np.ndarray:
    """Return the pixels of a picture, drawn with a margin of ten pixels."""
    image = Image.new("RGB", (SIDE, SIDE), PAPER)
    canvas = Canvas(image, 1.0, COLOURS, fonts[:1], fonts[1:])
    draw_mark(canvas, markup, (10, 10, SIDE - 20, SIDE - 20))
    return np.asarray(image)


@pytest.mark.parametrize("kind", MARKS)
def test_a_mark_is_drawn_in_its_colours_and_within_its_place(kind: str, fonts: tuple[Font, Font]) -> None:
    mark, colour = MARKS[kind]
    pixels = draw(mark.picture(kind), fonts)
    outside = np.ones((SIDE, SIDE), dtype=bool)
    outside[6:-6, 6:-6] = False

    assert (pixels == colour).all(axis=2).any()
    assert (pixels[outside] == PAPER).all()


def test_a_bar_is_as_long_as_its_value(fonts: tuple[Font, Font]) -> None:
    pixels = draw(Bars({"a": 1.0, "b": 2.0}).picture("bars"), fonts)
    lengths = sorted({int(row) for row in (pixels == BLUE).all(axis=2).sum(axis=1) if row > 20})

    assert lengths[-1] / lengths[0] == pytest.approx(2, abs=0.1)


def test_a_surface_has_its_lowest_row_at_the_bottom(fonts: tuple[Font, Font]) -> None:
    low_below = np.array([[0.0, 0.0], [1.0, 1.0]])
    pixels = draw(Surface(low_below, boundary=False).picture("surface"), fonts).astype(int)
    red, blue = pixels[40, 150], pixels[260, 150]

    assert red[0] > red[2]
    assert blue[2] > blue[0]


@pytest.mark.parametrize("markup", ["", "<p>words</p>", '<div class="mark"><canvas></canvas></div>'])
def test_what_cannot_be_drawn_is_refused(markup: str, fonts: tuple[Font, Font]) -> None:
    with pytest.raises(DrawError):
        draw(markup, fonts)
