"""Ink: a pad to draw on; the strokes become an array of grey values."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from sitegen.demo.controls.value import EncodedValue, InvalidValueError, join_faults, parse_numbers
from sitegen.demo.records import InkData

Pixels = npt.NDArray[np.float32]
Stroke = npt.NDArray[np.float64]

_MOST_POINTS = 5_000
_MOST_SIDE = 256
_CLOSE = 0.25  # pixels; a point nearer than this to the one before changes nothing that can be seen
_BATCH = 1 << 18  # distances computed at once: 1 MB


@dataclass(frozen=True)
class Drawing(EncodedValue):
    """Strokes as text, `x,y x,y;x,y x,y`: x to the right and y downwards, from 0 to 1; `;` between strokes.

    `parse_controls` adds the pad's size, from which `pixels` follow.
    """

    text: str = ""
    width: int = 0
    height: int = 0
    brush: float = 0.0
    """The brush's diameter in pixels."""

    @cached_property
    def strokes(self) -> tuple[Stroke, ...]:
        """The strokes. Shape: each (points, 2), x and y from 0 to 1, y downwards."""
        parts = [part for part in self.text.split(";") if part.strip()]
        return tuple(np.array([[float(n) for n in p.split(",")] for p in part.split()]) for part in parts)

    @cached_property
    def pixels(self) -> Pixels:
        """The drawing as a read-only array, 0 paper, 1 ink. Shape: (height, width), float32."""
        if not self.width:
            raise ValueError(
                "this Drawing has no size yet; make its controls with parse_controls(Controls, {})"
            )
        drawn = draw(self.strokes, self.width, self.height, self.brush)
        drawn.setflags(write=False)
        return drawn


@dataclass(frozen=True, slots=True)
class Ink:
    """A drawing pad of `width` × `height` pixels.

    Args:
        brush: the round brush's diameter in pixels; a twelfth of the width when absent.
    """

    kind: ClassVar[str] = "ink"
    types: ClassVar[tuple[type, ...]] = (Drawing,)
    width: int = 28
    height: int = 28
    brush: float | None = None
    live: bool = False
    label: str = ""
    main: bool = False

    def faults(self) -> list[str]:
        """Return what is wrong with the declaration."""
        found = []
        if not (2 <= self.width <= _MOST_SIDE and 2 <= self.height <= _MOST_SIDE):
            found.append(f"has {self.width} × {self.height} pixels; expected 2 to {_MOST_SIDE} each way")
        if self.brush is not None and not 0.5 <= self.brush <= max(self.width, self.height):
            found.append(f"has a brush of {self.brush:g} pixels; expected 0.5 to the pad's larger side")
        return found

    def parse(self, value: object, field_type: type) -> Drawing:  # noqa: ARG002 the field can only be a Drawing
        """Return the drawing at this pad's size, with three decimals, or raise `InvalidValueError`."""
        expected = "strokes 'x,y x,y;x,y' with numbers from 0 to 1"
        text = value.text if isinstance(value, Drawing) else value
        if not isinstance(text, str):
            raise InvalidValueError(expected)
        faults: list[str] = []
        written: list[str] = []
        total = 0
        for place, part in enumerate((part for part in text.split(";") if part.strip()), 1):
            points = [parse_numbers(point, 2) for point in part.split()]
            total += len(points)
            faults += [
                f"stroke {place} has {point!r}"
                for point, pair in zip(part.split(), points, strict=True)
                if pair is None or not all(0 <= number <= 1 for number in pair)
            ]
            written.append(" ".join(",".join(_short(number) for number in pair) for pair in points if pair))
        if total > _MOST_POINTS:
            faults.append(f"it has {total:,} points, more than {_MOST_POINTS:,}")
        if faults:
            raise InvalidValueError(expected, join_faults(faults))
        return Drawing(";".join(written), self.width, self.height, self._brush())

    def describe(self, field_type: type) -> InkData:  # noqa: ARG002 ditto
        """Return what only a drawing pad has."""
        return {"width": self.width, "height": self.height, "brush": self._brush()}

    def _brush(self) -> float:
        return round(self.width / 12, 2) if self.brush is None else self.brush


def draw(strokes: tuple[Stroke, ...], width: int, height: int, brush: float) -> Pixels:
    """Draw strokes with a round brush. At the edge of a stroke the ink falls from 1 to 0 over one pixel.

    Where strokes cross, the ink is no darker. The same strokes give the same bits on every machine.

    Shape:
        strokes: each (points, 2), from 0 to 1; returns (height, width), float32.
    """
    pixels = np.zeros(height * width, dtype=np.float32)
    ends = [_segments(stroke * (width, height)) for stroke in strokes if len(stroke)]
    if not ends:
        return pixels.reshape(height, width)
    start, along = np.concatenate(ends).astype(np.float32).transpose(1, 0, 2)
    down, across = np.divmod(np.arange(height * width, dtype=np.int64), width)
    centres = np.stack((across, down), axis=1).astype(np.float32) + np.float32(0.5)
    length = along[:, 0] * along[:, 0] + along[:, 1] * along[:, 1]
    length[length == 0] = 1
    reach = np.float32(brush / 2 + 0.5)
    batch = max(1, _BATCH // len(pixels))
    for first in range(0, len(start), batch):
        some = slice(first, first + batch)
        (x0, y0), (dx, dy) = start[some].T[..., None], along[some].T[..., None]
        x, y = centres[:, 0] - x0, centres[:, 1] - y0
        share = np.clip((x * dx + y * dy) / length[some, None], 0, 1)
        x -= share * dx
        y -= share * dy
        nearest = np.sqrt((x * x + y * y).min(axis=0))
        np.maximum(pixels, np.clip(reach - nearest, 0, 1), out=pixels)
    return pixels.reshape(height, width)


def _segments(points: Stroke) -> Stroke:
    """Return the segments of a stroke in pixels, start and difference of each. Shape: (n, 2, 2)."""
    chosen = [points[0]]
    for point in points[1:-1]:
        step = point - chosen[-1]
        if step[0] * step[0] + step[1] * step[1] >= _CLOSE * _CLOSE:
            chosen.append(point)
    chosen.append(points[-1])
    line = np.array(chosen)
    return np.stack((line[:-1], line[1:] - line[:-1]), axis=1)


def _short(number: float) -> str:
    return f"{number:.3f}".rstrip("0").rstrip(".")
