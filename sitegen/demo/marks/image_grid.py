"""ImageGrid: several small pictures beside each other, with titles and highlights."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from sitegen.demo.marks.data_table import html_table
from sitegen.demo.marks.html import block, line, picture
from sitegen.demo.marks.mark import Mark, MarkError, check_range
from sitegen.demo.marks.number import compact
from sitegen.demo.marks.pixels import Scale, check_pixels, ends_of, ink_class, source
from sitegen.demo.plain_text import escape_text

_MOST_IMAGES = 64
_MOST_COLUMNS = 12


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
        self.wide_columns = columns or _columns(many, twice=True)
        self.scale, self.low, self.high = scale, low, high

    def picture(self, name: str) -> str:
        """Return the pictures as HTML images in rows; a wide place has more of them in a row."""
        ends = ends_of(self.images, self.scale, self.low, self.high)
        dark = ink_class(self.images[0], self.scale)
        kind = f' class="{dark}"' if dark else ""
        cells = [f'<img{kind} src="{source(values, self.scale, ends)}" alt=""/>' for values in self.images]
        if self.titles or self.highlight:
            cells = [self._titled(place, cell) for place, cell in enumerate(cells)]
        above = line("mark-key", f"● {self.highlight_label}" if self.highlight else "")
        grid = block(f"mark-grid mark-per-{self.columns} mark-wide-{self.wide_columns}", "".join(cells))
        return picture(self.kind, name, above + grid)

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

    def _titled(self, place: int, cell: str) -> str:
        strong = place in self.highlight
        title = ("● " if strong else "") + (self.titles[place] if self.titles else "")
        hot = ' class="mark-hot"' if strong else ""
        return f"<div{hot}>{cell}{escape_text(title)}</div>"

    def _name_of(self, place: int) -> str:
        return f"image {place + 1}" + (f", {self.titles[place]}" if self.titles else "")


def _columns(many: int, *, twice: bool = False) -> int:
    """Return the number of pictures in a row: at most five, six or eight, in rows of similar length."""
    most = 5 if many <= 15 else 6 if many <= 24 else 8
    most = min(2 * most, _MOST_COLUMNS) if twice else most
    return math.ceil(many / math.ceil(many / most))
