"""Arrays of pixels as pictures inside SVG: the colours of a scale, and the range of an array."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from sitegen.demo.marks.data_table import html_table, part
from sitegen.demo.marks.mark import Floats, MarkError
from sitegen.demo.marks.palette import diverging_palette, ink_palette, pixels_url, signed_palette
from sitegen.demo.marks.png import data_url, encode_colours, encode_greys

Scale = Literal["ink", "grey", "signed"]
"""`ink`: 0 shows the paper, 1 is ink; `grey`: 0 black, 1 white; `signed`: blue below 0, orange above."""

MOST_SIDE = 256
_BLOCKS = 8  # rows and columns of a picture's table


def check_pixels(owner: str, argument: str, values: Floats, scale: str, axes: int) -> None:
    """Refuse arrays that are not pictures. `axes` counts the axes before rows and columns."""
    shape = values.shape
    wanted = f"({'n, ' * axes}rows, columns) or ({'n, ' * axes}rows, columns, 3)"
    if (
        len(shape) not in (axes + 2, axes + 3)
        or (len(shape) == axes + 3 and shape[-1] != 3)
        or not values.size
    ):
        raise MarkError(f"{owner}: {argument} has shape {shape}; expected {wanted}")
    if max(shape[axes : axes + 2]) > MOST_SIDE:
        raise MarkError(f"{owner}: {argument} has shape {shape}; at most {MOST_SIDE} rows and columns")
    if scale not in get_args(Scale):
        raise MarkError(f"{owner}: scale is {scale!r}; expected one of {', '.join(get_args(Scale))}")


def ends_of(values: Floats, scale: str, low: float | None, high: float | None) -> tuple[float, float]:
    """Return the values of the first and the last colour: 0 and 1, or the extremes beyond these."""
    if scale == "signed":
        far = max(abs(low or 0.0), abs(high or 0.0)) or float(np.abs(values).max()) or 1.0
        return -far, far
    found_low = min(0.0, float(values.min())) if low is None else low
    found_high = max(1.0, float(values.max())) if high is None else high
    return found_low, found_high


def source(values: Floats, scale: str, ends: tuple[float, float]) -> str:
    """Return the pixels as a `data:` URL.

    Shape:
        values: (rows, columns), or (rows, columns, 3) in red, green, blue from 0 to 1.
    """
    if values.ndim == 3:
        return data_url(encode_colours(_bytes(values)))
    if scale == "grey":
        return data_url(encode_greys(_bytes((values - ends[0]) / (ends[1] - ends[0]))))
    return pixels_url(values, *ends, signed_palette() if scale == "signed" else ink_palette())


def mask_source(mask: Floats) -> str:
    """Return a mask as a `data:` URL: clear at 0, orange at 1. Shape: mask: (rows, columns)."""
    return pixels_url(np.clip(mask, 0, 1), -1.0, 1.0, diverging_palette())


def ink_class(values: Floats, scale: str) -> str:
    """Return the class of pixels that dark pages invert; empty for those that have colours of their own."""
    return "mark-ink" if scale == "ink" and values.ndim == 2 else ""


def brightness(values: Floats) -> Floats:
    """Return the mean of red, green and blue, or the values themselves. Shape: (rows, columns)."""
    grey: Floats = values.mean(axis=-1) if values.shape[-1] == 3 and values.ndim == 3 else values
    return grey


def block_table(values: Floats, write: Callable[[float], str]) -> str:
    """Return the means of evenly cut blocks as a table. Shape: values: (rows, columns)."""
    rows, columns = (np.array_split(np.arange(many), min(_BLOCKS, many)) for many in values.shape)
    # Sums of runs of rows, then of columns: two calls instead of one for each of 64 blocks.
    sums = np.add.reduceat(values, [r[0] for r in rows], axis=0)
    sums = np.add.reduceat(sums, [c[0] for c in columns], axis=1)
    means = sums / np.outer([len(r) for r in rows], [len(c) for c in columns])
    head = ["rows", *(_span(c) for c in columns)]
    cells = [[_span(r), *map(write, line)] for r, line in zip(rows, means.tolist(), strict=True)]
    shown = len(rows) * len(columns)
    caption = "Means over blocks of pixels" if part(shown, values.size, "") else ""
    return html_table(head, cells, caption=caption)


def _span(places: npt.NDArray[np.intp]) -> str:
    return f"{places[0]}–{places[-1]}" if len(places) > 1 else str(places[0])


def _bytes(shares: Floats) -> npt.NDArray[np.uint8]:
    return np.rint(np.clip(shares, 0, 1) * 255).astype(np.uint8)
