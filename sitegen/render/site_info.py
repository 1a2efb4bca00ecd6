"""What every template receives as `site`: texts of the configuration, lists of pages, data.

A value is made when a template asks for it, so that an output reads only what it shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sitegen.data_files import DataFiles, DataTable
from sitegen.render.body import Bodies
from sitegen.render.context import ConfigInfo, FeedLink, LanguageLink, PageLink
from sitegen.render.index import SiteIndex
from sitegen.render.languages import month_name
from sitegen.render.page_info import PageInfo
from sitegen.render.page_list import PageList
from sitegen.render.switch import language_links


@dataclass(frozen=True, slots=True)
class SiteInfo:
    """The whole site."""

    _index: SiteIndex
    _bodies: Bodies
    _data: DataFiles

    @property
    def title(self) -> str:
        """The name of the site."""
        return self._index.config.title

    @property
    def author(self) -> str:
        """Who writes it; may be empty."""
        return self._index.config.author

    @property
    def description(self) -> str:
        """One sentence about it; may be empty."""
        return self._index.config.description

    @property
    def language(self) -> str:
        """The BCP 47 code of pages that name no language, and on a translation that of its language."""
        return self._index.config.language

    @property
    def base_url(self) -> str:
        """The absolute address of the first page."""
        return self._index.config.base_url

    @property
    def home_url(self) -> str:
        """The first page; on a page in a further language that of the language."""
        return self._index.config.home_path

    @property
    def languages(self) -> tuple[LanguageLink, ...]:
        """The home page in each language of the site; empty for a site in one language."""
        return language_links(self._index, None, "")

    @property
    def feeds(self) -> tuple[FeedLink, ...]:
        """The feeds of the site; may be empty."""
        return self._index.feeds

    @property
    def icon_url(self) -> str:
        """The picture for browser tabs."""
        return self._index.asset_url("favicon.svg")

    @property
    def config(self) -> ConfigInfo:
        """Further keys of the configuration."""
        return self._index.config_info

    @property
    def extra(self) -> Mapping[str, object]:
        """The table `extra` of the configuration."""
        return self._index.config.extra

    @property
    def theme(self) -> Mapping[str, object]:
        """The options of the theme: `site.theme.accent` is the value of `accent` in `theme_options`."""
        return self._index.config.theme_values

    @property
    def menus(self) -> Mapping[str, tuple[PageLink, ...]]:
        """All menus by name; no link is current. `main` is always there."""
        return self._index.menus

    @property
    def pages(self) -> PageList:
        """Every page, posts, section pages and the home page included, in order of path."""
        return PageList(self._index, self._bodies, "pages")

    @property
    def posts(self) -> PageList:
        """Every post, the newest first."""
        return PageList(self._index, self._bodies, "posts")

    @property
    def sections(self) -> tuple[SectionInfo, ...]:
        """The folders with a list of their pages."""
        found = self._index.lists.ask("sections")
        pages = (PageInfo(self._index, self._bodies, page) for page in found)
        return tuple(SectionInfo(self._index, self._bodies, page) for page in pages)

    @property
    def taxonomies(self) -> Mapping[str, TaxonomyInfo]:
        """The ways of grouping posts by name: `site.taxonomies.tags`."""
        names: tuple[str, ...] = self._index.lists.ask("taxonomies")
        return MappingProxyType({name: TaxonomyInfo(self._index, self._bodies, name) for name in names})

    @property
    def archive(self) -> tuple[YearInfo, ...]:
        """The years that have posts, the newest first."""
        index, config = self._index, self._index.config
        periods: list[tuple[tuple[int, str, int, PageList], list[MonthInfo]]] = []
        for year, month, name, count in index.lists.ask("archive"):
            url = f"{config.base_path}{config.archive.strip('/')}/{name}/" if config.archive else ""
            pages = PageList(index, self._bodies, "period", name)
            if month:
                title = month_name(year, month, "LLLL", config.language)
                periods[-1][1].append(MonthInfo(month, title, url, count, pages))
            else:
                periods.append(((year, url, count, pages), []))
        return tuple(YearInfo(*facts, tuple(months)) for facts, months in periods)

    @property
    def data(self) -> Mapping[str, object]:
        """The files of `data/`: `site.data.projects` is the content of `data/projects.toml`."""
        return DataTable(self._data, self._index.recorder.read)


@dataclass(frozen=True, slots=True)
class SectionInfo:
    """A folder with its pages."""

    _index: SiteIndex
    _bodies: Bodies
    _page: PageInfo

    @property
    def title(self) -> str:
        """The title of its page."""
        return self._page.title

    @property
    def url(self) -> str:
        """The address of its list."""
        return self._page.url

    @property
    def page(self) -> PageInfo:
        """The page of its `_index.md`."""
        return self._page

    @property
    def pages(self) -> PageList:
        """Its pages, the newest first."""
        return PageList(self._index, self._bodies, "section", self._page.path)


@dataclass(frozen=True, slots=True)
class MonthInfo:
    """A month with posts."""

    month: int
    """From 1."""
    title: str
    """Its name in the language of the site."""
    url: str
    """The page that lists its posts; empty on a site without an archive."""
    count: int
    """How many posts it has."""
    pages: PageList
    """Its posts, the newest first."""


@dataclass(frozen=True, slots=True)
class YearInfo:
    """A year with posts."""

    year: int
    """The year."""
    url: str
    """The page that lists its posts; empty on a site without an archive."""
    count: int
    """How many posts it has."""
    pages: PageList
    """Its posts, the newest first."""
    months: tuple[MonthInfo, ...]
    """The months that have posts, the newest first."""


@dataclass(frozen=True, slots=True)
class TaxonomyInfo:
    """A way of grouping posts."""

    _index: SiteIndex
    _bodies: Bodies
    _name: str

    @property
    def name(self) -> str:
        """As in the configuration: `tags`."""
        return self._name

    @property
    def title(self) -> str:
        """What readers call it."""
        return self._index.taxonomy_title(self._name)

    @property
    def terms(self) -> tuple[TermInfo, ...]:
        """Its terms in alphabetical order."""
        return tuple(self._terms())

    def _terms(self) -> Iterator[TermInfo]:
        for name, slug, url, count in self._index.lists.ask("terms", self._name):
            pages = PageList(self._index, self._bodies, "term", f"{self._name}/{slug}")
            yield TermInfo(name, slug, url, count, pages)


@dataclass(frozen=True, slots=True)
class TermInfo:
    """One term of a taxonomy, such as a tag."""

    name: str
    """The term as the first post writes it."""
    slug: str
    """The name in its address."""
    url: str
    """The page that lists its posts."""
    count: int
    """How many posts have the term."""
    pages: PageList
    """Its posts, the newest first."""
