"""The table of `sitegen check --demos`: with colours on a terminal, plain lines elsewhere."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sitegen.parity import Row

HEAD = (
    "demo",
    "metric",
    "first frame",
    "compared frames",
    "natively",
    "in browser",
    "difference",
    "allowed",
    "",
)
_LONGEST = 24


def print_parity(rows: Sequence[Row]) -> None:
    """Print a line for each metric of each run; the columns of frames give relative differences."""
    if not rows:
        click.echo("no page has a demo to compare")
    elif sys.stdout.isatty() and os.environ.get("TERM") != "dumb":
        _draw(rows)
    else:
        lines = [HEAD, *map(_cells, rows)]
        widths = [max(len(line[place]) for line in lines) for place in range(len(HEAD))]
        for line in lines:
            left = [cell.ljust(width) for cell, width in zip(line[:2], widths[:2], strict=True)]
            right = [cell.rjust(width) for cell, width in zip(line[2:], widths[2:], strict=True)]
            click.echo("  ".join([*left, *right]).rstrip())


def _cells(row: Row) -> tuple[str, ...]:
    values = ", ".join(f"{name}={_short(text)}" for name, text in row.values.items())
    return (
        f"{row.demo} ({values})" if values else row.demo,
        row.metric,
        f"{row.first:.1e}" if row.first else "0",
        f"{row.during:.1e}" if row.during else "0",
        "none" if row.native is None else f"{row.native:.6g}",
        "none" if row.browser is None else f"{row.browser:.6g}",
        f"{row.difference:.1e}" if row.difference else "0",
        f"{row.allowed:.2g}",
        "ok" if row.good else "DIFFERS",
    )


def _short(text: str) -> str:
    """Return a value cut to the width of a column: that of a drawing has hundreds of letters."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _draw(rows: Sequence[Row]) -> None:
    from rich.console import Console  # noqa: PLC0415 - only needed on a terminal
    from rich.table import Table  # noqa: PLC0415 - only needed on a terminal

    table = Table(box=None, header_style="bold")
    for place, name in enumerate(HEAD):
        table.add_column(name, justify="left" if place < 2 else "right")
    for row in rows:
        table.add_row(*_cells(row), style=None if row.good else "bold red")
    Console().print(table)
