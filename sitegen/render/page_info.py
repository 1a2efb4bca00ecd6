"""What templates see of a page: everything about it, or an entry of one of the theme's lists.

A value is made when a template asks for it, so that an output reads only what it shows. Nothing is kept: what
two outputs ask for is recorded for both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from markupsafe import Markup

from sitegen.engine.views import path_of
from sitegen.model import Page
from sitegen.permalink import notebook_output, permalink_of
from sitegen.render.bibtex import bibtex_of
from sitegen.render.body import Bodies
from sitegen.render.context import LanguageLink, PageLink, Series, Summary, TermLink, TocEntry, WrittenDate
from sitegen.render.index import SiteIndex
from sitegen.render.page_parts import (
    date_in,
    home_description,
    minutes_of,
    other_language,
    picture_of,
    required_link,
    series_of,
    toc_of,
)
from sitegen.render.switch import translations_of


@dataclass(frozen=True, slots=True, eq=False)
class PageInfo:
    """A page of the site: that of the template as `page`, and each page in `site.pages` and other lists."""

    _index: SiteIndex
    _bodies: Bodies
    _page: Page
    _content: Markup | None = None

    def __eq__(self, other: object) -> bool:
        """Say whether both are the same page of the site."""
        return isinstance(other, PageInfo) and path_of(self._page) == path_of(other._page)

    def __hash__(self) -> int:
        """Return the same number for the same page."""
        return hash(path_of(self._page))

    @property
    def title(self) -> str:
        """The title from the front matter."""
        return self._page.source.front_matter.title

    @property
    def url(self) -> str:
        """The address without scheme and host, base path included: `/blog/posts/x/`."""
        return self._page.permalink

    @property
    def permalink(self) -> str:
        """The absolute address."""
        return self._index.absolute(self._page.permalink)

    @property
    def path(self) -> str:
        """The file of the source: `content/posts/x.md`."""
        return path_of(self._page)

    @property
    def kind(self) -> str:
        """`home`, `section`, `post`, or `page` for a page without a date."""
        return self._page.source.kind

    @property
    def description(self) -> str:
        """The description from the front matter, on the home page else the site's; may be empty."""
        return self._page.source.front_matter.description or home_description(self._index, self._page)

    @property
    def summary(self) -> str:
        """The description, or else the first paragraph as plain text."""
        return self._page.source.front_matter.description or self._page.body.summary

    @property
    def content(self) -> Markup:
        """The body, with demos and numbers in place."""
        return self._bodies.for_page(self._page) if self._content is None else self._content

    @property
    def toc(self) -> tuple[TocEntry, ...]:
        """The table of contents; empty when the page shows none."""
        return toc_of(self._page)

    @property
    def date(self) -> WrittenDate | None:
        """The day of publication."""
        return date_in(self._page.source.front_matter.date, self.language)

    @property
    def updated(self) -> WrittenDate | None:
        """The day of the last change."""
        return date_in(self._page.source.front_matter.updated, self.language)

    @property
    def authors(self) -> tuple[str, ...]:
        """Who wrote it; for a post the site's author when the front matter names nobody."""
        author = self._index.config.author
        named = self._page.source.front_matter.authors
        return named or ((author,) if author and self._page.source.kind == "post" else ())

    @property
    def bibtex(self) -> str:
        """A BibTeX entry of it."""
        return bibtex_of(self._index, self._page, self.authors)

    @property
    def tags(self) -> tuple[TermLink, ...]:
        """Its tags; empty when the site has no pages for them."""
        return self._index.terms_of(self._page, "tags")

    @property
    def terms(self) -> Mapping[str, tuple[TermLink, ...]]:
        """Its terms in every taxonomy of the site: `page.terms.categories`."""
        names: tuple[str, ...] = self._index.lists.ask("taxonomies")
        return MappingProxyType({name: self._index.terms_of(self._page, name) for name in names})

    @property
    def draft(self) -> bool:
        """Whether it is a draft, which only a build with drafts shows."""
        return self._page.source.front_matter.draft

    @property
    def language(self) -> str:
        """Its BCP 47 code."""
        return self._page.source.front_matter.language or self._index.config.language

    @property
    def language_name(self) -> str:
        """The name of its language in itself, where that differs from the site's; else empty."""
        return other_language(self._index, self.language)

    @property
    def translations(self) -> tuple[LanguageLink, ...]:
        """It in other languages; empty for a page without translations."""
        return translations_of(self._index, self._page)

    @property
    def word_count(self) -> int:
        """How many words the body has."""
        return self._page.body.word_count

    @property
    def reading_minutes(self) -> int:
        """Minutes of reading at 220 words a minute, at least 1."""
        return minutes_of(self._page)

    @property
    def demos(self) -> int:
        """How many demos it holds."""
        return len(self._page.body.islands)

    @property
    def notebook_url(self) -> str:
        """The address of its code cells as a notebook; empty for a page without cells."""
        if not (self._page.body.cells and self._index.config.notebooks):
            return ""
        return permalink_of(self._index.config.base_path, notebook_output(self._page.source.output_path))

    @property
    def image(self) -> str:
        """The address of its picture; empty for none."""
        return picture_of(self._index, self._page)

    @property
    def image_alt(self) -> str:
        """What the picture shows, in words; may be empty."""
        return self._page.source.front_matter.image_alt or ""

    @property
    def series(self) -> Series | None:
        """The series that the post belongs to; None for a post without one."""
        return series_of(self._index, self._page)

    @property
    def requires(self) -> tuple[PageLink, ...]:
        """What the reader should read before: posts of this site, or plain text."""
        names = self._page.source.front_matter.requires
        return tuple(required_link(self._index, self._page, name) for name in names)

    @property
    def required_by(self) -> tuple[PageLink, ...]:
        """The pages whose `requires` names it, in order of path."""
        found = self._index.lists.ask("required-by", self.path)
        return tuple(PageLink(page.title, page.permalink, "") for page in found)

    @property
    def section(self) -> PageInfo | None:
        """The page of the section that lists it; None where no section does."""
        return self._other(self._index.lists.ask("section-of", self.path))

    @property
    def previous(self) -> PageInfo | None:
        """The post published before it; None for the oldest, and for a page that is no post."""
        return self._other(self._index.lists.ask("beside", self.path)[0])

    @property
    def next(self) -> PageInfo | None:
        """The post published after it; None for the newest, and for a page that is no post."""
        return self._other(self._index.lists.ask("beside", self.path)[1])

    @property
    def related(self) -> tuple[PageInfo, ...]:
        """Posts that share terms and words of title, description and headings with it; usually at most five.

        What few posts have counts more. Posts of its own series are left out.
        """
        found = self._index.lists.ask("related", self.path)
        return tuple(PageInfo(self._index, self._bodies, page) for page in found)

    @property
    def weight(self) -> int:
        """Its place among pages without a date: small numbers come first."""
        return self._page.source.front_matter.weight

    @property
    def extra(self) -> Mapping[str, object]:
        """The front matter's `extra`."""
        return self._page.source.front_matter.extra

    def _other(self, page: Page | None) -> PageInfo | None:
        return None if page is None else PageInfo(self._index, self._bodies, page)


def summary_of(index: SiteIndex, bodies: Bodies, page: Page) -> Summary:
    """Return a page as an entry of one of the theme's lists."""
    matter = page.source.front_matter
    language = matter.language or index.config.language
    other = other_language(index, language)
    return Summary(
        title=matter.title,
        url=page.permalink,
        description=matter.description or page.body.summary,
        date=date_in(matter.date, index.config.language),
        tags=index.terms_of(page, "tags"),
        draft=matter.draft,
        language=language if other else "",
        language_name=other,
        reading_minutes=minutes_of(page),
        demos=len(page.body.islands),
        series=matter.series or "",
        part=matter.part or 0,
        page=PageInfo(index, bodies, page),
    )
