"""What the programs of a site gave: the posters of its demos and the outputs of its code cells."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from sitegen.model.page import Cell, Island, Metric

if TYPE_CHECKING:  # sitegen.demo imports NumPy, which most commands do not need
    from sitegen.demo import CellOutput, ControlData, MetricData, StageData, StepData


@dataclass(frozen=True, slots=True)
class Request:
    """One run of a demo: its name and the author's values, as text. Equal requests run once."""

    demo: str
    values: tuple[tuple[str, str], ...] = ()
    """Sorted by name."""

    @classmethod
    def of(cls, island: Island) -> Request:
        """Return the run that an island shows."""
        return cls(island.demo, tuple(sorted((name, text) for name, (text, _) in island.options.items())))


@dataclass(frozen=True, slots=True)
class Poster:
    """The still result of one run, as plain values."""

    demo: str
    title: str
    description: str
    source_code: str
    source_path: str
    """Relative to the site's folder."""
    controls: tuple[ControlData, ...]
    """Each control with the author's value."""
    frame: StepData
    """The frame after `poster_steps` steps, as the worker would send it."""
    facts: tuple[str, ...]
    poster_steps: int
    """The steps that ran: the demo's own number, or fewer where the run ends before."""
    generator: bool
    """Whether the demo yields frame after frame; a plain function returns one."""
    stage: StageData
    """The layout of the demo on a page."""

    @property
    def metrics(self) -> dict[str, MetricData]:
        """The frame's metrics by name."""
        return {metric["name"]: metric for metric in self.frame["metrics"]}


@dataclass(frozen=True, slots=True)
class SavedFrames:
    """The frames that a page plays until Python has started: those of one island, with several values."""

    content: bytes
    """The file, see `sitegen.execution.pack_frames`."""
    left_out: int
    """How many frames the file had no room for."""

    @property
    def fingerprint(self) -> str:
        """The part of the file's name that changes with its content."""
        return hashlib.blake2b(self.content, digest_size=4).hexdigest()


Still = Mapping[tuple[PurePosixPath, str], str]
"""Why a program does not run for readers, by source and by the id of its cell or island."""


@dataclass(frozen=True, slots=True)
class Results:
    """What the programs of a site gave: the posters of its demos and the outputs of its code cells."""

    posters: Mapping[Request, Poster] = field(default_factory=dict)
    requests: Mapping[tuple[PurePosixPath, str], Request] = field(default_factory=dict)
    """The run that a metric reads, by source and by the name in the role: an island's id or a demo."""
    cells: Mapping[tuple[PurePosixPath, str], CellOutput] = field(default_factory=dict)
    """Outputs by source and by the cell's id."""
    frames: Mapping[tuple[PurePosixPath, str], SavedFrames] = field(default_factory=dict)
    """Saved frames by source and by the island's id."""
    still: Still = field(default_factory=dict)
    """The programs that run only when the site is built."""

    def poster(self, island: Island) -> Poster:
        """Return the poster of an island."""
        return self.posters[Request.of(island)]

    def saved_frames(self, island: Island) -> SavedFrames | None:
        """Return the saved frames of an island; None where the configuration wants none."""
        return self.frames.get((island.position.path, island.id))

    def metric(self, metric: Metric) -> str:
        """Return a computed number as text."""
        run = self.posters[self.requests[metric.position.path, metric.demo]]
        found = run.metrics[metric.name]
        return format(found["value"], metric.format) if metric.format else found["text"]

    def cell(self, cell: Cell) -> CellOutput:
        """Return the output of a code cell."""
        return self.cells[cell.position.path, cell.id]
