"""`:::{margin}`: a note beside the text where the window has room, and in a box elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from sitegen.markdown.directive import Directive
from sitegen.markdown.document import Document


def margin(directive: Directive, _document: Document) -> tuple[Sequence[Token], Sequence[Token]]:
    """Return an `aside` element."""
    opening = directive.opening("margin", "aside", {"class": "margin-note"})
    return [opening], [Token("margin_close", "aside", -1)]
