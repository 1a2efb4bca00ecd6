"""`:::{details} Summary`: text that the reader unfolds."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from sitegen.markdown.directive import Directive
from sitegen.markdown.document import Document


def details(directive: Directive, _document: Document) -> tuple[Sequence[Token], Sequence[Token]]:
    """Return a `details` element; `:open:` unfolds it."""
    opening = directive.opening("details", "details")
    if any(option.name == "open" for option in directive.options):
        opening.attrs["open"] = ""
    before = [
        opening,
        Token("summary_open", "summary", 1),
        directive.title(),
        Token("summary_close", "summary", -1),
    ]
    return before, [Token("details_close", "details", -1)]
