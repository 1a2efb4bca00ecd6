"""What feed readers and search engines get: the Atom feed, the sitemap and robots.txt."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, time
from itertools import islice
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from sitegen.config import Config
from sitegen.model import Day, Page, Site
from sitegen.render.context import FeedContext, RobotsContext, SitemapContext
from sitegen.render.facts import FeedEntry, SitemapEntry

NEWEST = 20
"""How many posts the feed holds."""
SITEMAP_LIMIT = 50_000
"""How many addresses the protocol allows in one sitemap."""
NEVER = "1970-01-01T00:00:00Z"
"""When an empty feed changed: it must say something, and the time of the build would differ each time."""

TAG = re.compile(r"<!--.*?-->|<[a-zA-Z](?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.DOTALL)
ADDRESS = re.compile(r"(?<=\s)(href|src|poster|srcset)(\s*=\s*)(\"[^\"]*\"|'[^']*')", re.IGNORECASE)
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that XML cannot hold, not even escaped."""


def describe_feed(site: Site, config: Config, content_of: Callable[[Page], str]) -> FeedContext:
    """Describe the feed of the newest posts; drafts are never in it.

    Args:
        site: the site.
        config: its configuration.
        content_of: gives a post's body with posters in the place of demos.
    """
    published = (page for page in site.posts if not page.source.front_matter.draft)
    entries = tuple(_entry(page, config, content_of(page)) for page in islice(published, NEWEST))
    feed_url = config.base_url + "feed.xml"
    return FeedContext(
        id=stable_id(feed_url),
        title=clean(config.title),
        description=clean(config.description),
        author=clean(config.author or config.title),
        language=config.language,
        url=config.base_url,
        feed_url=feed_url,
        updated=max((entry.updated for entry in entries), key=datetime.fromisoformat, default=NEVER),
        entries=entries,
    )


def _entry(page: Page, config: Config, content: str) -> FeedEntry:
    matter = page.source.front_matter
    url = config.origin + page.permalink
    zone = ZoneInfo(config.timezone)
    published = instant(matter.date, zone) if matter.date else NEVER
    return FeedEntry(
        id=stable_id(url),
        title=clean(matter.title),
        url=url,
        language=matter.language or config.language,
        published=published,
        updated=instant(matter.updated, zone) if matter.updated else published,
        authors=tuple(clean(name) for name in matter.authors or (config.author or config.title,)),
        tags=tuple(clean(tag) for tag in matter.tags),
        description=clean(matter.description or page.body.summary),
        content=clean(absolute_links(content, url)),
    )


def stable_id(url: str) -> str:
    """Return an identity made of host and path, so that a change of scheme does not make every post new."""
    return uuid.uuid5(uuid.NAMESPACE_URL, re.sub(r"^https?:", "", url)).urn


def instant(day: Day, zone: ZoneInfo) -> str:
    """Return RFC 3339; a bare date, which Atom does not have, becomes midnight in the site's zone."""
    moment = day if isinstance(day, datetime) else datetime.combine(day, time.min, zone)
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def clean(text: str) -> str:
    """Drop the control characters that XML cannot hold."""
    return FORBIDDEN.sub("", text)


def absolute_links(html: str, url: str) -> str:
    """Make every address in HTML absolute, as seen from the page at `url`."""

    def in_tag(tag: re.Match[str]) -> str:
        return tag[0] if tag[0].startswith("<!--") else ADDRESS.sub(in_attribute, tag[0])

    def in_attribute(found: re.Match[str]) -> str:
        quote, value = found[3][0], found[3][1:-1]
        if found[1].casefold() == "srcset":
            value = ", ".join(_joined_candidates(value, url))
        else:
            value = urljoin(url, value.strip())
        return f"{found[1]}{found[2]}{quote}{value}{quote}"

    return TAG.sub(in_tag, html)


def _joined_candidates(srcset: str, url: str) -> Iterator[str]:
    for candidate in re.findall(r"[^\s,]\S*(?:\s+[\d.]+[wx])?", srcset):
        address, _, size = candidate.strip().rstrip(",").partition(" ")
        yield f"{urljoin(url, address)} {size.strip()}".strip()


def describe_sitemaps(site: Site, config: Config) -> Sequence[SitemapContext]:
    """Describe the sitemaps, at least one: every page that search engines may visit, drafts left out."""
    entries = sorted(_sitemap_entries(site, config), key=lambda entry: entry.url)
    starts = range(0, max(len(entries), 1), SITEMAP_LIMIT)
    return [SitemapContext(entries=tuple(entries[start : start + SITEMAP_LIMIT])) for start in starts]


def _sitemap_entries(site: Site, config: Config) -> Iterator[SitemapEntry]:
    for page in site.pages:
        matter = page.source.front_matter
        if not matter.draft:
            yield SitemapEntry(config.origin + page.permalink, _changed([page]))
    for taxonomy in site.taxonomies:
        if taxonomy.terms:
            yield SitemapEntry(config.origin + taxonomy.permalink, "")
        for term in taxonomy.terms:
            if published := [page for page in term.pages if not page.source.front_matter.draft]:
                yield SitemapEntry(config.origin + term.permalink, _changed(published))


def _changed(pages: Iterable[Page]) -> str:
    """The last change among pages, as far as their front matter tells."""
    matters = (page.source.front_matter for page in pages)
    days = [matter.updated or matter.date for matter in matters]
    texts = [
        day.isoformat(timespec="seconds") if isinstance(day, datetime) else day.isoformat()
        for day in days
        if day
    ]
    return max(texts, default="")  # bare dates sort before times of the same day


def describe_robots(config: Config) -> RobotsContext:
    """Describe robots.txt: everything is open."""
    return RobotsContext(sitemap_url=config.base_url + "sitemap.xml")
