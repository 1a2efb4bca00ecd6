"""What templates receive: one frozen dataclass per template.

The fields of the class are the names that the template knows, besides `site` and the functions, which every
template knows. `site_files.py` has those of feeds, sitemaps and other files of the site as a whole,
`parts.py` the values of the fields, and `programs.py` what the partials of demos and code cells receive.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sitegen.render.context.parts import (
    Head,
    PageLink,
    Pagination,
    Summary,
    TermLink,
)

if TYPE_CHECKING:  # it is made of these values
    from sitegen.render.page_info import PageInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What every HTML template receives."""

    head: Head
    """The page's head."""
    menu: tuple[PageLink, ...]
    """The links at the top: the menu `main`, or sections, taxonomies, the archive and the page `about`."""
    menus: Mapping[str, tuple[PageLink, ...]]
    """The menus of the configuration by name: `menus.footer`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeContext(Context):
    """`home.html`."""

    page: PageInfo
    """The page of `content/_index.md`; without that file, the site's own title and description."""
    posts: tuple[Summary, ...]
    """The newest posts."""
    posts_url: str
    """The list of all posts; empty when they are all here or the pagination leads to them."""
    pagination: Pagination | None
    """The other parts of the list, where the home page lists all posts; None for the newest posts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionContext(Context):
    """`section.html`: a folder with its pages."""

    page: PageInfo
    """The page of the section's `_index.md`; only the first part of the list shows its content."""
    posts: tuple[Summary, ...]
    """The pages on this part of the list, newest first."""
    pagination: Pagination | None
    """The other parts; None when all are on one page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostContext(Context):
    """`post.html`."""

    page: PageInfo
    """The post."""
    older: PageLink | None
    """The post published before it."""
    newer: PageLink | None
    """The post published after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContext(Context):
    """`page.html`: a page without a date, such as About."""

    page: PageInfo
    """The page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxonomyContext(Context):
    """`taxonomy.html`: all terms of a taxonomy, such as the list of all tags."""

    name: str
    """The taxonomy as the configuration names it: `tags`."""
    title: str
    """What readers call it."""
    terms: tuple[TermLink, ...]
    """All terms, in alphabetical order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermContext(Context):
    """`term.html`: one term of a taxonomy, such as a tag, with its posts."""

    name: str
    """The taxonomy as the configuration names it: `tags`."""
    term: TermLink
    """The term."""
    taxonomy: PageLink
    """The list of all terms."""
    posts: tuple[Summary, ...]
    """The posts on this part of the list, newest first."""
    pagination: Pagination | None
    """The other parts; None when all are on one page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveContext(Context):
    """`archive.html`: the years and months of the posts, which templates know as `site.archive`."""

    title: str
    """What readers call the archive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodContext(Context):
    """`period.html`: the posts of one year or one month."""

    title: str
    """The year, or the month with its year."""
    year: int
    """The year."""
    month: int
    """The month, from 1; 0 for a whole year."""
    archive: PageLink
    """The list of years and months."""
    posts: tuple[Summary, ...]
    """The posts on this part of the list, newest first."""
    pagination: Pagination | None
    """The other parts; None when all are on one page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RedirectContext:
    """`redirect.html`: an older address that leads to a page."""

    title: str
    """The page's title."""
    language: str
    """The page's BCP 47 code."""
    url: str
    """Where the page is."""
    canonical: str
    """Its absolute address."""
