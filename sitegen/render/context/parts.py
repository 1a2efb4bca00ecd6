"""The values inside template contexts: a page, a list, a head.

URLs are root-relative with the site's base path unless a field says that they are absolute. Templates escape
text; a `Markup` is HTML and is inserted unchanged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from sitegen.render.context.language_links import Alternate, LanguageLink

if TYPE_CHECKING:  # it is made of these values
    from sitegen.render.page_info import PageInfo


@dataclass(frozen=True, slots=True, order=True)
class WrittenDate:
    """A date in two spellings. Dates can be sorted."""

    machine: str
    """For `<time datetime>`: `2026-03-01`, or RFC 3339 where the source gives a time."""
    text: str
    """The day in the page's language: `1 March 2026`."""

    @property
    def year(self) -> int:
        """The year, for `groupby("date.year")`."""
        return int(self.machine[:4])

    @property
    def month(self) -> int:
        """The month, from 1."""
        return int(self.machine[5:7])

    @property
    def day(self) -> int:
        """The day of the month, from 1."""
        return int(self.machine[8:10])


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link to a page of this site, or a plain name where there is nothing to link to."""

    title: str
    """What the reader sees."""
    url: str
    """Where it leads; empty when it leads nowhere."""
    current: str
    """The value of `aria-current`: `page`, `true` for the section that holds the page, or empty."""


@dataclass(frozen=True, slots=True)
class TermLink:
    """A term of a taxonomy, such as a tag, with the number of its posts."""

    name: str
    """The term as the first post writes it."""
    url: str
    """The page that lists its posts."""
    count: int
    """How many posts have the term."""


@dataclass(frozen=True, slots=True)
class TocEntry:
    """One heading in the table of contents."""

    id: str
    """The heading's anchor, without `#`."""
    html: Markup
    """The heading's content."""
    children: tuple[TocEntry, ...]
    """The headings one level below it."""


@dataclass(frozen=True, slots=True)
class PageNumber:
    """One number in a pagination."""

    number: int
    """The first is 1."""
    url: str
    """Where that part of the list is."""
    current: bool
    """Whether it is the part on this page."""
    gap: bool
    """Whether numbers are left out just before it."""


@dataclass(frozen=True, slots=True)
class Pagination:
    """The place of a page in a list that is spread over several pages."""

    number: int
    """Which part of the list this is; the first is 1."""
    total: int
    """How many parts there are."""
    newer_url: str
    """The part before this one; empty on the first."""
    older_url: str
    """The part after this one; empty on the last."""
    numbers: tuple[PageNumber, ...]
    """The first part, the last, and those around this one."""


@dataclass(frozen=True, slots=True)
class Part:
    """One post of a series."""

    number: int
    """The `part` of its front matter; without one, its place in the series."""
    title: str
    """The post's title."""
    url: str
    """The post's page."""
    current: str
    """The value of `aria-current`: `page` or empty."""


@dataclass(frozen=True, slots=True)
class Series:
    """The posts that belong together, in reading order."""

    name: str
    """The series as the posts name it."""
    parts: tuple[Part, ...]
    """All its posts; the one on this page is current."""
    here: Part
    """The post on this page."""
    before: Part | None
    """The one to read before it."""
    after: Part | None
    """The one to read next."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A post in a list."""

    title: str
    """The post's title."""
    url: str
    """The post's page."""
    description: str
    """The description, or else the first paragraph as plain text."""
    date: WrittenDate | None
    """The day of publication."""
    tags: tuple[TermLink, ...]
    """Its tags; empty when the site has no pages for them."""
    draft: bool
    """Whether it is a draft, which only a build with drafts shows."""
    language: str
    """The post's BCP 47 code where it differs from the site's language, else empty."""
    language_name: str
    """That language's name in itself, else empty."""
    reading_minutes: int
    """Minutes of reading, at least 1."""
    demos: int
    """How many demos it holds."""
    series: str
    """The series that it belongs to; empty for none."""
    part: int
    """Its number in the series; 0 for the introduction, and for a post without a number."""
    page: PageInfo
    """Everything else that is known of the post."""


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A link to a feed of the site, or of one list."""

    title: str
    """What readers call the feed: `Atom feed`."""
    url: str
    """Where the feed is."""
    media_type: str
    """The feed's media type, such as `application/atom+xml`."""


@dataclass(frozen=True, slots=True)
class ConfigInfo:
    """Keys of the configuration, for templates that several sites share."""

    timezone: str
    """The zone of times without one."""
    paginate: int
    """Posts on one list page; 0 puts all on one."""
    taxonomies: tuple[str, ...]
    """The ways of grouping posts that have pages."""
    feeds: tuple[str, ...]
    """The feeds of the whole site."""
    related: int
    """How many related posts the theme shows below a post."""
    redirects: str
    """What sends readers of old addresses on."""
    offline: bool
    """Whether a reader's browser keeps visited pages."""
    cite_posts: bool
    """Whether posts end with a BibTeX entry of their own."""


@dataclass(frozen=True, slots=True)
class Head:
    """The values of the `head` element."""

    title: str
    """The whole title, the site's name included."""
    name: str
    """The title as shared elsewhere, without the site's name."""
    language: str
    """The page's BCP 47 code."""
    description: str
    """One sentence about the page; may be empty."""
    canonical: str
    """The page's absolute address; empty for a page without one of its own (404)."""
    kind: str
    """OpenGraph's type: `article` for posts, else `website`."""
    image: str
    """The absolute address of the page's picture; may be empty."""
    image_alt: str
    """What the picture shows; may be empty."""
    image_width: int
    """The width of the picture in pixels; 0 where it is not known, as of one on another site."""
    image_height: int
    """Its height in pixels; 0 where it is not known."""
    published: str
    """When the post appeared, RFC 3339 or a bare date; empty for other pages."""
    updated: str
    """When the post last changed; empty for a post without an update."""
    hidden: bool
    """Whether search engines must leave the page out: drafts and the 404 page."""
    stylesheets: tuple[str, ...]
    """The style sheets that this page needs, in order."""
    scripts: tuple[str, ...]
    """The modules that this page needs; empty unless it has a demo."""
    feeds: tuple[FeedLink, ...]
    """The feeds of the list on this page, besides those of the site."""
    markdown_url: str
    """The page in Markdown; empty where the configuration wants none."""
    search_url: str
    """The search page of the page's language; empty where the configuration wants no search."""
    languages: tuple[LanguageLink, ...]
    """The page in each language of the site, or the home page of the language; empty for one language."""
    alternates: tuple[Alternate, ...]
    """The page in its languages; empty for a page without translations."""
    locale: str
    """OpenGraph's language with a territory, `de_DE`; empty on a site in one language."""
    structured_data: Markup
    """What search engines read about the page, as JSON-LD; may be empty."""
    content_policy: Markup
    """The Content-Security-Policy for a meta element; empty when the configuration wants none."""
