"""Curve: one or several lines over a common axis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from sitegen.demo.marks.axes import (
    LEFT,
    RIGHT,
    STAMPS,
    Box,
    axes,
    dot_key,
    dots,
    footer,
    header,
    line,
    line_key,
    origin_lines,
)
from sitegen.demo.marks.data_table import MOST_ROWS, html_table, part, thin
from sitegen.demo.marks.mark import Floats, Ints, Mark, MarkError, check_range
from sitegen.demo.marks.number import compact
from sitegen.demo.marks.scale import Range, Scale, fit_range
from sitegen.demo.marks.style import class_colour
from sitegen.demo.marks.svg import WIDTH, picture, polyline, stamps

_HEIGHT = 138
_MOST_POINTS = 240  # more than the box has units across


class Curve(Mark):
    """One or several named lines over a common x, on linear or logarithmic axes, with points on request.

    Shape:
        series: name -> (n,), or one array (n,) for a line without a name.
        x: (n,), rising; 0 ... n - 1 when absent.
        points: name -> (m, 2), x and y of dots drawn over the lines.
    """

    kind: ClassVar[str] = "curve"

    def __init__(
        self,
        series: Mapping[str, npt.ArrayLike] | npt.ArrayLike,
        x: npt.ArrayLike | None = None,
        *,
        label: str = "",
        x_label: str = "",
        y_label: str = "",
        x_range: Range = (None, None),
        y_range: Range = (None, None),
        log_x: bool = False,
        log_y: bool = False,
        points: Mapping[str, npt.ArrayLike] | None = None,
    ) -> None:
        super().__init__(label)
        named = series if isinstance(series, Mapping) else {"": series}
        if not named or len(named) > 6:
            raise MarkError(f"Curve: {len(named)} series; expected 1 to 6, since more look alike")
        self.series = {name: self._vector(f"series {name!r}", values) for name, values in named.items()}
        length = len(next(iter(self.series.values())))
        for name, values in self.series.items():
            if len(values) != length:
                raise MarkError(f"Curve: series {name!r} has {len(values)} values; the first has {length}")
        self.x = self._vector("x", np.arange(length) if x is None else x, length)
        if (np.diff(self.x) < 0).any():
            raise MarkError(
                f"Curve: x falls at {int(np.argmax(np.diff(self.x) < 0)) + 1}; expected rising values"
            )
        self.points = {name: self._pairs(f"points {name!r}", xy) for name, xy in (points or {}).items()}
        for axis, ends, log in (("x", x_range, log_x), ("y", y_range, log_y)):
            check_range("Curve", f"{axis}_range", ends, log=log)
        if log_y and any((values < 0).any() for values in self.series.values()):
            raise MarkError("Curve: a logarithmic y axis holds only numbers above 0, but some are below")
        self.x_label, self.y_label = x_label, y_label
        self.x_range, self.y_range, self.log_x, self.log_y = x_range, y_range, log_x, log_y

    def picture(self, name: str) -> str:
        """Return the lines as SVG."""
        names = list(self.series) if len(self.series) > 1 else []
        keys = [(line_key(place), text) for place, text in enumerate(names)]
        keys += [(dot_key(place, class_colour(place)), text) for place, text in enumerate(self.points)]
        above, top = header(self.y_label, keys)
        box = Box(LEFT, top, WIDTH - LEFT - RIGHT, _HEIGHT)
        ys = np.concatenate([*self.series.values(), *(xy[:, 1] for xy in self.points.values())])
        low, high = _ends(self.x, self.x_range, log=self.log_x)
        x = Scale(low, high, 0, box.width, self.log_x)
        y = Scale(*fit_range(ys, self.y_range, log=self.log_y), box.height, 0, self.log_y)
        # Beside coloured points a single line is drawn in ink, so that no colour means two things.
        single = "ink" if self.points and len(self.series) == 1 else ""
        lines = []
        for place, values in enumerate(self.series.values()):
            chosen = self._chosen(values)
            data = polyline(x.place(self.x[chosen]), y.place(values[chosen]))
            lines.append(line(data, place, single))
        over = []
        for place, xy in enumerate(self.points.values()):
            across, down = x.place(xy[:, 0]) + box.left, y.place(xy[:, 1]) + box.top
            data = stamps(across, down, STAMPS[place % len(STAMPS)][0])
            over.append(dots(data, place, class_colour(place), size=1.15))
        body = (
            above
            + axes(box, x, y, x_label=self.x_label)
            + origin_lines(box, x, y)
            + box.clipped("".join(lines))
            + "".join(over)
        )
        return picture(self.kind, box.bottom + footer(self.x_label), name, body)

    def sentence(self) -> str:
        """Say for each line its first and last value and its extremes between these."""
        parts = [_describe(name or self.y_label or "the line", self.x, y) for name, y in self.series.items()]
        over = f"Over {self.x_label or 'x'} from {compact(self.x[0])} to {compact(self.x[-1])}"
        return f"{over}, {'; '.join(parts)}."

    def table(self) -> str:
        """Return evenly spread values of every line."""
        rows = thin(len(self.x), MOST_ROWS)
        header_cells = [self.x_label or "x", *(name or self.y_label or "y" for name in self.series)]
        cells = ([compact(self.x[r]), *(compact(y[r], 4) for y in self.series.values())] for r in rows)
        return html_table(header_cells, cells, caption=part(len(rows), len(self.x), "points"))

    def _chosen(self, values: Floats) -> Ints:
        """Return places of points to draw: the lowest and highest of each segment, so no spike is lost."""
        if len(values) <= _MOST_POINTS:
            return np.arange(len(values))
        edges = np.linspace(0, len(values), _MOST_POINTS // 2 + 1).astype(np.int64)
        starts = edges[:-1]
        width = int(np.diff(edges).max())
        places = np.minimum(starts[:, None] + np.arange(width), edges[1:, None] - 1)
        segment = values[places]
        rows = np.arange(len(places))
        chosen = np.concatenate(
            (places[rows, segment.argmin(1)], places[rows, segment.argmax(1)], [0, len(values) - 1])
        )
        return np.unique(chosen)


def _ends(x: Floats, wanted: Range, *, log: bool) -> tuple[float, float]:
    """Return the ends of the x axis: the first and last x as they are, so that lines touch the edges."""
    positive = x[x > 0] if log else x
    if not positive.size or positive[0] == positive[-1]:
        return fit_range(x, wanted, log=log)
    low, high = wanted
    return float(positive[0]) if low is None else low, float(positive[-1]) if high is None else high


def _describe(name: str, x: Floats, y: Floats) -> str:
    first, last = float(y[0]), float(y[-1])
    if len(y) == 1:
        return f"{name} is {compact(first)}"
    text = f"{name} goes from {compact(first)} to {compact(last)}"
    low, high = int(y.argmin()), int(y.argmax())
    if y[low] < min(first, last):
        text += f", lowest {compact(y[low])} at {compact(x[low])}"
    if y[high] > max(first, last):
        text += f", highest {compact(y[high])} at {compact(x[high])}"
    return text
