"""Progress of long work: bars on a terminal, lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING

import click

from sitegen.cli.report import is_attached

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

SHOWN_AFTER_S = 0.4
"""Work that takes less time is not shown."""


@dataclass(slots=True)
class Step:
    """The time and the number of results of one step of a build."""

    name: str
    seconds: float = 0.0
    count: int = 0
    cached: int = 0
    """How many of the results come from a cache, or are already published."""

    def __str__(self) -> str:
        return f"{self.name:<8} {self.count:>7,} {self.cached:>7,} cached {self.seconds:>8.3f} s"


class Progress:
    """Shows the progress of work. A context manager, which removes the bar at the end."""

    def __init__(self, *, quiet: bool = False, attached: bool | None = None) -> None:
        """Make a display.

        Args:
            quiet: whether only lines about something unexpected are shown.
            attached: whether the output is a terminal; determined when absent.
        """
        self.attached = is_attached() if attached is None else attached
        self.quiet = quiet
        self.steps: list[Step] = []
        self._bars: Bars | None = None
        self._task: TaskID | None = None
        self._printed: set[str] = set()
        self._begun: float | None = None

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bars is not None:
            self._bars.stop()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Measure one step of a build."""
        self.steps.append(Step(name))
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.steps[-1].seconds = time.perf_counter() - begun

    def count(self, total: int, *, cached: int = 0) -> None:
        """Record how many results the current step gave."""
        self.steps[-1].count, self.steps[-1].cached = total, cached

    def advance(self, name: str, done: int, total: int) -> None:
        """Show that `done` of `total` are finished; `name` says what is being worked on."""
        now = time.perf_counter()
        self._begun = now if self._begun is None else self._begun
        if self.quiet or (self._bars is None and now - self._begun < SHOWN_AFTER_S):
            return
        if self.attached:
            self._draw(name, done, total)
        elif name not in self._printed:
            self._printed.add(name)
            click.echo(f"{name} …", err=True)

    def line(self, text: str) -> None:
        """Print a line above the bar."""
        if self._bars is not None:
            self._bars.console.print(text, markup=False, highlight=False)
        else:
            click.echo(text, err=True)

    def _draw(self, name: str, done: int, total: int) -> None:
        if self._bars is None:
            from rich.console import Console  # noqa: PLC0415 - most work ends before a bar is shown
            from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415 - only needed on a terminal
            from rich.progress import Progress as Bars  # noqa: PLC0415 - only needed on a terminal

            columns = (
                TextColumn("{task.description}"),
                BarColumn(),
                TaskProgressColumn(),
                TimeElapsedColumn(),
            )
            self._bars = Bars(*columns, console=Console(stderr=True), transient=True)
            self._bars.start()
            self._task = self._bars.add_task(name, total=total)
        assert self._task is not None  # noqa: S101 - for the type checker
        self._bars.update(self._task, description=name, completed=done, total=total)
