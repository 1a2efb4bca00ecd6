"""Normalisation: numbers brought to mean 0 and variance 1, then scaled and shifted by trained vectors."""

from typing import Any

import numpy as np

from sitegen.nn.array import Array, check_features, check_positive, check_sizes
from sitegen.nn.autograd import Gradients, needs_grad, record
from sitegen.nn.create import as_tensor
from sitegen.nn.kernel import accelerated
from sitegen.nn.module import Layer
from sitegen.nn.parameter import Parameter
from sitegen.nn.shaping import plain_index
from sitegen.nn.tensor import Tensor


def normalise(x: Array, mean: Array, variance: Array, eps: float) -> tuple[Array, Array]:
    """Return (x - mean)/√(variance + ε) and 1/√(variance + ε)."""
    scale: Array = 1 / np.sqrt(variance + eps)
    return (x - mean) * scale, scale


@accelerated
def normalise_last(x: Array, eps: float) -> tuple[Array, Array]:
    """Return what `normalise` does with mean and variance along the last axis.

    Shape:
        x: (..., C). returns: (..., C) and (..., 1).
    """
    return normalise(x, x.mean(axis=-1, keepdims=True), x.var(axis=-1, keepdims=True), eps)


@accelerated
def normalise_backward(grad: Array, normal: Array, scale: Array, axis: int) -> Array:
    """Return dx where mean and variance themselves depend on x.

    dx = scale·(dn - mean(dn) - n·mean(dn·n)), with n the normalised numbers and dn their gradient: what would
    move the mean or the variance is taken out (Ioffe and Szegedy 2015).
    """
    along = (grad * normal).mean(axis=axis, keepdims=True)
    dx: Array = scale * (grad - grad.mean(axis=axis, keepdims=True) - normal * along)
    return dx


def layer_norm(x: Any, weight: Tensor, bias: Tensor | None = None, eps: float = 1e-5) -> Tensor:
    """Return (x - mean)/√(variance + ε)·weight + bias, over the last axis.

    Shape:
        x: (..., C). weight, bias: (C,). returns: (..., C).
    """
    source, w = plain_index(x), weight.array
    check_features("LayerNorm", source, len(w), w.dtype)
    normal, scale = normalise_last(source, eps)
    y = normal * w
    if bias is not None:
        y += bias.array

    def backward(grad: Array) -> Gradients:
        dx = normalise_backward(grad * w, normal, scale, -1) if needs_grad(x) else None
        dw = _rows(grad * normal).sum(axis=0) if weight.requires_grad else None
        return dx, dw, _rows(grad).sum(axis=0) if needs_grad(bias) else None

    return record(y, (x, weight, bias), backward, "LayerNorm")


def rms_norm(x: Any, weight: Tensor, eps: float | None = None) -> Tensor:
    """Return x/√(mean of x² + ε)·weight, over the last axis.

    Shape:
        x: (..., C). weight: (C,). returns: (..., C).
    """
    source, w = plain_index(x), weight.array
    check_features("RMSNorm", source, len(w), w.dtype)
    small = float(np.finfo(w.dtype).eps) if eps is None else eps
    scale = 1 / np.sqrt((source * source).mean(axis=-1, keepdims=True) + small)
    normal = source * scale

    def backward(grad: Array) -> Gradients:
        inner = grad * w
        dx = (
            scale * (inner - normal * (inner * normal).mean(axis=-1, keepdims=True))
            if needs_grad(x)
            else None
        )
        return dx, _rows(grad * normal).sum(axis=0) if weight.requires_grad else None

    return record(normal * w, (x, weight), backward, "RMSNorm")


