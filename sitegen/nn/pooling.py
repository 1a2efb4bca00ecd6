"""Layers that summarise neighbourhoods: the largest number or the mean of every window.

Any floating-point dtype goes in and the same comes out; nothing is trained. Letters: B batch, H, W, C image,
T time.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from sitegen.nn.array import Array, check_float
from sitegen.nn.autograd import Gradients, record
from sitegen.nn.columns import Pair, pair, window_count
from sitegen.nn.kernel import accelerated
from sitegen.nn.module import Layer
from sitegen.nn.shaping import plain_index
from sitegen.nn.tensor import Tensor


def cells(x: Array, kernel: Pair, stride: Pair) -> Iterator[Array]:
    """Yield, for every cell of the window, the view of ``x`` that holds it for all windows.

    Shape:
        x: (B, H, W, C). yields: (B, OH, OW, C).
    """
    down, across = window_count((x.shape[1], x.shape[2]), kernel, stride, (0, 0))
    for i in range(kernel[0]):
        for j in range(kernel[1]):
            yield x[:, i : i + stride[0] * down : stride[0], j : j + stride[1] * across : stride[1]]


@accelerated
def max_pool(x: Array, kernel: Pair, stride: Pair) -> Array:
    """Return the maximum of every window.

    A few ``maximum`` calls on strided views are twice as fast as a reduction over reshaped windows.

    Shape:
        x: (B, H, W, C). returns: (B, OH, OW, C).
    """
    first, *others = cells(x, kernel, stride)
    y: Array = first.copy()
    for cell in others:
        np.maximum(y, cell, out=y)
    return y


@accelerated
def max_pool_backward(x: Array, y: Array, grad: Array, kernel: Pair, stride: Pair) -> Array:
    """Return dx: dy goes to the first cell of the window that held the maximum.

    Shape:
        x: (B, H, W, C). y, grad: (B, OH, OW, C). returns: (B, H, W, C).
    """
    dx: Array = np.zeros_like(x)
    left = grad
    for cell, place in zip(cells(x, kernel, stride), cells(dx, kernel, stride), strict=True):
        share = left * (cell == y)
        np.add(place, share, out=place)
        left = left - share
    return dx


def padded(owner: str, x: Any, kernel: Pair, padding: Pair, value: float) -> Array:
    """Return the image with ``padding`` filled by ``value``; refuse one that is smaller than a window."""
    source = plain_index(x)
    check_float(owner, source, ndim=4)
    down, across = padding
    if source.shape[1] + 2 * down < kernel[0] or source.shape[2] + 2 * across < kernel[1]:
        raise ValueError(f"{owner}: x expected at least {kernel} pixels, received shape {source.shape}")
    if padding == (0, 0):
        result: Array = source
        return result
    return np.pad(source, ((0, 0), (down, down), (across, across), (0, 0)), constant_values=value)


def cut(dx: Array, padding: Pair) -> Array:
    """Return the image without its ``padding``."""
    (down, across), (height, width) = padding, dx.shape[1:3]
    return dx[:, down : height - down, across : width - across]


def max_pool2d(
    x: Any, kernel_size: int | Pair, stride: int | Pair | None = None, padding: int | Pair = 0
) -> Tensor:
    """Return the maximum of every window; dy goes to the first cell that held it.

    Shape:
        x: (B, H, W, C), any float. returns: (B, OH, OW, C), see `Pool2d`.
    """
    kernel, steps, pads = window("MaxPool2d", kernel_size, stride, padding)
    source = padded("MaxPool2d", x, kernel, pads, -np.inf)
    y = max_pool(source, kernel, steps)
    return record(
        y, (x,), lambda grad: (cut(max_pool_backward(source, y, grad, kernel, steps), pads),), "MaxPool2d"
    )


def avg_pool2d(
    x: Any, kernel_size: int | Pair, stride: int | Pair | None = None, padding: int | Pair = 0
) -> Tensor:
    """Return the mean of every window, padding included.

    Shape:
        x: (B, H, W, C), any float. returns: (B, OH, OW, C), see `Pool2d`.
    """
    kernel, steps, pads = window("AvgPool2d", kernel_size, stride, padding)
    source = padded("AvgPool2d", x, kernel, pads, 0)
    first, *others = cells(source, kernel, steps)
    y: Array = first.copy()
    for cell in others:
        y += cell
    y *= 1 / (kernel[0] * kernel[1])

    def backward(grad: Array) -> Gradients:
        dx: Array = np.zeros(source.shape, grad.dtype)
        share = grad * (1 / (kernel[0] * kernel[1]))
        for place in cells(dx, kernel, steps):
            np.add(place, share, out=place)
        return (cut(dx, pads),)

    return record(y, (x,), backward, "AvgPool2d")


def window(owner: str, kernel_size: Any, stride: Any, padding: Any) -> tuple[Pair, Pair, Pair]:
    """Return kernel, stride (the kernel, if there is none) and padding as pairs."""
    kernel = pair(owner, "kernel_size", kernel_size)
    return (
        kernel,
        kernel if stride is None else pair(owner, "stride", stride),
        pair(owner, "padding", padding, least=0),
    )


class Pool2d(Layer):
    """What the two window poolings share: where the windows lie.

    Shape:
        x: (B, H, W, C). output: (B, OH, OW, C) with OH = (H + 2·padding - KH)//stride + 1; pixels left over
            are not used.

    Args:
        kernel_size: height and width of a window, in pixels.
        stride: step between windows; without it the windows lie side by side.
        padding: pixels added on every side; never the maximum, and 0 in a mean.

    Raises:
        TypeError, ValueError: not a float image, smaller than a window, or an option out of range.
    """

    def __init__(
        self, kernel_size: int | Pair, stride: int | Pair | None = None, padding: int | Pair = 0
    ) -> None:
        super().__init__()
        self.kernel_size, self.stride, self.padding = window(
            type(self).__name__, kernel_size, stride, padding
        )


class MaxPool2d(Pool2d):
    """Keep the largest number of every window, channel by channel.

    Shape:
        x: (B, H, W, C), any float. output: (B, OH, OW, C), see `Pool2d`.
    """

    def forward(self, x: Any) -> Tensor:
        """Return the maximum of every window."""
        return max_pool2d(x, self.kernel_size, self.stride, self.padding)


class AvgPool2d(Pool2d):
    """Keep the mean of every window, channel by channel.

    Shape:
        x: (B, H, W, C), any float. output: (B, OH, OW, C), see `Pool2d`.
    """

    def forward(self, x: Any) -> Tensor:
        """Return the mean of every window."""
        return avg_pool2d(x, self.kernel_size, self.stride, self.padding)


class MaxPool1d(Layer):
    """Keep the largest number of every stretch of a sequence, feature by feature.

    Shape:
        x: (B, T, C), any float. output: (B, OT, C), as in `Pool2d`.

    Args:
        kernel_size: length of a stretch, in time steps.
        stride: step between stretches; without it they lie side by side.
    """

    def __init__(self, kernel_size: int, stride: int | None = None) -> None:
        super().__init__()
        self.kernel_size, self.stride = kernel_size, stride or kernel_size

    def forward(self, x: Any) -> Tensor:
        """Return the maximum of every stretch."""
        check_float("MaxPool1d", plain_index(x), ndim=3)
        image = x.unsqueeze(1) if isinstance(x, Tensor) else x[:, None]
        return max_pool2d(image, (1, self.kernel_size), (1, self.stride)).squeeze(1)
