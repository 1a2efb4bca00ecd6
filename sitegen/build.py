"""Build a site: the six verbs in order.

Load the sources, parse each into a page, collect the pages into a site, run its programs, render the site
into outputs, write the outputs.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from sitegen.assets import AssetMap, map_assets, published_styles, service_worker_output, static_folders
from sitegen.cache import Cache
from sitegen.cards import prepare_cards
from sitegen.collect import collect_site
from sitegen.config import Config
from sitegen.content_policy import headers_outputs
from sitegen.engine.trace import NOW, Earlier, Traces
from sitegen.errors import SitegenError, judged, without_errors
from sitegen.execution import frames_outputs, make_scripts, open_programs, run_programs
from sitegen.execution.still import live_imports, runs_live, still_programs
from sitegen.extension.faults import grouped
from sitegen.images import prepare_images, strip_pictures
from sitegen.load import load_sources
from sitegen.model import (
    CardInfo,
    ImageInfo,
    Loaded,
    Output,
    PublishedRuntime,
    Report,
    Site,
    Still,
    moment_of,
)
from sitegen.notebook import make_notebooks
from sitegen.output_folder import refuse_foreign
from sitegen.parse import parse_pages
from sitegen.progress import BuildProgress, Silent
from sitegen.redirects import redirects_outputs
from sitegen.render import main_marks, render_site, template_warnings
from sitegen.runtime import NO_RUNTIME, Publication, package_modules, publish_runtime
from sitegen.search import search_outputs, search_problems
from sitegen.write import write_outputs


@dataclass(frozen=True, slots=True)
class Built:
    """A whole site in memory."""

    site: Site
    outputs: tuple[Output, ...]
    due: datetime | None
    """The moment at which a later build gives something else, although no file changed."""
    held_back: tuple[str, ...]
    """Why each page that the build left out is not published."""
    opened: tuple[Path, ...]
    """Files that the site's programs opened."""
    loaded: Loaded
    assets: AssetMap
    runtime: PublishedRuntime
    images: Mapping[str, ImageInfo]
    """Pictures by permalink."""
    cards: Mapping[str, CardInfo]
    """By the path of the post's source."""
    today: date
    """The day of the build in the site's time zone."""
    traces: Traces
    """What each output read."""
    still: Still
    """Programs that readers do not run."""


def build_outputs(
    config: Config,
    *,
    drafts: bool = False,
    future: bool = False,
    now: datetime | None = None,
    strict: bool = False,
    progress: BuildProgress | None = None,
    cache: Cache | None = None,
    earlier: Earlier | None = None,
) -> Built:
    """Make every output of a site and write nothing.

    Args:
        config: the site's configuration.
        drafts: whether drafts are published.
        future: whether posts dated after `now` are published.
        now: the moment of the build; this moment when absent.
        strict: whether to report missing descriptions.
        progress: receives reports.
        cache: the results of earlier builds; opened for this one when absent.
        earlier: the outputs of an earlier build.

    Raises:
        SitegenError: everything that is wrong in sources, programs and between pages; or in the templates.
    """
    watch, now = progress or Silent(), now or datetime.now(UTC)
    if cache is None:
        with closing(Cache(config.cache_folder)) as opened:
            options = {"drafts": drafts, "future": future, "strict": strict}
            return build_outputs(config, **options, now=now, progress=progress, cache=opened, earlier=earlier)
    with watch.step("load"):
        loaded = load_sources(config, drafts=drafts, future=future, now=now)
        watch.count(len(loaded.sources))
    with watch.step("parse"):
        pages = parse_pages(loaded, config, progress=watch, cache=cache)
    programs = open_programs(config.content_folder, config.root, cache, outside_links=config.outside_links)
    packages, keep = package_modules(config), config.runtime.keep
    still = still_programs(pages, programs.demos, packages=packages, keep=keep)
    with watch.step("collect"):
        assets = map_assets(
            static_folders(config),
            config.base_path,
            cache=cache,
            client=runs_live(pages, still),
            offline=config.offline,
            search=config.search,
            outside_links=config.outside_links,
        )
        site, problems = collect_site(loaded, pages, assets.assets, config)
        watch.count(len(site.pages))
    levels, steps = config.severity.levels(strict=strict), config.demos.saved_steps
    results, failures = run_programs(site, programs, watch, saved_steps=steps, still=still, levels=levels)
    with watch.step("images"):
        images = prepare_images(site.pages, site.assets, config, cache)
        stripped = strip_pictures(site.assets, config, cache)
        styles, marks = published_styles(assets, config.base_path), partial(main_marks, results=results)
        cards = prepare_cards(site, config, styles, marks, cache)
        watch.count(len(images.infos) + len(cards.infos), cached=images.cached + cards.cached)
    faults = (problem for page in pages for problem in (*page.body.problems, *page.body.warnings))
    unusable = (*programs.demos.problems, *template_warnings(config), *search_problems(config))
    pictures = (*images.problems, *stripped.problems, *cards.problems)
    found = (*loaded.problems, *assets.problems, *unusable, *faults, *problems, *failures, *pictures)
    site = replace(site, warnings=without_errors(judged(grouped((*found, *site.warnings)), levels)))
    with watch.step("runtime"):
        imports = live_imports(pages, programs.demos, still)
        runtime = publish_runtime(config, *imports, watch) if runs_live(pages, still) else NO_RUNTIME
    included = (config.root / each.path for page in pages for each in page.body.included)
    today = now.astimezone(ZoneInfo(config.timezone)).date()
    with watch.step("render"):
        rendered = render_site(
            site,
            config,
            assets,
            results,
            runtime=runtime.info,
            images=images.infos,
            cards=cards.infos,
            cache=cache,
            today=today,
            earlier=earlier,
        )
        of_programs = (*make_scripts(site.pages, results, programs), *frames_outputs(site.pages, results))
        of_programs += tuple(make_notebooks(site.pages, results, programs, config))
        watch.count(len(rendered.outputs), cached=rendered.reused)
    index = search_outputs(site.pages, rendered.outputs, config, rendered.traces, cache=cache, progress=watch)
    # A post and a template may show the same copy.
    copies = {copy.output_path: copy for copy in (*images.outputs, *rendered.copies)}.values()
    files = map(stripped.output_of, site.assets)
    made = (*rendered.outputs, *of_programs, *copies, *cards.outputs, *index, *files)
    return Built(
        site=site,
        outputs=_all_outputs(site, config, assets, runtime, made),
        due=_due(loaded, rendered.traces, today, config),
        held_back=tuple(loaded.unpublished.values()),
        opened=tuple(sorted({*programs.opened, *included})),
        loaded=loaded,
        assets=assets,
        runtime=runtime.info,
        images=images.infos,
        cards=cards.infos,
        today=today,
        traces=rendered.traces,
        still=still,
    )


