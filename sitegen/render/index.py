"""What rendering looks up for many pages, prepared once: menus, tags, series, the addresses of pictures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Protocol

from sitegen.addresses import feeds_of, menu_address, page_names
from sitegen.config import Config
from sitegen.model import Page, Site
from sitegen.permalink import permalink_of
from sitegen.render.context import FeedLink, PageLink, SiteInfo, TermLink


class AssetUrls(Protocol):
    """Where the files of `static/` are published."""

    @property
    def urls(self) -> Mapping[str, str]:
        """Permalinks by path inside `static/`, fingerprints included."""

    def url(self, path: str) -> str:
        """Return the permalink of a file by its path inside `static/`, fingerprint included."""


@dataclass(frozen=True, slots=True)
class SiteIndex:
    """A site with what its pages share."""

    site: Site
    config: Config
    assets: AssetUrls
    info: SiteInfo
    menus: Mapping[str, tuple[PageLink, ...]]
    """The menus of the configuration, no link current; `main` is always there."""
    tags: Mapping[PurePosixPath, tuple[TermLink, ...]]
    """The tags of each post that has some, by source path."""
    series: Mapping[str, tuple[Page, ...]]
    """The posts of each series, in reading order."""
    names: Mapping[str, Page]
    """Pages by source path and by the last part of their address."""
    pictures: Mapping[str, str]
    """Permalinks of files, by the path at which authors find them."""

    def absolute(self, url: str) -> str:
        """Return a root-relative address with the site's scheme and host."""
        return self.config.origin + url if url.startswith("/") else url

    def menus_at(self, permalink: str) -> dict[str, tuple[PageLink, ...]]:
        """Return the menus for the page at an address, which is current in them."""
        home = self.config.base_path

        def current(url: str) -> str:
            if url == permalink:
                return "page"
            return "true" if url != home and url.endswith("/") and permalink.startswith(url) else ""

        return {
            name: tuple(PageLink(link.title, link.url, current(link.url)) for link in links)
            for name, links in self.menus.items()
        }


def index_site(site: Site, config: Config, assets: AssetUrls) -> SiteIndex:
    """Prepare what the contexts of many pages need."""
    menus = {
        name: tuple(PageLink(entry.title, menu_address(entry.url, config), "") for entry in entries)
        for name, entries in config.menus.items()
    }
    feeds = tuple(
        FeedLink(feed.title, config.base_path + feed.name, feed.media_type) for feed in feeds_of(config)
    )
    return SiteIndex(
        site=site,
        config=config,
        assets=assets,
        info=SiteInfo(
            title=config.title,
            author=config.author,
            home_url=config.base_path,
            feeds=feeds,
            icon_url=assets.url("favicon.svg"),
            extra=config.extra,
        ),
        menus={"main": tuple(_default_menu(site, config)), **menus},
        tags=_tags(site),
        series=_series(site.posts),
        names=page_names(site),
        pictures={asset.origin: permalink_of(config.base_path, asset.output_path) for asset in site.assets},
    )


def _default_menu(site: Site, config: Config) -> Iterator[PageLink]:
    """The sections at the top level, the taxonomies and the page `about`."""
    by_weight = sorted(site.sections, key=lambda section: section.page.source.front_matter.weight)
    for section in by_weight:
        if len(section.page.source.output_path.parts) == 2:  # `posts/index.html`: not inside another section
            yield PageLink(section.page.title, section.page.permalink, "")
    for taxonomy in site.taxonomies:
        if taxonomy.terms:
            yield PageLink(taxonomy.name.capitalize(), taxonomy.permalink, "")
    for page in site.pages:
        if page.permalink == config.base_path + "about/":
            yield PageLink("About", page.permalink, "")


def _tags(site: Site) -> dict[PurePosixPath, tuple[TermLink, ...]]:
    found: dict[PurePosixPath, tuple[TermLink, ...]] = defaultdict(tuple)
    for taxonomy in site.taxonomies:
        for term in taxonomy.terms:
            link = TermLink(term.name, term.permalink, len(term.pages))
            for page in term.pages:
                found[page.source.source_path] += (link,)
    return dict(found)


def _series(posts: Iterable[Page]) -> dict[str, tuple[Page, ...]]:
    found: dict[str, list[Page]] = defaultdict(list)
    for page in reversed(tuple(posts)):  # oldest first, which is the order of posts without a part
        if page.source.front_matter.series:
            found[page.source.front_matter.series].append(page)
    return {
        name: tuple(sorted(pages, key=lambda page: page.source.front_matter.part or 0))
        for name, pages in found.items()
    }
