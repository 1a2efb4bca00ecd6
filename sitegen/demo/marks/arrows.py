"""Arrows: two rows of words and what joins them, as attention or an alignment does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from sitegen.demo.marks.data_table import MOST_COLUMNS, html_table
from sitegen.demo.marks.html import block, line, names, picture
from sitegen.demo.marks.mark import Mark, MarkError
from sitegen.demo.marks.number import compact
from sitegen.demo.marks.style import NEGATIVE, POSITIVE
from sitegen.demo.marks.svg import UNITS, layer, plane, stroke

_MOST_TOKENS = 24
_FAINT = 0.1  # connections weaker than this share of the strongest are not drawn
_ROW = 24  # pixels, where no style sheet says otherwise
_WIDEST = 8.0  # pixels of the strongest line


class Arrows(Mark):
    """Sources joined to targets by lines as strong as their weights.

    Sources are on the left, targets on the right. The line from a target to its strongest source has its full
    colour, others are paler; a line is solid above zero and dashed below.

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
        """Return words as HTML in equal rows, with the lines as SVG between them."""
        tall = _ROW * max(len(self.sources), len(self.targets))
        heads = (
            line("mark-head", self.source_label) + line("mark-head mark-values", self.target_label)
            if self.source_label or self.target_label
            else ""
        )
        body = (
            names(self.sources)
            + layer(plane(self._lines()), height=tall)
            + names(self.targets, "mark-rows mark-values")
        )
        return picture(self.kind, name, block("mark-heads", heads) + block("mark-bars mark-joined", body))

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

    def _lines(self) -> str:
        """Return the lines, weak ones first."""
        size = np.abs(self.weights)
        largest = float(size.max()) or 1.0
        best = {(target, int(source)) for target, source in enumerate(size.argmax(axis=1))}
        signed = bool((self.weights < 0).any())
        drawn = []
        for pair in sorted(np.ndindex(*size.shape), key=lambda pair: (pair in best, size[pair], pair)):
            part = float(size[pair]) / largest
            if part < _FAINT:
                continue
            target, source = pair
            here = round(UNITS * (source + 0.5) / len(self.sources))
            there = round(UNITS * (target + 0.5) / len(self.targets))
            negative = self.weights[pair] < 0
            colour = POSITIVE if signed and not negative else NEGATIVE
            opacity = 1.0 if pair in best else round(0.25 + 0.5 * part, 2)
            data = f"M0 {here}C450 {here} 550 {there} {UNITS} {there}"
            width = round(1 + (_WIDEST - 1) * part, 1)
            drawn.append(stroke(data, colour, width, opacity=opacity, dash="9 5" if negative else ""))
        return "".join(drawn)
