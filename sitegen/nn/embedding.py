"""From token numbers to vectors, and the position of a vector in its sequence."""

import math

import numpy as np

from sitegen.nn.array import Array, IntArray, check_features, check_float, check_indices, check_sizes
from sitegen.nn.init import check_generator, normal
from sitegen.nn.module import Layer
from sitegen.nn.parameter import Parameter


class Embedding(Layer):
    """A table with one trained vector per token.

    Shape:
        tokens: (...), integers in [0, count). output: (..., features). weight: (count, features).

    Args:
        count: number of different tokens.
        features: length of a vector.
        rng: where the first vectors are drawn from.
        std: their standard deviation.

    Raises:
        TypeError: tokens that are not integers.
        ValueError: a token outside the table.
    """

    def __init__(self, count: int, features: int, *, rng: np.random.Generator, std: float = 1.0) -> None:
        super().__init__()
        check_sizes("Embedding", count=count, features=features)
        check_generator("Embedding", rng)
        self.count, self.features = count, features
        self.weight = Parameter(normal((count, features), rng, std), "weight")

    def forward(self, tokens: IntArray) -> Array:
        """Return the vectors of the tokens."""
        check_indices("Embedding", "tokens", tokens, self.count)
        y = self.weight.value[tokens]
        self.save(y, tokens)
        return y

    def backward(self, grad: Array) -> Array:
        """Add to every used vector the sum of its gradients; return zeros, as a token has no gradient."""
        (tokens,) = self.restore(grad)
        if tokens.size:
            flat = tokens.reshape(-1)
            # Sorted by token, equal ones are adjacent and are summed in one call; add.at is many times
            # slower.
            order = flat.argsort(kind="stable")
            ordered = flat[order]
            starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
            sums = np.add.reduceat(grad.reshape(len(flat), -1)[order], starts, axis=0)
            self.weight.grad[ordered[starts]] += sums
        return np.zeros(tokens.shape, grad.dtype)


def sinusoids(length: int, features: int) -> Array:
    """Return the fixed position vectors of Vaswani et al. (2017): sines and cosines of growing wavelengths.

    Shape:
        returns: (length, features), float32; column 2k is sin(t/10000^(2k/features)), column 2k+1 its cosine.
    """
    check_sizes("sinusoids", length=length, features=features)
    time = np.arange(length)[:, None]
    angle = time * np.exp(np.arange(0, features, 2) * (-math.log(10000.0) / features))
    table = np.empty((length, features), np.float32)
    table[:, 0::2] = np.sin(angle)
    table[:, 1::2] = np.cos(angle)[:, : features // 2]
    return table


class SinusoidalPosition(Layer):
    """Add to every time step the fixed vector of its position.

    Shape:
        x: (B, T, features) with T ≤ length. output: the same.
    """

    def __init__(self, length: int, features: int) -> None:
        super().__init__()
        self.length, self.features = length, features
        self.table = sinusoids(length, features)

    def forward(self, x: Array) -> Array:
        """Return x + table[:T]."""
        check_float("SinusoidalPosition", x, ndim=3)
        check_features("SinusoidalPosition", x, self.features, x.dtype, ndim=3)
        _check_length("SinusoidalPosition", x, self.length)
        self.save(x)
        return x + self.table[: x.shape[1]].astype(x.dtype, copy=False)

    def backward(self, grad: Array) -> Array:
        """Return dx = dy."""
        self.restore(grad)
        return grad


class LearnedPosition(Layer):
    """Add to every time step a trained vector of its position.

    Shape:
        x: (B, T, features) with T ≤ length. output: the same. weight: (length, features).

    Args:
        length: the longest sequence.
        features: size of a vector.
        rng: where the first vectors are drawn from.
        std: their standard deviation (0.02 as in GPT-2, Radford et al. 2019).
    """

    def __init__(self, length: int, features: int, *, rng: np.random.Generator, std: float = 0.02) -> None:
        super().__init__()
        check_sizes("LearnedPosition", length=length, features=features)
        check_generator("LearnedPosition", rng)
        self.length, self.features = length, features
        self.weight = Parameter(normal((length, features), rng, std), "weight")

    def forward(self, x: Array) -> Array:
        """Return x + weight[:T]."""
        check_features("LearnedPosition", x, self.features, self.weight.value.dtype, ndim=3)
        _check_length("LearnedPosition", x, self.length)
        self.save(x)
        return x + self.weight.value[: x.shape[1]]

    def backward(self, grad: Array) -> Array:
        """Add dW[:T] = Σ dy over the batch; return dx = dy."""
        self.restore(grad)
        self.weight.grad[: grad.shape[1]] += grad.sum(axis=0)
        return grad


def _check_length(owner: str, x: Array, length: int) -> None:
    if x.shape[1] > length:
        raise ValueError(f"{owner}: x expected at most {length} time steps, received shape {x.shape}")
