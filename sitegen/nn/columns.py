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


def window_count(size: Pair, kernel: Pair, stride: Pair, padding: Pair, dilation: Pair = (1, 1)) -> Pair:
    """Return how many windows fit down and across an image of ``size`` (H, W).

    >>> window_count((28, 28), (3, 3), (2, 2), (1, 1))
    (14, 14)
    """
    down, across = (
        (size[i] + 2 * padding[i] - (kernel[i] - 1) * dilation[i] - 1) // stride[i] + 1 for i in (0, 1)
    )
    return down, across


@accelerated
def gather(
    x: Array,
    kernel: Pair,
    stride: Pair,
    padding: Pair,
    out: Array | None = None,
    dilation: Pair = (1, 1),
) -> Array:
    """Copy every window of ``x`` into a row; its cells lie ``dilation`` pixels apart.

    Shape:
        x: (B, H, W, C). returns: (B, OH, OW, KH, KW, C), which is ``out`` if that is given.
    """
    batch, height, width, channels = x.shape
    down, across = window_count((height, width), kernel, stride, padding, dilation)
    if padding != (0, 0):
        padded = np.zeros((batch, height + 2 * padding[0], width + 2 * padding[1], channels), x.dtype)
        padded[:, padding[0] : padding[0] + height, padding[1] : padding[1] + width] = x
        x = padded
    columns = np.empty((batch, down, across, *kernel, channels), x.dtype) if out is None else out
    for i in range(kernel[0]):
        for j in range(kernel[1]):
            top, left = i * dilation[0], j * dilation[1]
            columns[:, :, :, i, j] = x[
                :, top : top + stride[0] * down : stride[0], left : left + stride[1] * across : stride[1]
            ]
    return columns


@accelerated
def scatter(columns: Array, size: Pair, stride: Pair, padding: Pair, dilation: Pair = (1, 1)) -> Array:
    """Add every row back to the place that `gather` took it from: its transpose.

    Shape:
        columns: (B, OH, OW, KH, KW, C). returns: (B, *size, C), in the dtype of ``columns``.
    """
    batch, down, across, kernel_height, kernel_width, channels = columns.shape
    (height, width), (above, left) = size, padding
    image = np.zeros((batch, height + 2 * above, width + 2 * left, channels), columns.dtype)
    for i in range(kernel_height):
        for j in range(kernel_width):
            at, to = i * dilation[0], j * dilation[1]
            image[:, at : at + stride[0] * down : stride[0], to : to + stride[1] * across : stride[1]] += (
                columns[:, :, :, i, j]
            )
    return image[:, above : above + height, left : left + width]


class Spare:
    """The window matrix of the latest finished pass, to be filled again; copies and pickles leave it out.

    It is the largest array of a network: to allocate it in every step costs as much as to fill it.
    """

    def __init__(self) -> None:
        self.arrays: list[Array] = []

    def take(self, shape: tuple[int, ...], dtype: np.dtype) -> Array | None:
        """Return the array if it fits."""
        array = self.arrays.pop() if self.arrays else None
        return array if array is not None and array.shape == shape and array.dtype == dtype else None

    def give(self, array: Array) -> None:
        """Keep an array that nobody reads any more."""
        self.arrays = [array]

    def __reduce__(self) -> tuple[type["Spare"], tuple[()]]:
        return Spare, ()
