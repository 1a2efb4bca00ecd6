"""Layers that make an image larger, for the way back up in a U-Net or from a noise vector to a picture."""

import math
from typing import Any

import numpy as np

from sitegen.nn.array import Array, check_features, check_float, check_sizes
from sitegen.nn.autograd import Gradients, needs_grad, record
from sitegen.nn.columns import Pair, gather, pair, scatter
from sitegen.nn.init import Initializer, check_generator, fan_in_uniform, uniform
from sitegen.nn.module import Layer
from sitegen.nn.parameter import Parameter
from sitegen.nn.product import product_nn, product_nt, product_tn
from sitegen.nn.shaping import plain_index
from sitegen.nn.tensor import Tensor


def conv_transpose2d(
    x: Any,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: int | Pair = 1,
    padding: int | Pair = 0,
    output_padding: int | Pair = 0,
) -> Tensor:
    """Return y = scatter(x·W) + b; dx = gather(dy)·Wᵀ, dW = xᵀ·gather(dy).

    Shape:
        x: (B, H, W, I). weight: (I, KH, KW, O). bias: (O,). returns: (B, OH, OW, O), see `ConvTranspose2d`.
    """
    source, w = plain_index(x), weight.array
    inputs, kernel, outputs = w.shape[0], (w.shape[1], w.shape[2]), w.shape[3]
    check_features("ConvTranspose2d", source, inputs, w.dtype, ndim=4)
    steps, pads = (
        pair("ConvTranspose2d", "stride", stride),
        pair("ConvTranspose2d", "padding", padding, least=0),
    )
    more = pair("ConvTranspose2d", "output_padding", output_padding, least=0)
    batch, height, width, _ = source.shape
    size = (
        (height - 1) * steps[0] - 2 * pads[0] + kernel[0] + more[0],
        (width - 1) * steps[1] - 2 * pads[1] + kernel[1] + more[1],
    )
    if min(size) < 1 or max(more[0] - steps[0], more[1] - steps[1]) >= 0:
        raise ValueError(
            f"ConvTranspose2d: padding {pads} leaves nothing of x with shape {source.shape}"
            if min(size) < 1
            else f"ConvTranspose2d: output_padding expected below the stride {steps}, received {more}"
        )
    rows = source.reshape(batch * height * width, inputs)
    columns = product_nn(rows, w.reshape(inputs, w[0].size))
    y = scatter(columns.reshape(batch, height, width, *kernel, outputs), size, steps, pads)
    if bias is not None:
        y = y + bias.array

    def backward(grad: Array) -> Gradients:
        taken = gather(grad, kernel, steps, pads)[:, :height, :width].reshape(len(rows), w[0].size)
        dx = product_nt(taken, w.reshape(inputs, w[0].size)).reshape(source.shape) if needs_grad(x) else None
        dw = product_tn(rows, taken).reshape(w.shape) if weight.requires_grad else None
        return dx, dw, grad.sum(axis=(0, 1, 2)) if needs_grad(bias) else None

    return record(y, (x, weight, bias), backward, "ConvTranspose2d")


class ConvTranspose2d(Layer):
    """The transpose of a convolution: every input pixel paints one weighted filter onto the output.

    Shape:
        x: (B, H, W, in_channels). output: (B, OH, OW, out_channels) with OH = (H-1)·stride - 2·padding + KH
            + output_padding.
        weight: (in_channels, KH, KW, out_channels). bias: (out_channels,).

    Args:
        in_channels: channels of the input.
        out_channels: channels of the output.
        kernel_size: height and width of a filter, in pixels.
        stride: step between painted filters, in pixels; 2 with kernel 2 doubles the size.
        padding: pixels cut off on every side of the output.
        output_padding: pixels added below and on the right.
        bias: whether one number per filter is added.
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
        output_padding: int | Pair = 0,
        bias: bool = True,
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
        self.output_padding = pair("ConvTranspose2d", "output_padding", output_padding, least=0)
        shape = (in_channels, *self.kernel_size, out_channels)
        self.weight = Parameter(init(shape, rng))
        bound = 1 / math.sqrt(math.prod(shape[1:]))
        self.bias = Parameter(uniform((out_channels,), rng, bound)) if bias else None

    def forward(self, x: Any) -> Tensor:
        """Return y = scatter(x·W) + b."""
        options = (self.stride, self.padding, self.output_padding)
        return conv_transpose2d(x, self.weight, self.bias, *options)

    def multiply_adds(self, shapes: list[tuple[int, ...]], output: tuple[int, ...]) -> int:
        """Count one multiply-add for every input and weight of its filter."""
        del output
        return math.prod(shapes[0]) * math.prod(self.kernel_size) * self.out_channels


class Upsample2d(Layer):
    """Repeat every pixel ``scale`` times down and across, or draw straight lines between pixels.

    Shape:
        x: (B, H, W, C), any float. output: (B, H·scale, W·scale, C).

    Args:
        scale: how many times larger.
        mode: "nearest" or "bilinear" (with PyTorch's ``align_corners=False``).
    """

    def __init__(self, scale: int = 2, mode: str = "nearest") -> None:
        super().__init__()
        check_sizes("Upsample2d", scale=scale)
        self.scale, self.mode = scale, mode

    def forward(self, x: Any) -> Tensor:
        """Return the enlarged image."""
        return interpolate(x, self.scale, self.mode)


def interpolate(x: Any, scale_factor: int = 2, mode: str = "nearest") -> Tensor:
    """Return an image enlarged by a whole number, see `Upsample2d`.

    Shape:
        x: (B, H, W, C), any float. returns: (B, H·scale_factor, W·scale_factor, C).
    """
    source = plain_index(x)
    check_float("Upsample2d", source, ndim=4)
    batch, height, width, channels = source.shape
    if mode == "bilinear":
        down, across = _lines(height, scale_factor, source.dtype), _lines(width, scale_factor, source.dtype)

        def blend(image: Array, a: Array, b: Array) -> Array:
            tall = np.tensordot(a, image, (1, 1)).swapaxes(0, 1)
            wide: Array = np.tensordot(b, tall, (1, 2)).transpose(1, 2, 0, 3)
            return np.ascontiguousarray(wide)

        y = blend(source, down, across)
        return record(y, (x,), lambda grad: (blend(grad, down.T, across.T),), "Upsample2d")
    if mode != "nearest":
        raise ValueError(f'Upsample2d: mode expected "nearest" or "bilinear", received {mode!r}')
    y = np.repeat(np.repeat(source, scale_factor, axis=1), scale_factor, axis=2)
    shape = (batch, height, scale_factor, width, scale_factor, channels)
    return record(y, (x,), lambda grad: (grad.reshape(shape).sum(axis=(2, 4)),), "Upsample2d")


def _lines(length: int, scale: int, dtype: Any) -> Array:
    """Return the matrix (length·scale, length) that draws straight lines between neighbours."""
    at = np.clip((np.arange(length * scale) + 0.5) / scale - 0.5, 0, length - 1)
    low = np.floor(at).astype(int)
    high = np.minimum(low + 1, length - 1)
    rows, matrix = np.arange(len(at)), np.zeros((len(at), length))
    matrix[rows, low] += 1 - (at - low)
    matrix[rows, high] += at - low
    return matrix.astype(dtype)
