"""Table and Text: marks that are read, so that their picture is HTML and needs no twin."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import ClassVar

import numpy as np

from sitegen.demo.figure.number import compact, count, percent
from sitegen.demo.figure.twin import html_table
from sitegen.demo.frame import Percent
from sitegen.demo.mark import Mark, MarkError

_MOST_ROWS = 50
_MOST_COLUMNS = 12
_MOST_LETTERS = 20_000


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
        self._bad = sum(_is_bad(cell) for column in values for cell in column)
        self.rows = [[_cell(cell) for cell in row] for row in zip(*values, strict=True)]

    def trouble(self) -> str:
        """Return how many cells are not finite, in words; empty when all are."""
        return (
            f"{self._bad:,} of {len(self.rows) * len(self.names):,} cells that are no finite number"
            if self._bad
            else ""
        )

    def picture(self, name: str) -> str:
        """Return the table as HTML, in a box that scrolls where it is too wide, by keyboard too."""
        box = f'<div class="demo-wide" role="group" aria-label="{escape(self.label or name)}" tabindex="0">'
        return f"{box}{html_table(self.names, self.rows)}</div>"

    def sentence(self) -> str:
        """Say the table's size and columns."""
        rows = "1 row" if len(self.rows) == 1 else f"{len(self.rows)} rows"
        return f"A table of {rows}: {', '.join(self.names)}."

    def table(self) -> str:
        """Return nothing: the picture is the table."""
        return ""


class Text(Mark):
    """Words in paragraphs, one for each line; with `mono`, in equal widths with every space kept."""

    kind: ClassVar[str] = "text"

    def __init__(self, text: str, *, label: str = "", mono: bool = False) -> None:
        super().__init__(label)
        if not isinstance(text, str):
            raise MarkError(f"Text: text is {type(text).__name__}; expected str")
        if len(text) > _MOST_LETTERS:
            raise MarkError(f"Text: {len(text):,} letters; expected at most {_MOST_LETTERS:,}")
        self.text, self.mono = text, mono

    def picture(self, name: str) -> str:  # noqa: ARG002 the page's label stands above it
        """Return the words as HTML."""
        if self.mono:
            return f"<pre>{escape(self.text, quote=False)}</pre>"
        return "".join(
            f"<p>{escape(line, quote=False)}</p>" for line in self.text.splitlines() if line.strip()
        )

    def sentence(self) -> str:
        """Return the words themselves."""
        return " ".join(self.text.split())

    def table(self) -> str:
        """Return nothing: the words need no twin."""
        return ""


def _is_bad(cell: object) -> bool:
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
