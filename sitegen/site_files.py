"""The generated files that belong to the site as a whole, and the feeds of its lists.

`SITE_FILES` is the table of them: a row names the template, and the context that `render` builds for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal

from sitegen.languages import original_of
from sitegen.model import Page, Site

if TYPE_CHECKING:  # imports Pydantic
    from sitegen.config import Config


@dataclass(frozen=True, slots=True)
class SiteFile:
    """A generated file that belongs to the site as a whole."""

    name: str
    """Its path in the published folder."""
    template: str
    context: Literal["not-found", "feed", "sitemap", "sitemap-index", "robots", "search", "llms"]
    """Which context `render` builds for the template."""
    origin: str
    """What messages call it."""
    feed: str = ""
    """The word in the configuration's `feeds` that asks for the file; empty for a file of every site."""
    media_type: str = ""
    """A feed's media type."""
    title: str = ""
    """What readers call a feed."""
    part: int = 0
    """The place of a sitemap among several, from 0."""
    language: str = ""
    """The language whose pages a search page finds."""


SITE_FILES = (
    SiteFile("404.html", "404.html", "not-found", "the page for unknown addresses"),
    SiteFile("feed.xml", "feed.xml", "feed", "the feed", "atom", "application/atom+xml", "Atom feed"),
    SiteFile("rss.xml", "rss.xml", "feed", "the RSS feed", "rss", "application/rss+xml", "RSS feed"),
    SiteFile("feed.json", "feed.json", "feed", "the JSON feed", "json", "application/feed+json", "JSON feed"),
    SiteFile("sitemap.xml", "sitemap.xml", "sitemap", "the sitemap"),
    SiteFile("llms.txt", "llms.txt", "llms", "llms.txt"),
    SiteFile("robots.txt", "robots.txt", "robots", "robots.txt"),
    SiteFile("search/index.html", "search.html", "search", "the search page"),
)


def feeds_of(config: Config) -> tuple[SiteFile, ...]:
    """Return the feeds that the configuration asks for."""
    return tuple(file for file in SITE_FILES if file.feed and file.feed in config.feeds)


@dataclass(frozen=True, slots=True)
class ListFeed:
    """A feed of one list of posts."""

    file: SiteFile
    title: str
    """What readers call the list."""
    description: str
    """One sentence about it; may be empty."""
    permalink: str
    """The list."""
    pages: tuple[Page, ...]
    """Its posts, newest first; drafts included."""


def feed_files(wanted: Collection[str], first: PurePosixPath, origin: str) -> Iterator[SiteFile]:
    """Give the feeds of one list.

    Args:
        wanted: the words of the configuration.
        first: the output path of the list.
        origin: what messages call the list.
    """
    for file in SITE_FILES:
        if file.feed in wanted:
            yield replace(file, name=str(first.parent / file.name), origin=f"{file.origin} of {origin}")


def list_feeds(site: Site, config: Config) -> Iterator[ListFeed]:
    """Give the feeds of sections and terms that the configuration asks for."""
    for section in site.sections:
        source = section.page.source
        if feeds := section_feeds(section.page, config):
            about = section.page.title, source.front_matter.description, section.page.permalink
            posts = tuple(page for page in section.pages if page.source.kind == "post")
            for file in feed_files(feeds, source.output_path, str(source.source_path)):
                yield ListFeed(file, *about, posts)
    for taxonomy in site.taxonomies:
        feeds = config.taxonomies[taxonomy.name].feeds
        for term in taxonomy.terms if feeds else ():
            for file in feed_files(feeds, term.output_path, f"{term.name!r} in {taxonomy.name}"):
                yield ListFeed(file, term.name, "", term.permalink, term.pages)


def section_feeds(section: Page, config: Config) -> tuple[str, ...]:
    """Return the words for the feeds of a section."""
    found = config.sections.get(section_name(section, config))
    return found.feeds if found else ()


def section_name(section: Page, config: Config) -> str:
    """Return what the configuration calls a section: its folder below the content folder."""
    return str(original_of(section.source).parent.relative_to(config.content))
