"""`:::{details} Summary`: text that the reader unfolds."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from sitegen.markdown.directive import Directive
from sitegen.markdown.document import Document


def details(directive: Directive, _document: Document) -> tuple[Sequence[Token], Sequence[Token]]:
    """Return a `details` element; `:open:` unfolds it."""
    opening = Token("details_open", "details", 1)
    if directive.option("id"):
        opening.attrs["id"] = directive.option("id")
    if any(option.name == "open" for option in directive.options):
        opening.attrs["open"] = ""
    line = [directive.line, directive.line + 1]
    before = [
        opening,
        Token("summary_open", "summary", 1),
        Token("inline", "", 0, content=directive.argument, children=[], map=line),
        Token("summary_close", "summary", -1),
    ]
    return before, [Token("details_close", "details", -1)]
