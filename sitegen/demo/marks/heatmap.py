"""Heatmap: a matrix as coloured cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from sitegen.demo.marks.data_table import MOST_COLUMNS, MOST_ROWS, html_table, part, thin
from sitegen.demo.marks.html import block, line, names, picture, room
from sitegen.demo.marks.mark import Mark, MarkError, check_range
from sitegen.demo.marks.number import compact
from sitegen.demo.marks.palette import diverging_palette, pixels_url, sequential_palette
from sitegen.demo.marks.svg import group, layer, text_line, text_width
from sitegen.demo.plain_text import escape_text

_MOST_SIDE = 256
_MOST_NAMES = 12  # of rows, and of columns that are not upright
_MOST_NUMBERS = 30  # a picture with more is hard to read: the numbers are in the table only


class Heatmap(Mark):
    """A matrix, one cell a number, row 0 on top.

    With values on both sides of zero, zero is transparent, below is blue and above is orange; otherwise cells
    go from transparent to blue. A few cells show their numbers, where the place is wide enough.

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
        for argument, texts, wanted in zip(
            ("rows", "columns"), (rows, columns), self.values.shape, strict=True
        ):
            if texts and len(texts) != wanted:
                raise MarkError(f"Heatmap: {argument} has {len(texts)} names; expected {wanted}")
        check_range("Heatmap", "(low, high)", (low, high), log=False)
        self.rows, self.columns = [str(text) for text in rows], [str(text) for text in columns]
        self.x_label, self.low, self.high = x_label, low, high

    def picture(self, name: str) -> str:
        """Return the cells as SVG with the pixels embedded; the names of rows and columns stand beside it."""
        count_rows, count_columns = self.values.shape
        low, high, diverging = self._ends()
        palette = diverging_palette() if diverging else sequential_palette()
        pixels = (
            f'<image href="{pixels_url(self.values, low, high, palette)}" width="100%" height="100%"'
            ' preserveAspectRatio="none" image-rendering="pixelated"/>'
        )
        beside = max((text_width(text) for text in self.rows), default=0.0) + 8
        rows = "mark-rows mark-thinned" if count_rows > _MOST_NAMES else "mark-rows"
        cells = names(_some(self.rows), rows) + layer(pixels + self._numbers_in_cells(beside))
        columns = _some(self.columns)
        widest = max((text_width(text) for text in columns), default=0.0)
        wide = room(beside + len(columns) * (widest + 4))
        thinned = "mark-thinned" if len(columns) < len(self.columns) else f"mark-turn-{wide}"
        below = names(columns, f"mark-columns {thinned}")
        named = " mark-named" if self.rows else ""
        body = (
            self._strip(low, high) + block(f"mark-cells{named}", cells + below) + line("mark-x", self.x_label)
        )
        flat = " mark-flat" if count_rows <= 0.4 * count_columns else ""
        return picture(self.kind, name, body, flat.strip())

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

    def _numbers_in_cells(self, beside: float) -> str:
        """Return the cells' numbers, where the picture is wide enough for them."""
        rows, columns = self.values.shape
        if rows * columns > _MOST_NUMBERS or rows > _MOST_NAMES:
            return ""
        texts = [[compact(value, 2) for value in row] for row in self.values]
        wide = room(beside + columns * (max(text_width(text) for row in texts for text in row) + 4))
        numbers = (
            text_line((c + 0.5) / columns, (r + 0.5) / rows, text)
            for r, row in enumerate(texts)
            for c, text in enumerate(row)
        )
        attributes = f'class="mark-from-{wide}" text-anchor="middle" transform="translate(0 4)"'
        return group(numbers, attributes) if wide else ""

    def _strip(self, low: float, high: float) -> str:
        """Return the colours from the lowest to the highest number, between these numbers."""
        palette = diverging_palette() if low < 0 < high else sequential_palette()
        source = pixels_url(np.linspace(low, high, len(palette))[None, :], low, high, palette)
        ends = [escape_text(compact(end, 2)) for end in (low, high)]
        return block("mark-key", f'{ends[0]} <img class="mark-strip" src="{source}" alt=""/> {ends[1]}')

    def _place(self, where: tuple[np.intp, ...]) -> str:
        row, column = int(where[0]), int(where[1])
        row_name = self.rows[row] if self.rows else f"row {row}"
        return f"{row_name}, {self.columns[column] if self.columns else f'column {column}'}"


def _some(texts: Sequence[str]) -> list[str]:
    """Return every text; of many, the first, the last, and between them one of each of some equal parts."""
    many = len(texts)
    if many <= _MOST_NAMES:
        return list(texts)
    parts = next((k for k in range(_MOST_NAMES, 4, -1) if many % k == 0 and many // k % 2), 10)
    middle = [texts[int((place + 0.5) * many / parts)] for place in range(1, parts - 1)]
    return [texts[0], *middle, texts[-1]]
