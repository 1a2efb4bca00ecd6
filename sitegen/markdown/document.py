"""The record that the rules share while they parse one body: its lines, what they found, what is wrong.

markdown-it passes a free-form `env` from rule to rule; sitegen puts nothing but this typed value into it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from markdown_it.ruler import StateBase

from sitegen.bibliography import NO_BIBLIOGRAPHY, Bibliography
from sitegen.errors import Problem
from sitegen.extension.records import NONE, Extensions, Kind, Provided
from sitegen.included_files import NO_FILES, IncludedFiles
from sitegen.markdown.addresses import Links
from sitegen.model import Heading, Included, Label, Link, Placeholder, Position

if TYPE_CHECKING:  # imports Pydantic
    from sitegen.config import MarkdownConfig

KEY = "document"
"""The key of the record in markdown-it's `env`."""

Piece = str | Placeholder
Wrap = Callable[[Sequence[Piece]], Placeholder]
"""Makes a placeholder from the HTML that it encloses."""


@dataclass(slots=True)
class Cited:
    """One reference of a text."""

    anchor: str
    """Where the list has it."""
    places: list[str] = field(default_factory=list)
    """The anchors of its citations."""


@dataclass(slots=True)
class Document:
    """What is known of one body so far."""

    links: Links
    options: MarkdownConfig
    first_line: int
    """The line of the file on which the body begins."""
    lines: list[str]
    """The body's own lines, for columns."""
    extensions: Extensions = NONE
    """Those of the site."""
    bibliography: Bibliography = NO_BIBLIOGRAPHY
    """The references of the site."""
    files: IncludedFiles = NO_FILES
    """Reads the files that the text shows."""
    included: list[Included] = field(default_factory=list)
    """What the text shows of files, in order."""
    cited: dict[str, Cited] = field(default_factory=dict)
    """The references that the text cites, by key."""
    years: dict[str, str] = field(default_factory=dict)
    """The year of each of them, as citations say it; known when the text is parsed."""
    lists_references: bool = False
    """Whether a directive says where the list of references stands."""
    asked: dict[tuple[str, str, str, str], None] = field(default_factory=dict)
    """What the text asked of extensions, with the answers; see `Body.asked`."""
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    """What the author may have meant otherwise, and what does not depend on other pages."""
    found_links: list[Link] = field(default_factory=list)
    looked_up: dict[PurePosixPath, str | None] = field(default_factory=dict)
    """Path → its permalink, for each path that a link asked for."""
    pictures: list[tuple[str, Position]] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    _heading_html: dict[str, str] = field(default_factory=dict)
    labels: dict[str, Label] = field(default_factory=dict)
    """Anchor → the name and the number of the block that has it."""
    placeholders: list[Placeholder | Wrap] = field(default_factory=list)
    """What the marks in the HTML stand for; see `leave` and `enclose`."""
    placeholder_ids: set[str] = field(default_factory=set)
    """Anchors that templates write where placeholders are filled in."""
    cells: int = 0
    """Code cells so far, for their anchors."""
    enclosing: bool = False
    """Whether the renderer is inside the HTML that a placeholder encloses."""
    ids: set[str] = field(default_factory=set)
    next_numbers: dict[str, int] = field(default_factory=dict)
    """Anchor → the first number that may still be free behind it."""
    open_directives: int = 0
    """Directives that are open by mistake and have been reported."""
    word_count: int = 0
    summary: str = ""
    content: str = ""
    """The inline text that is parsed now ..."""
    content_lines: tuple[int, int] = (0, 1)
    """... and the lines of the body, from 0, that it came from."""
    content_places: list[tuple[int, int, int | None]] = field(default_factory=list)
    """For each line of `content`: its offset, its line of the body, and the column of its first character."""
    within: str = ""
    """The element around the inline text when it matters: `heading`."""

    def leave(self, placeholder: Placeholder, ids: Iterable[str] = ()) -> str:
        """Return the mark for a placeholder, to be put into the HTML; `body.py` cuts the HTML there.

        Marks begin and end with NUL characters, which markdown-it removes from every text.

        Args:
            placeholder: what is filled in when the site is known.
            ids: the anchors that its template writes.
        """
        self.placeholders.append(placeholder)
        self.placeholder_ids.update(ids)
        return f"\0{len(self.placeholders) - 1}\0"

    def enclose(self, wrap: Wrap, ids: Iterable[str] = ()) -> str:
        """Return the mark that begins the HTML inside a placeholder; `close` ends it.

        Args:
            wrap: makes the placeholder from the HTML between the two marks.
            ids: the anchors that its template writes.
        """
        self.placeholders.append(wrap)
        self.placeholder_ids.update(ids)
        self.enclosing = True
        return f"\0{len(self.placeholders) - 1}\0"

    def close(self) -> str:
        """Return the mark that ends the HTML inside a placeholder."""
        self.enclosing = False
        return "\0\0"

    def free_id(self, wanted: str) -> str:
        """Return `wanted`, or `wanted-2`, `wanted-3` ... when it is taken; the answer is then taken too."""
        found, number = wanted, self.next_numbers.get(wanted, 2)
        while found in self.ids:
            found, number = f"{wanted}-{number}", number + 1
            self.next_numbers[wanted] = number
        self.ids.add(found)
        return found

    def refuse_in_heading(self, what: str, position: Position, code: str) -> bool:
        """Report what cannot be part of a heading, and return whether the text is one.

        Args:
            what: the thing, such as `a metric`.
            position: its place.
            code: of the problem.
        """
        if self.within == "heading":
            reason = "the table of contents repeats the heading's text"
            self.problem(f"{what} cannot be used in a heading: {reason}", position, code=code)
        return self.within == "heading"

    def heading_html(self, anchor: str) -> str | None:
        """Return the text of a heading as HTML, or None where no heading has the anchor."""
        if len(self._heading_html) != len(self.headings):
            self._heading_html = {heading.id: heading.html for heading in self.headings}
        return self._heading_html.get(anchor)

    def look_up(self, path: PurePosixPath) -> str | None:
        """Return where a source or a file is published, None for an unknown path; remember the answer."""
        answer = self.looked_up[path] = self.links.find(path)
        return answer

    def look_up_translated(self, path: PurePosixPath) -> tuple[PurePosixPath, str | None]:
        """Return the path that a link to a source or a file means, and where it is published."""
        for candidate in self.links.candidates(path):
            if (answer := self.look_up(candidate)) is not None:
                return candidate, answer
        return path, None

    def ask(self, kind: Kind, name: str) -> Provided | None:
        """Return what an extension provides under a name, or None; remember the answer."""
        if not self.extensions.loaded:
            return None
        self.asked[kind, name, *self.extensions.answer(kind, name)] = None
        return self.extensions.find(kind, name)

    def start_inline(self, content: str, lines: tuple[int, int], within: str) -> None:
        """Note which inline text is parsed next, and its place."""
        self.content, self.content_lines, self.within = content, lines, within
        self.content_places = []

    def position(self, line: int, column: int = 1) -> Position:
        """Return the place in the file of a line of the body (from 0) and a column (from 1)."""
        return Position(self.links.source_path, self.first_line + line, max(column, 1))

    def find(self, line: int, text: str) -> Position:
        """Return the place of a text in a line of the body (from 0), or the start of that line."""
        at = self.lines[line].find(text) if line < len(self.lines) else -1
        return self.position(line, max(at, 0) + 1)

    def inline_position(self, text: str, offset: int) -> Position:
        """Return the place in the file of a character of inline text.

        The place is exact for the text of a block. Inside an inline footnote or a cell with an escaped bar
        the text is a rewritten piece of its line, and its first occurrence is taken.
        """
        if text is self.content:
            if not self.content_places:
                self.content_places = [*self._content_places()]
            at = bisect_right(self.content_places, offset, key=lambda place: place[0]) - 1
            start, line, column = self.content_places[at]
            if column is not None:
                return self.position(line, column + offset - start)
        first, last = self.content_lines
        needle = text[offset : offset + max(map(len, self.lines[first : last + 1]), default=0)]
        needle = needle.partition("\n")[0]
        for length in (len(needle), 24, 8):
            for line in range(first, min(max(last, first + 1), len(self.lines))):
                at = self.lines[line].find(needle[:length])
                if needle and at >= 0:
                    return self.position(line, at + 1)
        return self.position(first)

    def _content_places(self) -> Iterable[tuple[int, int, int | None]]:
        start = 0
        for line, piece in enumerate(self.content.split("\n"), start=self.content_lines[0]):
            at = self.lines[line].find(piece.strip()) if line < len(self.lines) else -1
            yield start, line, at + 1 - (len(piece) - len(piece.lstrip())) if at >= 0 else None
            start += len(piece) + 1

    def problem(
        self, message: str, position: Position, *, hint: str | None = None, code: str = "markdown"
    ) -> None:
        """Note a mistake; `read_body` returns all of them with the body."""
        self.problems.append(
            Problem(message, position.path, position.line, position.column, hint=hint, code=code)
        )

    def warn(self, message: str, position: Position, *, hint: str | None = None, code: str) -> None:
        """Note a warning: the page is published nevertheless.

        Neither the message nor the hint may depend on other pages: warnings are stored with the body.
        """
        self.warnings.append(
            Problem(message, position.path, position.line, position.column, hint, code, "warning")
        )


def document_of(state: StateBase) -> Document:
    """Return the record of the body that a rule works on."""
    found: Document = state.env[KEY]
    return found
