"""The line along which a surface takes one value, by marching squares."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sitegen.demo.marks.mark import Floats
from sitegen.demo.marks.svg import Units, polyline


def contour(values: Floats, level: float) -> Floats:
    """Return the segments of the level's line, in units of rows and columns.

    Shape:
        values: (rows, columns), both >= 2.
        returns: (n, 4), column and row of one end, column and row of the other.
    """
    above = values > level
    corners = above[:-1, :-1].astype(np.int8) + above[:-1, 1:] + above[1:, 1:] + above[1:, :-1]
    rows, columns = np.nonzero((corners > 0) & (corners < 4))
    if not len(rows):
        return np.empty((0, 4))
    # The four edges of a square in order: top, right, bottom, left, each from corner to corner.
    starts = ((0, 0), (0, 1), (1, 1), (1, 0))
    ends = ((0, 1), (1, 1), (1, 0), (0, 0))
    crossed = np.empty((len(rows), 4), dtype=bool)
    places = np.empty((len(rows), 4, 2))
    for edge, ((r0, c0), (r1, c1)) in enumerate(zip(starts, ends, strict=True)):
        a, b = values[rows + r0, columns + c0], values[rows + r1, columns + c1]
        crossed[:, edge] = (a > level) != (b > level)
        share = (level - a) / np.where(crossed[:, edge], b - a, 1)
        places[:, edge, 0] = columns + c0 + share * (c1 - c0)
        places[:, edge, 1] = rows + r0 + share * (r1 - r0)
    return np.concatenate((_simple(crossed, places), _saddles(crossed, places)))


def _simple(crossed: npt.NDArray[np.bool_], places: Floats) -> Floats:
    """Join the two crossings of each square that has two."""
    chosen = crossed.sum(1) == 2
    mask, found = crossed[chosen], places[chosen]
    rows = np.arange(len(mask))
    first, last = mask.argmax(1), 3 - mask[:, ::-1].argmax(1)
    return np.concatenate((found[rows, first], found[rows, last]), axis=1)


def _saddles(crossed: npt.NDArray[np.bool_], places: Floats) -> Floats:
    """Join the four crossings of a saddle in pairs; which pairs makes no visible difference."""
    found = places[crossed.sum(1) == 4].reshape(-1, 8)
    pairs: Floats = found.reshape(-1, 4)
    return pairs


def joined(ends: Units) -> list[Units]:
    """Join segments into lines, as long as they can be.

    Shape:
        ends: (n, 4), whole numbers: x and y of one end, x and y of the other.
        returns: for each line (points, 2); a closed line ends where it begins.
    """
    ends = ends[(ends[:, :2] != ends[:, 2:]).any(axis=1)]
    rows = [((x0, y0), (x1, y1)) for x0, y0, x1, y1 in ends.tolist()]
    at: dict[tuple[int, int], list[int]] = {}
    for number, (first, last) in enumerate(rows):
        at.setdefault(first, []).append(number)
        at.setdefault(last, []).append(number)
    left = set(range(len(rows)))
    # Open lines first, from an end that no other segment shares; what is left then are closed lines.
    starts = [point for point, numbers in at.items() if len(numbers) % 2] + [first for first, _ in rows]
    lines = []
    for start in starts:
        line = _follow(start, rows, at, left)
        if len(line) > 1:
            lines.append(np.array(line))
    return lines


def contour_path(ends: Units) -> str:
    """Return the path data of joined segments. Shape: ends: (n, 4)."""
    return "".join(polyline(line) for line in joined(ends))


def _follow(
    point: tuple[int, int],
    rows: list[tuple[tuple[int, int], tuple[int, int]]],
    at: dict[tuple[int, int], list[int]],
    left: set[int],
) -> list[tuple[int, int]]:
    """Return the points of the line from a point on, and take its segments from those that are left."""
    line = [point]
    while True:
        number = next((number for number in at[point] if number in left), None)
        if number is None:
            return line
        left.remove(number)
        first, last = rows[number]
        point = last if point == first else first
        line.append(point)
