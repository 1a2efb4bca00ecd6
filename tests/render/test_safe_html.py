"""Records of programs as templates receive them."""

from __future__ import annotations

from typing import Any

from sitegen.render.safe_html import own_ids, safe_displays

DISPLAY: Any = {"kind": "formula", "html": "<code>x</code>", "alt": "", "latex": ""}


def test_a_formula_is_set_as_those_of_texts_are_and_one_that_cannot_be_keeps_its_own_html() -> None:
    items: Any = [{**DISPLAY, "latex": latex} for latex in (r"\frac{\half}{2}", r"\unknown", "")]
    set_, kept, other = safe_displays(items, {r"\half": "x"})

    assert '<div class="math"><math' in set_["html"]
    assert "<mfrac>" in set_["html"]
    assert kept["html"] == other["html"] == "<code>x</code>"


def test_equal_figures_of_two_islands_have_ids_of_their_own() -> None:
    mark = '<svg><path id="figure-0123abcd-1"/><use href="#figure-0123abcd-1"/>'
    mark += '<g clip-path="url(#figure-0123abcd-2)"/>'
    frame: Any = {"marks": [{"svg": mark + "<text>figure-0123abcd</text>"}]}
    (own,) = own_ids(frame, "ring-2")["marks"]

    assert own["svg"] == (
        '<svg><path id="figure-0123abcd-ring-2-1"/><use href="#figure-0123abcd-ring-2-1"/>'
        '<g clip-path="url(#figure-0123abcd-ring-2-2)"/><text>figure-0123abcd</text>'
    )
