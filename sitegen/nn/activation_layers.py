"""The activations as layers, for `Sequential`; the functions, with their formulas, are in `activation`."""

from typing import Any

import numpy as np

from sitegen.nn import activation
from sitegen.nn.array import check_sizes
from sitegen.nn.create import as_tensor
from sitegen.nn.module import Layer
from sitegen.nn.parameter import Parameter
from sitegen.nn.tensor import Tensor


class Tanh(Layer):
    """Squash to (-1, 1): y = tanh x.

    Shape:
        x: (...), any float. output: the same shape and dtype.
    """

    def forward(self, x: Any) -> Tensor:
        """Return the function of x."""
        return activation.tanh(x)


class ReLU(Layer):
    """Cut off below zero: y = max(x, 0).

    Shape:
        x: (...), any float. output: the same shape and dtype.
    """

    def forward(self, x: Any) -> Tensor:
        """Return the function of x."""
        return activation.relu(x)


class SiLU(Layer):
    """A smooth ReLU: y = x·s with s = 1/(1+e⁻ˣ).

    Shape:
        x: (...), any float. output: the same shape and dtype.
    """

    def forward(self, x: Any) -> Tensor:
        """Return the function of x."""
        return activation.silu(x)


class LogSigmoid(Layer):
    """The logarithm of the logistic function, without underflow.

    Shape:
        x: (...), any float. output: the same shape and dtype.
    """

    def forward(self, x: Any) -> Tensor:
        """Return the function of x."""
        return activation.logsigmoid(x)


class LeakyReLU(Layer):
    """A leaky cut below zero: y = x above 0, ``negative_slope``·x elsewhere.

    Shape:
        x: (...), any float. output: the same shape and dtype.
    """

    def __init__(self, negative_slope: float = 0.01) -> None:
        super().__init__()
        self.negative_slope = negative_slope

    def forward(self, x: Any) -> Tensor:
        """Return the function of x."""
        return activation.leaky_relu(x, self.negative_slope)


class ELU(Layer):
    """A smooth cut below zero: y = x above 0, α(eˣ - 1) elsewhere.

    Shape:
        x: (...), any float. output: the same shape and dtype.
    """

    def __init__(self, alpha: float = 1.0) -> None:
        super().__init__()
        self.alpha = alpha

    def forward(self, x: Any) -> Tensor:
        """Return the function of x."""
        return activation.elu(x, self.alpha)


class Softplus(Layer):
    """A smooth ReLU that is never 0: y = log(1 + e^(βx))/β.

    Shape:
        x: (...), any float. output: the same shape and dtype.
    """

    def __init__(self, beta: float = 1.0) -> None:
        super().__init__()
        self.beta = beta

    def forward(self, x: Any) -> Tensor:
        """Return the function of x."""
        return activation.softplus(x, self.beta)


class GELU(Layer):
    """A smooth ReLU: y = x·Φ(x); ``approximate="tanh"`` as in GPT-2.

    Shape:
        x: (...), any float. output: the same shape and dtype.
    """

    def __init__(self, approximate: str = "none") -> None:
        super().__init__()
        self.approximate = approximate

    def forward(self, x: Any) -> Tensor:
        """Return the function of x."""
        return activation.gelu(x, self.approximate)


class Softmax(Layer):
    """Turn scores into probabilities along ``dim``.

    For training a classifier leave it out: `CrossEntropyLoss` takes the scores themselves.

    Shape:
        x: (...), any float. output: the same shape and dtype.
    """

    def __init__(self, dim: int = -1) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, x: Any) -> Tensor:
        """Return the function of x."""
        return activation.softmax(as_tensor(x), self.dim)


class LogSoftmax(Layer):
    """Turn scores into the logarithms of probabilities along ``dim``.

    Shape:
        x: (...), any float. output: the same shape and dtype.
    """

    def __init__(self, dim: int = -1) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, x: Any) -> Tensor:
        """Return the function of x."""
        return activation.log_softmax(as_tensor(x), self.dim)


class Sigmoid(Layer):
    """Squash to (0, 1): y = 1/(1+e⁻ˣ).

    Shape:
        x: (...), any float. output: the same shape and dtype.
    """

    def forward(self, x: Any) -> Tensor:
        """Return the function of x."""
        return activation.sigmoid(as_tensor(x))


class PReLU(Layer):
    """A leaky cut whose slope below zero is trained (He et al. 2015).

    Shape:
        x: (..., C), any float. output: the same. weight: (num_parameters,).

    Args:
        num_parameters: 1 slope for all channels, or C.
        init: where the slopes start.
    """

    def __init__(self, num_parameters: int = 1, init: float = 0.25) -> None:
        super().__init__()
        check_sizes("PReLU", num_parameters=num_parameters)
        self.weight = Parameter(np.full(num_parameters, init, np.float32))

    def forward(self, x: Any) -> Tensor:
        """Return the function of x."""
        return activation.prelu(x, self.weight)
