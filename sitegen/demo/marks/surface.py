"""Surface: a function over the plane, as colours, with points over it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from sitegen.demo.marks.axes import LEFT, RIGHT, STAMPS, Box, axes, dot_key, dots, footer, header
from sitegen.demo.marks.contour import contour
from sitegen.demo.marks.data_table import html_table, thin
from sitegen.demo.marks.mark import Floats, Mark, MarkError, check_range
from sitegen.demo.marks.number import compact, percent
from sitegen.demo.marks.palette import diverging_palette, pixels_url
from sitegen.demo.marks.scale import Scale
from sitegen.demo.marks.style import class_colour, paint
from sitegen.demo.marks.svg import WIDTH, number, picture, segments, stamps

_SIDE = WIDTH - LEFT - RIGHT
_MOST_SIDE = 256


class Surface(Mark):
    """Values over a rectangle of the plane as colours: blue below the middle, clear at it, orange above.

    Values belong to the middles of equal cells; `Surface.plane` gives those middles.

    Shape:
        values: (rows, columns), at most 256 each; row 0 has the lowest y, column 0 the lowest x.
        points: (n, 2), drawn over the surface.
        classes: (n,), whole numbers from 0; 0 is drawn in blue, 1 in orange, each with its own shape.
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

    @staticmethod
    def plane(
        side: int = 50,
        x_range: tuple[float, float] = (-1.0, 1.0),
        y_range: tuple[float, float] = (-1.0, 1.0),
    ) -> npt.NDArray[np.float32]:
        """Return the middles of side × side cells, row by row from the lowest y. Shape: (side * side, 2)."""
        share = (np.arange(side) + 0.5) / side
        x = x_range[0] + share * (x_range[1] - x_range[0])
        y = y_range[0] + share * (y_range[1] - y_range[0])
        grid = np.empty((side, side, 2), dtype=np.float32)
        grid[:, :, 0], grid[:, :, 1] = x, y[:, None]
        return grid.reshape(-1, 2)

    @property
    def middle(self) -> float:
        """The value that is painted clear, and along which the boundary runs."""
        return (self.low + self.high) / 2

    def picture(self, name: str) -> str:
        """Return the surface as SVG with the pixels embedded."""
        above, top = header(self.y_label, self._keys())
        box = Box(LEFT, top, _SIDE, _SIDE)
        x = Scale(*self.x_range, 0, box.width)
        y = Scale(*self.y_range, box.height, 0)
        source = pixels_url(self.values[::-1], self.low, self.high, diverging_palette())
        pixels = (
            f'<image href="{source}" width="{number(box.width)}" height="{number(box.height)}"'
            ' preserveAspectRatio="none"/>'
        )
        inside = box.clipped(pixels + self._boundary(box) + self._points(x, y))
        around = (
            f'<rect x="{number(box.left)}" y="{number(box.top)}" width="{number(box.width)}"'
            f' height="{number(box.height)}"{paint(fill="none", stroke="ink")} stroke-opacity=".35"/>'
        )
        body = above + axes(box, x, y, x_label=self.x_label, most_x=4, most_y=4, grid=False) + inside + around
        return picture(self.kind, box.bottom + footer(self.x_label), name, body)

    def sentence(self) -> str:
        """Say the values' range, the share of the plane above the middle, and the points."""
        share = percent(float((self.values > self.middle).mean()), 0)
        text = (
            f"Values run from {compact(self.values.min())} to {compact(self.values.max())}; "
            f"{share} of the plane lies above {compact(self.middle)}"
        )
        if not len(self.points):
            return f"{text}."
        counts = [
            f"{int((self.classes == place).sum()):,} {text}" for place, text in enumerate(self._class_texts())
        ]
        return f"{text}; the points are {' and '.join(counts)}."

    def table(self) -> str:
        """Return the surface's values at evenly spread places, the highest y on top."""
        rows = thin(self.values.shape[0], 7)[::-1]
        columns = thin(self.values.shape[1], 7)
        xs = self._middles(self.x_range, self.values.shape[1])
        ys = self._middles(self.y_range, self.values.shape[0])
        head = [f"{self.y_label or 'y'} \\ {self.x_label or 'x'}", *(compact(xs[c], 2) for c in columns)]
        cells = ([compact(ys[r], 2), *(compact(self.values[r, c], 2) for c in columns)] for r in rows)
        return html_table(head, cells, caption="The value at places spread over the plane")

    def _keys(self) -> list[tuple[str, str]]:
        names = self.class_names if len(self.points) else ()
        return [(dot_key(place, class_colour(place)), text) for place, text in enumerate(names)]

    def _class_texts(self) -> tuple[str, ...]:
        most = int(self.classes.max()) + 1
        return self.class_names or tuple(f"of class {place}" for place in range(most))

    def _boundary(self, box: Box) -> str:
        rows, columns = self.values.shape
        if not self.boundary or min(rows, columns) < 2:
            return ""
        # One extrapolated row and column on each side, so that the line reaches the edges.
        ends = contour(np.pad(self.values[::-1], 1, mode="reflect", reflect_type="odd"), self.middle)
        if not len(ends):
            return ""
        # A value belongs to the middle of its cell, hence the half.
        ends = (ends - 0.5) * np.array([box.width / columns, box.height / rows] * 2)
        data = segments(ends)
        return (
            '<g fill="none" stroke-linecap="round">'
            f'<path d="{data}"{paint(stroke="paper")} stroke-width="3.6" stroke-opacity=".7"/>'
            f'<path d="{data}"{paint(stroke="ink")} stroke-width="1.6"/></g>'
        )

    def _points(self, x: Scale, y: Scale) -> str:
        # Many points are drawn smaller, so that the surface is visible between them.
        size = 1.2 if len(self.points) <= 12 else 0.9 if len(self.points) <= 160 else 0.72
        drawn = []
        for place in range(int(self.classes.max()) + 1 if len(self.classes) else 0):
            chosen = self.points[self.classes == place]
            stamp = STAMPS[place % len(STAMPS)][0]
            data = stamps(x.place(chosen[:, 0]), y.place(chosen[:, 1]), stamp)
            drawn.append(dots(data, place, class_colour(place), size=size))
        return "".join(drawn)

    @staticmethod
    def _middles(ends: tuple[float, float], cells: int) -> Floats:
        return ends[0] + (np.arange(cells) + 0.5) / cells * (ends[1] - ends[0])
