"""What templates receive: one frozen dataclass per template.

The fields of the class are the names that the template knows, besides `site` and the functions, which every
template knows. `parts.py` defines the values of the fields; `programs.py` defines what the partials of demos
and code cells receive.
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
    WrittenDate,
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


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """A post in the list of a search page."""

    title: str
    """The post's title."""
    url: str
    """The post's page."""
    date: WrittenDate | None
    """The day of publication."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchContext(Context):
    """`search.html`: the search page of a language."""

    title: str
    """What the theme calls the page."""
    bundle_url: str
    """The folder of the index, with a slash at its end."""
    posts: tuple[SearchEntry, ...]
    """The posts in this language, the newest first, at most 2000."""
    languages: tuple[PageLink, ...]
    """The search pages of all languages; empty for a site in one language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFoundContext(Context):
    """`404.html`."""

    posts: tuple[Summary, ...]
    """The newest posts."""


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


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One post in the feed."""

    id: str
    """The entry's permanent identity: a UUID of the permalink without its scheme."""
    title: str
    """The post's title."""
    url: str
    """The post's absolute address."""
    language: str
    """The post's BCP 47 code."""
    published: str
    """RFC 3339."""
    published_rfc822: str
    """RFC 822, as RSS demands."""
    updated: str
    """RFC 3339; the time of publication for a post without an update."""
    authors: tuple[str, ...]
    """Who wrote it; at least one name."""
    tags: tuple[str, ...]
    """Its tags, and its terms in further taxonomies such as `categories`."""
    description: str
    """The description as plain text; may be empty."""
    content: str
    """The whole body as HTML with absolute addresses, to be escaped once."""


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """One address in the sitemap."""

    url: str
    """Absolute."""
    changed: str
    """When it last changed, a date or RFC 3339; may be empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedContext:
    """`feed.xml`: the newest posts of the site, or those of a section or a term, for feed readers."""

    id: str
    """The feed's permanent identity: a UUID of its address without scheme."""
    title: str
    """The name of the site; that of the list stands before it."""
    description: str
    """One sentence about the list or the site; may be empty."""
    author: str
    """The author; the site's name where the configuration has no author."""
    language: str
    """The site's BCP 47 code."""
    url: str
    """The absolute address of the site or the list."""
    feed_url: str
    """The feed's absolute address."""
    updated: str
    """RFC 3339: the newest change among the entries."""
    updated_rfc822: str
    """The same, as RSS demands."""
    entries: tuple[FeedEntry, ...]
    """Newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapContext:
    """`sitemap.xml`: every page that search engines may visit."""

    entries: tuple[SitemapEntry, ...]
    """In order of address; one sitemap holds at most 50,000."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapIndexContext:
    """`sitemap_index.xml`: the list of sitemaps of a site too large for one."""

    urls: tuple[str, ...]
    """The sitemaps' absolute addresses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsContext:
    """`robots.txt`."""

    sitemap_url: str
    """The sitemap's absolute address."""
