"""Markdown → Body: one call that reads a text, gathers what was found, and cuts the HTML where demos go."""

from __future__ import annotations

from dataclasses import replace

from sitegen.errors import MarkdownError
from sitegen.markdown.anchor import ids_in
from sitegen.markdown.options import Links, MarkdownOptions
from sitegen.markdown.parser import parser_for
from sitegen.markdown.document import KEY, Document
from sitegen.model import Body, Cell, Island, Metric

Part = str | Island | Metric | Cell


def render_body(text: str, *, first_line: int, links: Links, options: MarkdownOptions) -> Body:
    """Turn the Markdown of one source into HTML.

    Args:
        text: the Markdown below the front matter.
        first_line: the line of the file on which it begins, for messages.
        links: what the body may know of the site.
        options: how Markdown is read.

    Raises:
        MarkdownError: everything that is wrong with the text, each with its place.
    """
    body = read_body(text, first_line=first_line, links=links, options=options)
    if body.problems:
        raise MarkdownError(body.problems)
    return body


def read_body(text: str, *, first_line: int, links: Links, options: MarkdownOptions) -> Body:
    """Turn Markdown into a body like `render_body`, but keep what is wrong as its `problems`.

    A body with a fault still has its anchors and its links, so that those can be checked in the same run.
    """
    document = Document(links, options, first_line, text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    html: str = parser_for(options).render(text, {KEY: document})
    parts = _cut(html, document)
    ids = set(ids_in(html))
    for island in (part for part in parts if isinstance(part, Island)):
        ids.update((island.id, f"{island.id}-title", *ids_in(_text(island.caption))))
    ids.update(cell.id for cell in document.cells)
    return Body(
        parts=parts,
        headings=tuple(document.headings),
        links=tuple(document.found_links),
        ids=frozenset(ids),
        pictures=tuple(document.pictures),
        word_count=document.word_count,
        summary=document.summary,
        problems=tuple(document.problems),
    )


def _cut(html: str, document: Document) -> tuple[Part, ...]:
    """Return the HTML as parts: text, and in between the islands, metrics and cells whose marks it holds."""
    if "\0" not in html:
        return (html,) if html else ()
    parts: list[Part] = []
    caption: list[str | Metric] | None = None
    number = 0
    for index, piece in enumerate(html.split("\0")):
        if index % 2 == 0:
            if caption is not None:
                caption.append(piece)
            elif piece:
                parts.append(piece)
        elif piece[0] == "(":
            if caption is not None:
                inner = document.islands[int(piece[1:])]
                document.problem("a demo cannot stand in the caption of another", inner.position, code="demo")
            caption, number = [], int(piece[1:])
        elif piece[0] == "m":
            (parts if caption is None else caption).append(document.metrics[int(piece[1:])])
        elif piece[0] == "c":
            cell = document.cells[int(piece[1:])]
            if caption is not None:
                document.problem(
                    "a code cell cannot stand in the caption of a demo", cell.position, code="cell"
                )
            parts.append(cell)
        elif caption is not None:
            parts.append(replace(document.islands[number], caption=_trimmed(caption)))
            caption = None
    return tuple(parts)


def _trimmed(caption: list[str | Metric]) -> tuple[str | Metric, ...]:
    """Return a caption without white space round it and without empty pieces."""
    last = len(caption) - 1
    pieces: list[str | Metric] = []
    for place, piece in enumerate(caption):
        if isinstance(piece, str):
            text = piece.lstrip() if place == 0 else piece
            pieces.append(text.rstrip() if place == last else text)
        else:
            pieces.append(piece)
    return tuple(piece for piece in pieces if piece)


def _text(caption: tuple[str | Metric, ...]) -> str:
    return "".join(piece for piece in caption if isinstance(piece, str))
