"""All pages with their lists, what a build publishes, and what it reports."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from sitegen.errors import Problem
from sitegen.model.page import Page
from sitegen.model.source import Asset


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
    """Every page, posts, section pages and translations included, in order of source path."""
    posts: tuple[Page, ...]
    """Newest first; on a site in several languages those in its own, as the sections and taxonomies are."""
    sections: tuple[Section, ...]
    taxonomies: tuple[Taxonomy, ...]
    assets: tuple[Asset, ...]
    """Files beside the sources."""
    warnings: tuple[Problem, ...] = ()
    editions: Mapping[str, Site] = field(default_factory=dict)
    """The pages in each language by its code, the site's own first; empty for a site in one language."""


@dataclass(frozen=True, slots=True)
class Output:
    """A path in the published folder with its bytes, or the file whose bytes it takes."""

    output_path: PurePosixPath
    content: bytes | Path
    origin: str
    """What made it, for the message when two want one path."""
    published: tuple[int, int] | None = None
    """Size and time in nanoseconds of a file that the last build published with these bytes."""

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
    """The moment at which a later build publishes a post that this one holds back, or shows another day."""
    held_back: tuple[str, ...] = ()
    """Why each page that the build left out is not published: `a draft`, or `dated 2030-01-01`."""
    opened: tuple[Path, ...] = ()
    """Files that the site's programs opened."""
    folder: Path = Path()
    """The published folder."""
