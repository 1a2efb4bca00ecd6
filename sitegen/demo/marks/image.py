"""Image: a picture of pixels, with boxes, outlines and a mask over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from sitegen.demo.marks.axes import legend
from sitegen.demo.marks.data_table import html_table
from sitegen.demo.marks.handle import Handle, check_handles, draw_handles
from sitegen.demo.marks.html import block, picture
from sitegen.demo.marks.mark import Mark, MarkError, check_range
from sitegen.demo.marks.note import Note, check_notes, draw_notes, tell_notes
from sitegen.demo.marks.number import compact, percent
from sitegen.demo.marks.outline import check_outlines, draw_outlines, outline_keys, tell_outlines
from sitegen.demo.marks.pixels import (
    Scale,
    block_table,
    brightness,
    check_pixels,
    ends_of,
    ink_class,
    mask_source,
    source,
)
from sitegen.demo.marks.scale import Scale as Axis
from sitegen.demo.marks.shapes import DASHES, line_key
from sitegen.demo.marks.style import paint, series
from sitegen.demo.marks.svg import UNITS, group, halo, layer, share, shorten, stroke
from sitegen.demo.plain_text import escape_text

_MOST_BOXES = 24
_MOST_NAME = 150.0  # pixels of a box's name


class Image(Mark):
    """A picture.

    Shape:
        values: (rows, columns), coloured by `scale`, or (rows, columns, 3) in red, green, blue from 0 to 1.
        boxes: (n, 4), left, top, right, bottom in pixels, each with a name in `box_names`.
        box_classes: (n,), whole numbers from 0, which share a colour and a dash; each box its own colour when
            absent.
        box_class_names: of these classes, for the legend.
        mask: (rows, columns), from 0 to 1; where it is 1, the picture is covered in orange.
        low, high: the values of the first and last colour; found from the values, 0 to 1 at least.
        outlines: name -> (rows, columns); a line runs round where the numbers are above 0.5.
        notes: words at places, each column and row.
        handles: places that a reader drags, in the same units.
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
        box_classes: npt.ArrayLike | None = None,
        box_class_names: Sequence[str] = (),
        mask: npt.ArrayLike | None = None,
        outlines: Mapping[str, npt.ArrayLike] | None = None,
        notes: Sequence[Note] = (),
        handles: Sequence[Handle] = (),
    ) -> None:
        super().__init__(label)
        self.values = self._numbers("values", values)
        check_pixels("Image", "values", self.values, scale, 0)
        check_range("Image", "(low, high)", (low, high), log=False)
        self.scale, self.low, self.high = scale, low, high
        self.boxes = self._pixels_of_boxes(boxes, box_names)
        self.box_names = [str(name) for name in box_names]
        self.box_class_names = tuple(box_class_names)
        self.box_classes = (
            None
            if box_classes is None
            else self._classes("box_classes", box_classes, len(self.boxes), self.box_class_names)
        )
        self.mask = None if mask is None else self._numbers("mask", mask)
        if self.mask is not None and self.mask.shape != self.values.shape[:2]:
            raise MarkError(f"Image: mask has shape {self.mask.shape}; expected {self.values.shape[:2]}")
        found = {name: self._numbers(f"outline {name!r}", part) for name, part in (outlines or {}).items()}
        self.outlines = check_outlines("Image", found, self.values.shape[:2])
        self.notes = check_notes("Image", notes)
        self.handles = check_handles("Image", handles)

    def picture(self, name: str) -> str:
        """Return the pixels as SVG, with mask, outlines, boxes and notes over them; words are in a square."""
        rows, columns = self.values.shape[:2]
        dark = ink_class(self.values, self.scale)
        ends = ends_of(self.values, self.scale, self.low, self.high)
        body = _image(source(self.values, self.scale, ends), columns, rows, dark)
        if self.mask is not None:
            body += _image(mask_source(self.mask), columns, rows)
        body += draw_outlines(self.outlines)
        classes = [(line_key(place), text) for place, text in enumerate(self.box_class_names)]
        entries = [*outline_keys(self.outlines), *classes]
        keys = legend("", entries) if entries else ""
        if not len(self.boxes) and not self.notes and not self.handles:
            body = f'<svg viewBox="0 0 {columns} {rows}" width="100%" height="200">{body}</svg>'
            return picture(self.kind, name, keys + body)
        side = max(rows, columns)
        left, top = (columns - side) / 2, (rows - side) / 2
        x = Axis(left, left + side, 0, UNITS)
        y = Axis(top, top + side, 0, UNITS)
        pixels = f'<svg viewBox="{left:g} {top:g} {side} {side}">{body}{self._frames()}</svg>'
        texts = group((self._name_of_box(place, x, y) for place in range(len(self.boxes))), halo())
        over = layer(pixels + texts + draw_notes(self.notes, x, y) + draw_handles(self.handles, x, y))
        return picture(self.kind, name, keys + block("mark-place", block("mark-frame mark-square", over)))

    def sentence(self) -> str:
        """Say the picture's size and range, what the mask covers, what is outlined, and each box."""
        rows, columns = self.values.shape[:2]
        least, most = compact(self.values.min()), compact(self.values.max())
        mean = compact(self.values.mean())
        parts = [f"{rows} rows of {columns} pixels from {least} to {most}, {mean} on average"]
        if self.mask is not None:
            parts.append(f"the mask covers {percent(float(self.mask.mean()), 0)} of it")
        parts += tell_outlines(self.outlines)
        if len(self.boxes):
            boxes = [f"{self.box_names[place]} at {_place(box)}" for place, box in enumerate(self.boxes[:6])]
            rest = f" and {len(self.boxes) - 6} more" if len(self.boxes) > 6 else ""
            parts.append(
                f"{len(self.boxes)} box{'es' if len(self.boxes) > 1 else ''}: {', '.join(boxes)}{rest}"
            )
        return f"{'; '.join(parts)}{tell_notes(self.notes)}."

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

    def _frames(self) -> str:
        drawn = ""
        for place, (left, top, right, bottom) in enumerate(self.boxes.tolist()):
            data = f"M{left:g} {top:g}H{right:g}V{bottom:g}H{left:g}Z"
            dash = "" if self.box_classes is None else DASHES[self.box_classes[place] % len(DASHES)]
            drawn += stroke(data, "paper", 5, opacity=0.8) + stroke(data, self._colour(place), 2, dash=dash)
        return drawn

    def _name_of_box(self, place: int, x: Axis, y: Axis) -> str:
        left, top = (float(corner) for corner in self.boxes[place][:2])
        text = escape_text(shorten(self.box_names[place], _MOST_NAME))
        across, down = float(x.place(left)) / UNITS, float(y.place(top)) / UNITS
        # The name stands above its box, or inside where there is no room above.
        off = -6 if down > 0.06 else 16
        spot = f'x="{share(across)}" y="{share(down)}" dx="{0 if off < 0 else 5}" dy="{off}"'
        return f'<text {spot} font-weight="600"{paint(fill=self._colour(place))}>{text}</text>'

    def _colour(self, place: int) -> str:
        """Return the colour of the n-th box: of its class, else orange first, since masks are orange, too."""
        return series(place + 1 if self.box_classes is None else int(self.box_classes[place]))


def _image(url: str, columns: int, rows: int, classes: str = "") -> str:
    size = f'width="{columns}" height="{rows}" preserveAspectRatio="none" image-rendering="pixelated"'
    dark = f' class="{classes}"' if classes else ""
    return f'<image href="{url}" {size}{dark}/>'


def _place(box: npt.NDArray[np.float64]) -> str:
    left, top, right, bottom = (compact(value) for value in box)
    return f"columns {left} to {right}, rows {top} to {bottom}"