def group_norm(x: Any, num_groups: int, weight: Tensor, bias: Tensor, eps: float = 1e-5) -> Tensor:
    """Normalise every group of channels of every example over all places.

    Shape:
        x: (B, ..., C). weight, bias: (C,). returns: (B, ..., C).
    """
    source, w = plain_index(x), weight.array
    check_features("GroupNorm", source, len(w), w.dtype)
    shape = (len(source), -1 if source.size else 0, num_groups, len(w) // num_groups)
    # Groups side by side, so that the numbers of one lie behind each other.
    order = np.ascontiguousarray(source.reshape(shape).transpose(0, 2, 1, 3))
    flat, scale = normalise_last(order.reshape(shape[0], num_groups, order.shape[2] * shape[3]), eps)
    normal = flat.reshape(order.shape).transpose(0, 2, 1, 3).reshape(source.shape)

    def backward(grad: Array) -> Gradients:
        dx = None
        if needs_grad(x):
            inner = (grad * w).reshape(shape).transpose(0, 2, 1, 3).reshape(flat.shape)
            back = normalise_backward(np.ascontiguousarray(inner), flat, scale, -1)
            dx = back.reshape(order.shape).transpose(0, 2, 1, 3).reshape(source.shape)
        dw = _rows(grad * normal).sum(axis=0) if weight.requires_grad else None
        return dx, dw, _rows(grad).sum(axis=0) if needs_grad(bias) else None

    return record(normal * w + bias.array, (x, weight, bias), backward, "GroupNorm")


def normalize(x: Any, p: float = 2, dim: int = -1, eps: float = 1e-12) -> Tensor:
    """Return vectors along ``dim`` divided by their length, or by ``eps`` if that is larger.

    Shape:
        x: any. returns: the same.
    """
    vectors = as_tensor(x)
    return vectors / vectors.norm(p, dim, keepdim=True).clamp(min=eps)


def _rows(x: Array) -> Array:
    return x.reshape(x.size // max(x.shape[-1], 1), x.shape[-1])


class LayerNorm(Layer):
    """Normalise every vector by itself, over its features (Ba et al. 2016).

    Shape:
        x: (..., features). output: the same. weight and bias: (features,).

    Args:
        normalized_shape: size of the last axis.
        eps: added to the variance.
        bias: whether a trained vector is added.
    """

    def __init__(self, normalized_shape: int, eps: float = 1e-5, bias: bool = True) -> None:
        super().__init__()
        check_sizes("LayerNorm", normalized_shape=normalized_shape)
        check_positive("LayerNorm", eps=eps)
        self.normalized_shape, self.eps = normalized_shape, float(eps)
        self.weight = Parameter(np.ones(normalized_shape, np.float32))
        self.bias = Parameter(np.zeros(normalized_shape, np.float32)) if bias else None

    def forward(self, x: Any) -> Tensor:
        """Return n·weight + bias."""
        return layer_norm(x, self.weight, self.bias, self.eps)


class RMSNorm(Layer):
    """Divide every vector by the root of the mean of its squares (Zhang and Sennrich 2019).

    Shape:
        x: (..., features). output: the same. weight: (features,).

    Args:
        normalized_shape: size of the last axis.
        eps: added to the mean; the smallest step above 1 if not given, as in PyTorch.
    """

    def __init__(self, normalized_shape: int, eps: float | None = None) -> None:
        super().__init__()
        check_sizes("RMSNorm", normalized_shape=normalized_shape)
        self.normalized_shape, self.eps = normalized_shape, eps
        self.weight = Parameter(np.ones(normalized_shape, np.float32))

    def forward(self, x: Any) -> Tensor:
        """Return the scaled vectors."""
        return rms_norm(x, self.weight, self.eps)


class GroupNorm(Layer):
    """Normalise groups of channels of every example over all places (Wu and He 2018).

    Shape:
        x: (B, ..., num_channels). output: the same. weight and bias: (num_channels,).

    Args:
        num_groups: a divisor of ``num_channels``; as many as channels for instance normalisation.
        num_channels: size of the last axis.
        eps: added to the variance.
    """

    def __init__(self, num_groups: int, num_channels: int, eps: float = 1e-5) -> None:
        super().__init__()
        check_sizes("GroupNorm", num_groups=num_groups, num_channels=num_channels)
        if num_channels % num_groups:
            raise ValueError(
                f"GroupNorm: num_groups expected a divisor of {num_channels} channels, received {num_groups}"
            )
        self.num_groups, self.num_channels, self.eps = num_groups, num_channels, float(eps)
        self.weight = Parameter(np.ones(num_channels, np.float32))
        self.bias = Parameter(np.zeros(num_channels, np.float32))

    def forward(self, x: Any) -> Tensor:
        """Return n·weight + bias."""
        return group_norm(x, self.num_groups, self.weight, self.bias, self.eps)


class L2Normalize(Layer):
    """Divide every vector by its length.

    Shape:
        x: (..., features). output: the same, vectors of length 1.
    """

    def forward(self, x: Any) -> Tensor:
        """Return the vectors."""
        return normalize(x)
