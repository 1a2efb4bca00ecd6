"""Layers that summarise neighbourhoods, whole images or whole sequences, and the one that unrolls an image.

Any floating-point dtype goes in and the same comes out; nothing is trained. Letters: B batch, H, W, C image,
T time.
"""

from collections.abc import Iterator

import numpy as np

from sitegen.nn.array import Array, check_float
from sitegen.nn.columns import Pair, pair, window_count
from sitegen.nn.kernel import accelerated
from sitegen.nn.module import Layer


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


class Pool2d(Layer):
    """What the two window poolings share: where the windows lie.

    Shape:
        x: (B, H, W, C). output: (B, OH, OW, C) with OH = (H - KH)//stride + 1; pixels left over are not used.

    Args:
        kernel_size: height and width of a window, in pixels.
        stride: step between windows; without it the windows lie side by side.

    Raises:
        TypeError, ValueError: not a float image, smaller than a window, or an option out of range.
    """

    def __init__(self, kernel_size: int | Pair, stride: int | Pair | None = None) -> None:
        super().__init__()
        owner = type(self).__name__
        self.kernel_size = pair(owner, "kernel_size", kernel_size)
        self.stride = self.kernel_size if stride is None else pair(owner, "stride", stride)

    def check(self, x: Array) -> None:
        """Refuse anything but an image at least as large as a window."""
        owner = type(self).__name__
        check_float(owner, x, ndim=4)
        if x.shape[1] < self.kernel_size[0] or x.shape[2] < self.kernel_size[1]:
            raise ValueError(
                f"{owner}: x expected at least {self.kernel_size} pixels, received shape {x.shape}"
            )


class MaxPool2d(Pool2d):
    """Keep the largest number of every window, channel by channel.

    Shape:
        x: (B, H, W, C), any float. output: (B, OH, OW, C), see `Pool2d`.
    """

    def forward(self, x: Array) -> Array:
        """Return the maximum of every window."""
        self.check(x)
        y = max_pool(x, self.kernel_size, self.stride)
        self.save(y, x, y)
        return y

    def backward(self, grad: Array) -> Array:
        """Send dy to the first cell of the window that held the maximum."""
        x, y = self.restore(grad)
        return max_pool_backward(x, y, grad, self.kernel_size, self.stride)


class AvgPool2d(Pool2d):
    """Keep the mean of every window, channel by channel.

    Shape:
        x: (B, H, W, C), any float. output: (B, OH, OW, C), see `Pool2d`.
    """

    def forward(self, x: Array) -> Array:
        """Return the mean of every window."""
        self.check(x)
        first, *others = cells(x, self.kernel_size, self.stride)
        y: Array = first.copy()
        for cell in others:
            y += cell
        y *= 1 / (self.kernel_size[0] * self.kernel_size[1])
        self.save(y, x.shape)
        return y

    def backward(self, grad: Array) -> Array:
        """Send every cell of a window the same share of dy."""
        (shape,) = self.restore(grad)
        dx: Array = np.zeros(shape, grad.dtype)
        share = grad * (1 / (self.kernel_size[0] * self.kernel_size[1]))
        for place in cells(dx, self.kernel_size, self.stride):
            np.add(place, share, out=place)
        return dx


class GlobalAveragePool(Layer):
    """The mean over all places of an image, or all steps of a sequence.

    Shape:
        x: (B, ..., C), an image (B, H, W, C) or a sequence (B, T, C). output: (B, C).
    """

    def forward(self, x: Array) -> Array:
        """Return the mean over all axes but the first and the last."""
        check_float("GlobalAveragePool", x)
        places = x.reshape(x.shape[0], -1, x.shape[-1])
        y: Array = places.mean(axis=1)
        self.save(y, x.shape, places.shape[1])
        return y

    def backward(self, grad: Array) -> Array:
        """Send every place the same share of dy."""
        shape, count = self.restore(grad)
        share = (grad * (1 / count))[:, None]
        dx: Array = np.broadcast_to(share, (shape[0], count, shape[-1])).reshape(shape)
        return dx


class GlobalMaxPool(Layer):
    """The maximum over all places of an image, or all steps of a sequence.

    Shape:
        x: (B, ..., C). output: (B, C).
    """

    def forward(self, x: Array) -> Array:
        """Return the maximum over all axes but the first and the last."""
        check_float("GlobalMaxPool", x)
        places = x.reshape(x.shape[0], -1, x.shape[-1])
        winner = places.argmax(axis=1)[:, None]
        y: Array = np.take_along_axis(places, winner, axis=1)[:, 0]
        self.save(y, x.shape, places.shape, winner)
        return y

    def backward(self, grad: Array) -> Array:
        """Send dy to the first place that held the maximum."""
        shape, places, winner = self.restore(grad)
        dx: Array = np.zeros(places, grad.dtype)
        np.put_along_axis(dx, winner, grad[:, None], axis=1)
        return dx.reshape(shape)


class LastStep(Layer):
    """The last time step of a sequence, where a recurrent network has read everything.

    Shape:
        x: (B, T, D). output: (B, D).
    """

    def forward(self, x: Array) -> Array:
        """Return the last step."""
        check_float("LastStep", x, ndim=3)
        self.save(x[:, -1], x.shape)
        return x[:, -1]

    def backward(self, grad: Array) -> Array:
        """Return zeros with dy at the last step."""
        (shape,) = self.restore(grad)
        dx: Array = np.zeros(shape, grad.dtype)
        dx[:, -1] = grad
        return dx


class Flatten(Layer):
    """Lay all features of an example in one row, channels running fastest (as Keras does, unlike PyTorch).

    Shape:
        x: (B, ...). output: (B, product of the other axes).
    """

    def forward(self, x: Array) -> Array:
        """Return ``x`` as rows."""
        check_float("Flatten", x)
        y = x.reshape(x.shape[0], -1)
        self.save(y, x.shape)
        return y

    def backward(self, grad: Array) -> Array:
        """Return ``grad`` in the shape of the input."""
        (shape,) = self.restore(grad)
        return grad.reshape(shape)
