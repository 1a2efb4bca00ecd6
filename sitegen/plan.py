"""Which files the site has, and which template makes each of them from what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from sitegen.config import Config
from sitegen.context import (
    Context,
    HomeContext,
    NotFoundContext,
    PageContext,
    PostContext,
    RedirectContext,
    SectionContext,
    SitemapIndexContext,
    TaxonomyContext,
    TermContext,
)
from sitegen.describe import (
    AssetUrls,
    SiteIndex,
    describe_page,
    describe_summary,
    index_site,
    menu_at,
)
from sitegen.facts import PageFacts, PageLink, TermLink
from sitegen.feed import describe_feed, describe_robots, describe_sitemaps
from sitegen.head import describe_head
from sitegen.listing import ListPart, split_list
from sitegen.model import Body, FrontMatter, Page, Position, Section, Site, Source, Taxonomy, Term
from sitegen.permalink import output_path_of

HOME_POSTS = 10
"""Posts on the home page of a site whose lists are not spread over pages."""
LOST_POSTS = 5
"""Posts that the page for unknown addresses offers."""


@dataclass(frozen=True, slots=True)
class Job:
    """One file to make."""

    template: str
    output_path: PurePosixPath
    origin: str
    """What makes it, for the message when two want one path."""
    context: Callable[[], Any]
    """Gives the dataclass whose fields the template receives; called once, when it is the job's turn."""
    wanted_by: Position | None = None
    """The place in a source that asks for this very template."""


@dataclass(frozen=True, slots=True)
class _Planner:
    index: SiteIndex
    content: Callable[[Page], str]
    """The body as its own page shows it."""

    @property
    def site(self) -> Site:
        return self.index.site

    @property
    def config(self) -> Config:
        return self.index.config

    def frame(self, title: str, permalink: str, **head: Any) -> dict[str, Any]:
        """What every HTML template receives."""
        return {
            "site": self.index.facts,
            "head": describe_head(self.index, title, permalink, **head),
            "menu": menu_at(self.index, permalink),
        }

    def framed(self, page: Page, **head: Any) -> tuple[PageFacts, dict[str, Any]]:
        """A source's facts, and what every HTML template receives."""
        content = self.content(page)
        facts = describe_page(self.index, page, content)
        return facts, self.frame(
            page.title, **{"permalink": page.permalink, **head}, page=page, content=content
        )


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
    planner = _Planner(index_site(site, config, assets), content)
    taken = {asset.output_path for asset in site.assets} | {page.source.output_path for page in site.pages}
    yield from _home(planner)
    for section in site.sections:
        yield from _section(planner, section)
    for place, post in enumerate(site.posts):
        newer = site.posts[place - 1] if place else None
        older = site.posts[place + 1] if place + 1 < len(site.posts) else None
        yield _page_job(post, "post.html", partial(_post, planner, post, older, newer))
    for page in site.pages:
        if page.source.kind == "page":
            yield _page_job(page, "page.html", partial(_page, planner, page))
    for taxonomy in site.taxonomies:
        yield from _taxonomy(planner, taxonomy)
    for page in site.pages:
        yield from _redirects(planner, page)
    for job in _around(planner, still):
        if job.output_path not in taken:  # a file of the author's own takes the place of the generated one
            yield job


def _page_job(page: Page, template: str, context: Callable[[], Context], **changes: Any) -> Job:
    matter = page.source.front_matter
    wanted_by = None
    if matter.template:
        template = matter.template if "." in matter.template else f"{matter.template}.html"
        wanted_by = Position(page.source.source_path, *matter.lines.get("template", (1, 1)))
    job = Job(template, page.source.output_path, str(page.source.source_path), context, wanted_by)
    return replace(job, **changes)


def _home(planner: _Planner) -> Iterator[Job]:
    site, config = planner.site, planner.config
    home = site.home or _unwritten_home(config)
    listed = {page.source.source_path for section in site.sections for page in section.pages}
    if all(post.source.source_path in listed for post in site.posts):
        yield _page_job(home, "home.html", lambda: _home_with_newest(planner, home))
        return
    for part in split_list(site.posts, config.paginate, home.source.output_path, config.base_path):
        yield _page_job(
            home,
            "home.html",
            partial(_home_with_list, planner, home, part),
            output_path=part.output_path,
            origin=_origin(str(home.source.source_path), part),
        )


