"""Matrix: a few numbers in rows and columns, each of them written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from sitegen.demo.marks.data_table import html_table
from sitegen.demo.marks.html import line, picture
from sitegen.demo.marks.mark import Mark, MarkError
from sitegen.demo.marks.number import compact
from sitegen.demo.marks.style import level
from sitegen.demo.marks.svg import text_width
from sitegen.demo.plain_text import escape_text

_MOST_ROWS, _MOST_COLUMNS = 16, 8
_NARROW = 270.0  # pixels for the cells of a row in the narrowest place


class Matrix(Mark):
    """Numbers in cells: orange above zero, blue below, stronger with the distance from it.

    Shape:
        values: (rows, columns), at most 16 × 8; a `Heatmap` shows more.
        rows, columns: names, as many as the matrix has, or none.
        row_label, column_label: what rows and columns are.
        most: the size of number that has the strongest colour; found from the values when absent.
    """

    kind: ClassVar[str] = "matrix"

    def __init__(
        self,
        values: npt.ArrayLike,
        rows: Sequence[str] = (),
        columns: Sequence[str] = (),
        *,
        label: str = "",
        row_label: str = "",
        column_label: str = "",
        most: float | None = None,
    ) -> None:
        super().__init__(label)
        self.values = self._matrix("values", values)
        if self.values.shape[0] > _MOST_ROWS or self.values.shape[1] > _MOST_COLUMNS:
            raise MarkError(
                f"Matrix: values has shape {self.values.shape}; at most {_MOST_ROWS} rows and {_MOST_COLUMNS}"
                " columns can be read: use a Heatmap"
            )
        for argument, names, wanted in zip(
            ("rows", "columns"), (rows, columns), self.values.shape, strict=True
        ):
            if names and len(names) != wanted:
                raise MarkError(f"Matrix: {argument} has {len(names)} names; expected {wanted}")
        if most is not None and not most > 0:
            raise MarkError(f"Matrix: most is {most:g}; expected a number above 0")
        self.rows, self.columns = [str(text) for text in rows], [str(text) for text in columns]
        self.row_label, self.column_label, self.most = row_label, column_label, most

    def picture(self, name: str) -> str:
        """Return the cells as an HTML table."""
        down = f"{self.row_label} ↓" if self.row_label else ""
        across = f"{self.column_label} →" if self.column_label else ""
        most = self.most or float(np.abs(self.values).max()) or 1.0
        room = _NARROW / (self.values.shape[1] + bool(self.rows)) - 8
        heads = "".join(f"<th>{escape_text(text)}</th>" for text in self.columns)
        corner = "<td></td>" if self.rows else ""
        lines = [f"<tr>{corner}{heads}</tr>"] if self.columns else []
        for place, row in enumerate(self.values.tolist()):
            first = f"<th>{escape_text(self.rows[place])}</th>" if self.rows else ""
            cells = (f'<td class="{level(value, most)}">{_fitting(value, room)}</td>' for value in row)
            lines.append(f"<tr>{first}{''.join(cells)}</tr>")
        title = line("mark-key", "   ".join(filter(None, (down, across))))
        return picture(self.kind, name, f"{title}<table>{''.join(lines)}</table>")

    def sentence(self) -> str:
        """Say the matrix's size, its range, and where the least and the greatest value are."""
        least = np.unravel_index(int(self.values.argmin()), self.values.shape)
        most = np.unravel_index(int(self.values.argmax()), self.values.shape)
        rows, columns = self.values.shape
        return (
            f"{_count(rows, 'row')} and {_count(columns, 'column')} from {compact(self.values[least])} "
            f"({self._place(least)}) to {compact(self.values[most])} ({self._place(most)})."
        )

    def table(self) -> str:
        """Return every number with four digits."""
        rows, columns = self.values.shape
        head = [self.row_label, *(self.columns or [str(place + 1) for place in range(columns)])]
        names = self.rows or [str(place + 1) for place in range(rows)]
        cells = (
            [text, *(compact(value, 4) for value in row)]
            for text, row in zip(names, self.values, strict=True)
        )
        return html_table(head, cells, caption=self.column_label)

    def _place(self, where: tuple[np.intp, ...]) -> str:
        row, column = int(where[0]), int(where[1])
        row_name = self.rows[row] if self.rows else f"row {row + 1}"
        return f"{row_name}, {self.columns[column] if self.columns else f'column {column + 1}'}"


def _fitting(value: float, room: float) -> str:
    """Return the number with up to three digits, as many as fit."""
    for digits in (3, 2):
        text = compact(value, digits)
        if text_width(text) <= room:
            return text
    return compact(value, 1)


def _count(many: int, thing: str) -> str:
    return f"{many} {thing}{'' if many == 1 else 's'}"
