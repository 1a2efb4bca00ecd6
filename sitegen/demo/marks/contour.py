"""The line along which a surface takes one value, by marching squares."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sitegen.demo.marks.mark import Floats


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
