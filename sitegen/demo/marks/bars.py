"""Bars: one number for each of a few names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from sitegen.demo.marks.data_table import html_table
from sitegen.demo.marks.html import block, line, names, picture
from sitegen.demo.marks.mark import Mark, MarkError, check_range
from sitegen.demo.marks.number import Percent, compact, percent
from sitegen.demo.marks.scale import Range, Scale, fit_range
from sitegen.demo.marks.style import NEGATIVE, POSITIVE
from sitegen.demo.marks.svg import UNITS, layer, plane, stroke

_MOST_BARS = 24
_FEW = 5  # bars that are drawn thicker
_ROW = 22  # pixels, where no style sheet says otherwise
_THICK, _THICKER = 13, 18


class Bars(Mark):
    """Named values as horizontal bars, each with its number.

    Below zero a bar runs to the left, in blue, and those above it are orange then. Where every value is a
    `Percent`, they are written as percentages. With `log`, bars begin at the axis's lower end, and only
    numbers above 0 have a length.
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
        """Return names and numbers as HTML, the bars as SVG between them, on tracks of the axis's length."""
        scale = self._scale()
        zero = round(float(scale.place(scale.low if self.log else 0.0)))
        ends = np.rint(scale.place(self.values)).astype(np.int64).tolist()
        signed = bool((self.values < 0).any())
        paths = {NEGATIVE: "", POSITIVE: ""}
        for place, (end, value) in enumerate(zip(ends, self.values, strict=True)):
            paths[POSITIVE if value >= 0 and signed else NEGATIVE] += f"M{zero} {place}.5H{end}"
        few = len(self.names) <= _FEW
        thick = _THICKER if few else _THICK
        tracks = "".join(f"M0 {place}.5H{UNITS}" for place in range(len(self.names)))
        drawn = stroke(tracks, "well", thick)
        drawn += "".join(stroke(data, colour, thick) for colour, data in paths.items())
        drawn += stroke(f"M{zero} 0V{len(self.names)}", "edge", 1)
        bars = layer(plane(drawn, height=len(self.names)), height=_ROW * len(self.names))
        values = names([self._write(value) for value in self.values], "mark-rows mark-values")
        body = block("mark-bars mark-few" if few else "mark-bars", names(self.names) + bars + values)
        return picture(self.kind, name, body + line("mark-x", self._axis(scale)))

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

    def _scale(self) -> Scale:
        if self.log:
            low, high = fit_range(self.values, self.x_range, log=True)
            return Scale(low, high, 0, UNITS, log=True)
        low, high = fit_range(np.append(self.values, 0.0), self.x_range)
        if low == high:
            high = low + 1
        return Scale(low, high, 0, UNITS)

    def _axis(self, scale: Scale) -> str:
        """Return what the line below the bars says of a logarithmic axis, and the axis's own label."""
        if not self.log:
            return self.x_label
        ends = f"logarithmic, {compact(scale.low, 1)} to {compact(scale.high, 1)}"
        return f"{self.x_label} ({ends})" if self.x_label else ends
