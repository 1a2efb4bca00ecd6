"""What holds for every kind of mark."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sitegen.demo import (
    Arrows,
    Bars,
    Curve,
    Frame,
    Graph,
    Heatmap,
    Image,
    ImageGrid,
    Mark,
    MarkError,
    Matrix,
    Percent,
    Scatter,
    Sound,
    Surface,
    Table,
    Text,
    Tokens,
    clean_text,
    show,
)
from sitegen.demo.marks.style import LIGHT

CSS = (Path(__file__).parents[3] / "static" / "css" / "marks.css").read_text(encoding="utf-8")
NASTY = "<b>\"&'\x00\ud800"
"""Markup, and characters that a page cannot hold."""
rng = np.random.default_rng(0)
POINTS = rng.normal(size=(60, 2))

MARKS: dict[str, Callable[[], Mark]] = {
    "one line": lambda: Curve([1.0, 0.5, 0.2]),
    "many lines": lambda: Curve(
        {NASTY: [1.0, 2.0], "b": [2.0, 1.0], "c": [0.0, 0.0]}, [1.0, 10.0], x_label=NASTY, y_label=NASTY
    ),
    "logarithmic lines": lambda: Curve(
        {"a": np.geomspace(1, 1e-6, 900)}, np.arange(1, 901), log_x=True, log_y=True, x_label="x"
    ),
    "a line with points": lambda: Curve([0.0, 1.0], points={"no": [[0, 0.5]], "yes": [[1, 0.5]]}),
    "a line in a band": lambda: Curve({NASTY: [0.0, 1.0], "b": [1.0, 1.0]}, bands={NASTY: ([-1, 0], [1, 2])}),
    "one point": lambda: Curve([3.0]),
    "scatter": lambda: Scatter(POINTS, rng.integers(0, 6, 60), x_label="x", y_label="y"),
    "named scatter": lambda: Scatter(POINTS, rng.integers(0, 2, 60), class_names=[NASTY, "dog"]),
    "one dot": lambda: Scatter([[1.0, 1.0]]),
    "surface": lambda: Surface(
        rng.random((20, 30)), points=POINTS, classes=(POINTS[:, 0] > 0), class_names=[NASTY, "b"], x_label="x"
    ),
    "bare surface": lambda: Surface([[0.0]], y_label="y"),
    "heat map": lambda: Heatmap(
        rng.normal(size=(3, 2)), rows=[NASTY, "b", "c"], columns=["d", "e"], x_label="x"
    ),
    "large heat map": lambda: Heatmap(rng.random((256, 256))),
    "flat heat map": lambda: Heatmap(np.zeros((2, 2))),
    "bars": lambda: Bars({NASTY: 1.0, "a very long name indeed, too long": -2.0}, x_label=NASTY),
    "many bars": lambda: Bars({f"bar {n}": n for n in range(24)}),
    "logarithmic bars": lambda: Bars({"a": 1e-7, "b": 0.1, "c": 0.0}, log=True),
    "bars of shares": lambda: Bars({"a": Percent(0.152), "b": Percent(2e-6)}, x_range=(0, 1)),
    "zero bars": lambda: Bars({"a": 0.0}),
    "network": lambda: Graph(
        [rng.normal(size=(3, 2)), rng.normal(size=(1, 3))], names=[[NASTY, "b"], [], ["c"]]
    ),
    "wide network": lambda: Graph([rng.normal(size=(300, 2)), rng.normal(size=(1, 300))]),
    "network with values": lambda: Graph([[[1.0, 0.0]]], values=[[1.0, 2.0], [3.0]]),
    "silent network": lambda: Graph([np.zeros((2, 2))]),
    "deep network": lambda: Graph([rng.normal(size=shape) for shape in ((4, 2), (4, 4), (1, 4))]),
    "image": lambda: Image(rng.random((28, 28))),
    "tiny signed image": lambda: Image([[-1.0, 1.0]], scale="signed"),
    "coloured image": lambda: Image(rng.random((9, 12, 3)), mask=rng.random((9, 12)) > 0.5),
    "image with boxes": lambda: Image(
        rng.random((28, 28)), scale="grey", boxes=[[0, 0, 5, 5], [20, 4, 28, 28]], box_names=[NASTY, "b"]
    ),
    "image with outlines": lambda: Image(
        rng.random((9, 12)), outlines={NASTY: rng.random((9, 12)), "none": np.zeros((9, 12))}
    ),
    "image grid": lambda: ImageGrid(
        rng.random((12, 8, 8)), [NASTY, *"abcdefghijk"], highlight=(0, 11), highlight_label=NASTY
    ),
    "bare image grid": lambda: ImageGrid(rng.random((20, 28, 28)), scale="grey"),
    "coloured image grid": lambda: ImageGrid(rng.random((3, 4, 6, 3))),
    "one filter": lambda: ImageGrid(rng.normal(size=(1, 3, 3)), scale="signed"),
    "matrix": lambda: Matrix(
        rng.normal(size=(2, 3)), [NASTY, "b"], ["c", NASTY, "e"], row_label=NASTY, column_label="x"
    ),
    "bare matrix": lambda: Matrix([[0.0]]),
    "large matrix": lambda: Matrix(1e5 * rng.normal(size=(16, 8))),
    "two rows of words": lambda: Arrows([NASTY, "b"], ["c", "d", "e"], rng.random((3, 2)), source_label="s"),
    "two columns of words": lambda: Arrows(
        [f"a long word {n}" for n in range(24)], ["b"] * 24, rng.normal(size=(24, 24)), target_label=NASTY
    ),
    "one word": lambda: Arrows(["a"], ["b"], [[0.0]], target_label="t"),
    "tokens": lambda: Tokens([NASTY, " ", "\n"], [0.5, -0.25, 0.0]),
    "one token": lambda: Tokens(["a"], [0.0]),
    "sound": lambda: Sound(rng.uniform(-1, 1, 4000), 8000, label=NASTY),
    "one sample": lambda: Sound([0.0]),
    "table": lambda: Table({NASTY: [NASTY, "b"], "n": [1, 2.5]}),
    "text": lambda: Text(f"{NASTY}\nsecond"),
    "mono text": lambda: Text(f"{NASTY}\n  second", mono=True),
}
HTML = ("table", "text", "mono text", "tokens", "one token", "sound", "one sample")
PICTURES = [name for name in MARKS if name not in HTML]


@pytest.mark.parametrize("name", MARKS)
def test_the_same_mark_gives_the_same_bytes(name: str) -> None:
    mark = MARKS[name]()
    assert show(Frame(mark=mark)) == show(Frame(mark=mark))


@pytest.mark.parametrize("name", MARKS)
def test_picture_and_table_are_well_formed(name: str) -> None:
    shown = show(Frame(mark=MARKS[name]()))["marks"][0]
    ET.fromstring(f"<div>{shown['svg']}</div>")
    ET.fromstring(f"<div>{shown['table']}</div>")


@pytest.mark.parametrize("name", MARKS)
def test_a_frame_holds_only_characters_that_a_page_can_hold(name: str) -> None:
    shown = show(Frame(mark=MARKS[name]()))["marks"][0]
    assert all(clean_text(text) == text for text in shown.values() if isinstance(text, str))


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_has_one_root_with_a_kind_a_role_and_a_name(name: str) -> None:
    mark = MARKS[name]()
    shown = show(Frame(mark=mark))["marks"][0]
    root = ET.fromstring(shown["svg"])
    assert root.tag == "div"
    assert root.attrib["class"].split()[0] == "mark"
    assert root.attrib["data-kind"] == mark.kind
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == f"Mark. {shown['sentence']}"
    assert "id" not in {key for element in root.iter() for key in element.attrib}


@pytest.mark.parametrize("name", HTML)
def test_what_is_read_as_it_is_has_the_same_root_without_the_role_of_a_picture(name: str) -> None:
    mark = MARKS[name]()
    root = ET.fromstring(mark.picture("x"))
    assert root.attrib["class"].split()[0] == "mark"
    assert root.attrib["data-kind"] == mark.kind
    assert root.attrib.get("role") != "img"


@pytest.mark.parametrize("name", MARKS)
def test_each_colour_is_taken_from_the_page(name: str) -> None:
    for element in ET.fromstring(f"<div>{MARKS[name]().picture('x')}</div>").iter():
        for attribute in ("fill", "stroke"):
            value = element.attrib.get(attribute, "none")
            found = re.fullmatch(r"var\(--demo-([\w-]+),(#\w+)\)", value)
            assert value in ("none", "currentColor") or (found and LIGHT[found[1]] == found[2])


@pytest.mark.parametrize("name", MARKS)
def test_a_mark_has_only_classes_of_the_style_sheet_and_no_style_attribute(name: str) -> None:
    html = MARKS[name]().picture("x")
    assert "style=" not in html
    classes = {text for value in re.findall(r'class="([^"]*)"', html) for text in value.split()}
    without_rules = {"mark-head", "mark-stretch", "mark-is-square", "mark-place-square", "mark-place-stretch"}
    without_rules |= {"mark-from-0", "mark-wave"}
    assert {c for c in classes if not re.search(rf"\.{c}\b", CSS)} <= without_rules


@pytest.mark.parametrize("name", PICTURES)
def test_every_place_in_a_picture_is_a_short_finite_number(name: str) -> None:
    html = re.sub(
        r'(href|src|aria-label|class)="[^"]*"', "", show(Frame(mark=MARKS[name]()))["marks"][0]["svg"]
    )
    assert not re.search(r"\bnan\b|\binf\b", html)
    html = re.sub(r'>[^<]+<|(fill|stroke)="[^"]*"', "", html)
    for number in re.findall(r"-?\d+\.?\d*(?:e[-+]?\d+)?", html):
        assert "e" not in number
        assert len(number) <= 7


@pytest.mark.parametrize("name", PICTURES)
def test_strokes_in_a_stretched_plane_keep_their_width_in_pixels(name: str) -> None:
    root = ET.fromstring(MARKS[name]().picture("x"))
    for plane in root.iter("svg"):
        if plane.attrib.get("preserveAspectRatio") == "none":
            for path in plane.iter("path"):
                if "stroke" not in path.attrib:  # an area
                    continue
                assert path.attrib["vector-effect"] == "non-scaling-stroke"
            assert not list(plane.iter("text"))


def mark_is_a_grid(name: str) -> bool:
    return "grid" in name


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_has_a_sentence_and_a_bounded_table(name: str) -> None:
    shown = show(Frame(mark=MARKS[name]()))["marks"][0]
    assert shown["sentence"].endswith(".")
    assert "\n" not in shown["sentence"]
    rows = shown["table"].count("<tr>") - 1
    assert 1 <= rows <= (64 if mark_is_a_grid(name) else 24)
    assert all(line.count("<th ") + line.count("<td>") <= 9 for line in shown["table"].split("</tr>"))


def test_bars_of_shares_are_written_as_percentages() -> None:
    bars = Bars({"a": Percent(0.152), "b": Percent(2e-6)}, x_range=(0, 1))
    assert bars.sentence() == "a 15.2%, b <0.1%."
    assert re.findall(r">([^<>]*%)<", bars.picture("x")) == ["15.2%", "&lt;0.1%"]


@pytest.mark.parametrize("name", PICTURES)
def test_every_text_stands_at_a_share_of_the_place(name: str) -> None:
    root = ET.fromstring(MARKS[name]().picture("x"))
    for text in root.iter("text"):
        for axis in ("x", "y"):
            place = text.attrib[axis]
            assert place == "0" or 0 <= float(place.removesuffix("%")) <= 100


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (lambda: Curve({}), "Curve: 0 series; expected 1 to 6, since more look alike"),
        (lambda: Curve([]), "Curve: series '' has shape (0,); expected (n,) with n >= 1"),
        (lambda: Curve([[1.0]]), "Curve: series '' has shape (1, 1); expected (n,) with n >= 1"),
        (lambda: Curve(["a"]), "Curve: series '' holds str32 values; expected real numbers"),
        (lambda: Curve([1j]), "Curve: series '' holds complex128 values; expected real numbers"),
        (lambda: Curve({"a": [1.0], "b": [1.0, 2.0]}), "Curve: series 'b' has 2 values; the first has 1"),
        (lambda: Curve([1.0], [1.0, 2.0]), "Curve: x has 2 values; expected 1"),
        (lambda: Curve([1.0, 2.0, 3.0], [1.0, 3.0, 2.0]), "Curve: x falls at 2; expected rising values"),
        (lambda: Curve([1.0], y_range=(2, 1)), "Curve: y_range is (2, 1); expected the lower end first"),
        (
            lambda: Curve([-1.0], log_y=True),
            "Curve: a logarithmic y axis holds only numbers above 0, but some are below",
        ),
        (
            lambda: Curve([1.0], log_y=True, y_range=(0, 1)),
            "Curve: y_range reaches 0, but a logarithmic axis holds only numbers above 0",
        ),
        (
            lambda: Image([1.0]),
            "Image: values has shape (1,); expected (rows, columns) or (rows, columns, 3)",
        ),
        (lambda: Image(np.ones((257, 2))), "Image: values has shape (257, 2); at most 256 rows and columns"),
        (lambda: Image([[1.0]], scale="gray"), "Image: scale is 'gray'; expected one of ink, grey, signed"),  # type: ignore[arg-type]
        (lambda: Image([[1.0]], low=1, high=0), "Image: (low, high) is (1, 0); expected the lower end first"),
        (lambda: Image([[1.0]], mask=[1.0]), "Image: mask has shape (1,); expected (1, 1)"),
        (
            lambda: Image([[1.0]], outlines={"a": [1.0]}),
            "Image: outline 'a' has shape (1,); expected (1, 1)",
        ),
        (
            lambda: Image([[1.0]], outlines={name: [[1.0]] for name in "abcd"}),
            "Image: 4 outlines; expected at most 3",
        ),
        (lambda: Image([[1.0]], boxes=[[0, 0, 1, 1]]), "Image: box_names has 0 names; expected 1"),
        (
            lambda: Image([[1.0]], boxes=[[1, 0, 0, 1]], box_names=["a"]),
            "Image: boxes has a box whose right or bottom is not beyond its left or top",
        ),
        (
            lambda: ImageGrid(np.ones((2, 2))),
            "ImageGrid: images has shape (2, 2); expected (n, rows, columns) or (n, rows, columns, 3)",
        ),
        (lambda: ImageGrid(np.ones((65, 1, 1))), "ImageGrid: 65 images; expected 1 to 64"),
        (lambda: ImageGrid(np.ones((2, 1, 1)), ["a"]), "ImageGrid: titles has 1 texts; expected 2 or none"),
        (
            lambda: ImageGrid(np.ones((2, 1, 1)), highlight=[2]),
            "ImageGrid: highlight holds 2; expected places from 0 to 1",
        ),
        (
            lambda: Matrix(np.ones((2, 9))),
            "Matrix: values has shape (2, 9); at most 16 rows and 8 columns can be read: use a Heatmap",
        ),
        (lambda: Matrix([[1.0]], ["a", "b"]), "Matrix: rows has 2 names; expected 1"),
        (
            lambda: Tokens("word", [1.0] * 4),
            "Tokens: tokens is not a list of texts; expected one text for each piece",
        ),
        (lambda: Tokens(["a"], [1.0, 2.0]), "Tokens: values has 2 values; expected 1"),
        (
            lambda: Arrows(["a", "b"], ["c"], [[1.0], [2.0]]),
            "Arrows: weights has shape (2, 1); expected (1, 2), a row for each target",
        ),
        (
            lambda: Arrows("ab", ["c"], [[1.0]]),
            "Arrows: sources holds 'ab'; expected a list of 1 to 24 texts",
        ),
        (lambda: Sound([2.0, 0.0]), "Sound: 1 samples are beyond −1 … 1; divide by the largest"),
        (lambda: Sound([0.0], 100), "Sound: rate is 100; expected a whole number from 4000 to 48000"),
        (lambda: Sound(np.zeros(240_001)), "Sound: 240,001 samples; expected at most 240,000"),
        (
            lambda: Heatmap(np.broadcast_to(np.float32(0), (2049, 2048))),
            "Heatmap: values has shape (2049, 2048) and takes 32.0 MB; expected at most 32.0 MB: "
            "show a part of it, or means",
        ),
        (lambda: Scatter([1.0, 2.0]), "Scatter: points has shape (2,); expected (n, 2)"),
        (lambda: Scatter(np.empty((0, 2))), "Scatter: 0 points; expected 1 to 5,000"),
        (lambda: Scatter([[1, 2]], [7]), "Scatter: classes holds 7; expected whole numbers from 0 to 5"),
        (lambda: Scatter([[1, 2]], [0, 1]), "Scatter: classes has shape (2,); expected (1,)"),
        (
            lambda: Scatter([[1, 2]], [1], class_names=["only"]),
            "Scatter: classes holds 1; expected whole numbers from 0 to 0",
        ),
        (lambda: Surface([1.0]), "Surface: values has shape (1,); expected (rows, columns), neither 0"),
        (
            lambda: Surface(np.zeros((300, 2))),
            "Surface: values has shape (300, 2); at most 256 rows and columns",
        ),
        (
            lambda: Surface([[1.0]], low=1, high=1),
            "Surface: (low, high) is (1, 1); expected the lower end first",
        ),
        (lambda: Heatmap([[1.0]], rows=["a", "b"]), "Heatmap: rows has 2 names; expected 1"),
        (lambda: Bars({}), "Bars: 0 values; expected 1 to 24"),
        (
            lambda: Bars({"a": -1.0}, log=True),
            "Bars: a logarithmic axis holds only numbers above 0, but some are below",
        ),
        (lambda: Graph([]), "Graph: no weights; expected one matrix for each pair of layers"),
        (
            lambda: Graph([np.ones((3, 2)), np.ones((1, 4))]),
            "Graph: weights[1] has shape (1, 4); expected (out, 3)",
        ),
        (lambda: Graph([[[1.0]]], names=[["a"]]), "Graph: names has 1 layers; expected 2"),
        (lambda: Graph([[[1.0]]], names=[["a", "b"], []]), "Graph: names[0] has 2 names; expected 1"),
        (lambda: Graph([[[1.0]]], values=[[1.0]]), "Graph: values has 1 layers; expected 2"),
        (
            lambda: Table({"a": [1], "b": [1, 2]}),
            "Table: the columns have the lengths 'a' 1, 'b' 2; expected one length from 1 to 50",
        ),
        (lambda: Table({"a": [[]]}), "Table: a cell is list; expected text or a number"),
        (lambda: Text(3), "Text: text is int; expected str"),  # type: ignore[arg-type]
    ],
)
def test_a_mark_refuses_what_it_cannot_show(broken: Callable[[], Mark], message: str) -> None:
    with pytest.raises(MarkError) as caught:
        broken()
    assert str(caught.value) == message


def test_what_surrounds_a_picture_does_not_change_with_the_values() -> None:
    def frames(scale: float) -> list[list[str]]:
        marks = [
            Curve({"a": [scale, 2 * scale], "b": [0.0, -scale]}, x_label="x", y_label="y"),
            Scatter(POINTS * scale, class_names=["a"]),
            Surface(np.full((3, 3), scale), points=POINTS, class_names=["a"]),
            Bars({"a": scale, "b": -scale}),
            Graph([np.full((2, 2), scale)]),
        ]
        return [re.findall(r'<div class="[^"]*"', mark.picture("x")) for mark in marks]

    assert frames(1e-7) == frames(1.0) == frames(12_345.0)
