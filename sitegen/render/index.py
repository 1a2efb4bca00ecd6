"""What rendering looks up for many pages, prepared once: menus, tags, series, the addresses of pictures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from sitegen.addresses import menu_address, search_pages
from sitegen.engine.trace import Fact, Recorder
from sitegen.engine.views import MappingView, SiteViews, path_of
from sitegen.model import CardInfo, Page, Site
from sitegen.page_names import page_names
from sitegen.permalink import permalink_of
from sitegen.render.context import ConfigInfo, FeedLink, PageLink, TermLink
from sitegen.render.languages import language_name
from sitegen.render.menus import default_menu, taxonomy_title, words_of
from sitegen.render.site_lists import SiteLists
from sitegen.render.texts import StoredTexts
from sitegen.render.whole_site import WholeSite
from sitegen.site_files import feed_files, feeds_of

if TYPE_CHECKING:  # imports Pydantic
    from sitegen.config import Config


class AssetUrls(Protocol):
    """Where the files of `static/` are published."""

    @property
    def urls(self) -> Mapping[str, str]:
        """Permalinks by path inside `static/`, fingerprints included."""

    def url(self, path: str) -> str:
        """Return the permalink of a file by its path inside `static/`, fingerprint included."""


@dataclass(frozen=True)
class SiteIndex:
    """A site with what its pages share. What contexts read of it is recorded."""

    views: SiteViews
    config: Config
    files: AssetUrls
    cards: Mapping[str, CardInfo]
    recorder: Recorder
    texts: StoredTexts
    whole: WholeSite

    @property
    def site(self) -> Site:
        """The site."""
        return self.views.site

    def word(self, key: str, **values: object) -> str:
        """Return words of the theme in the language of the site."""
        return self.word_in(self.config.language, key, **values)

    def word_in(self, language: str, key: str, **values: object) -> str:
        """Return words of the theme in a language."""
        return words_of(self.config).text(language, key, **values)

    def taxonomy_title(self, name: str) -> str:
        """Return what readers call a taxonomy."""
        return taxonomy_title(self.config, name)

    @cached_property
    def lists(self) -> SiteLists:
        """The lists that templates ask for."""
        return SiteLists(self.views, self.recorder, self.config, self.texts)

    @property
    def feeds(self) -> tuple[FeedLink, ...]:
        """Links to the feeds."""
        home, feeds = self.config.home_path, feeds_of(self.config)
        return tuple(FeedLink(feed.title, home + feed.name, feed.media_type) for feed in feeds)

    def feeds_of(self, wanted: Collection[str], first: PurePosixPath) -> tuple[FeedLink, ...]:
        """Return links to the feeds of a list, whose output path is the first part's."""
        base_path = self.config.base_path
        return tuple(
            FeedLink(feed.title, permalink_of(base_path, PurePosixPath(feed.name)), feed.media_type)
            for feed in feed_files(wanted, first, "")
        )

    @property
    def config_info(self) -> ConfigInfo:
        """Keys of the configuration. A build with another configuration uses no outputs of earlier builds."""
        given = {key.name: getattr(self.config, key.name) for key in fields(ConfigInfo)}
        return ConfigInfo(
            **{**given, "taxonomies": tuple(self.config.taxonomies), "related": self.config.related.count}
        )

    @property
    def menus(self) -> Mapping[str, tuple[PageLink, ...]]:
        """All menus, no link current."""
        self.recorder.read(("index", "menus"))
        return MappingProxyType(self._menus)

    @property
    def series(self) -> Mapping[str, tuple[Page, ...]]:
        """The posts of each series, in reading order."""
        return MappingView(self._series, self.recorder, "index", "series")

    @property
    def names(self) -> Mapping[str, Page]:
        """Pages by source path and by the last part of their address."""
        return MappingView(self._names, self.recorder, "index", "names")

    @property
    def pictures(self) -> Mapping[str, str]:
        """Permalinks of files, by the path at which authors find them."""
        return MappingView(self._pictures, self.recorder, "index", "pictures")

    def card_of(self, page: Page) -> CardInfo | None:
        """Return the card of a post; None where it has none."""
        path = path_of(page)
        self.recorder.read(("card", path))
        return self.cards.get(path)

    def terms_of(self, page: Page, taxonomy: str) -> tuple[TermLink, ...]:
        """Return the terms of a post in a taxonomy, with links to their pages."""
        path = path_of(page)
        self.recorder.read(("index", "terms", path, taxonomy))
        return self._terms.get((path, taxonomy), ())

    def absolute(self, url: str) -> str:
        """Return a root-relative address with the site's scheme and host."""
        return self.config.origin + url if url.startswith("/") else url

    def search_url(self, language: str) -> str:
        """Return the search page of a language, or that of the site; empty for a site without a search."""
        self.recorder.read(("index", "search"))
        found = self._search.get(language.lower()) or next(iter(self._search.values()), None)
        return found.url if found else ""

    def search_links(self, language: str) -> tuple[PageLink, ...]:
        """Return the search pages of all languages, seen from one of them; none where there is one."""
        self.recorder.read(("index", "search"))
        links = self._search if len(self._search) > 1 else {}
        return tuple(
            replace(link, current="page" if code == language.lower() else "") for code, link in links.items()
        )

    def asset_url(self, path: str) -> str:
        """Return the permalink of a file of `static/`."""
        self.recorder.read(("asset", path))
        return self.files.url(path)

    def menus_at(self, permalink: str) -> dict[str, tuple[PageLink, ...]]:
        """Return the menus for the page at an address, which is current in them."""
        self.recorder.read(("index", "menus"))
        home = self.config.home_path

        def current(url: str) -> str:
            if url == permalink:
                return "page"
            return "true" if url != home and url.endswith("/") and permalink.startswith(url) else ""

        return {
            name: tuple(PageLink(link.title, link.url, current(link.url)) for link in links)
            for name, links in self._menus.items()
        }

    def value(self, fact: Fact) -> object:
        """Return the value of a fact of the kind `index`."""
        if fact[1] == "terms":
            return self._terms.get((fact[2], fact[3]), ())
        tables: dict[str, Callable[[], object]] = {
            "menus": lambda: self._menus,
            "series": lambda: self._series,
            "names": lambda: self._names,
            "pictures": lambda: self._pictures,
            "search": lambda: self._search,
        }
        found = tables[fact[1]]()
        return found.get(fact[2]) if len(fact) > 2 and isinstance(found, Mapping) else found

    @cached_property
    def _menus(self) -> dict[str, tuple[PageLink, ...]]:
        """The menus of the configuration, no link current; `main` is always there."""
        menus = {
            name: tuple(PageLink(entry.title, menu_address(entry.url, self.config), "") for entry in entries)
            for name, entries in self.config.menus.items()
        }
        return {"main": tuple(default_menu(self.views.plain, self.config)), **menus}

    @cached_property
    def _terms(self) -> Mapping[tuple[str, str], tuple[TermLink, ...]]:
        found: dict[tuple[str, str], tuple[TermLink, ...]] = defaultdict(tuple)
        for taxonomy in self.views.plain.taxonomies:
            for term in taxonomy.terms:
                link = TermLink(term.name, term.permalink, len(term.pages))
                for page in term.pages:
                    found[path_of(page), taxonomy.name] += (link,)
        return dict(found)

    @cached_property
    def _series(self) -> Mapping[str, tuple[Page, ...]]:
        return _series(self.views.plain.posts)

    @cached_property
    def _names(self) -> Mapping[str, Page]:
        return page_names(self.views.plain, self.views.originals)

    @cached_property
    def _search(self) -> Mapping[str, PageLink]:
        """The search page of each language by its code in lower case, that of the site first."""
        base_path = self.config.base_path
        pages = [self.views.pages[path_of(page)] for page in self.views.plain.pages]
        return {
            code.lower(): PageLink(language_name(code), permalink_of(base_path, PurePosixPath(path)), "")
            for code, path in search_pages(pages, self.config).items()
        }

    @cached_property
    def _pictures(self) -> Mapping[str, str]:
        base_path, assets = self.config.base_path, self.views.plain.assets
        return {asset.origin: permalink_of(base_path, asset.output_path) for asset in assets}


def _series(posts: Iterable[Page]) -> dict[str, tuple[Page, ...]]:
    found: dict[str, list[Page]] = defaultdict(list)
    for page in reversed(tuple(posts)):  # oldest first, which is the order of posts without a part
        if page.source.front_matter.series:
            found[page.source.front_matter.series].append(page)
    return {
        name: tuple(sorted(pages, key=lambda page: page.source.front_matter.part or 0))
        for name, pages in found.items()
    }
