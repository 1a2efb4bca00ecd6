"""Normalisation: numbers brought to mean 0 and variance 1, then scaled and shifted by trained vectors."""

import numpy as np

from sitegen.nn.array import Array, check_features, check_positive, check_sizes
from sitegen.nn.kernel import accelerated
from sitegen.nn.module import Layer
from sitegen.nn.parameter import Buffer, Parameter


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


class LayerNorm(Layer):
    """Normalise every vector by itself, over its features (Ba et al. 2016).

    Shape:
        x: (..., features). output: the same. weight and bias: (features,).

    Args:
        features: size of the last axis.
        eps: added to the variance.
    """

    def __init__(self, features: int, eps: float = 1e-5) -> None:
        super().__init__()
        check_sizes("LayerNorm", features=features)
        check_positive("LayerNorm", eps=eps)
        self.features, self.eps = features, float(eps)
        self.weight = Parameter(np.ones(features, np.float32), "weight")
        self.bias = Parameter(np.zeros(features, np.float32), "bias")

    def forward(self, x: Array) -> Array:
        """Return n·weight + bias."""
        check_features("LayerNorm", x, self.features, self.weight.value.dtype)
        normal, scale = normalise_last(x, self.eps)
        y = normal * self.weight.value + self.bias.value
        self.save(y, normal, scale)
        return y

    def backward(self, grad: Array) -> Array:
        """Add dweight = Σ dy·n and dbias = Σ dy; return dx."""
        normal, scale = self.restore(grad)
        self.weight.grad += (grad * normal).reshape(-1, self.features).sum(axis=0)
        self.bias.grad += grad.reshape(-1, self.features).sum(axis=0)
        return normalise_backward(grad * self.weight.value, normal, scale, -1)


class BatchNorm(Layer):
    """Normalise every channel over the batch and all places (Ioffe and Szegedy 2015).

    In training the batch's own mean and variance are used, and the running ones move towards them by
    ``momentum``; in ``eval()`` the running ones are used. Serves for rows and, channels being last, for
    images.

    Shape:
        x: (B, ..., features). output: the same. weight, bias, running_mean, running_var: (features,).

    Args:
        features: size of the last axis.
        eps: added to the variance.
        momentum: how far the running statistics move, in (0, 1].

    Raises:
        ValueError: in training, fewer than two numbers per channel, which have no variance.
    """

    def __init__(self, features: int, eps: float = 1e-5, momentum: float = 0.1) -> None:
        super().__init__()
        check_sizes("BatchNorm", features=features)
        check_positive("BatchNorm", eps=eps)
        if not 0 < momentum <= 1:
            raise ValueError(f"BatchNorm: momentum expected in (0, 1], received {momentum}")
        self.features, self.eps, self.momentum = features, float(eps), float(momentum)
        self.weight = Parameter(np.ones(features, np.float32), "weight")
        self.bias = Parameter(np.zeros(features, np.float32), "bias")
        self.running_mean = Buffer(np.zeros(features, np.float32), "running_mean")
        self.running_var = Buffer(np.ones(features, np.float32), "running_var")

    def forward(self, x: Array) -> Array:
        """Return n·weight + bias; in training, move the running statistics."""
        check_features("BatchNorm", x, self.features, self.weight.value.dtype)
        rows = x.reshape(-1, self.features)
        mean, variance = self.running_mean.value, self.running_var.value
        if self.training:
            if len(rows) < 2:
                raise ValueError(f"BatchNorm: x expected at least 2 numbers per channel, received {x.shape}")
            batch_mean, batch_variance = rows.mean(axis=0), rows.var(axis=0)
            mean += self.momentum * (batch_mean - mean)
            # The running variance is the unbiased one, as in PyTorch, since it stands for unseen data.
            variance += self.momentum * (batch_variance * (len(rows) / (len(rows) - 1)) - variance)
            mean, variance = batch_mean, batch_variance
        normal, scale = normalise(rows, mean, variance, self.eps)
        self.save(x, normal, scale, x.shape, self.training)
        return (normal * self.weight.value + self.bias.value).reshape(x.shape)

    def backward(self, grad: Array) -> Array:
        """Add dweight = Σ dy·n and dbias = Σ dy; return dx."""
        normal, scale, shape, training = self.restore(grad)
        rows = grad.reshape(-1, self.features)
        self.weight.grad += (rows * normal).sum(axis=0)
        self.bias.grad += rows.sum(axis=0)
        inner = rows * self.weight.value
        dx = normalise_backward(inner, normal, scale, 0) if training else inner * scale
        return dx.reshape(shape)
