"""`sitegen demo`: run a demo without a page."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sitegen.cli.group import CommandError
from sitegen.cli.options import options, reporting_errors
from sitegen.cli.report import is_attached
from sitegen.pool import single_threaded

if TYPE_CHECKING:
    from sitegen.demo.native import NativeRun, StepRow

FRAMES_A_SECOND = 8
STEP_WIDTH = 8


@click.group("demo")
def demo_command() -> None:
    """Run a demo in the terminal."""


@demo_command.command("run")
@click.argument("name")
@click.option(
    "--set", "given", multiple=True, metavar="CONTROL=VALUE", help="Change a control; can be repeated."
)
@click.option(
    "--steps", type=click.IntRange(min=0), help="The number of steps; that of the poster when absent."
)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="Write an HTML report with the pictures.",
)  # fmt: skip
@options("config", "quiet")
def run(
    *,
    name: str,
    given: tuple[str, ...],
    steps: int | None,
    output: Path | None,
    config: Path | None,
    quiet: bool,
) -> None:
    """Run the demo NAME natively, and print its metrics after each step."""
    values = dict(_value(text) for text in given)
    with single_threaded():
        from sitegen.demo.native import make_report  # noqa: PLC0415 - NumPy takes long to import
        from sitegen.execution.native_run import InvalidRequestError, run_natively  # noqa: PLC0415 - NumPy
    with reporting_errors() as loader:
        site = loader.load_site(config)
        try:
            with _table(quiet=quiet) as watch:
                done = run_natively(name, values, site.content_folder, steps=steps, watch=watch)
        except InvalidRequestError as error:
            raise CommandError(str(error)) from error
    if not quiet:
        _print_frame(done)
    if output is not None:
        try:
            output.write_text(make_report(done), encoding="utf-8", newline="\n")
        except OSError as error:
            raise CommandError(f"cannot write {output}: {error.strerror or error}") from error
        if not quiet:
            click.echo(f"wrote {output}")


def _value(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise CommandError(f"--set {text!r}: expected CONTROL=VALUE, such as --set layers=3")
    return name.strip(), value.strip()


def _print_frame(done: NativeRun) -> None:
    click.echo()
    if done.frame["text"]:
        click.echo(done.frame["text"])
    for mark in done.frame["marks"]:
        click.echo(f"{mark['label']}: {mark['sentence']}")


@contextmanager
def _table(*, quiet: bool) -> Iterator[Callable[[StepRow], None]]:
    """Yield a function that adds a row to the table of a run, which is redrawn on a terminal."""
    if quiet:
        yield lambda _row: None
    elif is_attached() and sys.stdout.isatty():
        with _live_table() as watch:
            yield watch
    else:
        yield _Lines()


class _Lines:
    """Prints the rows of the table, and a head when the columns change."""

    def __init__(self) -> None:
        self._head: tuple[str, ...] = ()

    def __call__(self, row: StepRow) -> None:
        """Print the step, if it is a row of the table."""
        if not row.in_table:
            return
        head = tuple(row.metrics)
        widths = [max(len(name), STEP_WIDTH) for name in head]
        if head != self._head:
            click.echo("  ".join(["step".rjust(STEP_WIDTH), *map(str.rjust, head, widths)]))
            self._head = head
        cells = map(str.rjust, row.metrics.values(), widths)
        click.echo("  ".join([f"{row.step:,}".rjust(STEP_WIDTH), *cells]))


@contextmanager
def _live_table() -> Iterator[Callable[[StepRow], None]]:
    from rich.console import Console  # noqa: PLC0415 - only needed on a terminal
    from rich.live import Live  # noqa: PLC0415 - only needed on a terminal
    from rich.table import Table  # noqa: PLC0415 - only needed on a terminal

    rows: list[StepRow] = []

    def table() -> Table:
        drawn = Table("step", box=None, header_style="bold")
        drawn.columns[0].justify = "right"
        names = list(dict.fromkeys(name for row in rows for name in row.metrics))
        for name in names:
            drawn.add_column(name, justify="right")
        for row in rows:
            cells = (row.metrics.get(name, "") for name in names)
            drawn.add_row(f"{row.step:,}", *cells, style=None if row.in_table else "dim")
        return drawn

    with Live(get_renderable=table, console=Console(), refresh_per_second=FRAMES_A_SECOND) as live:

        def watch(row: StepRow) -> None:
            if rows and not rows[-1].in_table:
                rows.pop()
            rows.append(row)

        yield watch
        live.refresh()
