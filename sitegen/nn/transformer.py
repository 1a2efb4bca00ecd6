"""Transformers: stacks of blocks that read one sequence, or write another meanwhile (Vaswani et al. 2017).

Letters: B batch, T places of x, S places of the memory, D features.
"""

from typing import Any

import numpy as np

from sitegen.nn.array import Array, BoolArray, check_sizes
from sitegen.nn.block import CrossBlock, TransformerBlock
from sitegen.nn.module import Layer, Module
from sitegen.nn.norm import LayerNorm


class TransformerEncoder(Layer):
    """A stack of `TransformerBlock`; with ``norm_first`` a last normalisation follows.

    Example:
        >>> from sitegen.nn import Embedding, LearnedPosition, Linear, Sequential
        >>> rng = np.random.default_rng(0)
        >>> gpt = Sequential(
        ...     Embedding(27, 16, rng=rng),
        ...     LearnedPosition(8, 16, rng=rng),
        ...     TransformerEncoder(1, 16, 4, rng=rng, causal=True),
        ...     Linear(16, 27, rng=rng),
        ... )
        >>> gpt(np.zeros((2, 8), np.int64)).shape
        (2, 8, 27)

    Shape:
        x: (B, T, D). padding: (B, T) of bool. output: (B, T, D).

    Args:
        count: number of blocks; the other arguments are those of `Block`.
    """

    def __init__(
        self,
        count: int,
        features: int,
        heads: int,
        hidden: int | None = None,
        *,
        rng: np.random.Generator,
        **options: Any,
    ) -> None:
        super().__init__()
        check_sizes("TransformerEncoder", count=count)
        self.layers = tuple(
            TransformerBlock(features, heads, hidden, rng=rng, **options) for _ in range(count)
        )
        self.norm = LayerNorm(features) if options.get("norm_first", True) else None

    def forward(self, x: Array, *, padding: BoolArray | None = None) -> Array:
        """Pass ``x`` through all blocks."""
        for layer in self.layers:
            x = layer(x, padding=padding)
        return x if self.norm is None else self.norm(x)

    def backward(self, grad: Array) -> Array:
        """Pass ``grad`` back through all blocks."""
        if self.norm is not None:
            grad = self.norm.backward(grad)
        for layer in reversed(self.layers):
            grad = layer.backward(grad)
        return grad


class TransformerDecoder(Module):
    """A stack of `CrossBlock` that writes one sequence while reading another.

    Shape:
        x: (B, T, D). memory: (B, S, D). padding: (B, T), memory_padding: (B, S), both of bool. output: (B, T,
            D).

    Args:
        count: number of blocks; the other arguments are those of `Block`.
    """

    def __init__(
        self,
        count: int,
        features: int,
        heads: int,
        hidden: int | None = None,
        *,
        rng: np.random.Generator,
        **options: Any,
    ) -> None:
        super().__init__()
        check_sizes("TransformerDecoder", count=count)
        self.layers = tuple(CrossBlock(features, heads, hidden, rng=rng, **options) for _ in range(count))
        self.norm = LayerNorm(features) if options.get("norm_first", True) else None

    def forward(
        self,
        x: Array,
        memory: Array,
        *,
        padding: BoolArray | None = None,
        memory_padding: BoolArray | None = None,
    ) -> Array:
        """Pass ``x`` through all blocks, each of which looks at ``memory``."""
        for layer in self.layers:
            x = layer(x, memory, padding=padding, memory_padding=memory_padding)
        return x if self.norm is None else self.norm(x)

    def backward(self, grad: Array) -> tuple[Array, Array]:
        """Pass ``grad`` back through all blocks; return (dx, dmemory), the latter summed over the blocks."""
        if self.norm is not None:
            grad = self.norm.backward(grad)
        d_memory: Any = 0
        for layer in reversed(self.layers):
            grad, share = layer.backward(grad)
            d_memory = share + d_memory
        return grad, d_memory
