"""Table: named columns, drawn as an HTML table."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np

from sitegen.demo.marks.data_table import html_table
from sitegen.demo.marks.html import root
from sitegen.demo.marks.mark import Mark, MarkError
from sitegen.demo.marks.number import Percent, compact, count, percent
from sitegen.demo.plain_text import escape_text

_MOST_ROWS = 50
_MOST_COLUMNS = 12


class Table(Mark):
    """Named columns of equal length: numbers are written short, text as it is.

        Table({"input": ["a", "b"], "output": [0.25, 0.75]})

    At most 50 rows and 12 columns; the first column names the rows.
    """

    kind: ClassVar[str] = "table"

    def __init__(self, columns: Mapping[str, Sequence[object]], *, label: str = "") -> None:
        super().__init__(label)
        if not 1 <= len(columns) <= _MOST_COLUMNS:
            raise MarkError(f"Table: {len(columns)} columns; expected 1 to {_MOST_COLUMNS}")
        self.names = [str(name) for name in columns]
        values = [list(column) for column in columns.values()]
        if len({len(column) for column in values}) != 1 or not 1 <= len(values[0]) <= _MOST_ROWS:
            lengths = ", ".join(
                f"{name!r} {len(column)}" for name, column in zip(self.names, values, strict=True)
            )
            raise MarkError(
                f"Table: the columns have the lengths {lengths}; expected one length from 1 to {_MOST_ROWS}"
            )
        self._non_finite = sum(_is_non_finite(cell) for column in values for cell in column)
        self.rows = [[_cell(cell) for cell in row] for row in zip(*values, strict=True)]

    def describe_non_finite(self) -> str:
        """Say how many cells are not finite; empty when all are."""
        return (
            f"{self._non_finite:,} of {len(self.rows) * len(self.names):,} cells that are no finite number"
            if self._non_finite
            else ""
        )

    def picture(self, name: str) -> str:
        """Return the table as HTML, in a box that scrolls sideways, with the keyboard too."""
        title = escape_text(self.label or name, quote=True)
        box = f'{root(self.kind)[:-1]} role="group" aria-label="{title}" tabindex="0">'
        return f"{box}{html_table(self.names, self.rows)}</div>"

    def sentence(self) -> str:
        """Say the table's size and columns."""
        rows = "1 row" if len(self.rows) == 1 else f"{len(self.rows)} rows"
        return f"A table of {rows}: {', '.join(self.names)}."

    def table(self) -> str:
        """Return nothing: the picture is the table."""
        return ""


def _is_non_finite(cell: object) -> bool:
    return isinstance(cell, float | np.floating) and not math.isfinite(cell)


def _cell(cell: object) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool | np.bool_):
        return "yes" if cell else "no"
    if isinstance(cell, Percent):
        return percent(cell)
    if isinstance(cell, int | np.integer):
        return count(int(cell))
    try:
        return compact(float(cell))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise MarkError(f"Table: a cell is {type(cell).__name__}; expected text or a number") from None
