"""Functions of arrays that layers and losses share; they record nothing. Some have a kernel."""

import math

import numpy as np

from sitegen.nn.array import Array
from sitegen.nn.kernel import accelerated


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


def log_softmax(x: Array) -> Array:
    """Return log softmax along the last axis, without overflow.

    Shape:
        x: (..., C), any float. returns: the same shape and dtype.
    """
    shifted = x - x.max(axis=-1, keepdims=True)
    result: Array = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return result


def softplus(x: Array) -> Array:
    """Return log(1 + eˣ) as log1p(e^-|x|) + max(x, 0), which never meets a large exponential.

    Shape:
        x: (...), any float. returns: the same shape and dtype.
    """
    y: Array = np.log1p(np.exp(-np.abs(x))) + np.maximum(x, 0)
    return y


def erf(x: Array) -> Array:
    """Return the error function; in float32 by formula 7.1.26 of Abramowitz and Stegun (within 1.5e-7).

    Shape:
        x: (...), any float. returns: the same shape and dtype.
    """
    if x.dtype != np.float32:
        return np.array([math.erf(value) for value in x.ravel().tolist()], x.dtype).reshape(x.shape)
    size = np.abs(x)
    t = 1 / (1 + 0.3275911 * size)
    series = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t
    y: Array = np.copysign(1 - series * np.exp(-size * size), x)
    return y
