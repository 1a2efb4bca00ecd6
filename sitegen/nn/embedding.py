"""From token numbers to vectors, and the position of a vector in its sequence."""

import math
from typing import Any

import numpy as np

from sitegen.nn.array import Array, check_features, check_float, check_indices, check_sizes
from sitegen.nn.autograd import Gradients, record
from sitegen.nn.init import check_generator, normal
from sitegen.nn.module import Layer
from sitegen.nn.parameter import Parameter
from sitegen.nn.shaping import plain_index
from sitegen.nn.tensor import Tensor


def embedding(tokens: Any, weight: Tensor, padding_idx: int | None = None) -> Tensor:
    """Return the rows of ``weight`` that ``tokens`` name.

    Shape:
        tokens: (...), integers in [0, V). weight: (V, D). returns: (..., D).
    """
    places, w = plain_index(tokens), weight.array
    check_indices("Embedding", "tokens", places, len(w))

    def backward(grad: Array) -> Gradients:
        dw = np.zeros_like(w)
        if places.size:
            flat = places.reshape(-1)
            # Sorted by token, equal ones are adjacent and are summed in one call; add.at is many times
            # slower.
            order = flat.argsort(kind="stable")
            ordered = flat[order]
            starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
            dw[ordered[starts]] = np.add.reduceat(grad.reshape(len(flat), -1)[order], starts, axis=0)
        if padding_idx is not None:
            dw[padding_idx] = 0
        return None, dw

    return record(w[places], (tokens, weight), backward, "Embedding")


class Embedding(Layer):
    """A table with one trained vector per token.

    Shape:
        tokens: (...), integers in [0, num_embeddings). output: (..., embedding_dim).
        weight: (num_embeddings, embedding_dim).

    Args:
        num_embeddings: number of different tokens.
        embedding_dim: length of a vector.
        padding_idx: a token whose vector is 0 and is not trained.
        rng: where the first vectors are drawn from.
        std: their standard deviation.

    Raises:
        TypeError: tokens that are not integers.
        ValueError: a token outside the table.
    """

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        padding_idx: int | None = None,
        *,
        rng: np.random.Generator,
        std: float = 1.0,
    ) -> None:
        super().__init__()
        check_sizes("Embedding", num_embeddings=num_embeddings, embedding_dim=embedding_dim)
        check_generator("Embedding", rng)
        self.num_embeddings, self.embedding_dim, self.padding_idx = num_embeddings, embedding_dim, padding_idx
        self.weight = Parameter(normal((num_embeddings, embedding_dim), rng, std))
        if padding_idx is not None:
            self.weight.array[padding_idx] = 0

    def forward(self, tokens: Any) -> Tensor:
        """Return the vectors of the tokens."""
        return embedding(tokens, self.weight, self.padding_idx)


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

    def forward(self, x: Any) -> Tensor:
        """Return x + table[:T]."""
        source = plain_index(x)
        check_float("SinusoidalPosition", source, ndim=3)
        check_features("SinusoidalPosition", source, self.features, source.dtype, ndim=3)
        _check_length("SinusoidalPosition", source, self.length)
        y = source + self.table[: source.shape[1]].astype(source.dtype, copy=False)
        return record(y, (x,), lambda grad: (grad,), "SinusoidalPosition")


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
        self.weight = Parameter(normal((length, features), rng, std))

    def forward(self, x: Any) -> Tensor:
        """Return x + weight[:T]."""
        source, weight = plain_index(x), self.weight
        check_features("LearnedPosition", source, self.features, weight.dtype, ndim=3)
        _check_length("LearnedPosition", source, self.length)

        def backward(grad: Array) -> Gradients:
            dw = np.zeros_like(weight.array)
            dw[: grad.shape[1]] = grad.sum(axis=0)
            return grad, dw

        return record(source + weight.array[: source.shape[1]], (x, weight), backward, "LearnedPosition")


def _check_length(owner: str, x: Array, length: int) -> None:
    if x.shape[1] > length:
        raise ValueError(f"{owner}: x expected at most {length} time steps, received shape {x.shape}")
