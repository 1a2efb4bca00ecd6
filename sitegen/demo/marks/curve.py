"""Curve: one or several lines over a common axis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from sitegen.demo.marks.axes import legend, names_at_ends, plot
from sitegen.demo.marks.data_table import MOST_ROWS, html_table, part, thin
from sitegen.demo.marks.handle import Handle, check_handles, draw_handles
from sitegen.demo.marks.html import picture
from sitegen.demo.marks.mark import Floats, Ints, Mark, MarkError, check_range
from sitegen.demo.marks.note import Note, check_notes, draw_notes, tell_notes
from sitegen.demo.marks.number import compact
from sitegen.demo.marks.scale import Range, Scale, fit_range
from sitegen.demo.marks.shapes import area, dot_key, dots, line, line_key
from sitegen.demo.marks.style import series as series_colour
from sitegen.demo.marks.svg import UNITS, polyline, stamps, units

_MOST_POINTS = 240  # as many as a place of common width can show
_DOT = 8.5


class Curve(Mark):
    """One or several named lines over a common x, on linear or logarithmic axes, with points on request.

    Shape:
        series: name -> (n,), or one array (n,) for a line without a name.
        x: (n,), rising; 0 ... n - 1 when absent.
        bands: name of a series -> lower and upper edge, (n,) each, of a pale area in the colour of its line.
        points: name -> (m, 2), x and y of dots drawn over the lines.
        notes: words at places.
        handles: places that a reader drags, on linear axes.
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
        bands: Mapping[str, tuple[npt.ArrayLike, npt.ArrayLike]] | None = None,
        points: Mapping[str, npt.ArrayLike] | None = None,
        notes: Sequence[Note] = (),
        handles: Sequence[Handle] = (),
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
            raise MarkError(f"Curve: x falls at {_first(np.diff(self.x) < 0) + 1}; expected rising values")
        self.bands = {name: self._band(name, edges, length) for name, edges in (bands or {}).items()}
        self.points = {name: self._pairs(f"points {name!r}", xy) for name, xy in (points or {}).items()}
        for axis, ends, log in (("x", x_range, log_x), ("y", y_range, log_y)):
            check_range("Curve", f"{axis}_range", ends, log=log)
        edges = [edge for band in self.bands.values() for edge in band]
        if log_y and any((values < 0).any() for values in [*self.series.values(), *edges]):
            raise MarkError("Curve: a logarithmic y axis holds only numbers above 0, but some are below")
        self.x_label, self.y_label = x_label, y_label
        self.notes = check_notes("Curve", notes)
        self.handles = check_handles("Curve", handles)
        self.x_range, self.y_range, self.log_x, self.log_y = x_range, y_range, log_x, log_y

    def picture(self, name: str) -> str:
        """Return the lines as SVG, their names at their ends or in a line above."""
        edges = [edge for band in self.bands.values() for edge in band]
        ys = np.concatenate([*self.series.values(), *edges, *(xy[:, 1] for xy in self.points.values())])
        low, high = _ends(self.x, self.x_range, log=self.log_x)
        x = Scale(low, high, 0, UNITS, self.log_x)
        y = Scale(*fit_range(ys, self.y_range, log=self.log_y), UNITS, 0, self.log_y)
        # Beside coloured points a single line is drawn in ink, so that no colour means two things.
        single = "line" if self.points and len(self.series) == 1 else ""
        areas, lines = [], []
        for place, (title, values) in enumerate(self.series.items()):
            if title in self.bands:
                areas.append(area(self._area(*self.bands[title], x, y), place, single))
            chosen = self._chosen(values)
            lines.append(
                line(polyline(units(x.place(self.x[chosen]), y.place(values[chosen]))), place, single)
            )
        over = [
            dots(stamps(units(x.place(xy[:, 0]), y.place(xy[:, 1]))), place, size=_DOT)
            for place, xy in enumerate(self.points.values())
        ]
        ends = (
            []
            if self.points or self.notes or self.handles
            else [float(y.place(v[-1])) for v in self.series.values()]
        )
        names = (
            names_at_ends(
                list(self.series),
                np.clip(np.array(ends) / UNITS, 0, 1).tolist(),
                [series_colour(place) for place in range(len(self.series))],
            )
            if ends
            else ""
        )
        shown = list(self.series) if not names and (len(self.series) > 1 or self.points) else []
        keys = [
            (line_key(place, single, banded=text in self.bands), text)
            for place, text in enumerate(shown)
            if text
        ]
        keys += [(dot_key(place), text) for place, text in enumerate(self.points)]
        data = plot(
            "".join(areas + lines),
            x,
            y,
            over="".join(over),
            x_label=self.x_label,
            ends=names or draw_notes(self.notes, x, y) + draw_handles(self.handles, x, y),
            clip=_reaches_beyond(x, self.x) or _reaches_beyond(y, ys),
        )
        return picture(self.kind, name, legend(self.y_label, keys, name) + data)

    def sentence(self) -> str:
        """Say for each line its first and last value and its extremes between these."""
        parts = [
            _describe(name or self.y_label or "the line", self.x, y) + self._width(name)
            for name, y in self.series.items()
        ]
        over = f"Over {self.x_label or 'x'} from {compact(self.x[0])} to {compact(self.x[-1])}"
        return f"{over}, {'; '.join(parts)}{tell_notes(self.notes)}."

    def table(self) -> str:
        """Return evenly spread values of every line."""
        rows = thin(len(self.x), MOST_ROWS)
        columns = {name or self.y_label or "y": y for name, y in self.series.items()}
        for name, (low, high) in self.bands.items():
            columns |= {f"{name}, from": low, f"{name}, to": high}
        header_cells = [self.x_label or "x", *columns]
        cells = ([compact(self.x[r]), *(compact(y[r], 4) for y in columns.values())] for r in rows)
        return html_table(header_cells, cells, caption=part(len(rows), len(self.x), "points"))

    def _band(
        self, name: str, edges: tuple[npt.ArrayLike, npt.ArrayLike], length: int
    ) -> tuple[Floats, Floats]:
        """Return checked copies of the lower and the upper edge."""
        if name not in self.series:
            raise MarkError(
                f"Curve: bands names {name!r}; expected a series: {', '.join(map(repr, self.series))}"
            )
        low, high = (
            self._vector(f"bands {name!r}, {end}", edge, length)
            for end, edge in zip(("lower", "upper"), edges, strict=True)
        )
        if (low > high).any():
            raise MarkError(
                f"Curve: the lower edge of band {name!r} is above the upper at {_first(low > high)}"
            )
        return low, high

    def _area(self, low: Floats, high: Floats, x: Scale, y: Scale) -> str:
        """Return the outline of a band: to the right along its lower edge, and back along the upper."""
        chosen = thin(len(self.x), _MOST_POINTS)
        places = np.concatenate((chosen, chosen[::-1]))
        edges = np.concatenate((low[chosen], high[chosen[::-1]]))
        return polyline(units(x.place(self.x[places]), y.place(edges)), close=True)

    def _width(self, name: str) -> str:
        """Say how wide the band of a series is; nothing for a series without one."""
        if name not in self.bands:
            return ""
        low, high = self.bands[name]
        return f", in a band {compact((high - low).min())} to {compact((high - low).max())} wide"

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


def _first(where: npt.NDArray[np.bool_]) -> int:
    return int(np.argmax(where))


def _ends(x: Floats, wanted: Range, *, log: bool) -> tuple[float, float]:
    """Return the ends of the x axis: the first and last x as they are, so that lines touch the edges."""
    positive = x[x > 0] if log else x
    if not positive.size or positive[0] == positive[-1]:
        return fit_range(x, wanted, log=log)
    low, high = wanted
    return float(positive[0]) if low is None else low, float(positive[-1]) if high is None else high


def _reaches_beyond(scale: Scale, values: Floats) -> bool:
    places = scale.place(values)
    return bool((places < -1).any() or (places > UNITS + 1).any())


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
