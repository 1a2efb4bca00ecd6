"""Graph: a network as circles and lines, weights as width, colour and dash."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from sitegen.demo.marks.data_table import MOST_ROWS, html_table, part
from sitegen.demo.marks.mark import Floats, Mark, MarkError
from sitegen.demo.marks.number import compact
from sitegen.demo.marks.style import paint
from sitegen.demo.marks.svg import (
    TEXT_SIZE,
    WIDTH,
    number,
    picture,
    segments,
    shorten,
    text_line,
    text_width,
)

_HEIGHT = 190
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
        for place, (layer, size) in enumerate(zip(self.names, self.sizes, strict=True)):
            if layer and len(layer) != size:
                raise MarkError(f"Graph: names[{place}] has {len(layer)} names; expected {size}")
        if values and len(values) != len(self.sizes):
            raise MarkError(f"Graph: values has {len(values)} layers; expected {len(self.sizes)}")
        self.values = [
            self._vector(f"values[{place}]", layer, self.sizes[place]) for place, layer in enumerate(values)
        ]

    def picture(self, name: str) -> str:
        """Return the network as SVG."""
        shown = [self._shown(size) for size in self.sizes]
        spots = self._spots(shown)
        radius = 19.0 if self.values else 9.0 if max(len(layer) for layer in shown) <= 6 else 6.5
        largest = max(float(np.abs(w).max()) for w in self.weights) or 1.0
        lines, texts = [], []
        write = sum(len(a) * len(b) for a, b in pairwise(shown)) <= _MOST_TEXTS
        for place, matrix in enumerate(self.weights):
            chosen = matrix[np.ix_(shown[place + 1], shown[place])]
            lines.append(_lines(chosen, spots[place], spots[place + 1], largest))
            if write:
                texts.append(_weight_texts(chosen, spots[place], spots[place + 1]))
        nodes = [
            self._node(layer, unit, spot, radius)
            for layer, row in enumerate(shown)
            for unit, spot in zip(row, spots[layer], strict=True)
        ]
        counts = "".join(
            text_line(
                spots[place][0][0],
                _HEIGHT - 4,
                f"{len(row)} of {size:,}",
                anchor="middle",
                fill="muted",
            )
            for place, (row, size) in enumerate(zip(shown, self.sizes, strict=True))
            if len(row) < size
        )
        return picture(self.kind, _HEIGHT, name, "".join((*lines, *nodes, *texts, counts)))

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

    def _spots(self, shown: list[list[int]]) -> list[list[tuple[float, float]]]:
        left = max((text_width(text) for text in self.names[0]), default=0) + 30
        right = WIDTH - max((text_width(text) for text in self.names[-1]), default=0) - 30
        xs = np.linspace(min(left, 130), max(right, WIDTH - 130), len(shown))
        tall = (
            _HEIGHT - 18
            if any(len(row) < size for row, size in zip(shown, self.sizes, strict=True))
            else _HEIGHT
        )
        return [
            [(float(x), tall * (place + 0.5) / len(row)) for place in range(len(row))]
            for x, row in zip(xs, shown, strict=True)
        ]

    def _node(self, layer: int, unit: int, spot: tuple[float, float], radius: float) -> str:
        x, y = spot
        body = (
            f'<circle cx="{number(x)}" cy="{number(y)}" r="{radius:g}"'
            f'{paint(fill="paper", stroke="ink")} stroke-width="1.5"/>'
        )
        if self.values:
            body += text_line(x, y + 4, compact(self.values[layer][unit], 2), anchor="middle")
        if not self.names[layer]:
            return body
        text = shorten(self.names[layer][unit], 92)
        if layer == 0:
            return body + text_line(x - radius - 6, y + 4.5, text, anchor="end", size=TEXT_SIZE)
        if layer == len(self.sizes) - 1:
            return body + text_line(x + radius + 6, y + 4.5, text, size=TEXT_SIZE)
        return body + text_line(x, y - radius - 5, text, anchor="middle", size=TEXT_SIZE)

    def _unit(self, layer: int, unit: int) -> str:
        if self.names[layer]:
            return self.names[layer][unit]
        return f"unit {unit + 1} of layer {layer + 1}"


def _lines(
    matrix: Floats, starts: list[tuple[float, float]], ends: list[tuple[float, float]], largest: float
) -> str:
    """Return the lines of one pair of layers, faint ones first. Shape: matrix: (ends, starts)."""
    corners = np.empty((len(ends), len(starts), 4))
    corners[:, :, :2], corners[:, :, 2:] = np.array(starts)[None], np.array(ends)[:, None]
    share = np.abs(matrix) / largest
    band = np.minimum((share * _BANDS).astype(np.int64), _BANDS - 1)
    paths = []
    for number_of_band in range(_BANDS):
        for positive in (False, True):
            chosen = corners[(band == number_of_band) & ((matrix >= 0) == positive)]
            if len(chosen):
                strength = (number_of_band + 0.5) / _BANDS
                dash = "" if positive else ' stroke-dasharray="5 3"'
                width, opacity = 0.8 + 3.4 * strength, 0.35 + 0.6 * strength
                paths.append(
                    f'<path d="{segments(chosen)}"{paint(stroke="positive" if positive else "negative")}'
                    f' stroke-width="{width:.1f}" stroke-opacity="{opacity:.2f}"{dash}/>'
                )
    return f'<g fill="none">{"".join(paths)}</g>'


def _weight_texts(matrix: Floats, starts: list[tuple[float, float]], ends: list[tuple[float, float]]) -> str:
    """Return the weights as numbers on their lines, near the starts, where the lines do not cross."""
    crossing = len(starts) > 1 and len(ends) > 1
    parts = []
    for row, (x1, y1) in enumerate(ends):
        for column, (x0, y0) in enumerate(starts):
            share = 0.34 if crossing else 0.42 if len(starts) > 1 or len(ends) == 1 else 0.58
            x, y = x0 + share * (x1 - x0), y0 + share * (y1 - y0)
            text = compact(matrix[row, column])
            width = text_width(text) + 6
            parts.append(
                f'<rect x="{number(x - width / 2)}" y="{number(y - 8)}" width="{number(width)}" height="16"'
                f' rx="4"{paint(fill="paper")}/>'
            )
            parts.append(text_line(x, y + 4.5, text, anchor="middle", size=TEXT_SIZE))
    return "".join(parts)


def _largest(matrix: Floats) -> list[tuple[int, int, float]]:
    """Return row, column and value of the largest entries in size, as many as a table shows."""
    flat = np.argsort(-np.abs(matrix), axis=None, kind="stable")[:MOST_ROWS]
    rows, columns = np.unravel_index(flat, matrix.shape)
    return [(int(r), int(c), float(matrix[r, c])) for r, c in zip(rows, columns, strict=True)]
