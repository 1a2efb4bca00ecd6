"""What templates see: one frozen dataclass per template.

The fields of the class are the names that the template receives; nothing else exists in a template. What the
fields are made of is in `facts.py`, a demo's place in `island.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

from sitegen.render.facts import (
    FeedEntry,
    Head,
    PageFacts,
    PageLink,
    Pagination,
    SiteFacts,
    SitemapEntry,
    Summary,
    TermLink,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What every HTML template receives."""

    site: SiteFacts
    """The site."""
    head: Head
    """The page's head."""
    menu: tuple[PageLink, ...]
    """The links at the top: the menu `main`, or the sections, the tags and the page `about`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeContext(Context):
    """`home.html`."""

    page: PageFacts
    """The page made of `_index.md`; without that file, the site's own title and description."""
    posts: tuple[Summary, ...]
    """The newest posts."""
    posts_url: str
    """The list of all posts; empty when they are all here or the pagination leads to them."""
    pagination: Pagination | None
    """Where no section lists the posts, they are spread over pages here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionContext(Context):
    """`section.html`: a folder with its pages."""

    page: PageFacts
    """The page made of the section's `_index.md`; its content belongs to the first part of the list."""
    posts: tuple[Summary, ...]
    """The pages on this part of the list, newest first."""
    pagination: Pagination | None
    """The other parts; None when all are on one page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostContext(Context):
    """`post.html`."""

    page: PageFacts
    """The post."""
    older: PageLink | None
    """The post published before it."""
    newer: PageLink | None
    """The post published after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContext(Context):
    """`page.html`: a page without a date, such as About."""

    page: PageFacts
    """The page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxonomyContext(Context):
    """`taxonomy.html`: the list of all tags."""

    title: str
    """The taxonomy's name, capitalised."""
    terms: tuple[TermLink, ...]
    """All terms, in alphabetical order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermContext(Context):
    """`term.html`: one tag with its posts."""

    term: TermLink
    """The tag."""
    taxonomy: PageLink
    """The list of all tags."""
    posts: tuple[Summary, ...]
    """The posts on this part of the list, newest first."""
    pagination: Pagination | None
    """The other parts; None when all are on one page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFoundContext(Context):
    """`404.html`."""

    posts: tuple[Summary, ...]
    """The newest posts, for readers who lost their way."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedContext:
    """`feed.xml`: the newest posts as Atom."""

    id: str
    """The feed's identity for ever: a UUID of its address without scheme."""
    title: str
    """The name of the site."""
    description: str
    """One sentence about the site; may be empty."""
    author: str
    """Who writes it; the site's name where the configuration names nobody."""
    language: str
    """The site's BCP 47 code."""
    url: str
    """The site's absolute address."""
    feed_url: str
    """The feed's absolute address."""
    updated: str
    """RFC 3339: the newest change among the entries."""
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
