"""From the nouns of the site to what templates may know of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Protocol

from sitegen.config import Config
from sitegen.model import Day as ModelDay
from sitegen.model import Heading, Page, Site
from sitegen.permalink import permalink_of
from sitegen.render.facts import (
    Day,
    Html,
    PageFacts,
    PageLink,
    Part,
    Series,
    SiteFacts,
    Summary,
    TermLink,
    TocEntry,
)
from sitegen.render.language import language_name, written_date

WORDS_A_MINUTE = 220
TOC_FROM = 3
"""A post whose front matter says nothing about a table of contents gets one from so many headings on."""


class AssetUrls(Protocol):
    """Where the files of `static/` are published."""

    def url(self, path: str) -> str:
        """Return the permalink of a file by its path inside `static/`, fingerprint included."""


@dataclass(frozen=True, slots=True)
class SiteIndex:
    """What is looked up again and again while pages are described."""

    site: Site
    config: Config
    assets: AssetUrls
    facts: SiteFacts
    menu: tuple[PageLink, ...]
    """The links at the top, none of them current."""
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


def index_site(site: Site, config: Config, assets: AssetUrls) -> SiteIndex:
    """Prepare what the description of every page needs."""
    return SiteIndex(
        site=site,
        config=config,
        assets=assets,
        facts=SiteFacts(
            title=config.title,
            author=config.author,
            home_url=config.base_path,
            feed_url=config.base_path + "feed.xml" if "atom" in config.feeds else "",
            icon_url=assets.url("favicon.svg"),
            extra=config.extra,
        ),
        menu=tuple(_menu(site, config)),
        tags=_tags(site),
        series=_series(site.posts),
        names={page.permalink.rstrip("/").rpartition("/")[2]: page for page in site.pages}
        | {str(page.source.source_path): page for page in site.pages},
        pictures={asset.origin: permalink_of(config.base_path, asset.output_path) for asset in site.assets},
    )


def _menu(site: Site, config: Config) -> Iterator[PageLink]:
    if "main" in config.menus:
        for entry in config.menus["main"]:
            inside = entry.url.startswith("/") and not entry.url.startswith(("//", config.base_path))
            yield PageLink(entry.title, config.base_path + entry.url[1:] if inside else entry.url, "")
        return
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
    for page in reversed(tuple(posts)):  # oldest first, which is the order where no part is given
        if page.source.front_matter.series:
            found[page.source.front_matter.series].append(page)
    return {
        name: tuple(sorted(pages, key=lambda page: page.source.front_matter.part or 0))
        for name, pages in found.items()
    }


def menu_at(index: SiteIndex, permalink: str) -> tuple[PageLink, ...]:
    """Return the links at the top as the page at this address shows them."""
    home = index.config.base_path

    def current(url: str) -> str:
        if url == permalink:
            return "page"
        return "true" if url != home and url.endswith("/") and permalink.startswith(url) else ""

    return tuple(PageLink(link.title, link.url, current(link.url)) for link in index.menu)


def describe_page(index: SiteIndex, page: Page, content: str) -> PageFacts:
    """Describe a source for its own page; `content` is its body with demos and numbers in place."""
    matter = page.source.front_matter
    language = matter.language or index.config.language
    site_author = (index.config.author,) if index.config.author else ()
    return PageFacts(
        title=matter.title,
        description=matter.description or general_description(index, page),
        content=Html(content),
        toc=_toc(page),
        date=day_of(matter.date, language),
        updated=day_of(matter.updated, language),
        authors=matter.authors or (site_author if page.source.kind == "post" else ()),
        tags=index.tags.get(page.source.source_path, ()),
        draft=matter.draft,
        language_name=_other_language(index, language),
        reading_minutes=max(1, round(page.body.word_count / WORDS_A_MINUTE)),
        series=_series_of(index, page),
        requires=tuple(_required(index, page, name) for name in matter.requires),
        extra=matter.extra,
    )


def describe_summary(index: SiteIndex, page: Page) -> Summary:
    """Describe a page for a list."""
    matter = page.source.front_matter
    language = matter.language or index.config.language
    other = _other_language(index, language)
    return Summary(
        title=matter.title,
        url=page.permalink,
        description=matter.description or page.body.summary,
        date=day_of(matter.date, index.config.language),
        tags=index.tags.get(page.source.source_path, ()),
        draft=matter.draft,
        language=language if other else "",
        language_name=other,
    )


def general_description(index: SiteIndex, page: Page) -> str:
    """Return what stands for the description of a home page that has none."""
    return index.config.description if page.source.kind == "home" else ""


def day_of(when: ModelDay | None, language: str) -> Day | None:
    """Return a date for machines and for readers; nothing is shifted."""
    if when is None:
        return None
    machine = when.isoformat(timespec="seconds") if isinstance(when, datetime) else when.isoformat()
    return Day(machine.replace("+00:00", "Z"), written_date(when, language))


def _other_language(index: SiteIndex, language: str) -> str:
    same = language.casefold() == index.config.language.casefold()
    return "" if same else language_name(language)


def _series_of(index: SiteIndex, page: Page) -> Series | None:
    name = page.source.front_matter.series
    if not name or page.source.kind != "post":
        return None
    pages = index.series[name]
    parts = tuple(
        Part(
            number=part.source.front_matter.part or place,
            title=part.title,
            url=part.permalink,
            current="page" if part is page else "",
        )
        for place, part in enumerate(pages, 1)
    )
    here = pages.index(page)
    before, after = parts[:here][-1:], parts[here + 1 : here + 2]
    return Series(name, parts, parts[here], before[0] if before else None, after[0] if after else None)


def _required(index: SiteIndex, page: Page, name: str) -> PageLink:
    beside = str(page.source.source_path.parent / name)
    found = index.names.get(name.strip("/")) or index.names.get(beside)
    return PageLink(found.title, found.permalink, "") if found else PageLink(name, "", "")


def _toc(page: Page) -> tuple[TocEntry, ...]:
    wanted = page.source.front_matter.toc
    upper = [heading for heading in page.body.headings if heading.level == 2]
    if wanted is None:
        wanted = page.source.kind == "post" and len(upper) >= TOC_FROM
    return _nested(page.body.headings) if wanted else ()


def _nested(headings: Iterable[Heading]) -> tuple[TocEntry, ...]:
    """Headings of level 2 with those of level 3 below them; a level 3 without one above stands alone."""
    groups: list[tuple[Heading, list[Heading]]] = []
    for heading in headings:
        if heading.level == 3 and groups and groups[-1][0].level == 2:
            groups[-1][1].append(heading)
        elif heading.level in (2, 3):
            groups.append((heading, []))
    return tuple(
        TocEntry(top.id, Html(top.html), tuple(TocEntry(low.id, Html(low.html), ()) for low in lower))
        for top, lower in groups
    )
