"""Render: the site into outputs, through templates. This module is the only door of the package.

Jinja, Babel and Markdown are imported when something is rendered, not with this module.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from sitegen.cache import Cache
from sitegen.engine.graph import Graph
from sitegen.engine.trace import STEP, Earlier, Fact, Traces
from sitegen.errors import Problem
from sitegen.model import CardInfo, ImageInfo, Output, Page, PublishedRuntime, Request, Results, Site
from sitegen.theme import theme_folder

if TYPE_CHECKING:
    from sitegen.config import Config
    from sitegen.demo import MarkData
    from sitegen.render.index import AssetUrls

__all__ = ["Rendered", "main_marks", "render_site", "render_stale", "template_warnings"]


@dataclass(frozen=True, slots=True)
class Rendered:
    """What rendering gave."""

    outputs: tuple[Output, ...]
    traces: Traces
    """What each output read."""
    reused: int
    """How many outputs are those of the earlier build."""
    copies: tuple[Output, ...] = ()
    """Smaller copies of pictures that templates show."""


def render_site(
    site: Site,
    config: Config,
    assets: AssetUrls,
    results: Results | None = None,
    *,
    runtime: PublishedRuntime | None = None,
    images: Mapping[str, ImageInfo] | None = None,
    cards: Mapping[str, CardInfo] | None = None,
    cache: Cache | None = None,
    today: date | None = None,
    earlier: Earlier | None = None,
) -> Rendered:
    """Render every page, list, feed and map of the site, or use the outputs of an earlier build.

    Args:
        site: the whole site.
        config: its configuration.
        assets: where the files of `static/` are published; must know `css/site.css`, `css/code.css`,
            `css/blocks.css`, `theme.js`, `series.js`, `video.js` and `favicon.svg`, and for a site with demos
            or code cells `css/demo.css`, `css/marks.css`, `css/stage.css`, `css/cell.css` and
            `client/main.js`.
        results: what the programs of the site gave; needed when a page has a demo, a number or a code cell.
        runtime: the reader's Python as it is published; none when absent.
        images: the pictures of the site by permalink.
        cards: the cards of posts by the path of the source.
        cache: where compiled templates and coloured programs of earlier builds are; nowhere when absent.
        today: the day of the build in the site's time zone; this day when absent.
        earlier: the outputs of an earlier build with the same configuration, and what they read.

    Raises:
        TemplateError: templates are missing, do not parse, or use what they do not receive; all of them.
        ConfigError: the theme is missing.
    """
    from sitegen.render.renderer import Renderer  # noqa: PLC0415 - imports Jinja
    from sitegen.render.template_pictures import copy_outputs  # noqa: PLC0415 - imports Jinja

    day = today or datetime.now(UTC).date()
    values = runtime or PublishedRuntime(), cache or Cache(None), images or {}, cards or {}, day
    renderer = Renderer(site, config, assets, results or Results(), *values, earlier)
    outputs = tuple(renderer.outputs())
    copies = copy_outputs(renderer.tracer.made, renderer.pictures)
    return Rendered(outputs, renderer.tracer.made, len(renderer.reused), copies)


def render_stale(
    graph: Graph, results: Results, stale: Set[str], changed: Mapping[Fact, str], cache: Cache
) -> tuple[tuple[Output, ...], Traces]:
    """Render some outputs of a site; return them, and the traces of all.

    Args:
        graph: the site, and the traces of the build before.
        results: what the programs of the pages gave that the outputs show.
        stale: the steps that read something that changed.
        changed: the facts that changed, with their digests.
        cache: where compiled templates and coloured programs of earlier builds are.

    Raises:
        TemplateError: a template does not parse, or uses what it does not receive.
    """
    if not stale:
        traces = graph.traces.copy()
        traces.update(changed)
        return (), traces
    from sitegen.render.renderer import Renderer  # noqa: PLC0415 - imports Jinja

    earlier = Earlier(graph.traces, lambda _: None, stale, changed)
    day = date.fromisoformat(graph.today)
    values = results, graph.runtime, cache, graph.images, graph.cards, day
    renderer = Renderer(graph.site, graph.config, graph.assets, *values, earlier)
    texts = {fact[1] for fact in graph.traces.facts if fact[0] == STEP}
    outputs = tuple(renderer.stale_outputs(stale - texts))
    return outputs, renderer.tracer.made


def main_marks(page: Page, results: Results) -> tuple[MarkData, ...]:
    """Return the marks of a page's first demo, those of its main picture first; none without a result.

    Args:
        page: the page.
        results: what its programs gave.
    """
    from sitegen.render.stage import marks_in_order  # noqa: PLC0415 - imports Jinja

    island = next(iter(page.body.islands), None)
    poster = results.posters.get(Request.of(island)) if island else None
    return marks_in_order(island, poster) if island and poster else ()


def template_warnings(config: Config) -> tuple[Problem, ...]:
    """Return warnings about the templates of the site and its theme: blocks that no parent template has."""
    builtin = theme_folder("templates").resolve()
    folders = [config.root / config.templates]
    if config.theme_layer is not None:
        folders.append(config.theme_layer / "templates")
    if not any(folder.is_dir() and folder.resolve() != builtin for folder in folders):
        return ()
    from sitegen.render.template_errors import unknown_blocks  # noqa: PLC0415 - imports Jinja

    return unknown_blocks(config)
