"""Arrows: two rows of words and what joins them, as attention or an alignment does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from sitegen.demo.marks.data_table import MOST_COLUMNS, html_table
from sitegen.demo.marks.mark import Mark, MarkError
from sitegen.demo.marks.number import compact
from sitegen.demo.marks.style import paint, series
from sitegen.demo.marks.svg import TEXT_SIZE, WIDTH, number, picture, shorten, text_line, text_width

_MOST_TOKENS = 24
_FAINT = 0.04  # connections weaker than this share of the strongest are not drawn
_ROW = 26.0
_GAP = 16.0
_TALL = 120.0  # between two rows
_MOST_WORD = 112.0


class Arrows(Mark):
    """Sources joined to targets by lines as strong as their weights.

    Short words are in two rows, sources above; long words are in two columns, sources on the left. The line
    from a target to its strongest source is the darkest; it is solid above zero and dashed below.

    Shape:
        sources, targets: words, 1 to 24 each.
        weights: (targets, sources), as attention has them: row t belongs to target t.
    """

    kind: ClassVar[str] = "arrows"

    def __init__(
        self,
        sources: Sequence[str],
        targets: Sequence[str],
        weights: npt.ArrayLike,
        *,
        label: str = "",
        source_label: str = "",
        target_label: str = "",
    ) -> None:
        super().__init__(label)
        for argument, tokens in (("sources", sources), ("targets", targets)):
            if isinstance(tokens, str) or not 1 <= len(tokens) <= _MOST_TOKENS:
                raise MarkError(
                    f"Arrows: {argument} holds {tokens!r}; expected a list of 1 to {_MOST_TOKENS} texts"
                )
        self.sources, self.targets = [str(s) for s in sources], [str(t) for t in targets]
        self.weights = self._matrix("weights", weights)
        if self.weights.shape != (len(targets), len(sources)):
            raise MarkError(
                f"Arrows: weights has shape {self.weights.shape}; expected ({len(targets)}, {len(sources)}), "
                "a row for each target"
            )
        self.source_label, self.target_label = source_label, target_label

    def picture(self, name: str) -> str:
        """Return words and lines as SVG."""
        rows = max(_across(self.sources), _across(self.targets)) <= WIDTH
        drawn, height = self._rows() if rows else self._columns()
        return picture(self.kind, height, name, drawn)

    def sentence(self) -> str:
        """Say for each target which source it is joined to most."""
        best = np.abs(self.weights).argmax(axis=1)
        texts = [
            f"{self.targets[target]} from {self.sources[source]} ({compact(self.weights[target, source], 2)})"
            for target, source in enumerate(best[:8])
        ]
        rest = f"; and {len(best) - 8} more" if len(best) > 8 else ""
        return f"The strongest connections: {'; '.join(texts)}{rest}."

    def table(self) -> str:
        """Return all weights, or, with many sources, the three strongest of each target."""
        if len(self.sources) <= MOST_COLUMNS:
            rows = (
                [target, *(compact(w, 2) for w in row)]
                for target, row in zip(self.targets, self.weights, strict=True)
            )
            return html_table(["", *self.sources], rows)
        ranked = np.argsort(-np.abs(self.weights), axis=1, kind="stable")[:, :3]
        rows = (
            [target, *(f"{self.sources[s]} {compact(self.weights[place, s], 2)}" for s in ranked[place])]
            for place, target in enumerate(self.targets)
        )
        return html_table([self.target_label or "target", "strongest", "second", "third"], rows)

    def _rows(self) -> tuple[str, float]:
        top, bottom = 30.0 if self.source_label else 16.0, 0.0
        bottom = top + _TALL + 12
        above, below = _places(self.sources), _places(self.targets)
        texts = [
            text_line(x, top, s, anchor="middle", size=TEXT_SIZE)
            for x, s in zip(above, self.sources, strict=True)
        ]
        texts += [
            text_line(x, bottom, t, anchor="middle", size=TEXT_SIZE)
            for x, t in zip(below, self.targets, strict=True)
        ]
        if self.source_label:
            texts.append(text_line(2, 12, shorten(self.source_label, WIDTH - 4), fill="muted"))
        if self.target_label:
            texts.append(text_line(2, bottom + 18, shorten(self.target_label, WIDTH - 4), fill="muted"))
        start, end = top + 6, bottom - 15
        middle = number((start + end) / 2)
        paths = {
            (
                t,
                s,
            ): f"M{number(above[s])} {number(start)}C{number(above[s])} {middle} {number(below[t])} {middle}"
            f" {number(below[t])} {number(end)}"
            for t in range(len(below))
            for s in range(len(above))
        }
        return self._lines(paths) + "".join(texts), bottom + (24 if self.target_label else 8)

    def _columns(self) -> tuple[str, float]:
        top = 24.0 if self.source_label or self.target_label else 4.0
        tall = _ROW * max(len(self.sources), len(self.targets))
        left, right = _room(self.sources), WIDTH - _room(self.targets)
        here = [top + tall * (place + 0.5) / len(self.sources) for place in range(len(self.sources))]
        there = [top + tall * (place + 0.5) / len(self.targets) for place in range(len(self.targets))]
        texts = [
            text_line(left, y + 4.5, shorten(text, _MOST_WORD), anchor="end", size=TEXT_SIZE)
            for y, text in zip(here, self.sources, strict=True)
        ]
        texts += [
            text_line(right, y + 4.5, shorten(text, _MOST_WORD), size=TEXT_SIZE)
            for y, text in zip(there, self.targets, strict=True)
        ]
        if self.source_label:
            texts.append(
                text_line(
                    left,
                    14,
                    shorten(self.source_label, 140),
                    anchor="end" if left > 90 else "start",
                    fill="muted",
                )
            )
        if self.target_label:
            texts.append(
                text_line(WIDTH - 2, 14, shorten(self.target_label, 140), anchor="end", fill="muted")
            )
        start, end = left + 7, right - 7
        middle = number((start + end) / 2)
        paths = {
            (t, s): f"M{number(start)} {number(y)}C{middle} {number(y)} {middle} {number(there[t])}"
            f" {number(end)} {number(there[t])}"
            for t in range(len(there))
            for s, y in enumerate(here)
        }
        return self._lines(paths) + "".join(texts), top + tall + 4

    def _lines(self, paths: dict[tuple[int, int], str]) -> str:
        """Return the lines, weak ones first, each target's strongest on a rim of paper."""
        size = np.abs(self.weights)
        largest = float(size.max()) or 1.0
        best = {(t, int(s)) for t, s in enumerate(size.argmax(axis=1))}
        signed = bool((self.weights < 0).any())
        order = sorted(paths, key=lambda pair: (pair in best, size[pair], pair))
        drawn = []
        for pair in order:
            share = float(size[pair]) / largest
            if share < _FAINT:
                continue
            negative = self.weights[pair] < 0
            colour = "negative" if negative else "positive" if signed else series(0)
            dash = ' stroke-dasharray="6 4"' if negative else ""
            strong = pair in best
            width, opacity = 0.8 + 3.2 * share, 1.0 if strong else 0.2 + 0.4 * share
            if strong:
                rim = paint(stroke="paper")
                drawn.append(f'<path d="{paths[pair]}"{rim} stroke-width="{width + 2.4:.1f}"/>')
            drawn.append(
                f'<path d="{paths[pair]}"{paint(stroke=colour)} stroke-width="{width:.1f}"'
                f' stroke-opacity="{opacity:.2f}"{dash}/>'
            )
        return f'<g fill="none">{"".join(drawn)}</g>'


def _room(tokens: Sequence[str]) -> float:
    """Return the width of a column of words; some fonts are wider than the estimate."""
    return min(max(text_width(token) for token in tokens), _MOST_WORD) * 1.12 + 2


def _across(tokens: Sequence[str]) -> float:
    """Return the width of all words in one row."""
    return sum(text_width(token) + _GAP for token in tokens)


def _places(tokens: Sequence[str]) -> list[float]:
    """Return the middles of words that share the full width."""
    extra = (WIDTH - _across(tokens)) / len(tokens)
    places, x = [], 0.0
    for token in tokens:
        room = text_width(token) + _GAP + extra
        places.append(x + room / 2)
        x += room
    return places