def _all_outputs(
    site: Site, config: Config, assets: AssetMap, runtime: Publication, made: tuple[Output, ...]
) -> tuple[Output, ...]:
    """Return every file of the site: pages, copied files, the runtime, and files for the host."""
    outputs = (*made, *runtime.outputs)
    players = sorted({origin for page in site.pages for origin in page.body.players})
    outputs += headers_outputs(config.security, config.base_path, outputs, players)
    outputs += redirects_outputs(site.pages, config)
    return outputs + service_worker_output(
        enabled=config.offline,
        base_path=config.base_path,
        urls=assets.urls,
        runtime=runtime.outputs,
        taken=outputs,
    )


def _due(loaded: Loaded, traces: Traces, today: date, config: Config) -> datetime | None:
    """Return when a later build gives something else: a post is published, or a page shows the next day."""
    tomorrow = moment_of(today + timedelta(days=1), ZoneInfo(config.timezone))
    return min(filter(None, (loaded.due, tomorrow if NOW in traces.facts else None)), default=None)


def build_site(
    config: Config,
    *,
    drafts: bool = False,
    future: bool = False,
    now: datetime | None = None,
    strict: bool = False,
    dry_run: bool = False,
    progress: BuildProgress | None = None,
) -> Report:
    """Build a site into its output folder; the one that is there stays up until the new one is complete.

    Args:
        config: the site's configuration.
        drafts: whether drafts are published.
        future: whether posts dated after `now` are published.
        now: the moment of the build; this moment when absent.
        strict: whether warnings are errors.
        dry_run: whether to stop before anything is written.
        progress: receives reports.

    Raises:
        SitegenError: the site is wrong, or the output folder cannot be used; nothing was written then.
    """
    began = time.perf_counter()
    refuse_foreign(config.output_folder.resolve(), _sources(config))
    built = build_outputs(config, drafts=drafts, future=future, now=now, strict=strict, progress=progress)
    return publish(built, config, strict=strict, dry_run=dry_run, progress=progress, began=began)


def publish(
    built: Built,
    config: Config,
    *,
    strict: bool = False,
    dry_run: bool = False,
    progress: BuildProgress | None = None,
    began: float,
) -> Report:
    """Write the outputs of a build, and return what it did.

    Args:
        built: the site and its outputs.
        config: its configuration.
        strict: whether warnings are errors.
        dry_run: whether nothing is written.
        progress: receives reports.
        began: when the build began, in the seconds of `time.perf_counter`.

    Raises:
        SitegenError: there are warnings and `strict` is set, or the output folder cannot be used.
        ReplacedError: another build replaced outputs of an earlier build that this one uses.
    """
    if strict and built.site.warnings:
        raise SitegenError(built.site.warnings)
    written = unchanged = removed = 0
    if not dry_run:
        watch = progress or Silent()
        with watch.step("write"):
            done = write_outputs(built.outputs, config.output_folder, sources=_sources(config))
            written, unchanged, removed = done.written, done.unchanged, done.removed
            watch.count(len(built.outputs), cached=unchanged)
    return Report(
        pages=len(built.site.pages),
        outputs=len(built.outputs),
        written=written,
        unchanged=unchanged,
        removed=removed,
        seconds=time.perf_counter() - began,
        warnings=built.site.warnings,
        due=built.due,
        held_back=built.held_back,
        opened=built.opened,
        folder=config.output_folder,
    )


def _sources(config: Config) -> list[Path]:
    own = [config.root / name for name in (config.content, config.templates, config.static, config.data)]
    return own if config.theme_layer is None else [*own, config.theme_layer]
