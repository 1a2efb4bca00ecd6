"""The jobs of the pages that list others: home, sections, taxonomies and their terms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sitegen.addresses import posts_on_home, term_origin
from sitegen.archive import archive_output
from sitegen.model import Page, Taxonomy, Term
from sitegen.permalink import permalink_of
from sitegen.render.context import (
    ArchiveContext,
    FeedLink,
    HomeContext,
    PageLink,
    PeriodContext,
    SectionContext,
    Summary,
    TaxonomyContext,
    TermContext,
    TermLink,
)
from sitegen.render.jobs import ContextBuilder, Job, page_job
from sitegen.render.languages import month_name
from sitegen.render.pagination import ListPart, split_list
from sitegen.site_files import section_feeds

HOME_POSTS = 10
"""Posts on the home page of a site whose lists are not spread over pages."""


def home_jobs(builder: ContextBuilder) -> Iterator[Job]:
    """Give the home page; it lists all posts, part by part, where no section lists them."""
    site, config, home = builder.site, builder.config, builder.site.home
    if home is None:  # only in a site that is not complete: loading makes a home page where none is written
        return
    posts = posts_on_home(site)
    if posts is None:
        yield page_job(home, "home.html", _home_with_newest, home)
        return
    for part in split_list(posts, config.paginate, home.source.output_path, config.base_path):
        place: dict[str, Any] = {"output_path": part.output_path, "origin": _origin(home, part)}
        yield page_job(home, "home.html", _home_with_list, home, part, **place)


def _home_with_newest(builder: ContextBuilder, home: Page) -> HomeContext:
    site = builder.site
    count = builder.config.paginate or HOME_POSTS
    page, common = builder.page(home)
    largest = max(site.sections, key=lambda section: len(section.pages), default=None)
    more = largest.page.permalink if largest and len(site.posts) > count else ""
    posts = _summaries(builder, site.posts[:count])
    return HomeContext(page=page, posts=posts, posts_url=more, pagination=None, **common)


def _home_with_list(builder: ContextBuilder, home: Page, part: ListPart[Page]) -> HomeContext:
    page, common = builder.page(home, part.permalink, part.number)
    posts = _summaries(builder, part.items)
    return HomeContext(page=page, posts=posts, posts_url="", pagination=part.pagination, **common)


def section_jobs(builder: ContextBuilder) -> Iterator[Job]:
    """Give the parts of each section's list."""
    for section in builder.site.sections:
        page = section.page
        base_path = builder.config.base_path
        for part in split_list(section.pages, section.paginate, page.source.output_path, base_path):
            place: dict[str, Any] = {"output_path": part.output_path, "origin": _origin(page, part)}
            yield page_job(page, "section.html", _section, page, part, **place)


def _section(builder: ContextBuilder, section: Page, part: ListPart[Page]) -> SectionContext:
    wanted, first = section_feeds(section, builder.config), section.source.output_path
    feeds = builder.index.feeds_of(wanted, first) if wanted else ()
    page, common = builder.page(section, part.permalink, part.number, feeds)
    posts = _summaries(builder, part.items)
    return SectionContext(page=page, posts=posts, pagination=part.pagination, **common)


def taxonomy_jobs(builder: ContextBuilder) -> Iterator[Job]:
    """Give the list of each taxonomy's terms and the parts of each term's list."""
    for taxonomy in builder.site.taxonomies:
        if taxonomy.terms:
            links = sorted(
                (_term_link(term) for term in taxonomy.terms), key=lambda link: link.name.casefold()
            )
            arguments = taxonomy.name, taxonomy.permalink, tuple(links)
            origin = f"the list of {taxonomy.name}"
            yield Job("taxonomy.html", taxonomy.output_path, origin, _taxonomy, arguments)
        for term in taxonomy.terms:
            yield from _term_jobs(builder, taxonomy, term)


def _taxonomy(
    builder: ContextBuilder, name: str, permalink: str, terms: tuple[TermLink, ...]
) -> TaxonomyContext:
    title = builder.index.taxonomy_title(name)
    return TaxonomyContext(name=name, title=title, terms=terms, **builder.common(title, permalink))


def _term_jobs(builder: ContextBuilder, taxonomy: Taxonomy, term: Term) -> Iterator[Job]:
    config = builder.config
    title = builder.index.taxonomy_title(taxonomy.name)
    links = _term_link(term), PageLink(title, taxonomy.permalink, "")
    feeds = builder.index.feeds_of(config.taxonomies[taxonomy.name].feeds, term.output_path)
    for part in split_list(term.pages, config.paginate, term.output_path, config.base_path):
        origin = _origin(term_origin(taxonomy.name, term.name), part)
        yield Job("term.html", part.output_path, origin, _term, (taxonomy.name, links, part, feeds))


def _term(
    builder: ContextBuilder,
    name: str,
    links: tuple[TermLink, PageLink],
    part: ListPart[Page],
    feeds: tuple[FeedLink, ...],
) -> TermContext:
    term, taxonomy = links
    title = builder.index.word("posts_on", term=term.name)
    if name != "tags":
        title = f"{taxonomy.title}: {term.name}"
    return TermContext(
        name=name,
        term=term,
        taxonomy=taxonomy,
        posts=_summaries(builder, part.items),
        pagination=part.pagination,
        **builder.common(title, part.permalink, part=part.number, feeds=feeds),
    )


def archive_jobs(builder: ContextBuilder) -> Iterator[Job]:
    """Give the list of years and months, and the parts of the list of each year and each month."""
    config = builder.config
    if not config.archive:
        return
    yield Job("archive.html", archive_output(config.archive), "the archive", _archive, ())
    for period in builder.index.lists.periods:
        first = archive_output(config.archive, period)
        for part in split_list(period.pages, config.paginate, first, config.base_path):
            arguments = period.year, period.month, part
            yield Job("period.html", part.output_path, _origin(period.origin, part), _period, arguments)


def _archive(builder: ContextBuilder) -> ArchiveContext:
    title = builder.index.word("archive")
    url = permalink_of(builder.config.base_path, archive_output(builder.config.archive))
    return ArchiveContext(title=title, **builder.common(title, url))


def _period(builder: ContextBuilder, year: int, month: int, part: ListPart[Page]) -> PeriodContext:
    config = builder.config
    title = month_name(year, month, "LLLL y", config.language) if month else str(year)
    archive = permalink_of(config.base_path, archive_output(config.archive))
    return PeriodContext(
        title=title,
        year=year,
        month=month,
        archive=PageLink(builder.index.word("archive"), archive, ""),
        posts=_summaries(builder, part.items),
        pagination=part.pagination,
        **builder.common(title, part.permalink, part=part.number),
    )


def _term_link(term: Term) -> TermLink:
    return TermLink(term.name, term.permalink, len(term.pages))


def _summaries(builder: ContextBuilder, pages: tuple[Page, ...]) -> tuple[Summary, ...]:
    return tuple(builder.summary(page) for page in pages)


def _origin(name: Page | str, part: ListPart[Any]) -> str:
    """What messages call a part of a list."""
    shown = name if isinstance(name, str) else str(name.source.source_path)
    return shown if part.number == 1 else f"{shown} (page {part.number})"
