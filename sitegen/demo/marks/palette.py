"""Palettes of pixels, and arrays as PNG pictures in them.

Pixels cannot take colours from the page's CSS, so a palette varies in opacity instead of lightness. The
middle of a diverging scale is transparent and shows the paper, white or dark. Its ends are a blue and an
orange, which readers with any common kind of colour blindness can distinguish; text in the page's ink stays
readable on them. A palette has at most 16 colours, so that a byte holds two pixels.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from sitegen.demo.marks.png import Pixels, data_url, encode_png

_DARK = (27, 29, 34)
_BLUE = (52, 120, 190)
_ORANGE = (206, 104, 18)
_DENSEST = 178  # of 255; less than opaque, so that ink on the densest pixel keeps its contrast
_PALE_BLUE = (63, 131, 211)
_PALE_ORANGE = (239, 115, 11)
_PALEST = 64  # a quarter: the tint of both palettes of the page, on white and on dark paper
_GREY = (128, 128, 128)
_FAINT = 13  # a twentieth
_SIDE = 7  # colours on each side of the middle


@cache
def diverging_palette() -> Pixels:
    """Return 15 colours, blue, transparent, orange; index 7 is the middle. Shape: (15, 4), uint8."""
    return _diverging(_BLUE, _ORANGE, _DENSEST)


@cache
def pale_palette() -> Pixels:
    """Return 15 colours for areas under dots of the same hues: pale blue, transparent, pale orange."""
    return _diverging(_PALE_BLUE, _PALE_ORANGE, _PALEST)


@cache
def sequential_palette() -> Pixels:
    """Return 16 colours, transparent to blue. Shape: (16, 4), uint8."""
    return _palette(np.broadcast_to(np.array(_BLUE), (16, 3)), np.arange(16) / 15, _DENSEST)


@cache
def ink_palette() -> Pixels:
    """Return 16 colours, faint to dark ink; dark pages invert them. Shape: (16, 4), uint8.

    The first colour is just visible, so that an empty margin belongs to its picture.
    """
    opacity = np.maximum(np.arange(16) * 17, _FAINT)
    palette: Pixels = np.column_stack((np.broadcast_to(_DARK, (16, 3)), opacity)).astype(np.uint8)
    return palette


@cache
def signed_palette() -> Pixels:
    """Return the diverging palette with a middle that is just visible. Shape: (15, 4), uint8."""
    palette = diverging_palette().copy()
    palette[_SIDE] = (*_GREY, _FAINT)
    return palette


def pixels_url(values: npt.NDArray[np.float64], low: float, high: float, palette: Pixels) -> str:
    """Return the values as a `data:` URL, `low` in the palette's first colour, `high` in its last.

    Shape:
        values: (rows, columns), first row on top; a value outside the range takes the colour of its end.
    """
    last = len(palette) - 1
    share = (values - low) * (last / (high - low))
    pixels = np.clip(np.rint(share), 0, last).astype(np.uint8)
    return data_url(encode_png(pixels, palette))


def _diverging(below: tuple[int, int, int], above: tuple[int, int, int], densest: int) -> Pixels:
    signed = np.arange(-_SIDE, _SIDE + 1) / _SIDE
    return _palette(np.where(signed[:, None] < 0, below, above), np.abs(signed), densest)


def _palette(colours: npt.NDArray[np.int64], share: npt.NDArray[np.float64], densest: int) -> Pixels:
    # The power makes faint values stronger: a tenth of the range must be visible on white paper.
    opacity = np.rint(densest * share**0.8)
    palette: Pixels = np.column_stack((colours, opacity)).astype(np.uint8)
    return palette
