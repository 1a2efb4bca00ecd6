"""Marks in Jupyter: the same pictures as in the notebook of a page."""

from __future__ import annotations

import re
import sys
from types import SimpleNamespace
from typing import Any
from xml.dom import minidom

import pytest

from sitegen.demo import (
    Bars,
    CellOutput,
    Curve,
    DisplayData,
    Frame,
    Heatmap,
    Mark,
    Table,
    Text,
    Tokens,
    show,
)
from sitegen.notebook import show_pictures
from sitegen.notebook.outputs import lines_of, outputs_of
from sitegen.notebook.picture import picture_data


@pytest.fixture
def formatters(monkeypatch: pytest.MonkeyPatch) -> dict[type, Any]:
    """What `show_pictures` gives to IPython, by type."""
    found: dict[type, Any] = {}
    formatter = SimpleNamespace(for_type=found.__setitem__)
    shell = SimpleNamespace(display_formatter=SimpleNamespace(mimebundle_formatter=formatter))
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    show_pictures()
    return found


def test_outside_of_jupyter_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    show_pictures()
    assert "IPython" not in sys.modules


def test_a_mark_is_the_picture_of_the_exported_notebook(formatters: dict[type, Any]) -> None:
    mark = Curve({"a": [0.0, 1.0]}, [0.0, 1.0], label="A line")
    bundle = formatters[Mark](mark)

    drawn = show(Frame(result=mark))
    assert bundle == {kind: "".join(text) for kind, text in picture_data(drawn["marks"][0]).items()}
    assert bundle["text/plain"].startswith("A line. ")


def test_a_frame_of_several_marks_is_one_piece_of_html_with_its_numbers(formatters: dict[type, Any]) -> None:
    bundle = formatters[Frame](
        Frame(one=Bars({"a": 1.0}), two=Text("words"), metrics={"loss": 0.5}, text="Done.")
    )

    assert bundle["text/html"].index("<svg") < bundle["text/html"].index("<p>words</p>")
    assert bundle["text/plain"].endswith("Loss: 0.500\nDone.")


@pytest.mark.parametrize(
    "mark", [Curve([0.0, 1.0]), Bars({str(n): float(n) for n in range(24)}), Heatmap([[0.0, 1.0]])]
)
def test_a_picture_is_valid_and_stands_alone(mark: Mark) -> None:
    (drawn,) = show(Frame(result=mark))["marks"]
    (picture,) = picture_data(drawn)["image/svg+xml"]

    assert minidom.parseString(picture).documentElement is not None  # noqa: S318 - made here
    assert "prefers-color-scheme" not in picture
    assert ":root" not in picture


def height_of(rows: int) -> int:
    (drawn,) = show(Frame(result=Bars({str(n): 1.0 for n in range(rows)})))["marks"]
    found = re.search(r'height="(\d+)"', picture_data(drawn)["image/svg+xml"][0])
    assert found
    return int(found[1])


def test_a_picture_with_many_rows_is_higher() -> None:
    assert height_of(3) == 400
    assert height_of(24) > 24 * 20


@pytest.mark.parametrize("mark", [Text("a < b"), Table({"a": [1]}), Tokens(["x"], [0.5])])
def test_words_are_html(mark: Mark) -> None:
    (drawn,) = show(Frame(result=mark))["marks"]
    assert list(picture_data(drawn)) == ["text/html", "text/plain"]


NOTHING: CellOutput = {
    "stdout": "", "value": "", "frame": None, "displays": [], "warnings": [], "error": None,
}  # fmt: skip
TABLE: DisplayData = {"kind": "table", "html": "<table></table>", "alt": "", "latex": ""}
FIGURE: DisplayData = {"kind": "figure", "html": "<svg></svg>", "alt": "A line.", "latex": ""}
FORMULA: DisplayData = {"kind": "formula", "html": "<math></math>", "alt": "", "latex": "x^2"}


def test_every_part_of_an_output_is_an_output_in_the_order_of_the_page() -> None:
    frame = show(Frame(a=Text("x"), metrics={"n": 2}, text="Two."))
    kinds = [
        output["output_type"]
        for output in outputs_of(
            {**NOTHING, "stdout": "a\n\x85b", "value": "1", "frame": frame, "displays": [TABLE, FORMULA]}, 3
        )
    ]
    assert kinds == ["stream", *["display_data"] * 4, "execute_result"]
    assert outputs_of(NOTHING, 1) == []


def test_values_of_other_packages_are_html_or_formulas() -> None:
    made = outputs_of({**NOTHING, "displays": [TABLE, FIGURE, FORMULA]}, 1)
    assert [output["data"] for output in made] == [
        {"text/html": ["<table></table>"]},
        {"text/html": ["<svg></svg>"], "text/plain": ["A line."]},
        {"text/latex": ["$$x^2$$"], "text/plain": ["x^2"]},
    ]


def test_lines_end_at_newlines_only() -> None:
    assert lines_of("a\u2028b\x0cc\n\nd\n") == ["a\u2028b\x0cc\n", "\n", "d\n"]
    assert lines_of("") == []
