"""Activations: the non-linear step between layers, element by element (softmax: along one axis).

The layers that call them are in `activation_layers`. None changes its input.
"""

import math
from collections.abc import Callable
from typing import Any, overload

import numpy as np

from sitegen.nn import elementary
from sitegen.nn.array import Array, check_float
from sitegen.nn.autograd import Gradients, Node, needs_grad, record
from sitegen.nn.create import as_tensor
from sitegen.nn.elementary import erf
from sitegen.nn.reduction import along
from sitegen.nn.shaping import plain_index
from sitegen.nn.tensor import Tensor


def checked(name: str, x: Any) -> Tensor:
    """Return ``x`` as a tensor; refuse anything but floating-point numbers."""
    check_float(name, plain_index(x))
    return as_tensor(x)


def curve(name: str, x: Any, value: Callable[[Array], tuple[Array, Callable[[], Array]]]) -> Tensor:
    """Record y and its slope: ``value`` takes the array x, and returns y and a function that gives dy/dx."""
    source = plain_index(x)
    check_float(name, source)
    y, slope = value(source)
    return record(y, (x,), lambda grad: (grad * slope(),), name)


def relu(x: Any) -> Tensor:
    """Return max(x, 0); the slope at 0 is 0. Shape: (...), returned alike."""
    return checked("ReLU", x).relu()


def leaky_relu(x: Any, negative_slope: float = 0.01) -> Tensor:
    """Return x above 0, ``negative_slope``·x elsewhere (Maas et al. 2013). Shape: (...), returned alike."""

    def value(a: Array) -> tuple[Array, Callable[[], Array]]:
        slope = np.where(a > 0, a.dtype.type(1), a.dtype.type(negative_slope))
        return a * slope, lambda: slope

    return curve("LeakyReLU", x, value)


def elu(x: Any, alpha: float = 1.0) -> Tensor:
    """Return x above 0, α(eˣ - 1) elsewhere (Clevert et al. 2016). Shape: (...), returned alike."""

    def value(a: Array) -> tuple[Array, Callable[[], Array]]:
        below = alpha * np.expm1(np.minimum(a, 0))
        return np.where(a > 0, a, below), lambda: np.where(a > 0, a.dtype.type(1), below + alpha)

    return curve("ELU", x, value)


def softplus(x: Any, beta: float = 1.0) -> Tensor:
    """Return log(1 + e^(βx))/β, a smooth max(x, 0). Shape: (...), returned alike."""
    return curve(
        "Softplus", x, lambda a: (elementary.softplus(beta * a) / beta, lambda: elementary.sigmoid(beta * a))
    )


def logsigmoid(x: Any) -> Tensor:
    """Return log 1/(1+e⁻ˣ) without underflow. Shape: (...), returned alike."""
    return curve("LogSigmoid", x, lambda a: (-elementary.softplus(-a), lambda: elementary.sigmoid(-a)))


def silu(x: Any) -> Tensor:
    """Return x·s with s = 1/(1+e⁻ˣ) (Elfwing et al. 2018). Shape: (...), returned alike."""

    def value(a: Array) -> tuple[Array, Callable[[], Array]]:
        s = elementary.sigmoid(a)
        return a * s, lambda: s * (1 + a * (1 - s))

    return curve("SiLU", x, value)


GELU_SCALE = math.sqrt(2 / math.pi)


def gelu(x: Any, approximate: str = "none") -> Tensor:
    """Return x·Φ(x), with the normal distribution Φ (Hendrycks, Gimpel 2016). Shape: (...), returned alike.

    Args:
        x: the input.
        approximate: "tanh" takes x(1+tanh u)/2 with u = √(2/π)(x + 0.044715x³) instead, as GPT-2 does.
    """
    if approximate not in ("none", "tanh"):
        raise ValueError(f'gelu: approximate expected "none" or "tanh", received {approximate!r}')
    return curve("GELU", x, _gelu_tanh if approximate == "tanh" else _gelu)


def _gelu(a: Array) -> tuple[Array, Callable[[], Array]]:
    below = 0.5 * (1 + erf(a * math.sqrt(0.5)))
    return a * below, lambda: below + a * np.exp(-0.5 * a * a) * (1 / math.sqrt(2 * math.pi))


def _gelu_tanh(a: Array) -> tuple[Array, Callable[[], Array]]:
    t = elementary.tanh(GELU_SCALE * (a + 0.044715 * a * a * a))

    def slope() -> Array:
        inner = 1 + 3 * 0.044715 * (a * a)
        dy: Array = 0.5 * (1 + t) + 0.5 * GELU_SCALE * a * (1 - t * t) * inner
        return dy

    return 0.5 * a * (1 + t), slope


def prelu(x: Any, weight: Tensor) -> Tensor:
    """Return x above 0, weight·x elsewhere. Shape: x: (..., C). weight: (1,) or (C,). returns: (..., C)."""
    source, w = plain_index(x), weight.array
    check_float("PReLU", source)
    below = np.minimum(source, 0)

    def backward(grad: Array) -> Gradients:
        dw = (grad * below).reshape(-1, source.shape[-1]).sum(axis=0) if weight.requires_grad else None
        dx = grad * np.where(source > 0, 1, w).astype(grad.dtype) if needs_grad(x) else None
        return dx, dw if dw is None or len(w) > 1 else dw.sum(keepdims=True)

    return record(np.maximum(source, 0) + w * below, (x, weight), backward, "PReLU")


def tanh(x: Any) -> Tensor:
    """Return tanh x. Shape: (...), returned alike."""
    return checked("Tanh", x).tanh()


@overload
def sigmoid(x: Tensor) -> Tensor: ...
@overload
def sigmoid(x: Array) -> Array: ...
def sigmoid(x: Any) -> Any:
    """Return 1/(1+e⁻ˣ) of a tensor as a tensor, of an array as an array.

    Shape:
        x: (...), any float. returns: the same shape and dtype.
    """
    return checked("Sigmoid", x).sigmoid() if isinstance(x, Node) else elementary.sigmoid(x)


@overload
def softmax(x: Tensor, dim: int = -1) -> Tensor: ...
@overload
def softmax(x: Array, dim: int = -1) -> Array: ...
def softmax(x: Any, dim: int = -1) -> Any:
    """Return eˣ/Σeˣ along ``dim``: of a tensor as a tensor, of an array as an array.

    Shape:
        x: (..., C, ...), any float. returns: the same shape and dtype, which sums to 1 along ``dim``.
    """
    return checked("Softmax", x).softmax(dim) if isinstance(x, Node) else along(x, dim, elementary.softmax)


@overload
def log_softmax(x: Tensor, dim: int = -1) -> Tensor: ...
@overload
def log_softmax(x: Array, dim: int = -1) -> Array: ...
def log_softmax(x: Any, dim: int = -1) -> Any:
    """Return log softmax along ``dim``, without overflow: of a tensor as a tensor, of an array as an array.

    Shape:
        x: (..., C, ...), any float. returns: the same shape and dtype.
    """
    if isinstance(x, Node):
        return checked("LogSoftmax", x).log_softmax(dim)
    return along(x, dim, elementary.log_softmax)
