"""The fully connected layer, the pattern of all layers here: forward, and right below it its derivative."""

import math
from typing import Any

import numpy as np

from sitegen.nn.array import Array, check_features, check_sizes
from sitegen.nn.autograd import Gradients, needs_grad, record
from sitegen.nn.init import Initializer, check_generator, fan_in_uniform, uniform
from sitegen.nn.module import Layer
from sitegen.nn.parameter import Parameter
from sitegen.nn.product import product_nn, product_nt, product_tn
from sitegen.nn.shaping import plain_index
from sitegen.nn.tensor import Tensor


def linear(x: Any, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """Return y = x·Wᵀ + b; its derivatives are dx = dy·W, dW = dyᵀ·x and db = Σ dy.

    Shape:
        x: (..., I). weight: (O, I). bias: (O,). returns: (..., O), in the weight's dtype.
    """
    source, w = plain_index(x), weight.array
    features = w.shape[1]
    check_features("Linear", source, features, w.dtype)
    rows = source.reshape(math.prod(source.shape[:-1]), features)
    y = product_nt(rows, w, None if bias is None else bias.array)

    def backward(grad: Array) -> Gradients:
        lines = grad.reshape(len(rows), w.shape[0])
        dx = product_nn(lines, w).reshape(source.shape) if needs_grad(x) else None
        dw = product_tn(lines, rows) if weight.requires_grad else None
        return dx, dw, lines.sum(axis=0) if needs_grad(bias) else None

    return record(y.reshape(*source.shape[:-1], w.shape[0]), (x, weight, bias), backward, "linear")


class Linear(Layer):
    """A weighted sum of the inputs for every output: y = x·Wᵀ + b.

    Shape:
        x: (..., in_features). output: (..., out_features), in the weight's dtype.
        weight: (out_features, in_features). bias: (out_features,).

    Args:
        in_features: size of the last axis of the input.
        out_features: size of the last axis of the output.
        rng: where the first weights are drawn from.
        bias: whether b is added.
        init: how the weight starts; the bias is drawn from U(±1/√in_features), as in PyTorch.

    Raises:
        TypeError: an input of another dtype, or ``rng`` is not a Generator.
        ValueError: an input with another last axis, or a size below 1.
    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        *,
        rng: np.random.Generator,
        bias: bool = True,
        init: Initializer = fan_in_uniform,
    ) -> None:
        super().__init__()
        check_sizes("Linear", in_features=in_features, out_features=out_features)
        check_generator("Linear", rng)
        self.in_features, self.out_features = in_features, out_features
        self.weight = Parameter(init((out_features, in_features), rng))
        self.bias = Parameter(uniform((out_features,), rng, 1 / math.sqrt(in_features))) if bias else None

    def forward(self, x: Any) -> Tensor:
        """Return x·Wᵀ + b."""
        return linear(x, self.weight, self.bias)

    def multiply_adds(self, shapes: list[tuple[int, ...]], output: tuple[int, ...]) -> int:
        """Count one multiply-add for every output and input."""
        del shapes
        return math.prod(output) * self.in_features
