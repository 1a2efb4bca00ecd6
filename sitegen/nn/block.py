"""The blocks that transformers are stacked from (Vaswani et al. 2017).

A block wraps each of its parts in a shortcut and a normalisation. ``norm_first`` (as in GPT-2, and easier to
train) gives x + part(norm(x)); otherwise, as first published, norm(x + part(x)). Names are those of PyTorch's
layers.

Letters: B batch, T places of x, S places of the memory, D features.
"""

from typing import Any

import numpy as np

from sitegen.nn.activation import GELU
from sitegen.nn.array import Array, BoolArray
from sitegen.nn.attention import MultiHeadAttention
from sitegen.nn.dropout import Dropout
from sitegen.nn.linear import Linear
from sitegen.nn.module import Layer, Module
from sitegen.nn.norm import LayerNorm


class Block(Module):
    """The base class of both blocks: self-attention, the feed-forward network, and the shortcut of each part.

    Args:
        features: D.
        heads: attention heads.
        hidden: width of the feed-forward network, 4·D if not given.
        rng: where the first weights are drawn from.
        causal: whether a position sees only itself and earlier ones.
        norm_first: where the normalisation is, see above.
        activation: the activation of the feed-forward network, a class without arguments.
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
        """Apply the feed-forward network to every position."""
        return self.linear2(self.activation(self.linear1(x)))

    def feed_forward_backward(self, grad: Array) -> Array:
        """Return the gradient through the feed-forward network."""
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


class TransformerBlock(Block, Layer):
    """Self-attention, then a feed-forward network at every position: the block of BERT; ``causal``, of GPT.

    Arguments are those of `Block`.

    Shape:
        x: (B, T, D). padding: (B, T) of bool, True for a position that is masked. output: (B, T, D).
    """

    def forward(self, x: Array, *, padding: BoolArray | None = None) -> Array:
        """Return x after attention and the feed-forward network."""
        x = self.around(self.norm1, x, self.self_attn, padding=padding)
        return self.around(self.norm2, x, self.feed_forward)

    def backward(self, grad: Array) -> Array:
        """Go back through the two parts in the opposite order."""
        grad, _ = self.around_backward(self.norm2, grad, self.feed_forward_backward)
        grad, _ = self.around_backward(self.norm1, grad, self.self_attn.backward)
        return grad


class CrossBlock(Block):
    """A decoder's block: causal self-attention, attention to a memory, then the feed-forward network.

    Shape:
        x: (B, T, D). memory: (B, S, D). padding: (B, T), memory_padding: (B, S), both of bool. output: (B, T,
            D).

    Arguments are those of `Block`; ``causal`` is True by default.
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
        memory: Array,
        *,
        padding: BoolArray | None = None,
        memory_padding: BoolArray | None = None,
    ) -> Array:
        """Return x after the three parts."""
        x = self.around(self.norm1, x, self.self_attn, padding=padding)
        x = self.around(self.norm2, x, self.multihead_attn, memory, padding=memory_padding)
        return self.around(self.norm3, x, self.feed_forward)

    def backward(self, grad: Array) -> tuple[Array, Array | None]:
        """Go back through the three parts; return (dx, dmemory)."""
        grad, _ = self.around_backward(self.norm3, grad, self.feed_forward_backward)
        grad, d_memory = self.around_backward(self.norm2, grad, self.multihead_attn.backward)
        grad, _ = self.around_backward(self.norm1, grad, self.self_attn.backward)
        return grad, d_memory
