"""{metric}`depth.accuracy`: a number in prose or in a caption that a demo computed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline.state_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from sitegen.markdown.document import KEY, Document
from sitegen.model import Metric, Position

METRIC = re.compile(r"([A-Za-z_][\w-]*)\.([A-Za-z_][\w.-]*?)\s*(?:\|\s*(.*?))?\s*\Z")
FORMAT = re.compile(r"[+ -]?#?0?\d{0,2}[,_]?(?:\.\d{1,2})?[eEfFgG%]?\Z")


def metric(state: StateInline, text: str, document: Document, position: Position) -> None:
    """Push the place of a computed number."""
    found = METRIC.match(text)
    if found is None:
        document.problem(
            f"{text!r} does not name a metric",
            position,
            hint="write {metric}`demo.name`, or {metric}`demo.name|.0%` with a format",
            code="role",
        )
        return
    if found[3] and not FORMAT.match(found[3]):
        document.problem(
            f"{found[3]!r} is not a format for a number",
            position,
            hint="for example '.2f' or '.0%'",
            code="role",
        )
    document.refuse_in_heading("a metric", position, "role")
    state.push("metric", "", 0).meta = {"metric": Metric(found[1], found[2], position, found[3] or "")}


def render_metric(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, env: EnvType
) -> str:
    """Return the mark of a number."""
    document: Document = env[KEY]
    return document.leave(tokens[index].meta["metric"])
