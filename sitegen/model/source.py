"""What the content folder holds: sources with their front matter, files beside them, and every address."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Literal

from sitegen.errors import Problem

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
    """The title of the page; required."""
    date: Day | None = None
    """When the post was published. A bare date is never shifted; a datetime always carries its zone."""
    description: str = ""
    """One sentence about the page, for lists, feeds and search engines."""
    updated: Day | None = None
    """When the text changed last."""
    tags: tuple[str, ...] = ()
    """The tags of a post, each with a page that lists its posts."""
    draft: bool = False
    """Whether the page is left out unless drafts are asked for."""
    slug: str | None = None
    """The last part of the address; made from the file's name when absent."""
    aliases: tuple[str, ...] = ()
    """Older addresses, relative to the base path, that lead here."""
    authors: tuple[str, ...] = ()
    """Who wrote the page; the site's author when absent."""
    language: str | None = None
    """A BCP 47 code such as `en`; the site's language when absent."""
    image: str | None = None
    """The picture that other sites show with a link to the page: a file beside the source, or an address."""
    image_alt: str | None = None
    """What the picture shows, in words."""
    series: str | None = None
    """The series that the post belongs to."""
    part: int | None = None
    """The place of the post in its series, from 1; the overview of a series has none."""
    requires: tuple[str, ...] = ()
    """Pages that a reader needs first, by slug or file; an entry with spaces is shown as text."""
    template: str | None = None
    """A template that renders this page; with one such as `index.json` a page is published as a JSON file."""
    toc: bool | None = None
    """Whether the page shows a table of contents; by default a post with many headings does."""
    weight: int = 0
    """The place of a page without a date in its section: small numbers come first."""
    extra: Mapping[str, object] = field(default_factory=dict)
    """Values for the site's own templates."""
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The values of keys that only taxonomies of the configuration have, such as `categories`."""
    lines: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Line and column of each key in its source, for errors found later."""


def names_in(matter: FrontMatter, taxonomy: str) -> tuple[str, ...]:
    """Return what front matter names in a taxonomy: for `tags` its tags, for `categories` its categories."""
    match taxonomy:
        case "tags":
            return matter.tags
        case "authors":
            return matter.authors
        case "series":
            return (matter.series,) if matter.series else ()
    return matter.terms.get(taxonomy, ())


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
    edition: str = ""
    """The further language of the site to which it belongs; empty for the site's own language."""
    original: PurePosixPath | None = None
    """Its path without the language, where the path names one: the same for all translations."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that is copied, not rendered."""

    source_path: Path
    """Where it is read, absolute."""
    output_path: PurePosixPath
    origin: str
    """What to call it in messages, relative to the site's folder."""
    content: bytes | None = None
    """What is published in the place of the file: a joined program or style sheet."""


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


SOURCE_ENDINGS = (".md", ".markdown", ".mdown", ".mkd", ".mdx")
"""Endings of the files that are read as Markdown."""


def is_source(path: PurePosixPath) -> bool:
    """Return whether a path is that of a page's source; any other path is that of a file."""
    return path.suffix.casefold() in SOURCE_ENDINGS


def is_index(path: PurePosixPath, stem: str = "index") -> bool:
    """Return whether a path is that of a folder's own page: `index.md`, or for lists `_index.md`."""
    return path.stem == stem and is_source(path)
