"""The fully connected layer, the pattern of all layers here: forward, and right below it its derivative."""

import math

import numpy as np

from sitegen.nn.array import Array, check_features, check_sizes
from sitegen.nn.init import Initializer, check_generator, fan_in_uniform, uniform
from sitegen.nn.module import Layer
from sitegen.nn.parameter import Parameter
from sitegen.nn.product import product_nn, product_nt, product_tn


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
        self.weight = Parameter(init((out_features, in_features), rng), "weight")
        self.bias = (
            Parameter(uniform((out_features,), rng, 1 / math.sqrt(in_features)), "bias") if bias else None
        )

    def forward(self, x: Array) -> Array:
        """Return x·Wᵀ + b."""
        check_features("Linear", x, self.in_features, self.weight.value.dtype)
        rows = x.reshape(-1, self.in_features)
        y = product_nt(rows, self.weight.value, None if self.bias is None else self.bias.value)
        y = y.reshape(*x.shape[:-1], self.out_features)
        self.save(y, rows, x.shape[:-1])
        return y

    def backward(self, grad: Array) -> Array:
        """Add dW = dyᵀ·x and db = Σ dy; return dx = dy·W."""
        rows, lead = self.restore(grad)
        grad_rows = grad.reshape(-1, self.out_features)
        self.weight.grad += product_tn(grad_rows, rows)
        if self.bias is not None:
            self.bias.grad += grad_rows.sum(axis=0)
        if not self.input_grad:
            return self.no_input_grad((*lead, self.in_features), grad)
        return product_nn(grad_rows, self.weight.value).reshape(*lead, self.in_features)

    def multiply_adds(self, shapes: list[tuple[int, ...]], output: tuple[int, ...]) -> int:
        """Count one multiply-add for every output and input."""
        del shapes
        return math.prod(output) * self.in_features
