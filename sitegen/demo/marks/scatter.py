"""Scatter: points in the plane, their classes by shape and colour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

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
    origin_lines,
)
from sitegen.demo.marks.data_table import html_table
from sitegen.demo.marks.mark import Mark, MarkError, check_range
from sitegen.demo.marks.number import compact
from sitegen.demo.marks.scale import Range, Scale, fit_range
from sitegen.demo.marks.style import series
from sitegen.demo.marks.svg import WIDTH, picture, stamps

_HEIGHT = 220
_MOST_POINTS = 5_000


class Scatter(Mark):
    """Points with a class each.

    Shape:
        points: (n, 2), x and y, n from 1 to 5,000.
        classes: (n,), whole numbers from 0; all one class when absent.
    """

    kind: ClassVar[str] = "scatter"

    def __init__(
        self,
        points: npt.ArrayLike,
        classes: npt.ArrayLike | None = None,
        *,
        label: str = "",
        class_names: Sequence[str] = (),
        x_label: str = "",
        y_label: str = "",
        x_range: Range = (None, None),
        y_range: Range = (None, None),
    ) -> None:
        super().__init__(label)
        self.points = self._pairs("points", points)
        if not 1 <= len(self.points) <= _MOST_POINTS:
            raise MarkError(f"Scatter: {len(self.points):,} points; expected 1 to {_MOST_POINTS:,}")
        self.class_names = tuple(class_names)
        self.classes = self._classes("classes", classes, len(self.points), self.class_names)
        check_range("Scatter", "x_range", x_range, log=False)
        check_range("Scatter", "y_range", y_range, log=False)
        self.x_label, self.y_label, self.x_range, self.y_range = x_label, y_label, x_range, y_range

    def picture(self, name: str) -> str:
        """Return the points as SVG."""
        names = self._names()
        keys = [(dot_key(place, series(place)), text) for place, text in enumerate(names)]
        above, top = header(self.y_label, keys if len(names) > 1 else [])
        box = Box(LEFT, top, WIDTH - LEFT - RIGHT, _HEIGHT)
        x = Scale(*fit_range(self.points[:, 0], self.x_range), 0, box.width)
        y = Scale(*fit_range(self.points[:, 1], self.y_range), box.height, 0)
        across, down = x.place(self.points[:, 0]), y.place(self.points[:, 1])
        size = 1.0 if len(self.points) <= 200 else 0.75
        drawn = []
        for place in range(len(names)):
            chosen = self.classes == place
            data = stamps(across[chosen], down[chosen], STAMPS[place % len(STAMPS)][0])
            drawn.append(dots(data, place, series(place), size=size))
        body = (
            above
            + axes(box, x, y, x_label=self.x_label)
            + origin_lines(box, x, y)
            + box.clipped("".join(drawn))
        )
        return picture(self.kind, box.bottom + footer(self.x_label), name, body)

    def sentence(self) -> str:
        """Say how many points of each class there are, and their mean."""
        parts = []
        for place, text in enumerate(self._names()):
            chosen = self.points[self.classes == place]
            if not len(chosen):
                parts.append(f"no {text}")
                continue
            middle = f"({compact(chosen[:, 0].mean())}, {compact(chosen[:, 1].mean())})"
            parts.append(f"{len(chosen):,} {text} round {middle}")
        return f"{'; '.join(parts)}."[0].upper() + f"{'; '.join(parts)}."[1:]

    def table(self) -> str:
        """Return for each class the number of its points, their middle and their extent."""
        rows = []
        for place, text in enumerate(self._names()):
            chosen = self.points[self.classes == place]
            cells = [text, f"{len(chosen):,}"]
            for axis in (0, 1):
                values = chosen[:, axis]
                cells += (
                    [compact(v) for v in (values.mean(), values.min(), values.max())]
                    if len(values)
                    else ["–"] * 3
                )
            rows.append(cells)
        x, y = self.x_label or "x", self.y_label or "y"
        head = [
            "points",
            "number",
            f"mean {x}",
            f"least {x}",
            f"most {x}",
            f"mean {y}",
            f"least {y}",
            f"most {y}",
        ]
        return html_table(head, rows)

    def _names(self) -> tuple[str, ...]:
        if self.class_names:
            return self.class_names
        most = int(self.classes.max()) + 1
        return ("points",) if most == 1 else tuple(f"class {place}" for place in range(most))
