"""Palettes of pixels, and arrays as PNG pictures in them.

Pixels cannot take colours from the page's CSS, so a palette varies in opacity instead of lightness. The
middle of a diverging scale is transparent and shows the paper, white or dark. Its ends are a blue and an
orange of middle lightness: readers with any common kind of colour blindness can tell them apart, and text in
the page's ink stays readable on them.
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


@cache
def diverging_palette() -> Pixels:
    """Return 255 colours, blue, transparent, orange; index 127 is the middle. Shape: (255, 4), uint8."""
    signed = (np.arange(255) - 127) / 127
    return _palette(np.where(signed[:, None] < 0, _BLUE, _ORANGE), np.abs(signed))


@cache
def sequential_palette() -> Pixels:
    """Return 255 colours, transparent to blue. Shape: (255, 4), uint8."""
    share = np.arange(255) / 254
    return _palette(np.broadcast_to(np.array(_BLUE), (255, 3)), share)


@cache
def ink_palette() -> Pixels:
    """Return 255 colours, transparent to dark ink; dark pages invert them. Shape: (255, 4), uint8."""
    opacity = np.rint(np.arange(255) * (255 / 254))
    palette: Pixels = np.column_stack((np.broadcast_to(_DARK, (255, 3)), opacity)).astype(np.uint8)
    return palette


@cache
def grey_palette() -> Pixels:
    """Return 255 opaque greys, black to white. Shape: (255, 4), uint8."""
    grey = np.rint(np.arange(255) * (255 / 254))
    palette: Pixels = np.column_stack((grey, grey, grey, np.full(255, 255.0))).astype(np.uint8)
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


def _palette(colours: npt.NDArray[np.int64], share: npt.NDArray[np.float64]) -> Pixels:
    # The power makes faint values stronger: a tenth of the range must be visible on white paper.
    opacity = np.rint(_DENSEST * share**0.8)
    palette: Pixels = np.column_stack((colours, opacity)).astype(np.uint8)
    return palette
