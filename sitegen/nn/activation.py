"""Activations: the non-linear step between layers, element by element (softmax: along the last axis).

None has parameters, and none changes its input.
"""

import math

import numpy as np

from sitegen.nn.array import Array, check_float
from sitegen.nn.kernel import accelerated
from sitegen.nn.module import Layer


@accelerated
def tanh(x: Array, out: Array | None = None) -> Array:
    """Return tanh x, which is ``out`` if that is given.

    Shape:
        x: (...), any float. out, returns: the same shape and dtype.
    """
    y: Array = np.tanh(x, out=out)
    return y


@accelerated
def rectified(x: Array) -> Array:
    """Return max(x, 0).

    Shape:
        x: (...), any float. returns: the same shape and dtype.
    """
    y: Array = np.maximum(x, 0)
    return y


def sigmoid(x: Array) -> Array:
    """Return 1/(1+e⁻ˣ), computed as (1+tanh(x/2))/2, which cannot overflow.

    Shape:
        x: (...), any float. output: the same shape and dtype.
    """
    y = tanh(0.5 * x)
    y *= 0.5
    y += 0.5
    return y


@accelerated
def softmax(x: Array) -> Array:
    """Return eˣ/Σeˣ along the last axis; the maximum is taken out first, so that no exponential overflows.

    Shape:
        x: (..., C), any float. returns: the same shape and dtype, rows summing to 1.
    """
    y: Array = np.exp(x - x.max(axis=-1, keepdims=True))
    y /= y.sum(axis=-1, keepdims=True)
    return y


@accelerated
def softmax_backward(y: Array, grad: Array) -> Array:
    """Return dx = y·(dy - Σ dy·y), the sum along the last axis, for y = softmax x.

    Shape:
        y, grad: (..., C), any float. returns: the same shape and dtype.
    """
    dx: Array = y * (grad - (grad * y).sum(axis=-1, keepdims=True))
    return dx


class Activation(Layer):
    """An activation whose derivative is found from what ``curve`` returns beside the output.

    A subclass defines ``curve`` (from x to the output and the array to save) and ``slope`` (from that array
    to dy/dx).
    """

    def curve(self, x: Array) -> tuple[Array, Array]:
        """Return the output and the array to keep for ``slope``."""
        raise NotImplementedError

    def slope(self, saved: Array) -> Array:
        """Return dy/dx from the saved array."""
        raise NotImplementedError

    def forward(self, x: Array) -> Array:
        """Apply the curve to every element."""
        check_float(type(self).__name__, x)
        y, saved = self.curve(x)
        self.save(y, saved)
        return y

    def backward(self, grad: Array) -> Array:
        """Return dx = dy · slope."""
        return grad * self.slope(*self.restore(grad))


class Tanh(Activation):
    """Squash to (-1, 1): y = tanh x, y' = 1 - y².

    Shape:
        x: (...), any float. output: the same shape and dtype.
    """

    def curve(self, x: Array) -> tuple[Array, Array]:
        """Return tanh x, and keep it."""
        y = tanh(x)
        return y, y

    def slope(self, saved: Array) -> Array:
        """Return 1 - y²."""
        return 1 - saved * saved


class Sigmoid(Activation):
    """Squash to (0, 1): y = 1/(1+e⁻ˣ), y' = y(1-y).

    Shape:
        x: (...), any float. output: the same shape and dtype.
    """

    def curve(self, x: Array) -> tuple[Array, Array]:
        """Return the logistic function of x, and keep it."""
        y = sigmoid(x)
        return y, y

    def slope(self, saved: Array) -> Array:
        """Return y(1 - y)."""
        return saved * (1 - saved)


class ReLU(Activation):
    """Cut off below zero: y = max(x, 0); the slope at 0 is taken as 0.

    Shape:
        x: (...), any float. output: the same shape and dtype.
    """

    def curve(self, x: Array) -> tuple[Array, Array]:
        """Return max(x, 0), and keep it."""
        y = rectified(x)
        return y, y

    def slope(self, saved: Array) -> Array:
        """Return 1 where the output is positive, else 0."""
        return (saved > 0).astype(saved.dtype)


class LeakyReLU(Activation):
    """A leaky cut below zero: y = x above 0, ``negative_slope``·x elsewhere (Maas et al. 2013).

    Shape:
        x: (...), any float. output: the same shape and dtype.
    """

    def __init__(self, negative_slope: float = 0.01) -> None:
        super().__init__()
        self.negative_slope = float(negative_slope)

    def curve(self, x: Array) -> tuple[Array, Array]:
        """Return the bent line, and keep x."""
        return np.where(x > 0, x, self.negative_slope * x), x

    def slope(self, saved: Array) -> Array:
        """Return 1 where x is positive, else ``negative_slope``."""
        return np.where(saved > 0, saved.dtype.type(1), saved.dtype.type(self.negative_slope))


class SiLU(Activation):
    """A smooth ReLU: y = x·s with s = 1/(1+e⁻ˣ), y' = s(1 + x(1-s)) (Elfwing et al. 2018).

    Shape:
        x: (...), any float. output: the same shape and dtype.
    """

    def curve(self, x: Array) -> tuple[Array, Array]:
        """Return x times its sigmoid, and keep x."""
        return x * sigmoid(x), x

    def slope(self, saved: Array) -> Array:
        """Return s(1 + x(1 - s))."""
        s = sigmoid(saved)
        return s * (1 + saved * (1 - s))


class GELU(Activation):
    """A smooth ReLU: y = x(1+tanh u)/2 with u = √(2/π)(x + 0.044715x³) (Hendrycks, Gimpel 2016).

    This is PyTorch's ``GELU(approximate="tanh")``, the tanh form; it differs from the exact form by less than
    5e-4.

    Shape:
        x: (...), any float. output: the same shape and dtype.
    """

    SCALE = math.sqrt(2 / math.pi)

    def curve(self, x: Array) -> tuple[Array, Array]:
        """Return the gated x, and keep x."""
        gate = tanh(self.SCALE * (x + 0.044715 * x * x * x))
        return 0.5 * x * (1 + gate), x

    def slope(self, saved: Array) -> Array:
        """Return (1+t)/2 + x(1-t²)u'/2 with t = tanh u."""
        square = saved * saved
        t = tanh(self.SCALE * saved * (1 + 0.044715 * square))
        slope: Array = 0.5 * (1 + t) + 0.5 * self.SCALE * saved * (1 - t * t) * (1 + 3 * 0.044715 * square)
        return slope


class Softmax(Layer):
    """Turn scores into probabilities along the last axis: yᵢ = eˣⁱ/Σⱼeˣʲ.

    For training a classifier leave it out: `CrossEntropy` takes the scores themselves.

    Shape:
        x: (..., C). output: (..., C), each row sums to 1.
    """

    def forward(self, x: Array) -> Array:
        """Return the probabilities."""
        check_float("Softmax", x)
        y = softmax(x)
        self.save(y, y)
        return y

    def backward(self, grad: Array) -> Array:
        """Return dx = y·(dy - Σ dy·y)."""
        (y,) = self.restore(grad)
        dx: Array = softmax_backward(y, grad)
        return dx
