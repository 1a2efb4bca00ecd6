"""`:::{table} Caption`: a table with a caption, which can have a number."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from sitegen.markdown.directive import Directive
from sitegen.markdown.document import Document


def table(directive: Directive, _document: Document) -> tuple[Sequence[Token], Sequence[Token]]:
    """Return a `figure` whose caption stands above the table in its body."""
    before = [
        directive.opening("table_figure", "figure", {"class": "captioned"}, kind="table"),
        Token("caption_open", "figcaption", 1),
        directive.title(),
        Token("caption_close", "figcaption", -1),
    ]
    return before, [Token("table_figure_close", "figure", -1)]
