"""Matrix: a few numbers in rows and columns, each of them written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from sitegen.demo.marks.axes import RIGHT
from sitegen.demo.marks.data_table import html_table
from sitegen.demo.marks.mark import Mark, MarkError
from sitegen.demo.marks.number import compact
from sitegen.demo.marks.style import paint
from sitegen.demo.marks.svg import (
    TEXT_SIZE,
    TICK_SIZE,
    WIDTH,
    number,
    picture,
    shorten,
    text_line,
    text_width,
)

_MOST_ROWS, _MOST_COLUMNS = 16, 8
_ROW = 30.0
_WIDEST = 64.0
_DENSEST = 0.5  # so that ink on the densest cell has a contrast above 4.5 in light and dark pages


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
        """Return the cells as SVG."""
        count_rows, count_columns = self.values.shape
        left = self._left()
        width = min((WIDTH - RIGHT - left) / count_columns, _WIDEST)
        top, texts = 6.0, []
        if self.row_label or self.column_label:
            down = f"{self.row_label} ↓" if self.row_label else ""
            across = f"{self.column_label} →" if self.column_label else ""
            title = "   ".join(filter(None, (down, across)))
            texts.append(text_line(2, 14, shorten(title, WIDTH - 4), size=TEXT_SIZE, fill="muted"))
            top += 16
        if self.columns:
            for place, text in enumerate(self.columns):
                cut = shorten(text, width - 2, TICK_SIZE)
                texts.append(text_line(left + width * (place + 0.5), top + 12, cut, anchor="middle"))
            top += 18
        for place, text in enumerate(self.rows):
            y = top + _ROW * (place + 0.5) + 4.5
            texts.append(text_line(left - 7, y, shorten(text, left - 8, TICK_SIZE), anchor="end"))
        most = self.most or float(np.abs(self.values).max()) or 1.0
        cells = [
            self._cell(float(value), most, (left + width * column, top + _ROW * row, width))
            for (row, column), value in np.ndenumerate(self.values)
        ]
        grid = f"<g{paint(stroke='grid')}>{''.join(cells)}</g>"
        numbers = [
            self._number(float(value), (left + width * column, top + _ROW * row, width))
            for (row, column), value in np.ndenumerate(self.values)
        ]
        body = grid + "".join((*numbers, *texts))
        return picture(self.kind, top + _ROW * count_rows + 4, name, body)

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

    def _left(self) -> float:
        widest = max((text_width(text, TICK_SIZE) for text in self.rows), default=0.0)
        return min(widest + 10, 96.0) if self.rows else 4.0

    def _cell(self, value: float, most: float, place: tuple[float, float, float]) -> str:
        x, y, width = place
        share = min(abs(value) / most, 1.0) * _DENSEST
        colour = "negative" if value < 0 else "positive"
        box = (
            f'x="{number(x + 1)}" y="{number(y + 1)}" width="{number(width - 2)}" height="{number(_ROW - 2)}"'
        )
        return f'<rect {box} rx="3"{paint(fill=colour)} fill-opacity="{share:.2f}"/>'

    def _number(self, value: float, place: tuple[float, float, float]) -> str:
        x, y, width = place
        text = _fitting(value, width - 6)
        return text_line(x + width / 2, y + _ROW / 2 + 4.5, text, anchor="middle", most=width - 6)

    def _place(self, where: tuple[np.intp, ...]) -> str:
        row, column = int(where[0]), int(where[1])
        row_name = self.rows[row] if self.rows else f"row {row + 1}"
        return f"{row_name}, {self.columns[column] if self.columns else f'column {column + 1}'}"


def _fitting(value: float, room: float) -> str:
    """Return the number with up to three digits, as many as fit."""
    for digits in (3, 2):
        text = compact(value, digits)
        if text_width(text, TICK_SIZE) <= room:
            return text
    return compact(value, 1)


def _count(many: int, thing: str) -> str:
    return f"{many} {thing}{'' if many == 1 else 's'}"
