"""Build a site: the six verbs in order.

Load the sources, parse each into a page, collect the pages into a site, run its programs, render the site
into outputs, write the outputs.
"""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sitegen.assets import map_assets, service_worker_output, static_folders
from sitegen.cache import Cache
from sitegen.collect import collect_site
from sitegen.config import Config
from sitegen.content_policy import headers_outputs
from sitegen.errors import SitegenError
from sitegen.execution import frames_outputs, make_scripts, open_programs, run_programs
from sitegen.load import load_sources
from sitegen.model import Output, Report, Site
from sitegen.parse import parse_pages
from sitegen.progress import BuildProgress, Silent
from sitegen.render import render_site, template_warnings
from sitegen.runtime import NO_RUNTIME, publish_runtime
from sitegen.write import refuse_foreign, write_outputs


@dataclass(frozen=True, slots=True)
class Built:
    """A whole site in memory."""

    site: Site
    outputs: tuple[Output, ...]
    due: datetime | None
    """The moment at which a later build publishes a post that this one holds back."""
    opened: tuple[Path, ...]
    """Files that the site's programs opened."""


def build_outputs(
    config: Config,
    *,
    drafts: bool = False,
    future: bool = False,
    now: datetime | None = None,
    progress: BuildProgress | None = None,
) -> Built:
    """Make every output of a site and write nothing.

    Args:
        config: the site's configuration.
        drafts: whether drafts are published.
        future: whether posts dated after `now` are published.
        now: the moment of the build; this moment when absent.
        progress: receives reports.

    Raises:
        SitegenError: everything that is wrong in sources, programs and between pages; or in the templates.
    """
    watch, now = progress or Silent(), now or datetime.now(UTC)
    with closing(Cache(config.cache_folder)) as cache:
        with watch.step("load"):
            loaded = load_sources(config, drafts=drafts, future=future, now=now)
            watch.count(len(loaded.sources))
        with watch.step("parse"):
            pages = parse_pages(loaded, config, progress=watch, cache=cache)
        with watch.step("collect"):
            assets = map_assets(
                static_folders(config),
                config.base_path,
                cache=cache,
                client=any(page.is_live for page in pages),
                offline=config.offline,
                outside_links=config.outside_links,
            )
            site, problems = collect_site(loaded, pages, assets.assets, config)
            watch.count(len(site.pages))
        programs = open_programs(
            config.content_folder, config.root, cache, outside_links=config.outside_links
        )
        results, failures = run_programs(site, programs, watch, saved_steps=config.demos.saved_steps)
        faults = (problem for page in pages for problem in page.body.problems)
        unusable = (*assets.problems, *programs.demos.problems)
        errors = (problem for problem in unusable if problem.severity == "error")
        if found := (*loaded.problems, *errors, *faults, *problems, *failures):
            raise SitegenError(found)
        with watch.step("runtime"):
            runtime = publish_runtime(config, watch) if site.is_live else NO_RUNTIME
        with watch.step("render"):
            outputs = (
                *render_site(
                    site,
                    config,
                    assets,
                    results,
                    runtime_url=runtime.url(config.base_path),
                    download_bytes=runtime.download_bytes,
                    cache=cache,
                ),
                *map(Output.of, site.assets),
                *runtime.outputs,
                *make_scripts(site.pages, results, programs),
                *frames_outputs(site.pages, results),
                *headers_outputs(config.security),
            )
            outputs += service_worker_output(
                enabled=config.offline,
                base_path=config.base_path,
                urls=assets.urls,
                runtime=runtime.outputs,
                taken=outputs,
            )
            site = replace(
                site, warnings=(*site.warnings, *unusable, *results.warnings, *template_warnings(config))
            )
            watch.count(len(outputs))
    return Built(site, outputs, loaded.due, tuple(sorted(programs.opened)))


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
    sources = [config.root / name for name in (config.content, config.templates, config.static)]
    refuse_foreign(config.output_folder.resolve(), sources)
    built = build_outputs(config, drafts=drafts, future=future, now=now, progress=progress)
    if strict and built.site.warnings:
        raise SitegenError(built.site.warnings)
    written = unchanged = removed = 0
    if not dry_run:
        watch = progress or Silent()
        with watch.step("write"):
            done = write_outputs(built.outputs, config.output_folder, sources=sources)
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
        opened=built.opened,
        folder=config.output_folder,
    )
