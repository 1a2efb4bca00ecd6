"""The values of a page's `head` element: title, addresses, style sheets, scripts, previews elsewhere."""

from __future__ import annotations

import re

from markupsafe import Markup

from sitegen.addresses import has_markdown
from sitegen.content_policy import meta_policy
from sitegen.model import Page
from sitegen.permalink import markdown_output, permalink_of
from sitegen.render.context import FeedLink, Head
from sitegen.render.index import SiteIndex
from sitegen.render.languages import open_graph_locale
from sitegen.render.page_parts import Preview, home_description, preview_of
from sitegen.render.structured_data import structured_data
from sitegen.render.switch import language_links, page_alternates

CODE = re.compile(r'<(div|figure) class="(code|highlight)\b')
"""Code with syntax colouring in a body, which needs a style sheet of its own."""
LIVE = re.compile(r"<(demo-island|code-cell)\b")
"""Programs that readers can run."""
BLOCKS = re.compile(r' class="(statement|tabs|margin-note|video|block-label|equation-number)\b')
"""Blocks of which most pages have none."""


def head_of(
    index: SiteIndex,
    title: str,
    permalink: str,
    *,
    page: Page | None = None,
    content: str = "",
    part: int = 1,
    feeds: tuple[FeedLink, ...] = (),
    search_language: str = "",
) -> Head:
    """Return the head of the page at an address.

    Args:
        index: the site.
        title: the page's title.
        permalink: its address; empty for a page without one of its own.
        page: the source of the page, where it has one.
        content: the page's body, which decides the style sheets.
        part: which part of a list it is.
        feeds: those of the list on the page.
        search_language: the language of a search page; empty for other pages.
    """
    config, matter = index.config, page.source.front_matter if page else None
    language = search_language or (matter and matter.language) or config.language
    preview = preview_of(index, page) if page else Preview()
    name = title if part == 1 else index.word("title_page", title=title, number=part)
    is_post = page is not None and page.source.kind == "post"
    has_demo = page is not None and bool(page.body.islands)
    has_cell = page is not None and bool(page.body.cells)
    players = page.body.players if page is not None else ()
    stylesheets = ["css/site.css"]
    stylesheets += ["css/code.css"] if has_demo or has_cell or CODE.search(content) else []
    stylesheets += ["css/blocks.css"] if BLOCKS.search(content) else []
    stylesheets += ["css/demo.css", "css/marks.css"] if has_demo or has_cell else []
    stylesheets += ["css/stage.css"] if has_demo else []
    stylesheets += ["css/cell.css"] if has_cell else []
    stylesheets += ["css/search.css"] if search_language else []
    scripts = ["client/main.js"] if LIVE.search(content) else []
    scripts += ["client/search.js"] if search_language else []
    scripts += ["client/offline.js"] if config.offline else []
    scripts += ["video.js"] if players else []
    policy = meta_policy(config.security, players)
    return Head(
        title=name if name == config.title else f"{name} · {config.title}",
        name=name,
        language=language,
        description=(matter and matter.description) or _fallback(index, page, name),
        canonical=index.absolute(permalink) if permalink else "",
        kind="article" if is_post else "website",
        image=preview.url,
        image_alt=preview.alt,
        image_width=preview.width,
        image_height=preview.height,
        published=matter.date.isoformat() if is_post and matter and matter.date else "",
        updated=matter.updated.isoformat() if is_post and matter and matter.updated else "",
        hidden=not permalink or bool(matter and matter.draft),
        stylesheets=tuple(index.asset_url(path) for path in stylesheets),
        scripts=tuple(index.asset_url(path) for path in scripts),
        feeds=feeds,
        markdown_url=_markdown_url(index, page) if page and part == 1 else "",
        search_url=index.search_url(language),
        languages=language_links(index, page, permalink),
        alternates=page_alternates(index, page, permalink) if part == 1 else (),
        locale=open_graph_locale(language) if index.whole.languages else "",
        structured_data=structured_data(index, page) if page and part == 1 else Markup(),
        content_policy=Markup(policy),  # noqa: S704  (its sources hold no quotes)
    )


def _markdown_url(index: SiteIndex, page: Page) -> str:
    """The address of a page in Markdown; empty for a page that is not."""
    if not has_markdown(page, index.config):
        return ""
    return permalink_of(index.config.base_path, markdown_output(page.source.output_path))


def _fallback(index: SiteIndex, page: Page | None, name: str) -> str:
    """The description of a page that has none of its own; for a list, its title and the site."""
    # In a further language, sections often have no `_index.md`.
    if page is None or (index.config.edition and page.source.kind == "section"):
        return f"{name}. {index.config.description or index.config.title}"
    return page.body.summary if page.source.kind == "post" else home_description(index, page)
