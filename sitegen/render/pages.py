"""The jobs of the pages that are made of one source each, and of the redirects from older addresses."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.model import Page
from sitegen.permalink import alias_output
from sitegen.render.context import PageContext, PageLink, PostContext, RedirectContext
from sitegen.render.jobs import ContextBuilder, Job, page_job


def post_jobs(builder: ContextBuilder) -> Iterator[Job]:
    """Give the job of each post, newest first."""
    posts = builder.site.posts
    for place, post in enumerate(posts):
        newer = posts[place - 1] if place else None
        older = posts[place + 1] if place + 1 < len(posts) else None
        if builder.wants(post.source.output_path):
            yield page_job(post, "post.html", _post, post, older, newer)


def _post(builder: ContextBuilder, post: Page, older: Page | None, newer: Page | None) -> PostContext:
    page, common = builder.page(post)
    return PostContext(page=page, older=_link(older), newer=_link(newer), **common)


def _link(page: Page | None) -> PageLink | None:
    return PageLink(page.title, page.permalink, "") if page else None


def plain_page_jobs(builder: ContextBuilder) -> Iterator[Job]:
    """Give the job of each page without a date, such as About."""
    for page in builder.site.pages:
        if page.source.kind == "page" and builder.wants(page.source.output_path):
            yield page_job(page, "page.html", _page, page)


def _page(builder: ContextBuilder, page: Page) -> PageContext:
    info, common = builder.page(page)
    return PageContext(page=info, **common)


def redirect_jobs(builder: ContextBuilder) -> Iterator[Job]:
    """Give a job for each alias: a page that leads to the source's present address."""
    for page in builder.site.pages:
        for alias in page.source.front_matter.aliases:
            output_path = alias_output(builder.config.base_path, alias)
            origin = f"{page.source.source_path} (alias {alias})"
            yield Job("redirect.html", output_path, origin, _redirect, (page,))


def _redirect(builder: ContextBuilder, page: Page) -> RedirectContext:
    return RedirectContext(
        title=page.title,
        language=page.source.front_matter.language or builder.config.language,
        url=page.permalink,
        canonical=builder.index.absolute(page.permalink),
    )
