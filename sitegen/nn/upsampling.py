"""Layers that make an image larger, for the way back up in a U-Net or from a noise vector to a picture."""

import math

import numpy as np

from sitegen.nn.array import Array, check_features, check_float, check_sizes
from sitegen.nn.columns import Pair, gather, pair, scatter
from sitegen.nn.init import Initializer, check_generator, fan_in_uniform, uniform
from sitegen.nn.module import Layer
from sitegen.nn.parameter import Parameter
from sitegen.nn.product import product_nn, product_nt, product_tn


class ConvTranspose2d(Layer):
    """The transpose of a convolution: every input pixel paints one weighted filter onto the output.

    Shape:
        x: (B, H, W, in_channels). output: (B, OH, OW, out_channels) with OH = (H-1)·stride - 2·padding + KH.
        weight: (in_channels, KH, KW, out_channels). bias: (out_channels,).

    Args:
        in_channels: channels of the input.
        out_channels: channels of the output.
        kernel_size: height and width of a filter, in pixels.
        stride: step between painted filters, in pixels; 2 with kernel 2 doubles the size.
        padding: pixels cut off on every side of the output.
        rng: where the first weights are drawn from.
        init: how the weight starts.

    Raises:
        TypeError: an input of another dtype, or ``rng`` is not a Generator.
        ValueError: an input with other channels, an option out of range, or padding that leaves nothing.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int | Pair,
        stride: int | Pair = 1,
        padding: int | Pair = 0,
        *,
        rng: np.random.Generator,
        init: Initializer = fan_in_uniform,
    ) -> None:
        super().__init__()
        check_sizes("ConvTranspose2d", in_channels=in_channels, out_channels=out_channels)
        check_generator("ConvTranspose2d", rng)
        self.in_channels, self.out_channels = in_channels, out_channels
        self.kernel_size = pair("ConvTranspose2d", "kernel_size", kernel_size)
        self.stride = pair("ConvTranspose2d", "stride", stride)
        self.padding = pair("ConvTranspose2d", "padding", padding, least=0)
        shape = (in_channels, *self.kernel_size, out_channels)
        self.weight = Parameter(init(shape, rng), "weight")
        self.bias = Parameter(uniform((out_channels,), rng, 1 / math.sqrt(math.prod(shape[1:]))), "bias")

    def forward(self, x: Array) -> Array:
        """Return y = scatter(x·W) + b."""
        check_features("ConvTranspose2d", x, self.in_channels, self.weight.value.dtype, ndim=4)
        batch, height, width, _ = x.shape
        size = (
            (height - 1) * self.stride[0] - 2 * self.padding[0] + self.kernel_size[0],
            (width - 1) * self.stride[1] - 2 * self.padding[1] + self.kernel_size[1],
        )
        if min(size) < 1:
            raise ValueError(
                f"ConvTranspose2d: padding {self.padding} leaves nothing of x with shape {x.shape}"
            )
        rows = x.reshape(-1, self.in_channels)
        columns = product_nn(rows, self.weight.value.reshape(self.in_channels, -1))
        shape = (batch, height, width, *self.kernel_size, self.out_channels)
        y = scatter(columns.reshape(shape), size, self.stride, self.padding) + self.bias.value
        self.save(y, rows, x.shape)
        return y

    def backward(self, grad: Array) -> Array:
        """Add dW = xᵀ·gather(dy) and db = Σ dy; return dx = gather(dy)·Wᵀ."""
        rows, shape = self.restore(grad)
        columns = gather(grad, self.kernel_size, self.stride, self.padding).reshape(len(rows), -1)
        self.weight.grad += product_tn(rows, columns).reshape(self.weight.value.shape)
        self.bias.grad += grad.sum(axis=(0, 1, 2))
        return product_nt(columns, self.weight.value.reshape(self.in_channels, -1)).reshape(shape)

    def multiply_adds(self, shapes: list[tuple[int, ...]], output: tuple[int, ...]) -> int:
        """Count one multiply-add for every input and weight of its filter."""
        del output
        return math.prod(shapes[0]) * math.prod(self.kernel_size) * self.out_channels


class Upsample2d(Layer):
    """Repeat every pixel ``scale`` times down and across (nearest neighbour).

    Shape:
        x: (B, H, W, C), any float. output: (B, H·scale, W·scale, C).
    """

    def __init__(self, scale: int = 2) -> None:
        super().__init__()
        check_sizes("Upsample2d", scale=scale)
        self.scale = scale

    def forward(self, x: Array) -> Array:
        """Return the enlarged image."""
        check_float("Upsample2d", x, ndim=4)
        y = np.repeat(np.repeat(x, self.scale, axis=1), self.scale, axis=2)
        self.save(y, x.shape)
        return y

    def backward(self, grad: Array) -> Array:
        """Return for every pixel the sum over its copies."""
        ((batch, height, width, channels),) = self.restore(grad)
        blocks = grad.reshape(batch, height, self.scale, width, self.scale, channels)
        dx: Array = blocks.sum(axis=(2, 4))
        return dx
