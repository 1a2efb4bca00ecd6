"""What the templates of the site as a whole receive: search, 404.html, feeds, sitemaps and robots.txt."""

from __future__ import annotations

from dataclasses import dataclass

from sitegen.render.context.language_links import Alternate
from sitegen.render.context.parts import PageLink, Summary, WrittenDate
from sitegen.render.context.templates import Context


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
    """The whole body as HTML with absolute addresses; classes and what only scripts use are left out."""


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """One address in the sitemap."""

    url: str
    """Absolute."""
    changed: str
    """When it last changed, a date or RFC 3339; may be empty."""
    alternates: tuple[Alternate, ...]
    """The page in its languages; empty for a page without translations."""


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


@dataclass(frozen=True, slots=True)
class MarkdownLink:
    """A page in a list in Markdown."""

    title: str
    """Its title, as it may stand between the brackets of a link."""
    url: str
    """The absolute address of the page in Markdown."""
    description: str
    """One sentence about it, without line breaks; may be empty."""


@dataclass(frozen=True, slots=True)
class MarkdownSection:
    """A heading with its pages in `llms.txt`."""

    title: str
    """The heading."""
    pages: tuple[MarkdownLink, ...]
    """Its pages; never empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LlmsContext:
    """`llms.txt`: the pages of the site for programs that read Markdown."""

    title: str
    """The name of the site."""
    description: str
    """One sentence about it; may be empty."""
    sections: tuple[MarkdownSection, ...]
    """Pages of no section first, then each section with its pages; drafts are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkdownPageContext:
    """`page.md`: a page in Markdown, with absolute addresses."""

    title: str
    """The page's title in Markdown."""
    description: str
    """One sentence about it, without line breaks; may be empty."""
    url: str
    """The absolute address of the page itself."""
    authors: tuple[str, ...]
    """Who wrote it; empty where the page and the site name nobody."""
    published: str
    """The day or the moment of publication in ISO 8601; may be empty."""
    updated: str
    """That of the last update; may be empty."""
    content: str
    """The body: demos and code cells with their results, formulas in LaTeX."""
    pages: tuple[MarkdownLink, ...]
    """The pages of a section; empty for other pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsContext:
    """`robots.txt`."""

    sitemap_url: str
    """The sitemap's absolute address."""
