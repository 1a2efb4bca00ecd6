"""Windows of an image as rows of a matrix, so that a convolution becomes one matrix product (im2col, col2im).

Channels come last, so every window row is copied in runs of C numbers; one slice copy per kernel cell was
three times faster in WebAssembly than strided window views.

Letters: B batch, H and W height and width, C channels, KH and KW kernel size, OH and OW output size.
"""

from typing import TypeAlias

import numpy as np

from sitegen.nn.array import Array, check_sizes
from sitegen.nn.kernel import accelerated

Pair: TypeAlias = tuple[int, int]


def pair(owner: str, name: str, value: int | Pair, least: int = 1) -> Pair:
    """Return (vertical, horizontal) from one number for both or a pair; raises TypeError or ValueError."""
    both = value if isinstance(value, tuple) else (value, value)
    if len(both) != 2:
        raise ValueError(f"{owner}: {name} expected one number or a pair, received {value!r}")
    check_sizes(owner, **{name: both[0] + 1 - least})
    check_sizes(owner, **{name: both[1] + 1 - least})
    return both


def window_count(size: Pair, kernel: Pair, stride: Pair, padding: Pair) -> Pair:
    """Return how many windows fit down and across an image of ``size`` (H, W).

    >>> window_count((28, 28), (3, 3), (2, 2), (1, 1))
    (14, 14)
    """
    down, across = ((size[i] + 2 * padding[i] - kernel[i]) // stride[i] + 1 for i in (0, 1))
    return down, across


@accelerated
def gather(x: Array, kernel: Pair, stride: Pair, padding: Pair, out: Array | None = None) -> Array:
    """Copy every window of ``x`` into a row.

    Shape:
        x: (B, H, W, C). returns: (B, OH, OW, KH, KW, C), which is ``out`` if that is given.
    """
    batch, height, width, channels = x.shape
    down, across = window_count((height, width), kernel, stride, padding)
    if padding != (0, 0):
        padded = np.zeros((batch, height + 2 * padding[0], width + 2 * padding[1], channels), x.dtype)
        padded[:, padding[0] : padding[0] + height, padding[1] : padding[1] + width] = x
        x = padded
    columns = np.empty((batch, down, across, *kernel, channels), x.dtype) if out is None else out
    for i in range(kernel[0]):
        for j in range(kernel[1]):
            columns[:, :, :, i, j] = x[
                :, i : i + stride[0] * down : stride[0], j : j + stride[1] * across : stride[1]
            ]
    return columns


@accelerated
def scatter(columns: Array, size: Pair, stride: Pair, padding: Pair) -> Array:
    """Add every row back to the place that `gather` took it from: its transpose.

    Shape:
        columns: (B, OH, OW, KH, KW, C). returns: (B, *size, C), in the dtype of ``columns``.
    """
    batch, down, across, kernel_height, kernel_width, channels = columns.shape
    (height, width), (above, left) = size, padding
    image = np.zeros((batch, height + 2 * above, width + 2 * left, channels), columns.dtype)
    for i in range(kernel_height):
        for j in range(kernel_width):
            image[:, i : i + stride[0] * down : stride[0], j : j + stride[1] * across : stride[1]] += columns[
                :, :, :, i, j
            ]
    return image[:, above : above + height, left : left + width]
