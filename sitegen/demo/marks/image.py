"""Image: a picture of pixels, with boxes and a mask over it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from sitegen.demo.marks.data_table import html_table
from sitegen.demo.marks.mark import Mark, MarkError, check_range
from sitegen.demo.marks.number import compact
from sitegen.demo.marks.pixels import (
    Scale,
    block_table,
    brightness,
    check_pixels,
    ends_of,
    frame,
    image,
)
from sitegen.demo.marks.style import paint, series
from sitegen.demo.marks.svg import TEXT_SIZE, WIDTH, number, picture, shorten, text_line, text_width

_EDGE = 4.0
_MOST_HEIGHT = 320.0
_MOST_BOXES = 24
_MOST_SCALE = 24.0  # units a pixel; a tiny picture is not enlarged to the full width


class Image(Mark):
    """A picture.

    Shape:
        values: (rows, columns), coloured by `scale`, or (rows, columns, 3) in red, green, blue from 0 to 1.
        boxes: (n, 4), left, top, right, bottom in pixels, each with a name in `box_names`.
        mask: (rows, columns), from 0 to 1; where it is 1, the picture is covered in orange.
        low, high: the values of the first and last colour; found from the values, 0 to 1 at least.
    """

    kind: ClassVar[str] = "image"

    def __init__(
        self,
        values: npt.ArrayLike,
        *,
        label: str = "",
        scale: Scale = "ink",
        low: float | None = None,
        high: float | None = None,
        boxes: npt.ArrayLike = (),
        box_names: Sequence[str] = (),
        mask: npt.ArrayLike | None = None,
    ) -> None:
        super().__init__(label)
        self.values = self._numbers("values", values)
        check_pixels("Image", "values", self.values, scale, 0)
        check_range("Image", "(low, high)", (low, high), log=False)
        self.scale, self.low, self.high = scale, low, high
        self.boxes = self._pixels_of_boxes(boxes, box_names)
        self.box_names = [str(name) for name in box_names]
        self.mask = None if mask is None else self._numbers("mask", mask)
        if self.mask is not None and self.mask.shape != self.values.shape[:2]:
            raise MarkError(f"Image: mask has shape {self.mask.shape}; expected {self.values.shape[:2]}")

    def picture(self, name: str) -> str:
        """Return the pixels as SVG, with mask and boxes over them."""
        rows, columns = self.values.shape[:2]
        size = min((WIDTH - 2 * _EDGE) / columns, _MOST_HEIGHT / rows, _MOST_SCALE)
        width, height = size * columns, size * rows
        above = 20.0 if len(self.boxes) else _EDGE
        box = ((WIDTH - width) / 2, above, width, height)
        body = image(self.values, self.scale, ends_of(self.values, self.scale, self.low, self.high), box)
        if self.mask is not None:
            # Of the signed colours only the half above zero: clear to orange.
            body += image(np.clip(self.mask, 0, 1), "signed", (-1.0, 1.0), box)
        body += frame(box)
        for place, corners in enumerate(self.boxes):
            body += self._box(place, corners * size + (box[0], box[1], box[0], box[1]))
        return picture(self.kind, above + height + _EDGE, name, body)

    def sentence(self) -> str:
        """Say the picture's size and range, what the mask covers, and each box."""
        rows, columns = self.values.shape[:2]
        least, most = compact(self.values.min()), compact(self.values.max())
        mean = compact(self.values.mean())
        parts = [f"{rows} rows of {columns} pixels from {least} to {most}, {mean} on average"]
        if self.mask is not None:
            parts.append(f"the mask covers {compact(100 * float(self.mask.mean()))} % of it")
        if len(self.boxes):
            boxes = [f"{self.box_names[place]} at {_place(box)}" for place, box in enumerate(self.boxes[:6])]
            rest = f" and {len(self.boxes) - 6} more" if len(self.boxes) > 6 else ""
            parts.append(
                f"{len(self.boxes)} box{'es' if len(self.boxes) > 1 else ''}: {', '.join(boxes)}{rest}"
            )
        return "; ".join(parts) + "."

    def table(self) -> str:
        """Return the boxes, then the means of blocks of pixels."""
        blocks = block_table(brightness(self.values), compact)
        if not len(self.boxes):
            return blocks
        rows = (
            [name, *(compact(v) for v in box)] for name, box in zip(self.box_names, self.boxes, strict=True)
        )
        return html_table(["box", "left", "top", "right", "bottom"], rows) + blocks

    def _pixels_of_boxes(self, boxes: npt.ArrayLike, names: Sequence[str]) -> npt.NDArray[np.float64]:
        found = self._numbers("boxes", boxes)
        found = found.reshape(-1, 4) if not found.size else found
        if found.ndim != 2 or found.shape[1] != 4 or len(found) > _MOST_BOXES:
            raise MarkError(f"Image: boxes has shape {found.shape}; expected (n, 4) with n <= {_MOST_BOXES}")
        if len(names) != len(found):
            raise MarkError(f"Image: box_names has {len(names)} names; expected {len(found)}")
        if (found[:, 2:] <= found[:, :2]).any():
            raise MarkError("Image: boxes has a box whose right or bottom is not beyond its left or top")
        return found

    def _box(self, place: int, corners: npt.NDArray[np.float64]) -> str:
        left, top, right, bottom = (float(corner) for corner in corners)
        text = shorten(self.box_names[place], 150)
        width = text_width(text) + 8
        x = min(max(left, 0.0), WIDTH - width)
        colour = "positive" if place == 0 else series(place)
        size = f'width="{number(right - left)}" height="{number(bottom - top)}"'
        outline = f'<rect x="{number(left)}" y="{number(top)}" {size}'
        return (
            f'<g fill="none">{outline}{paint(stroke="paper")} stroke-width="4"/>'
            f'{outline}{paint(stroke=colour)} stroke-width="2"/></g>'
            f'<rect x="{number(x)}" y="{number(top - 17)}" width="{number(width)}" height="16" rx="3"'
            f"{paint(fill='paper', stroke=colour)}/>" + text_line(x + 4, top - 4.5, text, size=TEXT_SIZE)
        )


def _place(box: npt.NDArray[np.float64]) -> str:
    left, top, right, bottom = (compact(value) for value in box)
    return f"columns {left} to {right}, rows {top} to {bottom}"
