"""Render: the site into outputs, through templates. This module is the only door of the package.

Jinja, Babel and Markdown are imported when something is rendered, not with this module.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sitegen.cache import Cache
from sitegen.config import Config
from sitegen.errors import Problem
from sitegen.model import Output, Results, Site
from sitegen.theme import theme_folder

if TYPE_CHECKING:
    from sitegen.render.index import AssetUrls

__all__ = ["render_site", "template_warnings"]


def render_site(
    site: Site,
    config: Config,
    assets: AssetUrls,
    results: Results | None = None,
    *,
    runtime_url: str = "",
    download_bytes: int = 0,
    cache: Cache | None = None,
) -> Iterator[Output]:
    """Render every page, list, feed and map of the site, one after the other.

    Args:
        site: the whole site.
        config: its configuration.
        assets: where the files of `static/` are published; must know `css/site.css`, `css/code.css`,
            `theme.js` and `favicon.svg`, and for a site with demos or code cells `css/demo.css`,
            `css/stage.css`, `css/cell.css` and `client/main.js`.
        results: what the programs of the site gave; needed when a page has a demo, a number or a code cell.
        runtime_url: the folder of the published runtime, with a slash at its end.
        download_bytes: what a reader's first run of a demo loads.
        cache: where compiled templates and coloured programs of earlier builds are; nowhere when absent.

    Raises:
        TemplateError: templates are missing, do not parse, or use what they do not receive; all of them.
            Raised after the outputs of templates without a fault.
        ConfigError: the theme's folder is missing.
    """
    from sitegen.render.renderer import Renderer  # noqa: PLC0415 - imports Jinja

    renderer = Renderer(
        site, config, assets, results or Results(), runtime_url, download_bytes, cache or Cache(None)
    )
    yield from renderer.outputs()


def template_warnings(config: Config) -> tuple[Problem, ...]:
    """Return warnings about the templates of the site and its theme: blocks that no parent template has."""
    builtin = theme_folder("templates").resolve()
    folders = [config.root / config.templates]
    if config.theme:
        folders.append(config.root / config.theme / "templates")
    if not any(folder.is_dir() and folder.resolve() != builtin for folder in folders):
        return ()
    from sitegen.render.template_errors import unknown_blocks  # noqa: PLC0415 - imports Jinja

    return unknown_blocks(config)
