"""Markdown → Body: parse a text, gather what the rules found, and cut the HTML at its placeholders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sitegen.bibliography import NO_BIBLIOGRAPHY, Bibliography
from sitegen.extension.records import NONE, Extensions
from sitegen.included_files import NO_FILES, IncludedFiles
from sitegen.markdown.addresses import Links
from sitegen.markdown.anchor import ids_in
from sitegen.markdown.citation import reference_list
from sitegen.markdown.document import KEY, Document, Piece, Wrap
from sitegen.markdown.mdx import markdown_of_mdx
from sitegen.markdown.parser import parser_for
from sitegen.model import Body, Placeholder

if TYPE_CHECKING:  # imports Pydantic
    from sitegen.config import MarkdownConfig


def read_body(
    text: str,
    *,
    first_line: int,
    links: Links,
    options: MarkdownConfig,
    extensions: Extensions = NONE,
    bibliography: Bibliography = NO_BIBLIOGRAPHY,
    files: IncludedFiles = NO_FILES,
) -> Body:
    """Turn the Markdown of one source into a body: HTML, cut where demos, cells and metrics are filled in.

    The body depends on the arguments only, on `links` only through its own fields and through the answers
    that the body records in `looked_up`, and on `extensions` only through the answers in `asked`. A body with
    problems also depends on every address of the site, since the hints name the nearest one. Files that the
    text shows are named in `included`, each with its digest.

    Args:
        text: the Markdown below the front matter.
        first_line: the line of the file on which the text begins, for messages.
        links: what the body may know of the site.
        options: how Markdown is read.
        extensions: those of the site.
        bibliography: the references of the site.
        files: reads the files that the text shows.

    Returns:
        The body. What is wrong with the text is in its `problems`; such a body still has its anchors and its
        links, so that those can be checked in the same run.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    document = Document(links, options, first_line, text.split("\n"), extensions, bibliography, files)
    if links.source_path.suffix.casefold() == ".mdx":
        text, removed = markdown_of_mdx(text)
        for part in removed:
            place = document.find(part.line, part.text)
            document.warn(part.message, place, hint="write Markdown or a directive", code="leftover-jsx")
        document.lines = text.split("\n")
    html: str = parser_for(options).render(text, {KEY: document})
    if not document.lists_references:
        html += reference_list(document)
    if document.cited or document.problems:
        document.problems += document.bibliography.problems
    return Body(
        parts=_cut(html, document.placeholders),
        headings=tuple(document.headings),
        links=tuple(document.found_links),
        ids=frozenset(document.placeholder_ids.union(ids_in(html))),
        pictures=tuple(document.pictures),
        word_count=document.word_count,
        summary=document.summary,
        problems=tuple(document.problems),
        warnings=tuple(document.warnings),
        looked_up=tuple(document.looked_up.items()),
        asked=tuple(document.asked),
        included=tuple(document.included),
    )


def _cut(html: str, placeholders: Sequence[Placeholder | Wrap]) -> tuple[Piece, ...]:
    """Return the HTML as pieces, with a placeholder in the place of each mark or pair of marks."""
    parts: list[Piece] = []
    open_marks: list[tuple[Wrap, list[Piece]]] = []
    for index, piece in enumerate(html.split("\0")):
        found = placeholders[int(piece)] if index % 2 and piece else None
        if callable(found):
            open_marks.append((found, parts))
            parts = []
        elif found is not None:
            parts.append(found)
        elif index % 2:
            wrap, outer = open_marks.pop()
            outer.append(wrap(parts))
            parts = outer
        elif piece:
            parts.append(piece)
    return tuple(parts)
