"""Graph: a network as circles and lines, weights as width, colour and dash."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from sitegen.demo.marks.data_table import MOST_ROWS, html_table, part
from sitegen.demo.marks.html import block, picture
from sitegen.demo.marks.mark import Floats, Mark, MarkError
from sitegen.demo.marks.number import compact
from sitegen.demo.marks.style import NEGATIVE, POSITIVE, paint
from sitegen.demo.marks.svg import (
    UNITS,
    group,
    halo,
    layer,
    plane,
    share,
    shorten,
    stroke,
    text_line,
    text_width,
)

_GUTTERS = (20, 56, 104)  # pixels beside the first and the last layer; the style sheet has the same numbers
_MOST_NODES = 10  # of one layer; of a wider layer, evenly spread units are drawn with a note of their number
_BANDS = 5  # the number of line widths, each of them one path
_MOST_TEXTS = 12  # with at most this many weights, each is written beside its line


class Graph(Mark):
    """Layers of units joined by weights: orange and solid above zero, blue and dashed below.

    Shape:
        weights: one matrix (out, in) for each pair of neighbouring layers, as `Linear` keeps them.
        values: for each layer (units,), written into the circles; or none.
        names: for each layer the names of its units; empty where they have none.
    """

    kind: ClassVar[str] = "graph"

    def __init__(
        self,
        weights: Sequence[npt.ArrayLike],
        *,
        label: str = "",
        names: Sequence[Sequence[str]] = (),
        values: Sequence[npt.ArrayLike] = (),
    ) -> None:
        super().__init__(label)
        if not weights:
            raise MarkError("Graph: no weights; expected one matrix for each pair of layers")
        self.weights = [self._matrix(f"weights[{place}]", w) for place, w in enumerate(weights)]
        self.sizes = [self.weights[0].shape[1], *(w.shape[0] for w in self.weights)]
        for place, matrix in enumerate(self.weights):
            if matrix.shape[1] != self.sizes[place]:
                raise MarkError(
                    f"Graph: weights[{place}] has shape {matrix.shape}; expected (out, {self.sizes[place]})"
                )
        self.names = [list(layer) for layer in names] or [[] for _ in self.sizes]
        if len(self.names) != len(self.sizes):
            raise MarkError(f"Graph: names has {len(self.names)} layers; expected {len(self.sizes)}")
        for place, (texts, size) in enumerate(zip(self.names, self.sizes, strict=True)):
            if texts and len(texts) != size:
                raise MarkError(f"Graph: names[{place}] has {len(texts)} names; expected {size}")
        if values and len(values) != len(self.sizes):
            raise MarkError(f"Graph: values has {len(values)} layers; expected {len(self.sizes)}")
        self.values = [
            self._vector(f"values[{place}]", layer, self.sizes[place]) for place, layer in enumerate(values)
        ]

    def picture(self, name: str) -> str:
        """Return the network as SVG; the names of the first and the last layer stand beside it."""
        shown = [self._shown(size) for size in self.sizes]
        cut = any(len(row) < size for row, size in zip(shown, self.sizes, strict=True))
        spots = _spots(shown)
        radius = 19.0 if self.values else 9.0 if max(len(layer) for layer in shown) <= 6 else 6.5
        largest = max(float(np.abs(w).max()) for w in self.weights) or 1.0
        lines, texts = [], []
        write = sum(len(a) * len(b) for a, b in pairwise(shown)) <= _MOST_TEXTS
        for place, matrix in enumerate(self.weights):
            chosen = matrix[np.ix_(shown[place + 1], shown[place])]
            lines.append(_lines(chosen, spots[place], spots[place + 1], largest))
            if write:
                texts += _weight_texts(chosen, spots[place], spots[place + 1])
        nodes = [
            self._node(depth, unit, spot, radius)
            for depth, row in enumerate(shown)
            for unit, spot in zip(row, spots[depth], strict=True)
        ]
        counts = [
            text_line(spots[place][0][0], 1, f"{len(row)} of {size:,}", attributes=' dy="16"')
            for place, (row, size) in enumerate(zip(shown, self.sizes, strict=True))
            if len(row) < size
        ]
        body = (
            plane("".join(lines))
            + "".join(nodes)
            + group(texts, f'text-anchor="middle" transform="translate(0 4)" {halo()}')
            + group(counts, f'text-anchor="middle"{paint(fill="muted")}')
        )
        left, right = (_gutter(self.names[end], radius) for end in (0, -1))
        classes = f"mark-net mark-left-{left} mark-right-{right}{' mark-counted' if cut else ''}"
        return picture(self.kind, name, block(classes, layer(body)))

    def sentence(self) -> str:
        """Say the layers' sizes and the largest weight."""
        sizes = [f"{size:,}" for size in self.sizes]
        place, matrix = max(enumerate(self.weights), key=lambda pair: float(np.abs(pair[1]).max()))
        where = np.unravel_index(int(np.abs(matrix).argmax()), matrix.shape)
        start, end = self._unit(place, int(where[1])), self._unit(place + 1, int(where[0]))
        text = f"{start} to {end} with {compact(matrix[where])}"
        return (
            f"Layers of {', '.join(sizes[:-1])} and {sizes[-1]} units; the largest weight goes from {text}."
        )

    def table(self) -> str:
        """Return the weights that are largest in size."""
        rows = [
            (abs(float(value)), self._unit(place, into), self._unit(place + 1, out), compact(value))
            for place, matrix in enumerate(self.weights)
            for out, into, value in _largest(matrix)
        ]
        rows.sort(key=lambda row: -row[0])
        total = sum(matrix.size for matrix in self.weights)
        shown = rows[:MOST_ROWS]
        caption = part(len(shown), total, "weights, the largest")
        return html_table(["from", "to", "weight"], (row[1:] for row in shown), caption=caption)

    def _shown(self, size: int) -> list[int]:
        if size <= _MOST_NODES:
            return list(range(size))
        return [int(place) for place in np.linspace(0, size - 1, _MOST_NODES).round()]

    def _node(self, layer: int, unit: int, spot: tuple[float, float], radius: float) -> str:
        x, y = spot
        body = (
            f'<circle cx="{share(x)}" cy="{share(y)}" r="{radius:g}"'
            f'{paint(fill="paper", stroke="ink")} stroke-width="1.5"/>'
        )
        if self.values:
            text = compact(self.values[layer][unit], 2)
            body += text_line(x, y, text, attributes=' dy="4" text-anchor="middle"')
        if not self.names[layer]:
            return body
        text = shorten(self.names[layer][unit], _GUTTERS[-1] - radius)
        last = layer == len(self.sizes) - 1
        off = radius + 6
        where = (
            f'dx="{-off:g}" dy="4" text-anchor="end"'
            if layer == 0
            else f'dx="{off:g}" dy="4"'
            if last
            else f'dy="{-off:g}" text-anchor="middle"'
        )
        return body + text_line(x, y, text, attributes=f" {where}")

    def _unit(self, layer: int, unit: int) -> str:
        if self.names[layer]:
            return self.names[layer][unit]
        return f"unit {unit + 1} of layer {layer + 1}"


