"""Values with methods for notebooks; libraries are played by small classes."""

from __future__ import annotations

from typing import Any

import pytest

from sitegen.demo.cells import CellPage
from sitegen.demo.records import CellOutput

PNG = "b'\\x89PNG\\r\\n\\x1a\\n' + b'\\0\\0\\0\\rIHDR\\0\\0\\0\\x08\\0\\0\\0\\x04'"


def run(body: str, *, alt: str = "words", name: str = "_repr_html_", more: str = "") -> CellOutput:
    program = f"class Thing:\n    def {name}(self, **options):\n        return {body}\n{more}\nThing()"
    return CellPage().run("cell 1", program, alt)


def only(output: CellOutput) -> Any:
    assert output["error"] is None, output["error"]
    assert output["value"] == ""
    (item,) = output["displays"]
    return item


def test_html_is_cleaned_and_takes_the_place_of_the_text() -> None:
    item = only(run("'<p>one <b onclick=x>two</b><script>x</script></p>'"))

    assert (item["kind"], item["alt"], item["latex"]) == ("html", "", "")
    assert "<p>one <b>two</b></p>" in item["html"]
    assert "onclick" not in item["html"]


def test_a_table_is_told_from_other_html() -> None:
    assert only(run("'<table><tr><td>1</td></tr></table>'"))["kind"] == "table"


def test_html_that_needs_scripts_gives_way_to_the_text() -> None:
    widget = "'<div id=a></div><script>draw()</script>'"
    with_text = run(widget, more="    def __repr__(self):\n        return 'spoken'")
    without_text = run(widget.replace("<div id=a></div>", ""))

    assert (with_text["value"], with_text["displays"], with_text["warnings"]) == ("spoken", [], [])
    assert "has no picture here" in without_text["value"]
    assert [warning["rule"] for warning in without_text["warnings"]] == ["unshown-value"]


@pytest.mark.parametrize(
    ("name", "body", "message"),
    [
        ("_repr_html_", "7", "Thing._repr_html_ returns int; expected str"),
        ("_repr_svg_", "b''", "Thing._repr_svg_ returns bytes; expected str"),
        ("_repr_svg_", "'words'", "the SVG of a value has no svg element"),
        ("_repr_png_", "'%%'", "Thing._repr_png_ returns a text that is not base64; expected bytes"),
        ("_repr_png_", "[1]", "Thing._repr_png_ returns list; expected bytes"),
        ("_repr_png_", "b'GIF89a'", "the picture of a value begins with b'GIF89a'; expected a PNG or a JPEG"),
        ("_repr_mimebundle_", "[1]", "Thing._repr_mimebundle_ returns list; expected a dictionary"),
        ("_repr_mimebundle_", "{'text/html': 3}", "Thing._repr_mimebundle_ returns int; expected str"),
        ("_repr_html_", "1 / 0", "division by zero"),
    ],
)
def test_a_method_that_fails_or_returns_something_else_is_an_error_of_the_cell(
    name: str, body: str, message: str
) -> None:
    output = run(body, name=name)

    assert output["error"] is not None
    assert output["error"]["message"] == message
    assert output["displays"] == []


def test_an_exception_of_a_method_has_its_line_in_the_cell() -> None:
    error = run("1 / 0")["error"]

    assert error is not None
    assert error["line"] == 3


def test_a_method_that_answers_nothing_leaves_the_text() -> None:
    output = run("None", more="    def __repr__(self):\n        return 'text'")

    assert (output["value"], output["displays"]) == ("text", [])


def test_pictures_are_data_of_their_element_and_need_words() -> None:
    drawn = only(run('\'<?xml version="1.0"?><svg width="4"></svg>\'', name="_repr_svg_", alt='a "dot"'))
    pixels = only(run(PNG, name="_repr_png_"))
    undescribed = run(PNG, name="_repr_png_", alt="")

    assert 'src="data:image/svg+xml;base64,' in drawn["html"]
    assert 'alt="a &quot;dot&quot;"' in drawn["html"]
    assert 'width="8" height="4"' in pixels["html"]
    assert [warning["rule"] for warning in undescribed["warnings"]] == ["missing-alt"]


def test_a_bundle_answers_with_several_types_and_metadata() -> None:
    item = only(run("({'text/plain': 'x', 'text/latex': '$$x^2$$'}, {})", name="_repr_mimebundle_"))

    assert (item["kind"], item["latex"]) == ("formula", "x^2")


def test_a_class_and_an_object_that_answers_to_every_name_are_text() -> None:
    page = CellPage()
    thing = "class Any:\n    def __getattr__(self, name):\n        return 1 / 0\n"
    thing += "    def __repr__(self):\n        return 'any'\n"
    named = "class Table:\n    def _repr_html_(self):\n        return '<p>no</p>'\nTable"

    assert page.run("cell 1", f"{thing}Any()")["value"] == "any"
    assert page.run("cell 2", named)["value"] == "<class 'cells.Table'>"
