"""`:::{theorem} Pythagoras` and its kin: a statement with its name, a number and a title; `:::{proof}`."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from sitegen.markdown.directive import Directive
from sitegen.markdown.document import Document
from sitegen.markdown.numbers import STATEMENTS

KINDS = (*STATEMENTS, "proof")


def statement(directive: Directive, _document: Document) -> tuple[Sequence[Token], Sequence[Token]]:
    """Return a block that begins with its name and, in parentheses, the author's title."""
    attributes: dict[str, str | int | float] = {"class": f"statement statement-{directive.name}"}
    if directive.option("id"):
        attributes["id"] = directive.option("id")
    opening = Token("statement_open", "div", 1, attrs=attributes, meta={"kind": directive.name})
    title = f"({directive.argument})" if directive.argument else ""
    before = [
        opening,
        Token("statement_title_open", "p", 1, attrs={"class": "statement-title"}),
        Token("inline", "", 0, content=title, children=[], map=[directive.line, directive.line + 1]),
        Token("statement_title_close", "p", -1),
    ]
    return before, [Token("statement_close", "div", -1)]
