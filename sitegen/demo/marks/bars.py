"""Bars: one number for each of a few names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from sitegen.demo.marks.axes import RIGHT, spread
from sitegen.demo.marks.data_table import html_table
from sitegen.demo.marks.mark import Mark, MarkError, check_range
from sitegen.demo.marks.number import Percent, compact, percent
from sitegen.demo.marks.scale import Range, Scale, fit_range
from sitegen.demo.marks.style import paint, series
from sitegen.demo.marks.svg import TEXT_SIZE, WIDTH, number, picture, shorten, text_line, text_width

_MOST_BARS = 24
_LEAST_HEIGHT = 132  # of few bars, so that the page does not jump when their number changes
_ROW = 22
_THICK = 14
_VALUE = 58  # the width of the number at a bar's end
_LABEL = 110


class Bars(Mark):
    """Named values as horizontal bars, each with its number; below zero they run to the left.

    Where every value is a `Percent`, they are written as percentages. With `log`, bars begin at the axis's
    lower end, and only numbers above 0 have a length.
    """

    kind: ClassVar[str] = "bars"

    def __init__(
        self,
        values: Mapping[str, float],
        *,
        label: str = "",
        x_label: str = "",
        x_range: Range = (None, None),
        log: bool = False,
    ) -> None:
        super().__init__(label)
        if not 1 <= len(values) <= _MOST_BARS:
            raise MarkError(f"Bars: {len(values)} values; expected 1 to {_MOST_BARS}")
        self.names = [str(name) for name in values]
        self.values = self._vector("values", np.array(list(values.values())))
        self._write = percent if all(isinstance(value, Percent) for value in values.values()) else compact
        check_range("Bars", "x_range", x_range, log=log)
        if log and (self.values < 0).any():
            raise MarkError("Bars: a logarithmic axis holds only numbers above 0, but some are below")
        self.x_label, self.x_range, self.log = x_label, x_range, log

    def picture(self, name: str) -> str:
        """Return the bars as SVG."""
        left = min(_LABEL, max(text_width(text) for text in self.names)) + 10
        height = max(_LEAST_HEIGHT, _ROW * len(self.names))
        scale = self._scale(WIDTH - RIGHT - _VALUE - left)
        zero = float(scale.place(scale.low if self.log else 0.0)) + left
        row = height / len(self.names)
        ends = scale.place(self.values) + left
        bars = [
            self._bar(place, sorted((zero, float(end))), left, 8 + row * (place + 0.5))
            for place, end in enumerate(ends)
        ]
        lines, texts = [], []
        bottom = height + 12
        for place, text in spread(self._ticks(scale)):
            x = left + place
            lines.append(f"M{number(x)} 4V{bottom}")
            texts.append(text_line(x, bottom + 15, text, anchor="middle"))
        if self.x_label:
            middle = left + (scale.start + scale.end) / 2
            texts.append(
                text_line(middle, bottom + 32, self.x_label, anchor="middle", size=TEXT_SIZE, fill="muted")
            )
        body = (
            f'<path d="{"".join(lines)}"{paint(stroke="grid")}/>{"".join(bars)}'
            f'<path d="M{number(zero)} 4V{bottom}"{paint(stroke="muted")}/>{"".join(texts)}'
        )
        return picture(self.kind, bottom + (40 if self.x_label else 22), name, body)

    def sentence(self) -> str:
        """Say all values of a few bars, or the largest and the smallest."""
        texts = [f"{name} {self._write(value)}" for name, value in zip(self.names, self.values, strict=True)]
        if len(texts) <= 6:
            return f"{self.x_label + ': ' if self.x_label else ''}{', '.join(texts)}."
        return f"Largest {texts[int(self.values.argmax())]}, smallest {texts[int(self.values.argmin())]}."

    def table(self) -> str:
        """Return all values."""
        digits = 2 if self._write is percent else 4
        rows = (
            [name, self._write(value, digits)] for name, value in zip(self.names, self.values, strict=True)
        )
        return html_table(["", self.x_label or "value"], rows)

    def _scale(self, width: float) -> Scale:
        if self.log:
            low, high = fit_range(self.values, self.x_range, log=True)
            return Scale(low, high, 0, width, log=True)
        low, high = fit_range(np.append(self.values, 0.0), self.x_range)
        if low == high:
            high = low + 1
        return Scale(low, high, 0, width)

    def _ticks(self, scale: Scale) -> list[tuple[float, str]]:
        """Return places and texts of the axis."""
        return [
            (float(scale.place(value)), f"{compact(100 * value)}\u202f%" if self._write is percent else text)
            for value, text in scale.ticks(4)
        ]

    def _bar(self, place: int, ends: list[float], left: float, y: float) -> str:
        value, (first, last) = float(self.values[place]), ends
        signed = (self.values < 0).any()
        colour = "negative" if value < 0 else "positive" if signed else series(0)
        bar = (
            f'<rect x="{number(first)}" y="{number(y - _THICK / 2)}" width="{number(max(last - first, 0.8))}"'
            f' height="{_THICK}" rx="2"{paint(fill=colour)}/>'
        )
        name = shorten(self.names[place], left - 10)
        return (
            bar
            + text_line(left - 8, y + 4.5, name, anchor="end", size=TEXT_SIZE)
            + text_line(last + 6, y + 4.5, self._write(value))
        )
