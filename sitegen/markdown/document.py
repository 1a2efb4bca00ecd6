"""The record that the rules share while one body is read: what they found, what is wrong, and where.

markdown-it hands a free-form `env` from rule to rule; this typed value is the only thing we keep in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from markdown_it.ruler import StateBase

from sitegen.errors import Problem
from sitegen.markdown.options import Links, MarkdownOptions
from sitegen.model import Cell, Heading, Island, Link, Metric, Position

KEY = "document"
"""The place of the record in markdown-it's `env`."""


@dataclass(slots=True)
class Document:
    """What is known of one body so far."""

    links: Links
    options: MarkdownOptions
    first_line: int
    """The line of the file on which the body begins."""
    lines: list[str]
    """The body's own lines, for columns."""
    problems: list[Problem] = field(default_factory=list)
    found_links: list[Link] = field(default_factory=list)
    pictures: list[tuple[str, Position]] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    islands: list[Island] = field(default_factory=list)
    metrics: list[Metric] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    open_directives: int = 0
    """Directives that are open by mistake and have been reported."""
    word_count: int = 0
    summary: str = ""
    content: str = ""
    """The inline text that is being read now ..."""
    content_lines: tuple[int, int] = (0, 1)
    """... and the lines of the body, from 0, that it came from."""
    within: str = ""
    """What the inline text stands in when that matters: `heading`."""

    def position(self, line: int, column: int = 1) -> Position:
        """Return the place in the file of a line of the body (from 0) and a column (from 1)."""
        return Position(self.links.source_path, self.first_line + line, max(column, 1))

    def find(self, line: int, text: str) -> Position:
        """Return the place of a text in a line of the body (from 0); its start when it is not there."""
        at = self.lines[line].find(text) if line < len(self.lines) else -1
        return self.position(line, max(at, 0) + 1)

    def inline_position(self, text: str, offset: int) -> Position:
        """Return the place in the file of a character of inline text.

        Exact for the text of a block. Inside an inline footnote or a cell with an escaped bar the text is a
        rewritten piece of its line, so that its first occurrence is taken.
        """
        first, last = self.content_lines
        if text is self.content:
            line = first + text.count("\n", 0, offset)
            start = text.rfind("\n", 0, offset) + 1
            end = text.find("\n", offset)
            piece = text[start : end if end >= 0 else len(text)]
            at = self.lines[line].find(piece.strip()) if line < len(self.lines) else -1
            if at >= 0:
                return self.position(line, at + 1 + offset - start - (len(piece) - len(piece.lstrip())))
        needle = text[offset:].partition("\n")[0]
        for length in (len(needle), 24, 8):
            for line in range(first, min(max(last, first + 1), len(self.lines))):
                at = self.lines[line].find(needle[:length])
                if needle and at >= 0:
                    return self.position(line, at + 1)
        return self.position(first)

    def problem(
        self, message: str, position: Position, *, hint: str | None = None, code: str = "markdown"
    ) -> None:
        """Note a mistake; all of a body are raised together when it has been read."""
        self.problems.append(
            Problem(message, position.path, position.line, position.column, hint=hint, code=code)
        )


def document_of(state: StateBase) -> Document:
    """Return the record of the body that a rule works on."""
    found: Document = state.env[KEY]
    return found
