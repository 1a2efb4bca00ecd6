"""Builds that begin where the last one ended.

A build in which only texts changed renders what shows them (`edit.py`). Any other build loads and collects
the whole site, and uses the outputs of the last build that read nothing that changed.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from secrets import token_hex
from typing import TYPE_CHECKING

from sitegen.cache import Cache
from sitegen.engine.last_build import MARKER, Comparison, LastBuild
from sitegen.engine.snapshot import take_snapshot
from sitegen.model import Output, Report
from sitegen.permalink import SEARCH_FOLDER
from sitegen.progress import BuildProgress, Silent

if TYPE_CHECKING:  # a build in which nothing changed needs none of this
    from sitegen.build import Built
    from sitegen.config import Config
    from sitegen.engine.graph import Graph
    from sitegen.engine.trace import Earlier, Traces


@dataclass(frozen=True, slots=True)
class Done:
    """A build that ended."""

    report: Report
    graph: Graph
    before: Traces | None
    """What the outputs of the build before read, where these could be used."""


def build_edited(last: LastBuild, before: Comparison, progress: BuildProgress) -> Done | None:
    """Build a site in which only texts changed; None where that needs a whole build.

    Args:
        last: the record of the last build.
        before: what changed since.
        progress: receives reports.
    """
    began, changed = time.perf_counter(), sorted(map(Path, before.changed or ()))
    if not before.same or not changed or any(file.suffix != ".md" for file in changed):
        return None
    from sitegen.edit import rebuild_edited  # noqa: PLC0415 - imports Markdown
    from sitegen.engine.graph import load_graph  # noqa: PLC0415 - only after a change
    from sitegen.search import search_outputs  # noqa: PLC0415 - only after a change
    from sitegen.write import ReplacedError, write_few  # noqa: PLC0415 - only after a change

    with closing(Cache(last.config_file.parent / ".sitegen" / "cache", prune=False)) as cache:
        with progress.step("graph"):
            graph = load_graph(cache, before.token)
            progress.count(0 if graph is None else len(graph.traces.steps))
        token = token_hex(8)
        warnings = before.report.warnings
        edited = rebuild_edited(graph, changed, warnings, cache, progress, token=token) if graph else None
        if edited is None:
            return None
        folder, generation = before.report.folder, before.published.get(MARKER, (0, 0))[1]
        graph = edited.graph
        index = search_outputs(
            graph.site.pages,
            edited.outputs,
            graph.config,
            graph.traces,
            cache=cache,
            progress=progress,
            folder=folder,
        )
        outputs, gone = (*edited.outputs, *index), _old_index(index, before, graph)
        with progress.step("write"):
            try:
                done = write_few(outputs, folder, generation, gone)
            except ReplacedError:
                return None
            names = {str(output.output_path) for output in outputs}
            total = before.report.outputs + len(names.difference(before.published)) - len(gone)
            progress.count(total, cached=total - done.written)
    report = replace(
        before.report,
        outputs=total,
        written=done.written,
        unchanged=total - done.written,
        removed=done.removed,
        seconds=time.perf_counter() - began,
        opened=edited.opened,
    )
    last.save_edit(before, report, token, names, map(str, gone))
    return Done(report, graph, edited.before)


def _old_index(index: Iterable[Output], before: Comparison, graph: Graph) -> list[PurePosixPath]:
    """Return the published files of the last search index that this one does not have."""
    kept = {output.output_path for output in index} | {asset.output_path for asset in graph.site.assets}
    published = map(PurePosixPath, before.published) if graph.config.search else ()
    return [path for path in published if path.is_relative_to(SEARCH_FOLDER) and path not in kept]


def build_whole(
    config: Config,
    last: LastBuild,
    before: Comparison | None,
    now: datetime,
    *,
    drafts: bool = False,
    future: bool = False,
    strict: bool = False,
    dry_run: bool = False,
    progress: BuildProgress | None = None,
) -> Done:
    """Build a site, and record what the build read and published.

    Args:
        config: the site's configuration.
        last: the record of the last build.
        before: what changed since; None where the last build is of no use.
        now: the moment of the build.
        drafts: whether drafts are published.
        future: whether posts dated after `now` are published.
        strict: whether warnings are errors.
        dry_run: whether to stop before anything is written.
        progress: receives reports.

    Raises:
        SitegenError: the site is wrong, or the output folder cannot be used; nothing was written then.
    """
    from sitegen.build import build_outputs, publish  # noqa: PLC0415 - only after a change
    from sitegen.engine.graph import store_graph  # noqa: PLC0415 - only after a change
    from sitegen.extension.loading import inputs_of  # noqa: PLC0415 - only after a change
    from sitegen.write import ReplacedError  # noqa: PLC0415 - only after a change

    began, watch = time.perf_counter(), progress or Silent()
    folders, files = inputs_of(config)
    inputs = take_snapshot(
        (*config.input_folders, *folders), [last.config_file, config.lock_file, *config.font_files, *files]
    )
    with closing(Cache(config.cache_folder)) as cache:

        def build(earlier: Earlier | None) -> tuple[Report, Built]:
            options = {"drafts": drafts, "future": future, "strict": strict}
            built = build_outputs(config, **options, now=now, progress=watch, cache=cache, earlier=earlier)
            return publish(built, config, strict=strict, dry_run=dry_run, progress=watch, began=began), built

        earlier = earlier_outputs(config, before, cache) if before else None
        try:
            report, built = build(earlier)
        except ReplacedError:
            report, built = build(None)
        token, graph = token_hex(8), graph_of(built, config)
        if not dry_run:
            with watch.step("record"):
                store_graph(graph, cache, token)
    if not dry_run:
        last.save(report, inputs, now, token)
    return Done(report, graph, earlier.traces if earlier else None)


def earlier_outputs(config: Config, before: Comparison, cache: Cache) -> Earlier | None:
    """Return the outputs of the last build; None where it had another configuration, or left no graph.

    Args:
        config: the site's configuration.
        before: what the last build published.
        cache: where its graph is.
    """
    from sitegen.engine.graph import load_graph  # noqa: PLC0415 - only after a change
    from sitegen.engine.stored_config import same_config  # noqa: PLC0415 - only after a change
    from sitegen.engine.trace import Earlier  # noqa: PLC0415 - only after a change

    graph = load_graph(cache, before.token)
    folder = before.report.folder
    if graph is None or not same_config(graph.config, config) or config.output_folder != folder:
        return None

    def find(name: str) -> tuple[Path, tuple[int, int]] | None:
        file, expected = folder / name, before.published.get(name)
        try:
            status = os.lstat(file)
        except OSError:
            return None
        return (file, expected) if expected and (status.st_size, status.st_mtime_ns) == expected else None

    return Earlier(graph.traces, find)


def graph_of(built: Built, config: Config) -> Graph:
    """Return the graph of a build.

    Args:
        built: what the build made.
        config: the site's configuration.
    """
    from sitegen.addresses import planned_files  # noqa: PLC0415 - only after a change
    from sitegen.bibliography import bibliography_of  # noqa: PLC0415 - only after a change
    from sitegen.body_cache import BodyCache, body_environment  # noqa: PLC0415 - only after a change
    from sitegen.engine.graph import AssetUrls, Graph, anchors_in  # noqa: PLC0415 - only after a change
    from sitegen.permalink import permalink_of  # noqa: PLC0415 - only after a change

    environment = body_environment(config)
    references = bibliography_of(config).digest
    bodies = BodyCache(Cache(None), environment, built.loaded.find, bibliography=references)
    return Graph(
        site=built.site,
        config=config,
        assets=AssetUrls(built.assets.urls),
        runtime=built.runtime,
        images=built.images,
        cards=built.cards,
        today=built.today.isoformat(),
        permalinks=built.loaded.permalinks,
        files=built.loaded.files,
        addresses=frozenset(
            permalink_of(config.base_path, file.output_path) for file in planned_files(built.site, config)
        ),
        linked=anchors_in(built.site.pages),
        heads=_heads(built, config),
        body_keys={str(page.source.source_path): bodies.key(page.source) for page in built.site.pages},
        body_environment=environment,
        traces=built.traces,
    )


def _heads(built: Built, config: Config) -> Mapping[str, str]:
    from sitegen.edit import head_of  # noqa: PLC0415 - only after a change
    from sitegen.errors import SitegenError  # noqa: PLC0415 - only after a change
    from sitegen.source_files import read_text  # noqa: PLC0415 - only after a change

    heads = {}
    for page in built.site.pages:
        path = page.source.source_path
        try:
            if head := head_of(read_text(config.root / path, path), page.source):
                heads[str(path)] = head
        except (OSError, SitegenError):  # made by loading for a folder, or deleted meanwhile
            continue
    return heads
