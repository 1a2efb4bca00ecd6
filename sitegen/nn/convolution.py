"""Convolution in one and two dimensions, channels last."""

import math
from typing import Literal

import numpy as np

from sitegen.nn.array import Array, check_features, check_float, check_sizes
from sitegen.nn.columns import Pair, gather, pair, scatter, window_count
from sitegen.nn.init import Initializer, check_generator, fan_in_uniform, uniform
from sitegen.nn.module import Layer
from sitegen.nn.parameter import Parameter
from sitegen.nn.product import product_nn, product_nt, product_tn


class Conv2d(Layer):
    """Slide small filters over an image: every output is the weighted sum of one window (LeCun et al. 1989).

    Channels come **last**, unlike in PyTorch: that is several times faster here. `from_pytorch` reorders
    weights.

    Shape:
        x: (B, H, W, in_channels). output: (B, OH, OW, out_channels) with OH = (H + 2·padding - KH)//stride +
            1.
        weight: (out_channels, KH, KW, in_channels). bias: (out_channels,).

    Args:
        in_channels: channels of the input.
        out_channels: number of filters.
        kernel_size: height and width of a filter, in pixels; one number or a pair.
        stride: step between windows, in pixels.
        padding: zeros added on every side, in pixels; ``"same"`` keeps the size (stride 1, odd kernel).
        rng: where the first weights are drawn from.
        bias: whether one number per filter is added.
        init: how the weight starts.

    Raises:
        TypeError: an input of another dtype, or ``rng`` is not a Generator.
        ValueError: an input with other channels, or smaller than the kernel; an option out of range.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int | Pair,
        stride: int | Pair = 1,
        padding: int | Pair | Literal["same"] = 0,
        *,
        rng: np.random.Generator,
        bias: bool = True,
        init: Initializer = fan_in_uniform,
    ) -> None:
        super().__init__()
        owner = type(self).__name__
        check_sizes(owner, in_channels=in_channels, out_channels=out_channels)
        check_generator(owner, rng)
        self.in_channels, self.out_channels = in_channels, out_channels
        self.kernel_size = pair(owner, "kernel_size", kernel_size)
        self.stride = pair(owner, "stride", stride)
        self.padding = self._padding(owner, padding)
        shape = (out_channels, *self.kernel_size, in_channels)
        self.weight = Parameter(init(shape, rng), "weight")
        bound = 1 / math.sqrt(math.prod(shape[1:]))
        self.bias = Parameter(uniform((out_channels,), rng, bound), "bias") if bias else None
        self._unused: list[Array] = []

    def _padding(self, owner: str, padding: int | Pair | Literal["same"]) -> Pair:
        if not isinstance(padding, str):
            return pair(owner, "padding", padding, least=0)
        height, width = self.kernel_size
        if padding != "same" or self.stride != (1, 1) or height % 2 == 0 or width % 2 == 0:
            raise ValueError(
                f'{owner}: padding expected numbers, or "same" with stride 1 and an odd kernel, received '
                f"{padding!r} with stride {self.stride} and kernel {self.kernel_size}"
            )
        return height // 2, width // 2

    def forward(self, x: Array) -> Array:
        """Return the sum over every window: y = gather(x)·Wᵀ + b."""
        check_features("Conv2d", x, self.in_channels, self.weight.value.dtype, ndim=4)
        down, across = window_count((x.shape[1], x.shape[2]), self.kernel_size, self.stride, self.padding)
        if down < 1 or across < 1:
            raise ValueError(
                f"Conv2d: x expected at least {self.kernel_size} pixels with its padding {self.padding}, "
                f"received shape {x.shape}"
            )
        columns = gather(
            x, self.kernel_size, self.stride, self.padding, self._take((x.shape[0], down, across), x.dtype)
        )
        rows = columns.reshape(x.shape[0] * down * across, -1)
        weight = self.weight.value.reshape(self.out_channels, -1)
        y = product_nt(rows, weight, None if self.bias is None else self.bias.value)
        y = y.reshape(x.shape[0], down, across, self.out_channels)
        if self.saving:
            self.save(y, columns, (x.shape[1], x.shape[2]))
        else:
            self._unused = [columns]
        return y

    def _take(self, lead: tuple[int, ...], dtype: np.dtype) -> Array | None:
        # The window matrix is the largest array of a network; allocating it in every step costs as much as
        # filling it.
        shape = (*lead, *self.kernel_size, self.in_channels)
        unused = self._unused.pop() if self._unused else None
        return unused if unused is not None and unused.shape == shape and unused.dtype == dtype else None

    def backward(self, grad: Array) -> Array:
        """Add dW = dyᵀ·gather(x) and db = Σ dy; return dx = scatter(dy·W)."""
        columns, size = self.restore(grad)
        rows = grad.reshape(-1, self.out_channels)
        weight = self.weight.value.reshape(self.out_channels, -1)
        self.weight.grad += product_tn(rows, columns.reshape(len(rows), -1)).reshape(self.weight.value.shape)
        if self.bias is not None:
            self.bias.grad += rows.sum(axis=0)
        shape = columns.shape
        self._unused = [columns]
        if not self.input_grad:
            return self.no_input_grad((shape[0], *size, self.in_channels), grad)
        return scatter(product_nn(rows, weight).reshape(shape), size, self.stride, self.padding)

    def multiply_adds(self, shapes: list[tuple[int, ...]], output: tuple[int, ...]) -> int:
        """Count one multiply-add for every output and weight of its filter."""
        del shapes
        return math.prod(output) * math.prod(self.kernel_size) * self.in_channels


class Conv1d(Conv2d):
    """Slide filters along a sequence (of word vectors, or of sound frames): a `Conv2d` of height one.

    Shape:
        x: (B, T, in_channels). output: (B, (T + 2·padding - K)//stride + 1, out_channels).
        weight: (out_channels, 1, K, in_channels). bias: (out_channels,).

    Args:
        in_channels: features of one time step.
        out_channels: number of filters.
        kernel_size: K, in time steps.
        stride: step between windows, in time steps.
        padding: zeros added at both ends, in time steps.
        rng: where the first weights are drawn from.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int,
        stride: int = 1,
        padding: int = 0,
        *,
        rng: np.random.Generator,
    ) -> None:
        super().__init__(in_channels, out_channels, (1, kernel_size), (1, stride), (0, padding), rng=rng)

    def forward(self, x: Array) -> Array:
        """Return the sum over every window."""
        check_features("Conv1d", x, self.in_channels, self.weight.value.dtype, ndim=3)
        return super().forward(x[:, None])[:, 0]

    def backward(self, grad: Array) -> Array:
        """Do what `Conv2d.backward` does, with a height of one."""
        check_float("Conv1d", grad, "grad", ndim=3)
        return super().backward(grad[:, None])[:, 0]
