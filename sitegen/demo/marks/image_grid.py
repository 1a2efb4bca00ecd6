"""ImageGrid: several small pictures beside each other, with titles and highlights."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from sitegen.demo.marks.data_table import html_table
from sitegen.demo.marks.mark import Floats, Mark, MarkError, check_range
from sitegen.demo.marks.number import compact
from sitegen.demo.marks.pixels import Scale, check_pixels, ends_of, frame, image
from sitegen.demo.marks.svg import TICK_SIZE, WIDTH, picture, shorten, text_line

_MOST_IMAGES = 64
_EDGE = 4.0
_GAP = 8.0
_MOST_CELL = 96.0


class ImageGrid(Mark):
    """Pictures of one size, in reading order.

    Shape:
        images: (n, rows, columns), coloured by `scale`, or (n, rows, columns, 3) from 0 to 1; n from 1 to 64.
        titles: as many short texts, or none.
        highlight: indices of pictures with a strong frame and a dot before the title.
        highlight_label: what these are, such as `wrong`.
    """

    kind: ClassVar[str] = "image-grid"

    def __init__(
        self,
        images: npt.ArrayLike,
        titles: Sequence[str] = (),
        *,
        label: str = "",
        scale: Scale = "ink",
        low: float | None = None,
        high: float | None = None,
        columns: int | None = None,
        highlight: Sequence[int] = (),
        highlight_label: str = "highlighted",
    ) -> None:
        super().__init__(label)
        self.images = self._numbers("images", images)
        check_pixels("ImageGrid", "images", self.images, scale, 1)
        many = len(self.images)
        if many > _MOST_IMAGES:
            raise MarkError(f"ImageGrid: {many} images; expected 1 to {_MOST_IMAGES}")
        if len(titles) not in (0, many):
            raise MarkError(f"ImageGrid: titles has {len(titles)} texts; expected {many} or none")
        self.highlight = sorted({int(place) for place in highlight})
        if outside := [place for place in self.highlight if not 0 <= place < many]:
            raise MarkError(f"ImageGrid: highlight holds {outside[0]}; expected places from 0 to {many - 1}")
        if columns is not None and not 1 <= columns <= 12:
            raise MarkError(f"ImageGrid: columns is {columns}; expected 1 to 12")
        check_range("ImageGrid", "(low, high)", (low, high), log=False)
        self.titles, self.highlight_label = [str(title) for title in titles], highlight_label
        self.columns = columns or _columns(many)
        self.scale, self.low, self.high = scale, low, high

    def picture(self, name: str) -> str:
        """Return the pictures as SVG, one embedded image for each row."""
        many, rows, columns = self.images.shape[:3]
        cell = min((WIDTH - 2 * _EDGE - _GAP * (self.columns - 1)) / self.columns, _MOST_CELL)
        # Gaps are whole pixels, so that a row of pictures can be one image; large pixels are divided first.
        finer = max(1, round(cell / columns / _GAP))
        fine = self.images.repeat(finer, axis=1).repeat(finer, axis=2)
        columns, rows = columns * finer, rows * finer
        gap = max(1, round(_GAP * columns / cell))
        pixel = min((WIDTH - 2 * _EDGE) / (columns * self.columns + gap * (self.columns - 1)), cell / columns)
        cell, tall = pixel * columns, pixel * rows
        ends = ends_of(self.images, self.scale, self.low, self.high)
        parts: list[str] = []
        y = _EDGE if not self.highlight else 22.0
        if self.highlight:
            text = f"● framed: {self.highlight_label}"
            parts.append(text_line(_EDGE, 14, text, fill="muted"))
        for first in range(0, many, self.columns):
            places = range(first, min(first + self.columns, many))
            strip = _strip(fine[places.start : places.stop], gap)
            parts.append(image(strip, self.scale, ends, (_EDGE, y, pixel * strip.shape[1], tall)))
            for place in places:
                x = _EDGE + (place - first) * pixel * (columns + gap)
                parts.append(frame((x, y, cell, tall), strong=place in self.highlight))
                parts.append(self._title(place, x + cell / 2, y + tall + 15, cell + pixel * gap - 2))
            y += tall + (22 if self.titles else _GAP)
        return picture(self.kind, y + (0 if self.titles else _EDGE - _GAP + 2), name, "".join(parts))

    def sentence(self) -> str:
        """Say how many pictures there are, and which are highlighted."""
        rows, columns = self.images.shape[1:3]
        text = f"{len(self.images)} images of {rows} rows and {columns} columns"
        if not self.highlight:
            return f"{text}."
        names = [self._name_of(place) for place in self.highlight[:6]]
        rest = f" and {len(self.highlight) - 6} more" if len(self.highlight) > 6 else ""
        return f"{text}; {self.highlight_label}: {len(self.highlight)} ({', '.join(names)}{rest})."

    def table(self) -> str:
        """Return each picture's title, its mean and range, and whether it is highlighted."""
        head = ["image", *(["title"] if self.titles else []), "mean", "least", "most"]
        head += [self.highlight_label] if self.highlight else []
        flat = self.images.reshape(len(self.images), -1)
        facts = np.stack((flat.mean(axis=1), flat.min(axis=1), flat.max(axis=1)), axis=1).tolist()
        rows = []
        for place, numbers in enumerate(facts):
            cells = [str(place + 1), *([self.titles[place]] if self.titles else [])]
            cells += map(compact, numbers)
            cells += (["yes" if place in self.highlight else "no"]) if self.highlight else []
            rows.append(cells)
        return html_table(head, rows)

    def _title(self, place: int, x: float, y: float, room: float) -> str:
        if not self.titles:
            return ""
        strong = place in self.highlight
        text = shorten(("● " if strong else "") + self.titles[place], room, TICK_SIZE)
        return text_line(x, y, text, anchor="middle", bold=strong)

    def _name_of(self, place: int) -> str:
        return f"image {place + 1}" + (f", {self.titles[place]}" if self.titles else "")


def _columns(many: int) -> int:
    """Return the number of pictures per row: at most five, six or eight, in rows of similar length."""
    most = 5 if many <= 15 else 6 if many <= 24 else 8
    return math.ceil(many / math.ceil(many / most))


def _strip(images: Floats, gap: int) -> Floats:
    """Return pictures beside each other, with NaN between them. Shape: (n, rows, ...) to (rows, ...)."""
    rows, columns = images.shape[1:3]
    strip = np.full((rows, (columns + gap) * len(images) - gap, *images.shape[3:]), np.nan)
    for place, values in enumerate(images):
        start = place * (columns + gap)
        strip[:, start : start + columns] = values
    return strip
