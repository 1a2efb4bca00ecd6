"""The pages that list others: home, sections, tags."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from sitegen.config import Config
from sitegen.model import Body, FrontMatter, Page, Section, Source, Taxonomy, Term
from sitegen.render.context import HomeContext, SectionContext, TaxonomyContext, TermContext
from sitegen.render.describe import describe_summary
from sitegen.render.facts import PageLink, TermLink
from sitegen.render.job import Job, Planner, page_job
from sitegen.render.listing import ListPart, split_list

HOME_POSTS = 10
"""Posts on the home page of a site whose lists are not spread over pages."""


def plan_home(planner: Planner) -> Iterator[Job]:
    """Give the home page; where no section lists the posts, it does, over as many pages as that takes."""
    site, config = planner.site, planner.config
    home = site.home or _unwritten_home(config)
    listed = {page.source.source_path for section in site.sections for page in section.pages}
    if all(post.source.source_path in listed for post in site.posts):
        yield page_job(home, "home.html", lambda: _home_with_newest(planner, home))
        return
    for part in split_list(site.posts, config.paginate, home.source.output_path, config.base_path):
        yield page_job(
            home,
            "home.html",
            partial(_home_with_list, planner, home, part),
            output_path=part.output_path,
            origin=_origin(str(home.source.source_path), part),
        )


def _home_with_newest(planner: Planner, home: Page) -> HomeContext:
    count = planner.config.paginate or HOME_POSTS
    facts, frame = planner.framed(home)
    posts = tuple(describe_summary(planner.index, post) for post in planner.site.posts[:count])
    largest = max(planner.site.sections, key=lambda section: len(section.pages), default=None)
    more = largest.page.permalink if largest and len(planner.site.posts) > count else ""
    return HomeContext(page=facts, posts=posts, posts_url=more, pagination=None, **frame)


def _home_with_list(planner: Planner, home: Page, part: ListPart[Page]) -> HomeContext:
    facts, frame = planner.framed(home, permalink=part.permalink, part=part.number)
    posts = tuple(describe_summary(planner.index, post) for post in part.items)
    return HomeContext(page=facts, posts=posts, posts_url="", pagination=part.pagination, **frame)


def _unwritten_home(config: Config) -> Page:
    matter = FrontMatter(title=config.title, description=config.description)
    path = PurePosixPath(config.content) / "_index.md"
    return Page(Source(path, "home", matter, config.base_path, PurePosixPath("index.html"), "", 1), Body())


def plan_section(planner: Planner, section: Section) -> Iterator[Job]:
    """Give the parts of a section's list."""
    source = section.page.source
    for part in split_list(section.pages, section.paginate, source.output_path, planner.config.base_path):

        def context(part: ListPart[Page] = part) -> SectionContext:
            facts, frame = planner.framed(section.page, permalink=part.permalink, part=part.number)
            posts = tuple(describe_summary(planner.index, page) for page in part.items)
            return SectionContext(page=facts, posts=posts, pagination=part.pagination, **frame)

        yield page_job(
            section.page,
            "section.html",
            context,
            output_path=part.output_path,
            origin=_origin(str(source.source_path), part),
        )


def _origin(name: str, part: ListPart[Any]) -> str:
    return name if part.number == 1 else f"{name} (page {part.number})"


def plan_taxonomy(planner: Planner, taxonomy: Taxonomy) -> Iterator[Job]:
    """Give the list of all tags and the parts of each tag's list; nothing where there are no tags."""
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


def _term(planner: Planner, taxonomy: Taxonomy, term: Term) -> Iterator[Job]:
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
