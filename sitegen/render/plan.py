"""Which files the site has, and which template makes each of them from what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import PurePosixPath

from sitegen.config import Config
from sitegen.model import Page, Site
from sitegen.permalink import alias_output
from sitegen.render.context import (
    NotFoundContext,
    PageContext,
    PostContext,
    RedirectContext,
    SitemapIndexContext,
)
from sitegen.render.describe import AssetUrls, describe_summary, index_site
from sitegen.render.facts import PageLink
from sitegen.render.feed import describe_feed, describe_robots, describe_sitemaps
from sitegen.render.job import Job, Planner, page_job
from sitegen.render.plan_lists import plan_home, plan_section, plan_taxonomy

LOST_POSTS = 5
"""Posts that the page for unknown addresses offers."""


def plan_site(
    site: Site,
    config: Config,
    assets: AssetUrls,
    content: Callable[[Page], str],
    still: Callable[[Page], str],
) -> Iterator[Job]:
    """Give every file that templates make, in a fixed order.

    Args:
        site: the whole site.
        config: its configuration.
        assets: where the files of `static/` are published.
        content: gives a body as its own page shows it.
        still: gives a body as a feed shows it.
    """
    planner = Planner(index_site(site, config, assets), content)
    taken = {asset.output_path for asset in site.assets} | {page.source.output_path for page in site.pages}
    yield from plan_home(planner)
    for section in site.sections:
        yield from plan_section(planner, section)
    for place, post in enumerate(site.posts):
        newer = site.posts[place - 1] if place else None
        older = site.posts[place + 1] if place + 1 < len(site.posts) else None
        yield page_job(post, "post.html", partial(_post, planner, post, older, newer))
    for page in site.pages:
        if page.source.kind == "page":
            yield page_job(page, "page.html", partial(_page, planner, page))
    for taxonomy in site.taxonomies:
        yield from plan_taxonomy(planner, taxonomy)
    for page in site.pages:
        yield from _redirects(planner, page)
    for job in _around(planner, still):
        if job.output_path not in taken:  # a file of the author's own takes the place of the generated one
            yield job


def _post(planner: Planner, post: Page, older: Page | None, newer: Page | None) -> PostContext:
    facts, frame = planner.framed(post)
    return PostContext(
        page=facts,
        older=PageLink(older.title, older.permalink, "") if older else None,
        newer=PageLink(newer.title, newer.permalink, "") if newer else None,
        **frame,
    )


def _page(planner: Planner, page: Page) -> PageContext:
    facts, frame = planner.framed(page)
    return PageContext(page=facts, **frame)


def _redirects(planner: Planner, page: Page) -> Iterator[Job]:
    config, source = planner.config, page.source
    for alias in source.front_matter.aliases:
        output_path = alias_output(config.base_path, alias)

        def context() -> RedirectContext:
            return RedirectContext(
                title=page.title,
                language=source.front_matter.language or config.language,
                url=page.permalink,
                canonical=planner.index.absolute(page.permalink),
            )

        yield Job("redirect.html", output_path, f"{source.source_path} (alias {alias})", context)


def _around(planner: Planner, still: Callable[[Page], str]) -> Iterator[Job]:
    """The files that belong to the site as a whole."""
    site, config = planner.site, planner.config

    def lost() -> NotFoundContext:
        posts = tuple(describe_summary(planner.index, post) for post in site.posts[:LOST_POSTS])
        return NotFoundContext(posts=posts, **planner.frame("Page not found", ""))

    yield Job("404.html", PurePosixPath("404.html"), "the page for unknown addresses", lost)
    if "atom" in config.feeds:
        path = PurePosixPath("feed.xml")
        yield Job("feed.xml", path, "the feed", lambda: describe_feed(site, config, still))
    sitemaps = describe_sitemaps(site, config)
    names = (
        ["sitemap.xml"] if len(sitemaps) == 1 else [f"sitemap-{n}.xml" for n in range(1, len(sitemaps) + 1)]
    )
    for name, sitemap in zip(names, sitemaps, strict=True):
        yield Job("sitemap.xml", PurePosixPath(name), "the sitemap", partial(replace, sitemap))
    if len(names) > 1:
        index = SitemapIndexContext(urls=tuple(config.base_url + name for name in names))
        yield Job("sitemap_index.xml", PurePosixPath("sitemap.xml"), "the list of sitemaps", lambda: index)
    yield Job("robots.txt", PurePosixPath("robots.txt"), "robots.txt", lambda: describe_robots(config))
