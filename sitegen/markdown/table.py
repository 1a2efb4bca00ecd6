"""`:::{table} Caption`: a table with a caption, which can have a number."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from sitegen.markdown.directive import Directive
from sitegen.markdown.document import Document


def table(directive: Directive, _document: Document) -> tuple[Sequence[Token], Sequence[Token]]:
    """Return a `figure` whose caption stands above the table in its body."""
    opening = Token("table_figure_open", "figure", 1, attrs={"class": "captioned"}, meta={"kind": "table"})
    if directive.option("id"):
        opening.attrs["id"] = directive.option("id")
    line = [directive.line, directive.line + 1]
    before = [
        opening,
        Token("caption_open", "figcaption", 1),
        Token("inline", "", 0, content=directive.argument, children=[], map=line),
        Token("caption_close", "figcaption", -1),
    ]
    return before, [Token("table_figure_close", "figure", -1)]
