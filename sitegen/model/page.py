"""One source with its Markdown made into HTML: headings, links, places of demos, numbers and cells."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from sitegen.errors import Problem
from sitegen.model.pictures import Picture, Video
from sitegen.model.source import Position, Source


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading of a page."""

    level: int
    id: str
    html: str
    """The heading's content, links and anchors taken out."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link to another place of this site, to be checked when every page is known."""

    href: str
    """As the author wrote it."""
    permalink: str
    """Where it leads, base path included, without fragment: `/blog/posts/x/`."""
    fragment: str
    """The anchor without `#`, or empty."""
    position: Position


@dataclass(frozen=True, slots=True)
class Expectation:
    """A claim that the build re-checks: `accuracy >= 0.95`, or a band `0.6 <= accuracy <= 0.75`."""

    metric: str
    low: float | None
    high: float | None
    low_open: bool
    """True for `>`, False for `>=`."""
    high_open: bool
    text: str
    """As the author wrote it."""
    position: Position

    def holds(self, value: float) -> bool:
        """Say whether the claim is true of a metric's value."""
        low = -math.inf if self.low is None else self.low
        high = math.inf if self.high is None else self.high
        above = value > low if self.low_open else value >= low
        return above and (value < high if self.high_open else value <= high)


@dataclass(frozen=True, slots=True)
class Island:
    """A demo's place in a page."""

    id: str
    """Unique in its page: the demo's name, then `name-2`, `name-3` ..."""
    demo: str
    options: Mapping[str, tuple[str, Position]]
    """The author's values of controls, as text, each with its place."""
    hide: tuple[str, ...]
    """Controls that the reader does not see."""
    expect: tuple[Expectation, ...]
    caption: tuple[str | Metric | Label, ...]
    """HTML of the directive's body, cut at its computed numbers and at names of blocks."""
    position: Position
    title: str = ""
    """The author's title; empty: the demo's own."""
    main: tuple[str, ...] = ()
    """Marks and controls that are in sight in place of the demo's own choice."""
    fold: tuple[str, ...] = ()
    """Marks and controls that are not in sight."""
    presets: tuple[str, ...] | None = None
    """The labels of the presets that the reader sees; None for all."""
    live: bool = True
    """Whether readers may run it: `:live: no` says that they do not."""


@dataclass(frozen=True, slots=True)
class Metric:
    """The role {metric}`demo.name`: a computed number in prose."""

    demo: str
    """The id of one of the page's islands, or a demo's name."""
    name: str
    position: Position
    format: str = ""
    """A Python format specification after a bar: {metric}`depth.accuracy|.0%`. Empty: the demo's own."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of program that runs when the site is built, and again when a reader asks."""

    id: str
    """Unique in its page."""
    source: str
    """The program, without the indentation of its block."""
    raises: str
    """The name of the exception that it is to raise; empty for none."""
    hide_code: bool
    """Whether the program is folded away."""
    hide_output: bool
    """Whether what it shows is folded away."""
    position: Position
    first_line: int
    """The line of the file on which the program begins."""
    alt: str = ""
    """What its figures and pictures show, for readers who do not see them."""
    live: bool = True
    """Whether readers may run it: `:live: no` says that they do not."""


@dataclass(frozen=True, slots=True)
class Label:
    """The name of a block in the language of the page, with its number: `Figure 2`, `Note`."""

    kind: str
    """The name of its words: `figure`, `note`."""
    number: int = 0
    """From 1, counted through the page; 0 for a block without a number."""


Placeholder = Island | Metric | Cell | Picture | Video | Label
"""What stands in a body between pieces of HTML and is filled in when the site is known."""


@dataclass(frozen=True, slots=True)
class Included:
    """What a text shows of a file of the site."""

    path: PurePosixPath
    """Relative to the site's folder."""
    digest: str
    """Changes with the file."""
    code: str
    """The part that is shown."""
    language: str
    """Its language; empty for plain text."""


@dataclass(frozen=True, slots=True)
class Body:
    """Markdown made into HTML, cut at its placeholders."""

    parts: tuple[str | Placeholder, ...] = ()
    headings: tuple[Heading, ...] = ()
    links: tuple[Link, ...] = ()
    ids: frozenset[str] = frozenset()
    """Every anchor in the page."""
    pictures: tuple[tuple[str, Position], ...] = ()
    """Permalinks of files of this site that the body shows or offers, to be checked."""
    word_count: int = 0
    summary: str = ""
    """Plain text of the first paragraph, for lists where no description is given."""
    problems: tuple[Problem, ...] = ()
    """What is wrong with the text, as far as it or its hint depends on other pages."""
    warnings: tuple[Problem, ...] = ()
    """Warnings about the text alone; stored with the body."""
    looked_up: tuple[tuple[PurePosixPath, str | None], ...] = ()
    """Each source or file that a relative link named, with its permalink; None: the site has no such path.

    A body without problems stays valid while its text, its options and these answers stay the same."""

    asked: tuple[tuple[str, str, str, str], ...] = ()
    """Kind and name of what the text asked of extensions, with the extension that provides it and its digest;
    empty texts where none does. A body stays valid while these answers stay the same."""

    included: tuple[Included, ...] = ()
    """The files that the text shows, in order. A body stays valid while they stay the same."""

    @property
    def extensions(self) -> tuple[str, ...]:
        """The names of the extensions that made a part of this body."""
        return tuple(sorted({extension for _, _, extension, _ in self.asked if extension}))

    @property
    def islands(self) -> tuple[Island, ...]:
        """The demos of this body, in order."""
        return tuple(part for part in self.parts if isinstance(part, Island))

    @property
    def shows_programs(self) -> bool:
        """Whether this body shows results of programs: demos, their numbers, or code cells."""
        return any(isinstance(part, Island | Metric | Cell) for part in self.parts)

    @property
    def images(self) -> tuple[Picture, ...]:
        """The pictures of this body whose size a build finds out, in order."""
        parts = (part.picture if isinstance(part, Video) else part for part in self.parts)
        return tuple(part for part in parts if isinstance(part, Picture))

    @property
    def players(self) -> tuple[str, ...]:
        """The origins of the players of other sites that this body offers."""
        addresses = (urlsplit(part.player) for part in self.parts if isinstance(part, Video) and part.player)
        return tuple(sorted({f"{address.scheme}://{address.netloc}" for address in addresses}))

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """The computed numbers of this body, in order, those in captions included."""
        return tuple(
            piece
            for part in self.parts
            for piece in (part.caption if isinstance(part, Island) else (part,))
            if isinstance(piece, Metric)
        )

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The code cells of this body, in order; they share their names."""
        return tuple(part for part in self.parts if isinstance(part, Cell))


@dataclass(frozen=True, slots=True)
class Page:
    """One source with its body made into HTML."""

    source: Source
    body: Body

    @property
    def permalink(self) -> str:
        """Where readers visit it."""
        return self.source.permalink

    @property
    def title(self) -> str:
        """The title from the front matter."""
        return self.source.front_matter.title
