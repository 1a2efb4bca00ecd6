"""Heatmap: a matrix as coloured cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from sitegen.demo.marks.axes import LEFT, RIGHT
from sitegen.demo.marks.data_table import MOST_COLUMNS, MOST_ROWS, html_table, part, thin
from sitegen.demo.marks.mark import Mark, MarkError, check_range
from sitegen.demo.marks.number import compact
from sitegen.demo.marks.palette import diverging_palette, pixels_url, sequential_palette
from sitegen.demo.marks.style import paint
from sitegen.demo.marks.svg import TEXT_SIZE, WIDTH, number, picture, shorten, text_line, text_width

_MOST_SIDE = 256
_TOP = 26
_STRIP = 84  # the width of the colour scale above the cells


class Heatmap(Mark):
    """A matrix, one cell a number, row 0 on top.

    With values on both sides of zero, zero is transparent, below is blue and above is orange; otherwise cells
    go from transparent to blue. Large cells show their numbers.

    Shape:
        values: (rows, columns), at most 256 each.
        rows, columns: names, as many as the matrix has, or none.
    """

    kind: ClassVar[str] = "heatmap"

    def __init__(
        self,
        values: npt.ArrayLike,
        *,
        label: str = "",
        rows: Sequence[str] = (),
        columns: Sequence[str] = (),
        x_label: str = "",
        low: float | None = None,
        high: float | None = None,
    ) -> None:
        super().__init__(label)
        self.values = self._matrix("values", values)
        if max(self.values.shape) > _MOST_SIDE:
            raise MarkError(f"Heatmap: values has shape {self.values.shape}; at most 256 rows and columns")
        for argument, names, wanted in zip(
            ("rows", "columns"), (rows, columns), self.values.shape, strict=True
        ):
            if names and len(names) != wanted:
                raise MarkError(f"Heatmap: {argument} has {len(names)} names; expected {wanted}")
        check_range("Heatmap", "(low, high)", (low, high), log=False)
        self.rows, self.columns = [str(text) for text in rows], [str(text) for text in columns]
        self.x_label, self.low, self.high = x_label, low, high

    def picture(self, name: str) -> str:
        """Return the cells as SVG with the pixels embedded."""
        count_rows, count_columns = self.values.shape
        left = self._left()
        width = WIDTH - RIGHT - left
        cell = width / count_columns
        height = min(width * 1.4, max(cell * count_rows, 40.0))
        low, high, diverging = self._ends()
        palette = diverging_palette() if diverging else sequential_palette()
        pixels = (
            f'<image href="{pixels_url(self.values, low, high, palette)}" x="{number(left)}" y="{_TOP}"'
            f' width="{number(width)}" height="{number(height)}" preserveAspectRatio="none"'
            ' image-rendering="pixelated"/>'
            f'<rect x="{number(left)}" y="{_TOP}" width="{number(width)}" height="{number(height)}"'
            f'{paint(fill="none", stroke="ink")} stroke-opacity=".35"/>'
        )
        texts = self._names(left, width, height) + self._cell_numbers(left, cell, height / count_rows)
        bottom = _TOP + height + (20 if self.columns else 6)
        if self.x_label:
            middle = left + width / 2
            texts += text_line(
                middle, bottom + 12, self.x_label, anchor="middle", size=TEXT_SIZE, fill="muted"
            )
        body = self._strip(low, high, diverging) + pixels + texts
        return picture(self.kind, bottom + (20 if self.x_label else 2), name, body)

    def sentence(self) -> str:
        """Say the matrix's size, its range, and where the least and the greatest value are."""
        least = np.unravel_index(int(self.values.argmin()), self.values.shape)
        most = np.unravel_index(int(self.values.argmax()), self.values.shape)
        rows, columns = self.values.shape
        return (
            f"{rows} rows and {columns} columns from {compact(self.values[least])} "
            f"({self._place(least)}) to {compact(self.values[most])} ({self._place(most)})."
        )

    def table(self) -> str:
        """Return the values, of many evenly spread rows and columns."""
        rows, columns = thin(self.values.shape[0], MOST_ROWS), thin(self.values.shape[1], MOST_COLUMNS)
        head = ["", *(self.columns[c] if self.columns else str(c) for c in columns)]
        cells = (
            [self.rows[r] if self.rows else str(r), *(compact(self.values[r, c]) for c in columns)]
            for r in rows
        )
        shown = part(len(rows) * len(columns), self.values.size, "cells")
        return html_table(head, cells, caption=shown)

    def _ends(self) -> tuple[float, float, bool]:
        """Return the values of the first and the last colour, and whether zero is between them."""
        low = float(self.values.min()) if self.low is None else self.low
        high = float(self.values.max()) if self.high is None else self.high
        if low < 0 < high:
            far = max(-low, high)
            return -far, far, True
        if low == high:
            return low - 1.0, high, False
        return low, high, False

    def _left(self) -> float:
        widest = max((text_width(text, 12) for text in self.rows), default=0)
        return min(100.0, max(widest + 10, 14.0)) if self.rows else float(LEFT) / 3

    def _names(self, left: float, width: float, height: float) -> str:
        rows, columns = self.values.shape
        parts = []
        for place in thin(len(self.rows), int(height // 15)) if self.rows else []:
            y = _TOP + height * (place + 0.5) / rows + 4
            parts.append(text_line(left - 6, y, shorten(self.rows[place], left - 8, 12), anchor="end"))
        for place in thin(len(self.columns), int(width // 26)) if self.columns else []:
            x = left + width * (place + 0.5) / columns
            room = max(width / columns, 26.0)
            parts.append(
                text_line(x, _TOP + height + 16, shorten(self.columns[place], room, 12), anchor="middle")
            )
        return "".join(parts)

    def _cell_numbers(self, left: float, width: float, height: float) -> str:
        """Return the cells' numbers, or nothing where they do not fit."""
        if height < 18:
            return ""
        texts = [[compact(value, 2) for value in row] for row in self.values]
        if any(text_width(text, 12) > width - 4 for row in texts for text in row):
            return ""
        return "".join(
            text_line(left + width * (c + 0.5), _TOP + height * (r + 0.5) + 4, text, anchor="middle")
            for r, row in enumerate(texts)
            for c, text in enumerate(row)
        )

    def _strip(self, low: float, high: float, diverging: bool) -> str:
        palette = diverging_palette() if diverging else sequential_palette()
        shades = np.linspace(low, high, 64)[None, :]
        right = WIDTH - RIGHT
        ends = [compact(low, 2), compact(high, 2)]
        x = right - text_width(ends[1], 12) - 6 - _STRIP
        box = f'x="{number(x)}" y="5" width="{_STRIP}" height="10"'
        return (
            f'<image href="{pixels_url(shades, low, high, palette)}" {box} preserveAspectRatio="none"/>'
            f'<rect {box}{paint(fill="none", stroke="ink")} stroke-opacity=".35"/>'
            + text_line(x - 6, 14, ends[0], anchor="end")
            + text_line(x + _STRIP + 6, 14, ends[1])
        )

    def _place(self, where: tuple[np.intp, ...]) -> str:
        row, column = int(where[0]), int(where[1])
        row_name = self.rows[row] if self.rows else f"row {row}"
        return f"{row_name}, {self.columns[column] if self.columns else f'column {column}'}"
