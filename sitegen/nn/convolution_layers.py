"""The layers of `convolution`."""

import math
from typing import Any

import numpy as np

from sitegen.nn.array import check_sizes
from sitegen.nn.columns import Pair, Spare, pair
from sitegen.nn.convolution import Padding, conv1d, conv2d, sides
from sitegen.nn.init import Initializer, check_generator, fan_in_uniform, uniform
from sitegen.nn.module import Layer
from sitegen.nn.parameter import Parameter
from sitegen.nn.tensor import Tensor


class Conv2d(Layer):
    """Slide small filters over an image: every output is the weighted sum of one window (LeCun et al. 1989).

    Channels come **last**, unlike in PyTorch: that is several times faster here. `from_pytorch` reorders
    weights.

    Shape:
        x: (B, H, W, in_channels). output: (B, OH, OW, out_channels) with
            OH = (H + 2·padding - dilation·(KH - 1) - 1)//stride + 1.
        weight: (out_channels, KH, KW, in_channels/groups). bias: (out_channels,).

    Args:
        in_channels: channels of the input.
        out_channels: number of filters.
        kernel_size: height and width of a filter, in pixels; one number or a pair.
        stride: step between windows, in pixels.
        padding: zeros added, in pixels: one number, (vertical, horizontal), or ((above, below), (left,
            right)). ``"same"`` gives OH = ⌈H/stride⌉, as in TensorFlow; ``"valid"`` adds none.
        dilation: distance of the cells of a window, in pixels.
        groups: blocks of channels that are convolved apart; ``in_channels`` for a depthwise convolution.
        bias: whether one number per filter is added.
        rng: where the first weights are drawn from.
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
        padding: Padding = 0,
        dilation: int | Pair = 1,
        groups: int = 1,
        bias: bool = True,
        *,
        rng: np.random.Generator,
        init: Initializer = fan_in_uniform,
    ) -> None:
        super().__init__()
        owner = type(self).__name__
        check_sizes(owner, in_channels=in_channels, out_channels=out_channels, groups=groups)
        check_generator(owner, rng)
        if in_channels % groups or out_channels % groups:
            raise ValueError(
                f"{owner}: groups expected a divisor of {in_channels} and {out_channels} channels, "
                f"received {groups}"
            )
        self.in_channels, self.out_channels, self.groups = in_channels, out_channels, groups
        self.kernel_size = pair(owner, "kernel_size", kernel_size)
        self.stride = pair(owner, "stride", stride)
        self.dilation = pair(owner, "dilation", dilation)
        sides(owner, padding, (1, 1), self.kernel_size, self.stride, self.dilation)
        self.padding = padding
        shape = (out_channels, *self.kernel_size, in_channels // groups)
        self.weight = Parameter(init(shape, rng))
        bound = 1 / math.sqrt(math.prod(shape[1:]))
        self.bias = Parameter(uniform((out_channels,), rng, bound)) if bias else None
        self.spare = Spare()

    def forward(self, x: Any) -> Tensor:
        """Return the sum over every window."""
        return conv2d(
            x,
            self.weight,
            self.bias,
            self.stride,
            self.padding,
            self.dilation,
            self.groups,
            spare=self.spare,
        )

    def multiply_adds(self, shapes: list[tuple[int, ...]], output: tuple[int, ...]) -> int:
        """Count one multiply-add for every output and weight of its filter."""
        del shapes
        return math.prod(output) * math.prod(self.weight.shape[1:])


class Conv1d(Conv2d):
    """Slide filters along a sequence (of word vectors, or of sound frames): a `Conv2d` of height one.

    Shape:
        x: (B, T, in_channels). output: (B, OT, out_channels), OT as OH in `Conv2d`.
        weight: (out_channels, 1, K, in_channels/groups). bias: (out_channels,).

    Args:
        in_channels: features of one time step.
        out_channels: number of filters.
        kernel_size: K, in time steps.
        stride: step between windows, in time steps.
        padding: zeros added at both ends, in time steps; a pair (before, after), "same" or "valid".
        dilation: distance of the cells of a window, in time steps.
        groups: blocks of channels that are convolved apart.
        bias: whether one number per filter is added.
        rng: where the first weights are drawn from.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int,
        stride: int = 1,
        padding: Any = 0,
        dilation: int = 1,
        groups: int = 1,
        bias: bool = True,
        *,
        rng: np.random.Generator,
    ) -> None:
        both: Any = (
            padding if isinstance(padding, str) else ((0, 0), pair("Conv1d", "padding", padding, least=0))
        )
        window, steps, gaps = (1, kernel_size), (1, stride), (1, dilation)
        super().__init__(in_channels, out_channels, window, steps, both, gaps, groups, bias, rng=rng)
        self.ends = padding

    def forward(self, x: Any) -> Tensor:
        """Return the sum over every window."""
        options = (self.stride[1], self.ends, self.dilation[1], self.groups)
        return conv1d(x, self.weight, self.bias, *options, spare=self.spare)
