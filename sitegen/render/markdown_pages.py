"""The jobs of the pages in Markdown, and the list of them in `llms.txt`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sitegen.addresses import has_markdown
from sitegen.engine.views import path_of
from sitegen.markdown_text.page_text import macros_of, pieces_of
from sitegen.markdown_text.parts import inline_text
from sitegen.markdown_text.results import cell_markdown, demo_markdown
from sitegen.model import Island, Page, Request
from sitegen.permalink import markdown_output, permalink_of
from sitegen.render.context.site_files import (
    LlmsContext,
    MarkdownLink,
    MarkdownPageContext,
    MarkdownSection,
)
from sitegen.render.jobs import ContextBuilder, Job
from sitegen.site_files import SiteFile


def markdown_jobs(builder: ContextBuilder) -> Iterator[Job]:
    """Give the job of each page in Markdown, where the configuration wants them."""
    if not builder.config.markdown_pages:
        return
    members = {path_of(section.page): section.pages for section in builder.site.sections}
    for page in builder.site.pages:
        path = markdown_output(page.source.output_path)
        if has_markdown(page, builder.config) and builder.wants(path):
            origin, listed = f"the Markdown of {page.source.source_path}", members.get(path_of(page), ())
            yield Job("page.md", path, origin, _markdown_page, (page, listed))


def _markdown_page(builder: ContextBuilder, page: Page, members: tuple[Page, ...]) -> MarkdownPageContext:
    config, matter = builder.config, page.source.front_matter
    return MarkdownPageContext(
        title=inline_text(page.title),
        description=_sentence(matter.description),
        url=config.origin + page.permalink,
        authors=matter.authors or ((config.author,) if config.author else ()),
        published=matter.date.isoformat() if matter.date else "",
        updated=matter.updated.isoformat() if matter.updated else "",
        content=page_markdown(builder, page),
        pages=tuple(_links(builder, members)),
    )


def page_markdown(builder: ContextBuilder, page: Page) -> str:
    """Return the body of a page in Markdown: demos and code cells with their results, formulas in LaTeX."""
    config, bodies = builder.config, builder.bodies

    def demo(island: Island, caption: Sequence[str]) -> Sequence[str]:
        poster = bodies.poster(Request.of(island))
        controls = [control for control in poster.controls if control["name"] not in island.hide]
        title, url = island.title or poster.title, f"{config.origin}{page.permalink}#{island.id}"
        return demo_markdown(poster, controls, title, "\n".join(caption).strip("\n"), url).split("\n")

    pieces = (
        piece if isinstance(piece, str) else cell_markdown(piece, bodies.cell(piece))
        for piece in pieces_of(page, config, bodies.metric, demo)
    )
    return "\n\n".join(filter(None, (macros_of(page, config), *pieces)))


def llms_context(builder: ContextBuilder, file: SiteFile) -> LlmsContext:  # noqa: ARG001 - one signature for all
    """Return what the template of `llms.txt` receives."""
    config, site = builder.config, builder.site
    listed = {path_of(page) for section in site.sections for page in section.pages}
    listed |= {path_of(section.page) for section in site.sections}
    others = [page for page in site.pages if path_of(page) not in listed]
    sections = [(config.title, others), *((section.page.title, section.pages) for section in site.sections)]
    found = ((title, tuple(_links(builder, pages))) for title, pages in sections)
    return LlmsContext(
        title=inline_text(config.title),
        description=_sentence(config.description),
        sections=tuple(MarkdownSection(inline_text(title), links) for title, links in found if links),
    )


def _links(builder: ContextBuilder, pages: Iterable[Page]) -> Iterator[MarkdownLink]:
    """Give the links to pages in Markdown; drafts are left out."""
    config = builder.config
    for page in pages:
        if has_markdown(page, config) and not page.source.front_matter.draft:
            path = permalink_of(config.base_path, markdown_output(page.source.output_path))
            about = page.source.front_matter.description or page.body.summary
            yield MarkdownLink(inline_text(page.title), config.origin + path, _sentence(about))


def _sentence(text: str) -> str:
    return " ".join(text.split())
