"""The jobs of the files that belong to the site as a whole: feeds, sitemap, robots.txt, the 404 page.

`sitegen.site_files.SITE_FILES` is the table of them; a row names its template and the context built here.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from email.utils import format_datetime
from itertools import chain, islice
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from sitegen import addresses
from sitegen.addresses import site_files
from sitegen.model import Day, Page, moment_of
from sitegen.permalink import SEARCH_FOLDER
from sitegen.render.context import (
    FeedContext,
    FeedEntry,
    NotFoundContext,
    RobotsContext,
    SearchContext,
    SearchEntry,
    SitemapContext,
    SitemapEntry,
    SitemapIndexContext,
)
from sitegen.render.feed_html import feed_html
from sitegen.render.jobs import ContextBuilder, Job
from sitegen.render.markdown_pages import llms_context
from sitegen.render.page_parts import date_in
from sitegen.render.switch import alternates_of
from sitegen.render.whole_site import Entry
from sitegen.site_files import ListFeed, SiteFile, list_feeds

NOT_FOUND_POSTS = 5
"""How many posts the 404 page lists."""
SEARCH_POSTS = 2000
"""How many posts a search page lists, for readers without JavaScript."""
NEVER = "1970-01-01T00:00:00Z"
"""When an empty feed changed: Atom demands a time, and the time of the build would differ between builds."""

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that XML cannot hold, not even escaped."""


def site_file_jobs(builder: ContextBuilder) -> Iterator[Job]:
    """Give the job of each generated file of the site as a whole."""
    for file in _site_files(builder):
        yield Job(file.template, PurePosixPath(file.name), file.origin, CONTEXTS[file.context], (file,))

    for feed in list_feeds(builder.site, builder.config):
        file = feed.file
        yield Job(file.template, PurePosixPath(file.name), file.origin, _list_feed, (feed,))


def _site_files(builder: ContextBuilder) -> Iterator[SiteFile]:
    return site_files(builder.site, builder.config, builder.index.whole.site)


def _not_found(builder: ContextBuilder, file: SiteFile) -> NotFoundContext:  # noqa: ARG001  (one signature)
    posts = tuple(builder.summary(post) for post in builder.site.posts[:NOT_FOUND_POSTS])
    return NotFoundContext(posts=posts, **builder.common(builder.index.word("not_found_title"), ""))


def _robots(builder: ContextBuilder, file: SiteFile) -> RobotsContext:  # noqa: ARG001 - one signature for all
    return RobotsContext(sitemap_url=builder.config.base_url + "sitemap.xml")


def _search(builder: ContextBuilder, file: SiteFile) -> SearchContext:
    index, language = builder.index, file.language
    title = index.word_in(language, "search")
    url = index.search_url(language)
    return SearchContext(
        title=title,
        bundle_url=f"{builder.config.base_path}{SEARCH_FOLDER}/",
        posts=tuple(_search_entries(builder, language)),
        languages=index.search_links(language),
        **builder.common(title, url, search_language=language),
    )


def _search_entries(builder: ContextBuilder, language: str) -> Iterator[SearchEntry]:
    """Give the newest posts in a language; drafts are left out."""
    own = builder.config.language
    found = (
        page
        for page in builder.site.posts
        if not page.source.front_matter.draft
        and (page.source.front_matter.language or own).lower() == language.lower()
    )
    for page in islice(found, SEARCH_POSTS):
        yield SearchEntry(page.title, page.permalink, date_in(page.source.front_matter.date, language))


def _sitemap(builder: ContextBuilder, file: SiteFile) -> SitemapContext:
    start, index = file.part * addresses.SITEMAP_LIMIT, builder.index
    shown: tuple[Entry, ...] = index.whole.ask("sitemap")[start : start + addresses.SITEMAP_LIMIT]
    return SitemapContext(
        entries=tuple(
            SitemapEntry(index.absolute(url), changed, alternates_of(index, variants))
            for url, changed, variants in shown
        )
    )


def _sitemap_index(builder: ContextBuilder, file: SiteFile) -> SitemapIndexContext:
    parts = (part for part in _site_files(builder) if part.context == "sitemap")
    return SitemapIndexContext(
        urls=tuple(builder.config.base_url + part.name for part in parts if part != file)
    )


def _feed(builder: ContextBuilder, file: SiteFile) -> FeedContext:
    config = builder.config
    return _list_feed(builder, ListFeed(file, "", config.description, config.home_path, builder.site.posts))


def _list_feed(builder: ContextBuilder, feed: ListFeed) -> FeedContext:
    """The newest posts; drafts are never in a feed."""
    config = builder.config
    published = (page for page in feed.pages if not page.source.front_matter.draft)
    entries = tuple(_feed_entry(builder, page) for page in islice(published, config.feed_posts))
    feed_url = config.base_url + quote(feed.file.name)
    updated = max((entry.updated for entry in entries), key=datetime.fromisoformat, default=NEVER)
    return FeedContext(
        id=stable_id(feed_url),
        title=clean(f"{feed.title} · {config.title}" if feed.title else config.title),
        description=clean(feed.description or config.description),
        author=clean(config.author or config.title),
        language=config.language,
        url=builder.index.absolute(feed.permalink),
        feed_url=feed_url,
        updated=updated,
        updated_rfc822=rfc822(updated),
        entries=entries,
    )


def _feed_entry(builder: ContextBuilder, page: Page) -> FeedEntry:
    config, matter = builder.config, page.source.front_matter
    url = config.origin + page.permalink
    zone = ZoneInfo(config.timezone)
    published = rfc3339(matter.date, zone) if matter.date else NEVER
    return FeedEntry(
        id=stable_id(url),
        title=clean(matter.title),
        url=url,
        language=matter.language or config.language,
        published=published,
        published_rfc822=rfc822(published),
        updated=rfc3339(matter.updated, zone) if matter.updated else published,
        authors=tuple(clean(name) for name in matter.authors or (config.author or config.title,)),
        tags=tuple(map(clean, (*matter.tags, *chain.from_iterable(matter.terms.values())))),
        description=clean(matter.description or page.body.summary),
        content=builder.texts.text(
            f"feed:{page.source.source_path}",
            url,
            lambda: clean(feed_html(builder.bodies.for_feed(page), url)),
        ),
    )


CONTEXTS: Mapping[str, Callable[[ContextBuilder, SiteFile], Any]] = {
    "not-found": _not_found,
    "feed": _feed,
    "sitemap": _sitemap,
    "sitemap-index": _sitemap_index,
    "robots": _robots,
    "search": _search,
    "llms": llms_context,
}
"""The function that builds the context of a row of `SITE_FILES`."""


def stable_id(url: str) -> str:
    """Return an identity made of host and path, so that a change of scheme does not make every post new."""
    return uuid.uuid5(uuid.NAMESPACE_URL, re.sub(r"^https?:", "", url)).urn


def rfc3339(day: Day, zone: ZoneInfo) -> str:
    """Return a date with its time, as feeds demand it: a bare date is midnight in the site's zone."""
    return moment_of(day, zone).isoformat(timespec="seconds").replace("+00:00", "Z")


def rfc822(moment: str) -> str:
    """Return a date with its time, which is given as RFC 3339, as RSS demands it."""
    return format_datetime(datetime.fromisoformat(moment))


def clean(text: str) -> str:
    """Remove the control characters that XML cannot hold."""
    return FORBIDDEN.sub("", text)
