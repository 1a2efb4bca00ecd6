"""Transformer blocks, and the encoder and decoder made of them (Vaswani et al. 2017).

A block wraps each of its parts in a shortcut and a normalisation. ``norm_first`` (as in GPT-2, and easier to
train) gives x + part(norm(x)); otherwise, as first published, norm(x + part(x)). Names are those of PyTorch's
layers.

Letters: B batch, T places of x, S places of the memory, D features.
"""

from typing import Any

import numpy as np

from sitegen.nn.activation import GELU
from sitegen.nn.array import Array, BoolArray, check_sizes
from sitegen.nn.attention import MultiHeadAttention
from sitegen.nn.dropout import Dropout
from sitegen.nn.linear import Linear
from sitegen.nn.module import Layer, Module
from sitegen.nn.norm import LayerNorm


class TransformerBlock(Layer):
    """Self-attention, then a small network applied to every place: the block of BERT; ``causal``, of GPT.

    Shape:
        x: (B, T, D). padding: (B, T) of bool, True where a place is not to be looked at. output: (B, T, D).

    Args:
        features: D.
        heads: attention heads.
        hidden: width of the small network, 4·D if not given.
        rng: where the first weights are drawn from.
        causal: whether a place sees only itself and earlier ones.
        norm_first: where the normalisation stands, see above.
        activation: the activation of the small network, a class without arguments.
        dropout: share of every part's output left out in training.
    """

    def __init__(
        self,
        features: int,
        heads: int,
        hidden: int | None = None,
        *,
        rng: np.random.Generator,
        causal: bool = False,
        norm_first: bool = True,
        activation: type[Layer] = GELU,
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        self.norm_first = norm_first
        self.self_attn = MultiHeadAttention(features, heads, rng=rng, causal=causal)
        self.norm1, self.norm2 = LayerNorm(features), LayerNorm(features)
        self.linear1 = Linear(features, hidden or 4 * features, rng=rng)
        self.linear2 = Linear(hidden or 4 * features, features, rng=rng)
        self.activation = activation()
        self.dropout = Dropout(dropout, rng=rng)

    def feed_forward(self, x: Array) -> Array:
        """Apply the small network to every place."""
        return self.linear2(self.activation(self.linear1(x)))

    def feed_forward_backward(self, grad: Array) -> Array:
        """Return the gradient through the small network."""
        return self.linear1.backward(self.activation.backward(self.linear2.backward(grad)))

    def around(self, norm: LayerNorm, x: Array, part: Any, *inputs: Any, **options: Any) -> Array:
        """Run ``part`` within its shortcut and normalisation."""
        if self.norm_first:
            return x + self.dropout(part(norm(x), *inputs, **options))
        return norm(x + self.dropout(part(x, *inputs, **options)))

    def around_backward(self, norm: LayerNorm, grad: Array, part_backward: Any) -> tuple[Array, Array | None]:
        """Return the gradient through `around`, and that of the memory if the part has one."""
        if not self.norm_first:
            grad = norm.backward(grad)
        inner, memory = part_backward(self.dropout.backward(grad)), None
        if isinstance(inner, tuple):
            inner, memory = inner
        return grad + (norm.backward(inner) if self.norm_first else inner), memory

    def forward(self, x: Array, *, padding: BoolArray | None = None) -> Array:
        """Return x after attention and the small network."""
        x = self.around(self.norm1, x, self.self_attn, padding=padding)
        return self.around(self.norm2, x, self.feed_forward)

    def backward(self, grad: Array) -> Array:
        """Go back through the two parts in the opposite order."""
        grad, _ = self.around_backward(self.norm2, grad, self.feed_forward_backward)
        grad, _ = self.around_backward(self.norm1, grad, self.self_attn.backward)
        return grad


class CrossBlock(TransformerBlock):
    """A decoder's block: causal self-attention, attention to a memory, then the small network.

    Shape:
        x: (B, T, D). memory: (B, S, D). padding: (B, T), memory_padding: (B, S), both of bool. output: (B, T,
            D).

    Arguments are those of `TransformerBlock`; ``causal`` is on unless switched off.
    """

    def __init__(
        self,
        features: int,
        heads: int,
        hidden: int | None = None,
        *,
        rng: np.random.Generator,
        **options: Any,
    ) -> None:
        super().__init__(features, heads, hidden, rng=rng, **{"causal": True, **options})
        self.multihead_attn = MultiHeadAttention(features, heads, rng=rng)
        self.norm3 = LayerNorm(features)

    def forward(
        self,
        x: Array,
        memory: Array | None = None,
        *,
        padding: BoolArray | None = None,
        memory_padding: BoolArray | None = None,
    ) -> Array:
        """Return x after the three parts."""
        if memory is None:
            raise TypeError("CrossBlock: memory expected an array (B, S, D), received None")
        x = self.around(self.norm1, x, self.self_attn, padding=padding)
        x = self.around(self.norm2, x, self.multihead_attn, memory, padding=memory_padding)
        return self.around(self.norm3, x, self.feed_forward)

    def backward(self, grad: Array) -> Any:
        """Go back through the three parts; return (dx, dmemory)."""
        grad, _ = self.around_backward(self.norm3, grad, self.feed_forward_backward)
        grad, d_memory = self.around_backward(self.norm2, grad, self.multihead_attn.backward)
        grad, _ = self.around_backward(self.norm1, grad, self.self_attn.backward)
        return grad, d_memory


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
        count: number of blocks; the other arguments are those of `TransformerBlock`.
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
        count: number of blocks; the other arguments are those of `TransformerBlock`.
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
            x = layer.forward(x, memory, padding=padding, memory_padding=memory_padding)
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
