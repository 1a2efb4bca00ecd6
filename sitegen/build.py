"""Build: load the sources, parse each into a page, collect the pages into a site, render it, write it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from sitegen.assets import map_assets, static_folders
from sitegen.cache import Cache
from sitegen.cells import CellOutputs, make_outputs
from sitegen.collect import collect_site
from sitegen.config import Config
from sitegen.content_policy import headers_outputs
from sitegen.errors import CellError, DemoError, Problem, SitegenError
from sitegen.load import load_sources
from sitegen.model import Island, Metric, Output, Report, Site
from sitegen.offline import offline_output
from sitegen.parse import parse_pages
from sitegen.pool import open_pool
from sitegen.poster import Posters, make_posters
from sitegen.progress import Progress, Silent
from sitegen.render import render_site
from sitegen.runtime import Bundle, bundle_runtime, fetch_runtime, read_pin
from sitegen.script import make_scripts
from sitegen.write import refuse_collisions, refuse_foreign, write_outputs


@dataclass(frozen=True, slots=True)
class Built:
    """A whole site in memory."""

    site: Site
    outputs: tuple[Output, ...]


def build_outputs(
    config: Config,
    *,
    drafts: bool = False,
    future: bool = False,
    now: datetime | None = None,
    progress: Progress | None = None,
) -> Built:
    """Make every output of a site and write nothing.

    Args:
        config: the site's configuration.
        drafts: whether drafts are published.
        future: whether posts dated after `now` are published.
        now: the moment of the build; this moment when absent.
        progress: watches.

    Raises:
        SitegenError: with everything that is wrong in sources, demos and between pages; or in the templates.
    """
    watch, now = progress or Silent(), now or datetime.now(UTC)
    loaded = load_sources(config, drafts=drafts, future=future, now=now)
    with open_pool(len(loaded.sources)) as executor:
        pages = parse_pages(loaded, config, executor, watch)
    assets = map_assets(static_folders(config), config.base_path)
    site, conflicts = collect_site(loaded, pages, assets.assets, config)
    faults = [problem for page in pages for problem in page.body.problems]
    posters, doubts = _posters(site, config, watch)
    cells, failures = _cells(site, config, watch)
    if problems := (*loaded.problems, *faults, *conflicts, *doubts, *failures):
        raise SitegenError(problems)
    bundle = _bundle(site, config, watch)
    watch.advance("Rendering", 0, len(pages))
    outputs = (
        *render_site(
            site,
            config,
            assets,
            posters,
            cells,
            runtime_url=config.base_path + bundle.path if bundle else "",
            download_bytes=bundle.download_bytes if bundle else 0,
        ),
        *(
            Output(asset.output_path, asset.content or asset.source_path, asset.origin)
            for asset in site.assets
        ),
        *(bundle.outputs if bundle else ()),
        *make_scripts(site.pages, posters, config.content_folder),
        *headers_outputs(config.security),
    )
    outputs += offline_output(
        wanted=config.offline,
        base_path=config.base_path,
        urls=assets.urls,
        runtime=bundle.outputs if bundle else (),
        taken=outputs,
    )
    refuse_collisions(outputs)
    return Built(site, outputs)


def build_site(
    config: Config,
    *,
    drafts: bool = False,
    future: bool = False,
    now: datetime | None = None,
    strict: bool = False,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Build a site into its output folder; the one that is there stays up until the new one is complete.

    Args:
        config: the site's configuration.
        drafts: whether drafts are published.
        future: whether posts dated after `now` are published.
        now: the moment of the build; this moment when absent.
        strict: whether warnings are errors.
        dry_run: whether to stop before anything is written.
        progress: watches.

    Raises:
        SitegenError: the site is wrong, or the output folder cannot be used; nothing was written then.
    """
    began = time.perf_counter()
    kept = [config.root / name for name in (config.content, config.templates, config.static)]
    refuse_foreign(config.output_folder.resolve(), kept)
    built = build_outputs(config, drafts=drafts, future=future, now=now, progress=progress)
    if strict and built.site.warnings:
        raise SitegenError(built.site.warnings)
    written = unchanged = removed = 0
    if not dry_run:
        if progress:
            progress.advance("Writing", 0, len(built.outputs))
        done = write_outputs(built.outputs, config.output_folder, keep=kept)
        written, unchanged, removed = done.written, done.unchanged, done.removed
    return Report(
        pages=len(built.site.pages),
        outputs=len(built.outputs),
        written=written,
        unchanged=unchanged,
        removed=removed,
        seconds=time.perf_counter() - began,
        warnings=built.site.warnings,
    )


def _posters(site: Site, config: Config, watch: Progress) -> tuple[Posters, tuple[Problem, ...]]:
    """Run the demos; what they get wrong is told together with everything else."""
    parts: list[Island | Metric] = []
    for page in site.pages:
        parts += page.body.islands
        parts += page.body.metrics
    if parts:
        watch.advance("Running demos", 0, len(parts))
    try:
        return make_posters(parts, config.content_folder, cache=Cache(config.cache_folder)), ()
    except DemoError as error:
        return Posters({}, {}), error.problems


def _cells(site: Site, config: Config, watch: Progress) -> tuple[CellOutputs, tuple[Problem, ...]]:
    """Run the code cells of pages that could be read; what fails is told together with everything else."""
    pages = [page.body.cells for page in site.pages if page.body.cells and not page.body.problems]
    if pages:
        watch.advance("Running code cells", 0, len(pages))
    try:
        return make_outputs(pages, config.content_folder), ()
    except CellError as error:
        return CellOutputs({}), error.problems


def _bundle(site: Site, config: Config, watch: Progress) -> Bundle | None:
    """The runtime, for a site with demos or code cells; a site without never touches the network."""
    if not any(page.body.islands or page.body.cells for page in site.pages):
        return None
    pin = read_pin()
    folder = fetch_runtime(pin, source=config.runtime_source, cache=config.runtime_cache, progress=watch)
    return bundle_runtime(pin, folder, config.content_folder, keep=config.runtime.keep, progress=watch)