def _home_with_newest(planner: _Planner, home: Page) -> HomeContext:
    count = planner.config.paginate or HOME_POSTS
    facts, frame = planner.framed(home)
    posts = tuple(describe_summary(planner.index, post) for post in planner.site.posts[:count])
    largest = max(planner.site.sections, key=lambda section: len(section.pages), default=None)
    more = largest.page.permalink if largest and len(planner.site.posts) > count else ""
    return HomeContext(page=facts, posts=posts, posts_url=more, pagination=None, **frame)


def _home_with_list(planner: _Planner, home: Page, part: ListPart[Page]) -> HomeContext:
    facts, frame = planner.framed(home, permalink=part.permalink, part=part.number)
    posts = tuple(describe_summary(planner.index, post) for post in part.items)
    return HomeContext(page=facts, posts=posts, posts_url="", pagination=part.pagination, **frame)


def _unwritten_home(config: Config) -> Page:
    matter = FrontMatter(title=config.title, description=config.description)
    path = PurePosixPath(config.content) / "_index.md"
    return Page(Source(path, "home", matter, config.base_path, PurePosixPath("index.html"), "", 1), Body())


def _section(planner: _Planner, section: Section) -> Iterator[Job]:
    source = section.page.source
    for part in split_list(section.pages, section.paginate, source.output_path, planner.config.base_path):

        def context(part: ListPart[Page] = part) -> SectionContext:
            facts, frame = planner.framed(section.page, permalink=part.permalink, part=part.number)
            posts = tuple(describe_summary(planner.index, page) for page in part.items)
            return SectionContext(page=facts, posts=posts, pagination=part.pagination, **frame)

        yield _page_job(
            section.page,
            "section.html",
            context,
            output_path=part.output_path,
            origin=_origin(str(source.source_path), part),
        )


def _origin(name: str, part: ListPart[Any]) -> str:
    return name if part.number == 1 else f"{name} (page {part.number})"


def _post(planner: _Planner, post: Page, older: Page | None, newer: Page | None) -> PostContext:
    facts, frame = planner.framed(post)
    return PostContext(
        page=facts,
        older=PageLink(older.title, older.permalink, "") if older else None,
        newer=PageLink(newer.title, newer.permalink, "") if newer else None,
        **frame,
    )


def _page(planner: _Planner, page: Page) -> PageContext:
    facts, frame = planner.framed(page)
    return PageContext(page=facts, **frame)


def _taxonomy(planner: _Planner, taxonomy: Taxonomy) -> Iterator[Job]:
    if not taxonomy.terms:
        return
    title = taxonomy.name.capitalize()
    links = [TermLink(term.name, term.permalink, len(term.pages)) for term in taxonomy.terms]
    links.sort(key=lambda link: link.name.casefold())

    def context() -> TaxonomyContext:
        return TaxonomyContext(title=title, terms=tuple(links), **planner.frame(title, taxonomy.permalink))

    yield Job("taxonomy.html", taxonomy.output_path, f"the list of {taxonomy.name}", context)
    for term in taxonomy.terms:
        yield from _term(planner, taxonomy, term)


def _term(planner: _Planner, taxonomy: Taxonomy, term: Term) -> Iterator[Job]:
    config = planner.config
    for part in split_list(term.pages, config.paginate, term.output_path, config.base_path):

        def context(part: ListPart[Page] = part) -> TermContext:
            return TermContext(
                term=TermLink(term.name, term.permalink, len(term.pages)),
                taxonomy=PageLink(taxonomy.name.capitalize(), taxonomy.permalink, ""),
                posts=tuple(describe_summary(planner.index, page) for page in part.items),
                pagination=part.pagination,
                **planner.frame(f"Posts on {term.name}", part.permalink, part=part.number),
            )

        yield Job("term.html", part.output_path, _origin(f"the page of the tag {term.name!r}", part), context)


def _redirects(planner: _Planner, page: Page) -> Iterator[Job]:
    config, source = planner.config, page.source
    for alias in source.front_matter.aliases:
        inside = alias.removeprefix(config.base_path).lstrip("/")
        folder = inside if inside.endswith(".html") else inside.rstrip("/") + "/"
        output_path = output_path_of(config.base_path, config.base_path + folder)

        def context() -> RedirectContext:
            return RedirectContext(
                title=page.title,
                language=source.front_matter.language or config.language,
                url=page.permalink,
                canonical=planner.index.absolute(page.permalink),
            )

        yield Job("redirect.html", output_path, f"{source.source_path} (alias {alias})", context)


def _around(planner: _Planner, still: Callable[[Page], str]) -> Iterator[Job]:
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
