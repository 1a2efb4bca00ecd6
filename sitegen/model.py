"""The nouns that cross between the five verbs: every value here is frozen and complete when it is created.

    folder --load--> Source --parse--> Page --collect--> Site --render--> Output --write--> folder

Paths are `PurePosixPath`s: `source_path` is relative to the site's folder (`content/posts/x/index.md`),
`output_path` to the published folder (`posts/x/index.html`). A `permalink` is the path a browser asks for,
with the base path in front (`/blog/posts/x/`).
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Literal

from sitegen.errors import Problem

if TYPE_CHECKING:  # sitegen.demo imports NumPy, which most commands do not need
    from sitegen.demo import CellOutput, ControlData, MetricData, StepData

Day = datetime.date | datetime.datetime
"""A bare date is never shifted; a datetime always carries its zone."""
PageKind = Literal["home", "section", "post", "page"]


def moment_of(day: Day, zone: datetime.tzinfo) -> datetime.datetime:
    """Return the moment at which a date begins: a bare date begins at midnight in the site's zone.

    Args:
        day: a date, or a time with its zone, which is returned as it is.
        zone: the site's time zone.
    """
    return (
        day if isinstance(day, datetime.datetime) else datetime.datetime.combine(day, datetime.time.min, zone)
    )


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a source, counted from 1."""

    path: PurePosixPath
    line: int
    column: int = 1


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The YAML block of one source, validated."""

    title: str
    date: Day | None = None
    """A bare date stays a date and is never shifted; a datetime always carries its zone."""
    description: str = ""
    updated: Day | None = None
    tags: tuple[str, ...] = ()
    draft: bool = False
    slug: str | None = None
    aliases: tuple[str, ...] = ()
    """Older addresses, relative to the base path, that lead here."""
    authors: tuple[str, ...] = ()
    language: str | None = None
    """A BCP 47 code such as `en`; the site's language when absent."""
    image: str | None = None
    image_alt: str | None = None
    series: str | None = None
    part: int | None = None
    requires: tuple[str, ...] = ()
    template: str | None = None
    toc: bool | None = None
    weight: int = 0
    extra: Mapping[str, object] = field(default_factory=dict)
    lines: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Line and column of each key in its source, for errors found later."""


@dataclass(frozen=True, slots=True)
class Source:
    """One Markdown file as read, its address already fixed."""

    source_path: PurePosixPath
    kind: PageKind
    front_matter: FrontMatter
    permalink: str
    output_path: PurePosixPath
    text: str
    """The Markdown below the front matter."""
    first_line: int
    """The line of the file on which `text` begins."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that is copied, not rendered."""

    source_path: Path
    """Where it is read, absolute."""
    output_path: PurePosixPath
    origin: str
    """What to call it in messages, relative to the site's folder."""
    content: bytes | None = None
    """What is published in the place of the file: a program of the client, joined from its modules."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What lies in the content folder, every address fixed."""

    sources: tuple[Source, ...]
    """What is published, in order of path."""
    assets: tuple[Asset, ...]
    """Files beside the sources."""
    permalinks: Mapping[PurePosixPath, str]
    """The address of every source, drafts included; empty for one that could not be read."""
    files: Mapping[PurePosixPath, str]
    """The address of every asset, by the path of its source; empty where its page is held back."""
    unpublished: Mapping[str, str]
    """Address of what is held back, and why: `a draft`, or `dated 2030-01-01`."""
    due: datetime.datetime | None = None
    """The moment at which the first of these posts is published; None where no date holds one back."""
    problems: tuple[Problem, ...] = ()
    """Sources that could not be read; the others are whole."""
    warnings: tuple[Problem, ...] = ()
    """Files that are not published, although they look as if they were meant to be."""

    def find(self, path: PurePosixPath) -> str | None:
        """Return the address of a source or a file, or None when the site has no such path."""
        return (self.permalinks if is_source(path) else self.files).get(path)


def is_source(path: PurePosixPath) -> bool:
    """Return whether a path is that of a page's source; any other path is that of a file."""
    return path.suffix.casefold() == ".md"


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
    caption: tuple[str | Metric, ...]
    """HTML of the directive's body, cut at its computed numbers."""
    position: Position
    title: str = ""
    """The author's title; empty: the demo's own."""


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


