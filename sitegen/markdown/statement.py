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
    css = {"class": f"statement statement-{directive.name}"}
    before = [
        directive.opening("statement", "div", css, kind=directive.name),
        Token("statement_title_open", "p", 1, attrs={"class": "statement-title"}),
        directive.title(f"({directive.argument})" if directive.argument else ""),
        Token("statement_title_close", "p", -1),
    ]
    return before, [Token("statement_close", "div", -1)]
