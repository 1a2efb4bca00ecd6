"""Surface: a function over the plane, as colours, with points over it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from sitegen.demo.marks.axes import legend, ticks_of
from sitegen.demo.marks.contour import contour, contour_path
from sitegen.demo.marks.data_table import html_table, thin
from sitegen.demo.marks.handle import Handle, check_handles, draw_handles
from sitegen.demo.marks.html import block, picture
from sitegen.demo.marks.mark import Floats, Mark, MarkError, check_range
from sitegen.demo.marks.note import Note, check_notes, draw_notes, tell_notes
from sitegen.demo.marks.number import compact, percent
from sitegen.demo.marks.palette import pale_palette, pixels_url
from sitegen.demo.marks.scale import Scale
from sitegen.demo.marks.shapes import dot_key, dots
from sitegen.demo.marks.style import paint
from sitegen.demo.marks.svg import UNITS, group, halo, layer, plane, stamps, stroke, text_line, units

_MOST_SIDE = 256
WIDE = 1.6
"""How many times as wide as high a plane is that fills wide places and whose sides narrow places cut."""
_SIZES = ((12, 16.0), (60, 9.0), (1_000, 7.0), (10**9, 5.0))
"""Up to so many points, dots have this size in pixels: many are smaller, so that the plane shows between."""


class Surface(Mark):
    """Values over a rectangle of the plane as colours: blue below the middle, clear at it, orange above.

    Values belong to the middles of equal cells; `Surface.plane` gives those middles.

    Shape:
        values: (rows, columns), at most 256 each; row 0 has the lowest y, column 0 the lowest x.
        points: (n, 2), drawn over the surface.
        classes: (n,), whole numbers from 0; 0 is drawn in blue, 1 in orange, each with its own shape.
        notes: words at places of the plane.
        handles: places that a reader drags.

    Where both ranges are equally long, the picture is a square. Where x is 1.6 times as long as y, it fills a
    wide place, and a narrow place shows its middle. Other ranges, and all with `stretch`, fill the place.
    """

    kind: ClassVar[str] = "surface"

    def __init__(
        self,
        values: npt.ArrayLike,
        *,
        label: str = "",
        x_range: tuple[float, float] = (-1.0, 1.0),
        y_range: tuple[float, float] = (-1.0, 1.0),
        low: float = 0.0,
        high: float = 1.0,
        x_label: str = "",
        y_label: str = "",
        points: npt.ArrayLike | None = None,
        classes: npt.ArrayLike | None = None,
        class_names: Sequence[str] = (),
        boundary: bool = True,
        stretch: bool = False,
        notes: Sequence[Note] = (),
        handles: Sequence[Handle] = (),
    ) -> None:
        super().__init__(label)
        self.values = self._matrix("values", values)
        if max(self.values.shape) > _MOST_SIDE:
            raise MarkError(f"Surface: values has shape {self.values.shape}; at most 256 rows and columns")
        check_range("Surface", "x_range", x_range, log=False)
        check_range("Surface", "y_range", y_range, log=False)
        check_range("Surface", "(low, high)", (low, high), log=False)
        self.points = self._pairs("points", np.empty((0, 2)) if points is None else points)
        self.class_names = tuple(class_names)
        self.classes = self._classes("classes", classes, len(self.points), self.class_names)
        self.x_range, self.y_range, self.low, self.high = x_range, y_range, low, high
        self.x_label, self.y_label, self.boundary = x_label, y_label, boundary
        self.stretch, self.notes = stretch, check_notes("Surface", notes)
        self.handles = check_handles("Surface", handles)

    @staticmethod
    def plane(
        side: int | tuple[int, int] = 50,
        x_range: tuple[float, float] = (-1.0, 1.0),
        y_range: tuple[float, float] = (-1.0, 1.0),
    ) -> npt.NDArray[np.float32]:
        """Return the middles of cells, row by row from the lowest y. Shape: (rows * columns, 2).

        Args:
            side: how many rows and columns there are; a pair where these differ.
            x_range: the ends of the plane in x.
            y_range: the ends of the plane in y.
        """
        rows, columns = (side, side) if isinstance(side, int) else side
        grid = np.empty((rows, columns, 2), dtype=np.float32)
        grid[:, :, 0] = x_range[0] + (np.arange(columns) + 0.5) / columns * (x_range[1] - x_range[0])
        grid[:, :, 1] = (y_range[0] + (np.arange(rows) + 0.5) / rows * (y_range[1] - y_range[0]))[:, None]
        return grid.reshape(-1, 2)

    @property
    def middle(self) -> float:
        """The value that is painted clear, and along which the boundary runs."""
        return (self.low + self.high) / 2

    def picture(self, name: str) -> str:
        """Return the surface as SVG with the pixels embedded."""
        x = Scale(*self.x_range, 0, UNITS)
        y = Scale(*self.y_range, UNITS, 0)
        source = pixels_url(self.values[::-1], self.low, self.high, pale_palette())
        pixels = f'<image href="{source}" width="100%" height="100%" preserveAspectRatio="none"/>'
        texts = self._ticks(x, y) + draw_notes(self.notes, x, y) + draw_handles(self.handles, x, y)
        inside = layer(pixels + plane(self._boundary() + self._points(x, y)) + texts)
        shape = self._shape()
        place = block(f"mark-place mark-place-{shape}", block(f"mark-frame mark-{shape}", inside))
        return picture(self.kind, name, legend("", self._keys()) + place, f"mark-is-{shape}")

    def sentence(self) -> str:
        """Say the values' range, the share of the plane above the middle, and the points."""
        share = percent(float((self.values > self.middle).mean()), 0)
        text = (
            f"Values run from {compact(self.values.min())} to {compact(self.values.max())}; "
            f"{share} of the plane lies above {compact(self.middle)}"
        )
        if not len(self.points):
            return f"{text}{tell_notes(self.notes)}."
        counts = [
            f"{int((self.classes == place).sum()):,} {text}" for place, text in enumerate(self._class_texts())
        ]
        return f"{text}; the points are {' and '.join(counts)}{tell_notes(self.notes)}."

    def table(self) -> str:
        """Return the surface's values at evenly spread places, the highest y on top."""
        rows = thin(self.values.shape[0], 7)[::-1]
        columns = thin(self.values.shape[1], 7)
        xs = self._middles(self.x_range, self.values.shape[1])
        ys = self._middles(self.y_range, self.values.shape[0])
        head = [f"{self.y_label or 'y'} \\ {self.x_label or 'x'}", *(compact(xs[c], 2) for c in columns)]
        cells = ([compact(ys[r], 2), *(compact(self.values[r, c], 2) for c in columns)] for r in rows)
        return html_table(head, cells, caption="The value at places spread over the plane")

    def _shape(self) -> str:
        """Return how the picture fits its place: `square`, `crop` or `stretch`."""
        ratio = (self.x_range[1] - self.x_range[0]) / (self.y_range[1] - self.y_range[0])
        if self.stretch:
            return "stretch"
        return "square" if abs(ratio - 1) < 0.01 else "crop" if abs(ratio - WIDE) < 0.01 else "stretch"

    def _keys(self) -> list[tuple[str, str]]:
        names = self.class_names if len(self.points) else ()
        return [(dot_key(place), text) for place, text in enumerate(names)]

    def _class_texts(self) -> tuple[str, ...]:
        most = int(self.classes.max()) + 1
        return self.class_names or tuple(f"of class {place}" for place in range(most))

    def _ticks(self, x: Scale, y: Scale) -> str:
        """Return the axes' labels and ticks inside the edges; nothing where the axes have no label."""
        if not self.x_label and not self.y_label:
            return ""
        inner = ticks_of(x, 4)
        across = [
            text_line(place, 1, text, attributes=' dy="-7"') for place, text in inner if 0.1 < place < 0.8
        ]
        inner = ticks_of(y, 4)
        down = [
            text_line(0, place, text, attributes=' dx="8" dy="4"')
            for place, text in inner
            if 0.2 < place < 0.9
        ]
        right = ' dx="-8" dy="-7" text-anchor="end"'
        ends = (
            text_line(1, 1, self.x_label, attributes=right),
            text_line(0, 0, self.y_label, attributes=' dx="8" dy="18"'),
        )
        muted = f"{halo()}{paint(fill='muted')}"
        return group(across, f'text-anchor="middle" {muted}') + group([*down, *ends], muted)

    def _boundary(self) -> str:
        rows, columns = self.values.shape
        if not self.boundary or min(rows, columns) < 2:
            return ""
        # One extrapolated row and column on each side, so that the line reaches the edges.
        ends = contour(np.pad(self.values[::-1], 1, mode="reflect", reflect_type="odd"), self.middle)
        # A value belongs to the middle of its cell, hence the half.
        ends = (ends - 0.5) * np.array([UNITS / columns, UNITS / rows] * 2)
        data = contour_path(units(*ends.T)) if len(ends) else ""
        return stroke(data, "paper", 5, opacity=0.8) + stroke(data, "line", 2)

    def _points(self, x: Scale, y: Scale) -> str:
        size = next(size for most, size in _SIZES if len(self.points) <= most)
        drawn = []
        for place in range(int(self.classes.max()) + 1 if len(self.classes) else 0):
            chosen = self.points[self.classes == place]
            data = stamps(units(x.place(chosen[:, 0]), y.place(chosen[:, 1])))
            drawn.append(dots(data, place, size=size))
        return "".join(drawn)

    @staticmethod
    def _middles(ends: tuple[float, float], cells: int) -> Floats:
        return ends[0] + (np.arange(cells) + 0.5) / cells * (ends[1] - ends[0])