Placeholder = Island | Metric | Cell
"""What stands in a body between pieces of HTML and is filled in when the site is known."""


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
    """What is wrong with the text; a site with any is not rendered."""
    looked_up: tuple[tuple[PurePosixPath, str | None], ...] = ()
    """Each source or file that a relative link named, with its permalink; None: the site has no such path.

    A body without problems stays valid while its text, its options and these answers stay the same."""

    @property
    def islands(self) -> tuple[Island, ...]:
        """The demos of this body, in order."""
        return tuple(part for part in self.parts if isinstance(part, Island))

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


@dataclass(frozen=True, slots=True)
class Term:
    """One value in a taxonomy, such as the tag `python`."""

    name: str
    slug: str
    permalink: str
    output_path: PurePosixPath
    pages: tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """A way of grouping posts; `tags` is one."""

    name: str
    permalink: str
    output_path: PurePosixPath
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A folder with an `_index.md`, and the pages in it, newest first."""

    page: Page
    pages: tuple[Page, ...]
    paginate: int
    """Pages on one list page; 0: all on one."""


@dataclass(frozen=True, slots=True)
class Site:
    """Everything that is known before anything is rendered."""

    home: Page | None
    pages: tuple[Page, ...]
    """Every page, posts and section pages included, in order of source path."""
    posts: tuple[Page, ...]
    """Newest first."""
    sections: tuple[Section, ...]
    taxonomies: tuple[Taxonomy, ...]
    assets: tuple[Asset, ...]
    """Files beside the sources."""
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """One run of a demo: its name and the author's values, as text. Equal requests run once."""

    demo: str
    values: tuple[tuple[str, str], ...] = ()
    """Sorted by name."""

    @classmethod
    def of(cls, island: Island) -> Request:
        """Return the run that an island shows."""
        return cls(island.demo, tuple(sorted((name, text) for name, (text, _) in island.options.items())))


@dataclass(frozen=True, slots=True)
class Poster:
    """The still result of one run, as plain values."""

    demo: str
    title: str
    description: str
    source_code: str
    source_path: str
    """Relative to the site's folder."""
    controls: tuple[ControlData, ...]
    """Each control with the author's value."""
    frame: StepData
    """The frame after `poster_steps` steps, as the worker would send it."""
    facts: tuple[str, ...]
    poster_steps: int
    """The steps that ran: the demo's own number, or fewer where the run ends before."""
    generator: bool
    """Whether the demo yields frame after frame; a plain function returns one."""

    @property
    def metrics(self) -> dict[str, MetricData]:
        """The frame's metrics by name."""
        return {metric["name"]: metric for metric in self.frame["metrics"]}


@dataclass(frozen=True, slots=True)
class Results:
    """What the programs of a site gave: the posters of its demos and the outputs of its code cells."""

    posters: Mapping[Request, Poster] = field(default_factory=dict)
    requests: Mapping[tuple[PurePosixPath, str], Request] = field(default_factory=dict)
    """The run that a metric reads, by source and by the name in the role: an island's id or a demo."""
    cells: Mapping[tuple[PurePosixPath, str], CellOutput] = field(default_factory=dict)
    """Outputs by source and by the cell's id."""

    def poster(self, island: Island) -> Poster:
        """Return the poster of an island."""
        return self.posters[Request.of(island)]

    def metric(self, metric: Metric) -> str:
        """Return a computed number as text."""
        run = self.posters[self.requests[metric.position.path, metric.demo]]
        found = run.metrics[metric.name]
        return format(found["value"], metric.format) if metric.format else found["text"]

    def cell(self, cell: Cell) -> CellOutput:
        """Return the output of a code cell."""
        return self.cells[cell.position.path, cell.id]


@dataclass(frozen=True, slots=True)
class Output:
    """A path in the published folder with its bytes, or the file whose bytes it takes."""

    output_path: PurePosixPath
    content: bytes | Path
    origin: str
    """What made it, for the message when two want one path."""

    @classmethod
    def of(cls, asset: Asset) -> Output:
        """Return a file that is published as it is."""
        return cls(asset.output_path, asset.content or asset.source_path, asset.origin)


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did."""

    pages: int
    outputs: int
    written: int
    unchanged: int
    removed: int
    seconds: float
    warnings: tuple[Problem, ...] = ()
    due: datetime.datetime | None = None
    """The moment at which a later build publishes a post that this one holds back."""
    opened: tuple[Path, ...] = ()
    """Files that the site's programs opened."""
    folder: Path = Path()
    """The published folder."""
