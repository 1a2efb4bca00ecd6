"""Progress of long work: bars on a terminal, lines elsewhere."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TYPE_CHECKING

import click

from sitegen.cli.report import is_attached

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

PATIENCE_S = 0.4
"""Work that is done sooner is not spoken of."""
REST = "Everything else"


class Progress:
    """Watches work and draws it; made for a `with` statement, which removes the bar at the end."""

    def __init__(self, *, quiet: bool = False, attached: bool | None = None) -> None:
        """Make a watcher.

        Args:
            quiet: whether only lines about something unexpected are shown.
            attached: whether a person watches; found out when absent.
        """
        self.attached = is_attached() if attached is None else attached
        self.quiet = quiet
        self.seconds: dict[str, float] = {}
        self._bars: Bars | None = None
        self._task: TaskID | None = None
        self._told: set[str] = set()
        self._under_way = REST
        self._begun = self._since = time.perf_counter()

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._count(self._under_way, time.perf_counter())
        if self._bars is not None:
            self._bars.stop()

    def advance(self, name: str, done: int, total: int) -> None:
        """Show that `done` of `total` are finished; `name` says what is being worked on."""
        now = time.perf_counter()
        # What is reported as done took the time since the report before; a beginning took none of it.
        self._count(name if done else self._under_way, now)
        self._under_way = f"{name}, and what followed" if done < total else REST
        if self.quiet or (self._bars is None and now - self._begun < PATIENCE_S):
            return
        if self.attached:
            self._draw(name, done, total)
        elif name not in self._told:
            self._told.add(name)
            click.echo(f"{name} …", err=True)

    def line(self, text: str) -> None:
        """Print a line above the bar."""
        if self._bars is not None:
            self._bars.console.print(text, markup=False, highlight=False)
        else:
            click.echo(text, err=True)

    def _count(self, name: str, now: float) -> None:
        self.seconds[name] = self.seconds.get(name, 0.0) + now - self._since
        self._since = now

    def _draw(self, name: str, done: int, total: int) -> None:
        if self._bars is None:
            from rich.console import Console  # noqa: PLC0415 - most work is over before a bar is wanted
            from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415
            from rich.progress import Progress as Bars  # noqa: PLC0415

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
