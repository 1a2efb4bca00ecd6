"""Scatter: points in the plane, their classes by shape and colour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy.typing as npt

from sitegen.demo.marks.axes import legend, plot
from sitegen.demo.marks.data_table import html_table
from sitegen.demo.marks.handle import Handle, check_handles, draw_handles
from sitegen.demo.marks.html import picture
from sitegen.demo.marks.mark import Mark, MarkError, check_range
from sitegen.demo.marks.note import Note, check_notes, draw_notes, tell_notes
from sitegen.demo.marks.number import compact
from sitegen.demo.marks.scale import Range, Scale, fit_range
from sitegen.demo.marks.shapes import dot_key, dots
from sitegen.demo.marks.svg import UNITS, stamps, units

_MOST_POINTS = 5_000
_SIZES = ((200, 8.0), (1_000, 6.0), (_MOST_POINTS, 4.5))
"""Up to so many points, dots have this size in pixels."""


class Scatter(Mark):
    """Points with a class each.

    Shape:
        points: (n, 2), x and y, n from 1 to 5,000.
        classes: (n,), whole numbers from 0; all one class when absent.
        notes: words at places.
        handles: places that a reader drags.
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
        notes: Sequence[Note] = (),
        handles: Sequence[Handle] = (),
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
        self.notes = check_notes("Scatter", notes)
        self.handles = check_handles("Scatter", handles)

    def picture(self, name: str) -> str:
        """Return the points as SVG."""
        names = self._names()
        keys = [(dot_key(place), text) for place, text in enumerate(names)]
        x = Scale(*fit_range(self.points[:, 0], self.x_range), 0, UNITS)
        y = Scale(*fit_range(self.points[:, 1], self.y_range), UNITS, 0)
        places = units(x.place(self.points[:, 0]), y.place(self.points[:, 1]))
        size = next(size for most, size in _SIZES if len(self.points) <= most)
        drawn = [dots(stamps(places[self.classes == n]), n, size=size) for n in range(len(names))]
        beyond = bool(((places < 0) | (places > UNITS)).any())
        body = plot(
            "".join(drawn),
            x,
            y,
            x_label=self.x_label,
            ends=draw_notes(self.notes, x, y) + draw_handles(self.handles, x, y),
            clip=beyond,
        )
        return picture(self.kind, name, legend(self.y_label, keys if len(names) > 1 else [], name) + body)

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
        text = f"{'; '.join(parts)}{tell_notes(self.notes)}."
        return text[0].upper() + text[1:]

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
