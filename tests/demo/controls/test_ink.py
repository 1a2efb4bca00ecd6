from dataclasses import dataclass
from typing import Annotated

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.demo import ControlError, Drawing, Ink, controls_of, parse_controls, values_of
from sitegen.demo.controls.ink import draw


@dataclass
class Controls:
    digit: Annotated[Drawing, Ink(28, 20, brush=2)] = Drawing("0.25,0.5 0.75,0.5")


def test_a_pad_is_described_with_its_size_and_the_drawing_as_text() -> None:
    assert controls_of(Controls)[0].describe() == {
        "name": "digit", "kind": "ink", "label": "Digit", "value": "0.25,0.5 0.75,0.5", "live": False,
        "main": False,
        "width": 28, "height": 20, "brush": 2,
    }  # fmt: skip


def test_the_brush_is_a_twelfth_of_the_width_when_none_is_given() -> None:
    assert Ink(24, 12).describe(Drawing)["brush"] == 2


def test_the_authors_drawing_has_pixels_too() -> None:
    pixels = parse_controls(Controls, {}).digit.pixels
    assert pixels.shape == (20, 28)
    assert pixels.dtype == np.float32
    # A line from x = 7 to 21 at y = 10 with a brush of 2: the two rows beside it are ink.
    assert pixels[9:11, 8:20].min() == 1
    assert pixels[8, 10] == pixels[11, 10] == 0
    assert pixels[:8].max() == pixels[12:].max() == 0
    assert pixels[:, :5].max() == pixels[:, 23:].max() == 0


def test_a_drawing_of_the_declaration_alone_has_no_size() -> None:
    with pytest.raises(
        ValueError, match="this Drawing has no size yet; make its controls with parse_controls"
    ):
        _ = Controls().digit.pixels


def test_pixels_cannot_be_written_to() -> None:
    with pytest.raises(ValueError, match="read-only"):
        parse_controls(Controls, {}).digit.pixels[0, 0] = 1


@pytest.mark.parametrize("text", ["", " ; ", ";;"])
def test_an_empty_pad_is_paper(text: str) -> None:
    drawing = parse_controls(Controls, {"digit": text}).digit
    assert (drawing.text, drawing.strokes) == ("", ())
    assert not drawing.pixels.any()


def test_a_single_point_is_a_dot() -> None:
    drawn = draw((np.array([[0.5, 0.5]]),), 9, 9, 3.0)
    assert drawn[4, 4] == 1
    assert drawn[4, 3] == drawn[3, 4] == 1
    assert 0 < drawn[3, 3] < 1
    assert drawn[4, 2] == drawn[2, 4] == 0


def test_crossing_strokes_are_no_darker_than_one() -> None:
    across, down = np.array([[0.0, 0.5], [1.0, 0.5]]), np.array([[0.5, 0.0], [0.5, 1.0]])
    both = draw((across, down), 12, 12, 1.5)
    assert (both == np.maximum(draw((across,), 12, 12, 1.5), draw((down,), 12, 12, 1.5))).all()


def test_many_points_close_together_leave_what_few_leave() -> None:
    few = np.array([[0.1, 0.2], [0.9, 0.7]])
    many = few[0] + np.linspace(0, 1, 2000)[:, None] * (few[1] - few[0])
    assert np.abs(draw((few,), 28, 28, 2.3) - draw((many,), 28, 28, 2.3)).max() < 1e-5


def test_a_drawing_of_many_strokes_is_that_of_its_parts() -> None:
    rng = np.random.default_rng(0)
    strokes = tuple(rng.random((30, 2)) for _ in range(20))  # more segments than one batch holds
    parts = [draw((stroke,), 28, 28, 2.0) for stroke in strokes]
    assert (draw(strokes, 28, 28, 2.0) == np.maximum.reduce(parts)).all()


def test_numbers_are_kept_with_three_decimals() -> None:
    drawing = parse_controls(Controls, {"digit": "0.12345,1.0  0.5000,0;"}).digit
    assert drawing.text == "0.123,1 0.5,0"
    assert [stroke.tolist() for stroke in drawing.strokes] == [[[0.123, 1.0], [0.5, 0.0]]]


@given(st.lists(st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 1000)), min_size=1), min_size=1))
def test_what_a_pad_writes_is_read_as_it_is(strokes: list[list[tuple[int, int]]]) -> None:
    text = ";".join(" ".join(f"{x / 1000:g},{y / 1000:g}" for x, y in stroke) for stroke in strokes)
    read = parse_controls(Controls, {"digit": text})
    assert read.digit.text == text
    assert parse_controls(Controls, values_of(read)) == read


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (3, "digit is 3; expected strokes 'x,y x,y;x,y' with numbers from 0 to 1"),
        (
            "0,0 1.2,0;0,0;a,b 1 nan,0",
            "digit is '0,0 1.2,0;0,0;a,b 1 nan,0'; expected strokes 'x,y x,y;x,y' with numbers from 0 to 1 "
            "(stroke 1 has '1.2,0'; stroke 3 has 'a,b'; stroke 3 has '1' and 1 more)",
        ),
        (
            "0,0 " * 5001,
            "digit is '" + "0,0 " * 24 + "0,0…; expected strokes 'x,y x,y;x,y' with numbers from 0 to 1 "
            "(it has 5,001 points, more than 5,000)",
        ),
    ],
)
def test_what_is_no_drawing_is_refused_with_every_place(value: object, message: str) -> None:
    with pytest.raises(ControlError) as caught:
        parse_controls(Controls, {"digit": value})
    assert str(caught.value) == message


def test_bad_pads_are_named() -> None:
    @dataclass
    class Broken:
        small: Annotated[Drawing, Ink(1, 300)] = Drawing()
        brush: Annotated[Drawing, Ink(brush=0)] = Drawing()
        default: Annotated[Drawing, Ink()] = Drawing("2,2")
        wrong: Annotated[str, Ink()] = ""

    with pytest.raises(TypeError) as caught:
        controls_of(Broken)
    assert str(caught.value).splitlines() == [
        "Broken.small has 1 × 300 pixels; expected 2 to 256 each way",
        "Broken.brush has a brush of 0 pixels; expected 0.5 to the pad's larger side",
        "Broken.default has the default '2,2'; expected strokes 'x,y x,y;x,y' with numbers from 0 to 1 "
        "(stroke 1 has '2,2')",
        "Broken.wrong has the type str; a Ink needs Drawing",
    ]
