"""Batch normalisation, whose statistics run along in training."""

from typing import Any

import numpy as np

from sitegen.nn.array import Array, check_features, check_positive, check_sizes
from sitegen.nn.autograd import Gradients, needs_grad, record
from sitegen.nn.module import Layer
from sitegen.nn.norm import normalise, normalise_backward
from sitegen.nn.parameter import Buffer, Parameter
from sitegen.nn.shaping import plain_index
from sitegen.nn.tensor import Tensor


class BatchNorm(Layer):
    """Normalise every channel over the batch and all places (Ioffe and Szegedy 2015).

    In training the batch's own mean and variance are used, and the running ones move towards them by
    ``momentum``; in ``eval()`` the running ones are used. Serves for rows and, channels being last, for
    images and sequences.

    Shape:
        x: (B, ..., features). output: the same. weight, bias, running_mean, running_var: (features,).

    Args:
        num_features: size of the last axis.
        eps: added to the variance.
        momentum: how far the running statistics move, in (0, 1].

    Raises:
        ValueError: in training, fewer than two numbers per channel, which have no variance.
    """

    def __init__(self, num_features: int, eps: float = 1e-5, momentum: float = 0.1) -> None:
        super().__init__()
        check_sizes("BatchNorm", num_features=num_features)
        check_positive("BatchNorm", eps=eps)
        if not 0 < momentum <= 1:
            raise ValueError(f"BatchNorm: momentum expected in (0, 1], received {momentum}")
        self.num_features, self.eps, self.momentum = num_features, float(eps), float(momentum)
        self.weight = Parameter(np.ones(num_features, np.float32))
        self.bias = Parameter(np.zeros(num_features, np.float32))
        self.running_mean = Buffer(np.zeros(num_features, np.float32))
        self.running_var = Buffer(np.ones(num_features, np.float32))

    def forward(self, x: Any) -> Tensor:
        """Return n·weight + bias; in training, move the running statistics."""
        source, w = plain_index(x), self.weight.array
        check_features("BatchNorm", source, self.num_features, w.dtype)
        rows = source.reshape(source.size // self.num_features, self.num_features)
        mean, variance = self.running_mean.array, self.running_var.array
        training = self.training
        if training:
            if len(rows) < 2:
                raise ValueError(
                    "BatchNorm: x expected at least 2 numbers per channel in training, "
                    f"received {source.shape}"
                )
            batch_mean, batch_variance = rows.mean(axis=0), rows.var(axis=0)
            mean += self.momentum * (batch_mean - mean)
            # The running variance is the unbiased one, as in PyTorch, since it stands for unseen data.
            variance += self.momentum * (batch_variance * (len(rows) / (len(rows) - 1)) - variance)
            mean, variance = batch_mean, batch_variance
        normal, scale = normalise(rows, mean, variance, self.eps)

        def backward(grad: Array) -> Gradients:
            lines = grad.reshape(rows.shape)
            dw, db = (lines * normal).sum(axis=0), lines.sum(axis=0)
            if not needs_grad(x):
                return None, dw, db
            inner = lines * w
            dx = normalise_backward(inner, normal, scale, 0) if training else inner * scale
            return dx.reshape(source.shape), dw, db

        y = (normal * w + self.bias.array).reshape(source.shape)
        return record(y, (x, self.weight, self.bias), backward, "BatchNorm")


BatchNorm1d = BatchNorm2d = BatchNorm
