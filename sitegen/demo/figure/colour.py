"""Colours: names of CSS custom properties for lines and text, and fixed palettes for pixels.

Pixels cannot ask the page's CSS, so a palette varies in opacity instead of lightness: the middle of a
diverging scale is clear and shows the paper, white or dark, and its ends are a blue and an orange of middle
lightness, which readers with any common kind of colour blindness tell apart and which text in the page's
ink stays readable on.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from sitegen.demo.figure.png import Pixels, data_url, encode_png

INK = "var(--demo-ink,#1f2933)"
MUTED = "var(--demo-muted,#5b6770)"
GRID = "var(--demo-grid,#dfe3e8)"
PAPER = "var(--demo-paper,#fff)"
NEGATIVE = "var(--demo-negative,#2b6cb0)"
POSITIVE = "var(--demo-positive,#c2570c)"
_SERIES = ("#0b62a4", "#c2570c", "#0a7d5a", "#8a4fa3", "#2a8fbd", "#8a6d00")

INK_FILTER = "filter:var(--demo-ink-filter,none)"
"""The style of pixels in ink: dark pages turn them light."""

_DARK = (27, 29, 34)
_BLUE = (52, 120, 190)
_ORANGE = (206, 104, 18)
_DENSEST = 178  # of 255; less than opaque, so that ink on the densest pixel keeps its contrast


def series(number: int) -> str:
    """Return the colour of the n-th series, counted from 0; the seventh begins again."""
    place = number % len(_SERIES)
    return f"var(--demo-series-{place + 1},{_SERIES[place]})"


def class_colour(number: int) -> str:
    """Return the colour of the n-th class of points on a surface: the surface's own ends come first."""
    return (NEGATIVE, POSITIVE)[number] if number < 2 else series(number)


@cache
def diverging_palette() -> Pixels:
    """Return 255 colours, blue over clear to orange: index 127 is the middle. Shape: (255, 4), uint8."""
    signed = (np.arange(255) - 127) / 127
    return _palette(np.where(signed[:, None] < 0, _BLUE, _ORANGE), np.abs(signed))


@cache
def sequential_palette() -> Pixels:
    """Return 255 colours, clear to blue. Shape: (255, 4), uint8."""
    share = np.arange(255) / 254
    return _palette(np.broadcast_to(np.array(_BLUE), (255, 3)), share)


@cache
def ink_palette() -> Pixels:
    """Return 255 colours, clear to dark ink, which `INK_FILTER` makes light. Shape: (255, 4), uint8."""
    opacity = np.rint(np.arange(255) * (255 / 254))
    palette: Pixels = np.column_stack((np.broadcast_to(_DARK, (255, 3)), opacity)).astype(np.uint8)
    return palette


@cache
def grey_palette() -> Pixels:
    """Return 255 opaque greys, black to white. Shape: (255, 4), uint8."""
    grey = np.rint(np.arange(255) * (255 / 254))
    palette: Pixels = np.column_stack((grey, grey, grey, np.full(255, 255.0))).astype(np.uint8)
    return palette


def paint(values: npt.NDArray[np.float64], low: float, high: float, palette: Pixels) -> str:
    """Return the values as a picture's address, `low` in the palette's first colour, `high` in its last.

    Shape:
        values: (rows, columns), first row on top; what lies outside takes the end's colour.
    """
    last = len(palette) - 1
    share = (values - low) * (last / (high - low))
    pixels = np.clip(np.rint(share), 0, last).astype(np.uint8)
    return data_url(encode_png(pixels, palette))


def _palette(colours: npt.NDArray[np.int64], share: npt.NDArray[np.float64]) -> Pixels:
    # The power lifts faint values: a tenth of the way must be seen on white paper.
    opacity = np.rint(_DENSEST * share**0.8)
    palette: Pixels = np.column_stack((colours, opacity)).astype(np.uint8)
    return palette
