"""What goes between `<head>` and `</head>`."""

from __future__ import annotations

import re
from posixpath import normpath
from urllib.parse import urlsplit

from sitegen.content_policy import meta_policy
from sitegen.model import Page
from sitegen.render.describe import SiteIndex, general_description
from sitegen.render.facts import Head, Html

CODE = re.compile(r'<div class="(code|highlight)\b')
"""What marks coloured code in a body, which needs a style sheet of its own."""


def describe_head(
    index: SiteIndex,
    title: str,
    permalink: str,
    *,
    page: Page | None = None,
    content: str = "",
    part: int = 1,
) -> Head:
    """Describe the head of the page at an address.

    Args:
        index: the site.
        title: the page's title.
        permalink: its address; empty for a page without one of its own.
        page: the source that the page is made of, where there is one.
        content: the body, which tells the style sheets that it needs.
        part: which part of a list it is.
    """
    config, matter = index.config, page.source.front_matter if page else None
    name = title if part == 1 else f"{title}, page {part}"
    is_post = page is not None and page.source.kind == "post"
    has_demo = page is not None and bool(page.body.islands)
    has_cell = page is not None and bool(page.body.cells)
    stylesheets = ["css/site.css"]
    stylesheets += ["css/code.css"] if has_demo or has_cell or CODE.search(content) else []
    stylesheets += ["css/demo.css"] if has_demo or has_cell else []
    stylesheets += ["css/cell.css"] if has_cell else []
    scripts = ["client/main.js"] if has_demo or has_cell else []
    scripts += ["client/offline.js"] if config.offline else []
    return Head(
        title=name if name == config.title else f"{name} · {config.title}",
        name=name,
        language=(matter and matter.language) or config.language,
        description=(matter and matter.description) or _fallback(index, page, name),
        canonical=index.absolute(permalink) if permalink else "",
        kind="article" if is_post else "website",
        image=index.absolute(_picture(index, page)) if page and matter and matter.image else "",
        image_alt=(matter and matter.image_alt) or "",
        published=matter.date.isoformat() if is_post and matter and matter.date else "",
        updated=matter.updated.isoformat() if is_post and matter and matter.updated else "",
        hidden=not permalink or bool(matter and matter.draft),
        stylesheets=tuple(index.assets.url(path) for path in stylesheets),
        scripts=tuple(index.assets.url(path) for path in scripts),
        content_policy=Html(meta_policy(config.security)),
    )


def _fallback(index: SiteIndex, page: Page | None, name: str) -> str:
    """What a search engine is told of a page without a description; a list says what and where it lists."""
    if page is None:
        return f"{name}. {index.config.description or index.config.title}"
    return page.body.summary if page.source.kind == "post" else general_description(index, page)


def _picture(index: SiteIndex, page: Page) -> str:
    """Where the front matter's picture is: an address, a file beside the source, or one of static/."""
    image = page.source.front_matter.image or ""
    if urlsplit(image).scheme:
        return image
    if image.startswith("/"):
        base_path = index.config.base_path
        return image if image.startswith(base_path) else base_path + image[1:]
    return index.pictures[normpath(page.source.source_path.parent / image)]
