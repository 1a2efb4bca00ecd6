"""What the readers return: the pages, files and settings of a site of another generator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Literal

EntryKind = Literal["post", "page", "section", "home"]
Outcome = Literal["left as it is", "dropped", "converted", "not imported", "held back as a draft"]


POSTS, TOP = PurePosixPath("posts"), PurePosixPath()


@dataclass(frozen=True, slots=True)
class Note:
    """One row of the report: something that was not copied unchanged."""

    kind: str
    """What sort of thing: `shortcode`, `Liquid tag`, `component`, `file`, `front matter`, `address` ..."""
    what: str
    """The thing itself, short: `{{< tweet >}}`."""
    path: str
    """The file in the source."""
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Fallback:
    """What stands in the place of a code cell or a demo that turns out not to run."""

    text: str
    """The directive as it stands in the body."""
    instead: str
    """Markdown: the program with its stored outputs."""
    files: Mapping[str, bytes]
    """Pictures that `instead` shows, by name."""
    binds: frozenset[str] = frozenset()
    """Names that the program sets."""
    reads: frozenset[str] = frozenset()
    """Names of programs before it that it needs."""
    demo: str = ""
    """The name of the demo; empty for a code cell."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One page of the other site."""

    path: PurePosixPath
    """Its file, relative to the source folder."""
    kind: EntryKind
    matter: Mapping[str, Any]
    """Its front matter as it was written."""
    body: str
    """The text below the front matter, in the syntax of the other generator."""
    address: str
    """Where the other generator published it: decoded, from `/`, without the base path."""
    section: PurePosixPath = POSTS
    """The folder of the new site that lists it."""
    name: str = ""
    """The name of its file in the new site, without ending; made of `path` when empty."""
    older: tuple[str, ...] = ()
    """Further addresses that lead to it."""
    files: tuple[PurePosixPath, ...] = ()
    """Files that belong to it, relative to the source folder."""
    files_base: PurePosixPath = TOP
    """The folder in which `files` are counted."""
    attached: Mapping[str, bytes] = field(default_factory=dict)
    """Files that the reader made, such as the pictures of a notebook, by name."""
    fallbacks: tuple[Fallback, ...] = ()
    """For the code cells and the demos that the reader made, in order."""
    demos: Mapping[str, str] = field(default_factory=dict)
    """Programs of demos that the reader made, by name."""


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file that is published unchanged."""

    path: PurePosixPath
    """Relative to the source folder."""
    address: str
    """Where it is published, from `/`, without the base path."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the configuration of the other site says."""

    title: str = ""
    base_url: str = ""
    language: str = ""
    timezone: str = ""
    author: str = ""
    description: str = ""
    paginate: int | None = None
    menu: tuple[tuple[str, str], ...] = ()
    """Titles and addresses of the main menu."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """Every value of the configuration, for templates in posts that show one."""


@dataclass(slots=True)
class Context:
    """What the translation of one body may know, and where it notes what it does not understand."""

    entry: Entry
    site: ForeignSite
    notes: list[Note]
    names: Mapping[str, Entry]
    """Entries by the names that references use: paths, stems, dates with titles, in lower case."""
    read_text: Callable[[PurePosixPath], str | None]
    """Returns the text of a file of the source, or None."""
    attached: dict[str, bytes] = field(default_factory=dict)
    """Files that the translation makes, by name."""
    toc: bool = False
    """Whether the text asks for a table of contents."""

    def note(self, kind: str, what: str, outcome: Outcome) -> None:
        """Note one thing for the report."""
        short = " ".join(what.split())
        self.notes.append(
            Note(kind, short if len(short) <= 80 else short[:77] + "...", str(self.entry.path), outcome)
        )


Translate = Callable[[str, Context], str]
"""Turns one syntax of another generator into Markdown of sitegen."""


@dataclass(frozen=True, slots=True)
class ForeignSite:
    """A whole site of another generator."""

    kind: str
    settings: Settings
    entries: tuple[Entry, ...]
    static: tuple[StaticFile, ...] = ()
    translations: tuple[Translate, ...] = ()
    """The syntaxes of its posts, in order."""
    lists: tuple[tuple[str, str], ...] = ()
    """Addresses of lists of posts, such as an archive page, each with the folder of these posts."""
    terms: Mapping[str, str] = field(default_factory=dict)
    """Pattern of the address of a tag (`tags`) or a category (`categories`), with `{slug}`."""
    term_slug: Callable[[str], str] | None = None
    """How the other generator writes a tag in an address."""
    feeds: tuple[str, ...] = ()
    """Addresses of feeds."""
    math: bool = True
    """Whether dollar signs enclose formulas."""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Addresses:
    """What became of the old addresses."""

    kept: tuple[str, ...] = ()
    redirected: tuple[tuple[str, str], ...] = ()
    """Old address and new address."""
    lost: tuple[tuple[str, str], ...] = ()
    """Old address and reason."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did."""

    kind: str
    reason: str
    """Why the source was taken for this kind of site."""
    posts: int
    pages: int
    held_back: tuple[tuple[str, str], ...]
    """Source file and reason, for each page that the build would refuse."""
    drafts: int
    """Posts that were drafts in the source."""
    files: int
    written: tuple[Path, ...]
    addresses: Addresses
    notes: tuple[Note, ...]

    def counts(self) -> Mapping[tuple[str, str, Outcome], int]:
        """Return how often each thing of each kind was noted."""
        return Counter((note.kind, note.what, note.outcome) for note in self.notes)
