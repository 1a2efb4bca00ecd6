"""Points: a plane in which the reader sets points of several classes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from sitegen.demo.controls.value import EncodedValue, InvalidValueError, join_faults, parse_numbers
from sitegen.demo.plain_text import clean_text
from sitegen.demo.records import PointsData

_MOST_POINTS = 500
_MOST_CLASSES = 6  # as many as there are shapes and colours


@dataclass(frozen=True)
class PointSet(EncodedValue):
    """Points as text, `x,y,class;x,y,class`, in the data's own coordinates, classes counted from 0."""

    text: str = ""

    @cached_property
    def positions(self) -> npt.NDArray[np.float32]:
        """The points' coordinates, read-only. Shape: (n, 2), float32, x and y."""
        return self._columns()[0]

    @cached_property
    def classes(self) -> npt.NDArray[np.int64]:
        """The class of each point, read-only. Shape: (n,), int64."""
        return self._columns()[1]

    def _columns(self) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
        rows = [part.split(",") for part in self.text.split(";") if part]
        positions = np.array([row[:2] for row in rows], dtype=np.float32).reshape(-1, 2)
        classes = np.array([int(row[2]) for row in rows], dtype=np.int64)
        positions.setflags(write=False)
        classes.setflags(write=False)
        return positions, classes


@dataclass(frozen=True, slots=True)
class Points:
    """A plane from `x_range` to `y_range` that holds at most `most` points, each of one of the classes."""

    kind: ClassVar[str] = "points"
    types: ClassVar[tuple[type, ...]] = (PointSet,)
    x_range: tuple[float, float] = (-1.0, 1.0)
    y_range: tuple[float, float] = (-1.0, 1.0)
    classes: tuple[str, ...] = ("points",)
    most: int = 100
    live: bool = False
    label: str = ""
    main: bool = False

    def faults(self) -> list[str]:
        """Return what is wrong with the declaration."""
        found = []
        for name, (low, high) in (("x_range", self.x_range), ("y_range", self.y_range)):
            if not (math.isfinite(low) and math.isfinite(high) and low < high):
                found.append(f"has {name} ({low:g}, {high:g}); expected the lower end first")
        if not isinstance(self.classes, tuple) or not 1 <= len(self.classes) <= _MOST_CLASSES:
            found.append(f"has the classes {self.classes!r}; expected 1 to {_MOST_CLASSES} names")
        elif len(set(self.classes)) < len(self.classes):
            found.append("names a class twice")
        if not 1 <= self.most <= _MOST_POINTS:
            found.append(f"takes at most {self.most} points; expected 1 to {_MOST_POINTS}")
        return found

    def parse(self, value: object, field_type: type) -> PointSet:  # noqa: ARG002 the field can only be a PointSet
        """Return the points, their numbers with five digits at most, or raise `InvalidValueError`."""
        last = len(self.classes) - 1
        (left, right), (low, high) = self.x_range, self.y_range
        expected = (
            f"points 'x,y,class;x,y,class' with x from {left:g} to {right:g}, y from {low:g} to {high:g}"
            f" and {'class 0' if last == 0 else f'a class from 0 to {last}'}"
        )
        text = value.text if isinstance(value, PointSet) else value
        if not isinstance(text, str):
            raise InvalidValueError(expected)
        faults: list[str] = []
        written: list[str] = []
        parts = [part.strip() for part in text.split(";") if part.strip()]
        for place, part in enumerate(parts, 1):
            row = parse_numbers(part, 3)
            if row is None or not (left <= row[0] <= right and low <= row[1] <= high):
                faults.append(f"point {place} is {part!r}")
            elif row[2] != int(row[2]) or not 0 <= row[2] <= last:
                faults.append(f"point {place} has the class {row[2]:g}")
            else:
                written.append(f"{row[0] + 0.0:.5g},{row[1] + 0.0:.5g},{int(row[2])}")
        if len(parts) > self.most:
            faults.append(f"there are {len(parts)} points, more than {self.most}")
        if faults:
            raise InvalidValueError(expected, join_faults(faults))
        return PointSet(";".join(written))

    def describe(self, field_type: type) -> PointsData:  # noqa: ARG002 ditto
        """Return what only a plane of points has."""
        return {
            "x_range": list(self.x_range),
            "y_range": list(self.y_range),
            "classes": [clean_text(name) for name in self.classes],
            "most": self.most,
        }