def _spots(shown: list[list[int]]) -> list[list[tuple[float, float]]]:
    """Return the places of the units, as shares of the picture."""
    return [
        [(layer / (len(shown) - 1), (place + 0.5) / len(row)) for place in range(len(row))]
        for layer, row in enumerate(shown)
    ]


def _gutter(names: Sequence[str], radius: float) -> int:
    """Return which gutter has room for the names beside their circles."""
    widest = max((text_width(name) for name in names), default=-6.0) + 6 + radius
    return next((place for place, room in enumerate(_GUTTERS) if widest <= room), len(_GUTTERS) - 1)


def _lines(
    matrix: Floats, starts: list[tuple[float, float]], ends: list[tuple[float, float]], largest: float
) -> str:
    """Return the lines of one pair of layers, faint ones first. Shape: matrix: (ends, starts)."""
    corners = np.empty((len(ends), len(starts), 4))
    corners[:, :, :2], corners[:, :, 2:] = np.array(starts)[None], np.array(ends)[:, None]
    corners = np.rint(UNITS * corners).astype(np.int64)
    size = np.abs(matrix) / largest
    band = np.minimum((size * _BANDS).astype(np.int64), _BANDS - 1)
    paths = []
    for number_of_band in range(_BANDS):
        for positive in (False, True):
            chosen = corners[(band == number_of_band) & ((matrix >= 0) == positive)]
            strength = (number_of_band + 0.5) / _BANDS
            data = ("M%d %dL%d %d" * len(chosen)) % tuple(chosen.ravel().tolist())
            width, opacity = round(0.8 + 3.4 * strength, 1), round(0.35 + 0.6 * strength, 2)
            dash = "" if positive else "5 3"
            paths.append(stroke(data, POSITIVE if positive else NEGATIVE, width, opacity=opacity, dash=dash))
    return "".join(paths)


def _weight_texts(
    matrix: Floats, starts: list[tuple[float, float]], ends: list[tuple[float, float]]
) -> list[str]:
    """Return the weights as numbers on their lines, near the starts, where the lines do not cross."""
    crossing = len(starts) > 1 and len(ends) > 1
    parts = []
    for row, (x1, y1) in enumerate(ends):
        for column, (x0, y0) in enumerate(starts):
            along = 0.34 if crossing else 0.42 if len(starts) > 1 or len(ends) == 1 else 0.58
            x, y = x0 + along * (x1 - x0), y0 + along * (y1 - y0)
            parts.append(text_line(x, y, compact(matrix[row, column])))
    return parts


def _largest(matrix: Floats) -> list[tuple[int, int, float]]:
    """Return row, column and value of the largest entries in size, as many as a table shows."""
    flat = np.argsort(-np.abs(matrix), axis=None, kind="stable")[:MOST_ROWS]
    rows, columns = np.unravel_index(flat, matrix.shape)
    return [(int(r), int(c), float(matrix[r, c])) for r, c in zip(rows, columns, strict=True)]
