"""Records of programs with their pictures marked as HTML, so that templates do not escape them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, cast

from markupsafe import Markup

if TYPE_CHECKING:  # sitegen.demo imports NumPy
    from sitegen.demo import DisplayData, FrameData

FIGURE_ID = re.compile(r'(?:(?<= id=")|(?<=#))figure-[0-9a-f]{8}')
FORMULA = '<div class="display" data-kind="formula" role="group" aria-label="Value" tabindex="0">{}</div>'


def safe_frame(frame: FrameData) -> FrameData:
    """Return a frame whose pictures and tables are marked as HTML, so that templates do not escape them."""
    marks = [
        {**mark, "svg": Markup(mark["svg"]), "table": Markup(mark["table"])}  # noqa: S704  (the marks made them)
        for mark in frame["marks"]
    ]
    return cast("FrameData", {**frame, "marks": marks})


def own_ids(frame: FrameData, island: str) -> FrameData:
    """Return a frame whose figures have ids of one island: a page may show equal figures twice.

    Args:
        frame: as the demo gave it.
        island: the id of the island.
    """
    marks = [{**mark, "svg": FIGURE_ID.sub(rf"\g<0>-{island}", mark["svg"])} for mark in frame["marks"]]
    return cast("FrameData", {**frame, "marks": marks})


def safe_displays(items: Iterable[DisplayData], macros: Mapping[str, str]) -> tuple[DisplayData, ...]:
    """Return what a cell displays, its HTML marked as such; formulas are set as those of texts are.

    Args:
        items: as the cell gave them, cleaned.
        macros: of the configuration, for formulas.
    """
    return tuple(cast("DisplayData", {**item, "html": _html(item, macros)}) for item in items)


def _html(item: DisplayData, macros: Mapping[str, str]) -> Markup:
    formula = ""
    if item["latex"]:
        from sitegen.markdown import formula_html  # noqa: PLC0415 - imports the parser

        formula = formula_html(item["latex"], macros)
    return Markup(FORMULA.format(formula) if formula else item["html"])  # noqa: S704  (of the parser, or cleaned)
