"""The site of a server: its graph and its outputs stay in memory between builds."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from sitegen.build import build_outputs
from sitegen.cache import Cache
from sitegen.config import Config
from sitegen.edit import rebuild_edited
from sitegen.engine.graph import Graph
from sitegen.engine.snapshot import Snapshot, take_snapshot
from sitegen.engine.stored_config import same_config
from sitegen.engine.trace import Earlier
from sitegen.errors import Problem
from sitegen.extension.loading import inputs_of
from sitegen.incremental import graph_of
from sitegen.model import Output
from sitegen.progress import BuildProgress
from sitegen.search import ORIGIN, search_outputs


@dataclass(frozen=True, slots=True)
class State:
    """What a build of the server made."""

    graph: Graph
    outputs: dict[PurePosixPath, Output]
    """By output path, in the order of the build."""
    inputs: Snapshot
    now: datetime | None
    due: datetime | None
    warnings: tuple[Problem, ...]


class LiveSite:
    """Builds one site again and again; a build does only what changed since the last successful one."""

    def __init__(self, config_file: Path, *, drafts: bool, future: bool) -> None:
        """Begin without a build.

        Args:
            config_file: the site's configuration.
            drafts: whether drafts are published.
            future: whether posts dated in the future are published.
        """
        self._config_file = config_file
        self._drafts, self._future = drafts, future
        self._state: State | None = None

    def build(self, config: Config, now: datetime | None, progress: BuildProgress) -> State:
        """Build the site as its files are now.

        Args:
            config: the site's configuration.
            now: the moment of the build; this moment when absent.
            progress: receives reports.

        Raises:
            SitegenError: the site is wrong; the state is that of the last successful build.
        """
        before = self._state
        usable = before if before and same_config(before.graph.config, config) else None
        moment = now or datetime.now(UTC)
        state = usable and self._edited(usable, now, moment, progress)
        self._state = state or self._whole(usable, config, now, moment, progress)
        return self._state

    def _edited(
        self, before: State, now: datetime | None, moment: datetime, progress: BuildProgress
    ) -> State | None:
        """Build a site in which nothing or only texts changed."""
        changed = before.inputs.changes()
        is_due = before.due is not None and moment >= before.due
        if changed is None or is_due or before.now != now:
            return None
        content, config = before.graph.config.content_folder, before.graph.config
        files = sorted(map(Path, changed))
        if any(file.suffix != ".md" or not file.is_relative_to(content) for file in files):
            return None
        if not files:
            return before
        with closing(Cache(config.cache_folder, prune=False)) as cache:
            edited = rebuild_edited(before.graph, files, before.warnings, cache, progress)
            if edited is None:
                return None
            outputs = before.outputs | {output.output_path: output for output in edited.outputs}
            pages, traces = edited.graph.site.pages, edited.graph.traces
            index = search_outputs(pages, outputs.values(), config, traces, cache=cache, progress=progress)
        outputs = {path: output for path, output in outputs.items() if output.origin != ORIGIN}
        outputs |= {output.output_path: output for output in index}
        opened = take_snapshot((), edited.opened).files
        inputs = Snapshot(before.inputs.folders, {**opened, **before.inputs.files, **changed})
        return State(edited.graph, outputs, inputs, now, before.due, before.warnings)

    def _whole(
        self,
        before: State | None,
        config: Config,
        now: datetime | None,
        moment: datetime,
        progress: BuildProgress,
    ) -> State:
        folders, files = inputs_of(config)
        inputs = take_snapshot((*config.input_folders, *folders), [self._config_file, *files])

        def find(name: str) -> tuple[bytes | Path, None] | None:
            found = before.outputs.get(PurePosixPath(name)) if before else None
            return (found.content, None) if found else None

        built = build_outputs(
            config,
            drafts=self._drafts,
            future=self._future,
            now=moment,
            progress=progress,
            earlier=Earlier(before.graph.traces, find) if before else None,
        )
        opened = take_snapshot((), built.opened).files
        return State(
            graph=graph_of(built, config),
            outputs={output.output_path: output for output in built.outputs},
            inputs=Snapshot(inputs.folders, {**opened, **inputs.files}),
            now=now,
            due=built.due,
            warnings=built.site.warnings,
        )
