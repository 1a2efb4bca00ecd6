"""The blocks that transformers are stacked from (Vaswani et al. 2017), with PyTorch's names and defaults.

A block wraps each of its parts in a shortcut and a normalisation. ``norm_first`` (as in GPT-2, and easier to
train) gives x + part(norm(x)); otherwise, as first published, norm(x + part(x)).

Letters: B batch, T places of x, S places of the memory, D features.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from sitegen.nn.activation import gelu, relu
from sitegen.nn.attention import MultiheadAttention
from sitegen.nn.create import as_tensor
from sitegen.nn.dropout import Dropout
from sitegen.nn.linear import Linear
from sitegen.nn.module import Layer, Module
from sitegen.nn.norm import LayerNorm
from sitegen.nn.tensor import Tensor

Activation: TypeAlias = "str | Callable[[Any], Tensor]"
ACTIVATIONS: dict[str, Callable[[Any], Tensor]] = {"relu": relu, "gelu": gelu}


class Block(Module):
    """The base class of both blocks: self-attention, the feed-forward network, and the shortcut of each part.

    Args:
        d_model: D.
        nhead: attention heads.
        dim_feedforward: width of the feed-forward network.
        dropout: share of every part's output left out in training.
        activation: "relu", "gelu" or a function of a tensor.
        layer_norm_eps: added to the variance in the normalisations.
        batch_first: must be True.
        norm_first: where the normalisation is, see above.
        causal: whether a place sees only itself and earlier ones, without a mask in every call.
        rng: where the first weights are drawn from.
    """

    def __init__(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: Activation = "relu",
        layer_norm_eps: float = 1e-5,
        batch_first: bool = True,
        norm_first: bool = False,
        *,
        rng: np.random.Generator,
        causal: bool = False,
    ) -> None:
        super().__init__()
        if isinstance(activation, str) and activation not in ACTIVATIONS:
            names = ", ".join(ACTIVATIONS)
            raise ValueError(f"{type(self).__name__}: activation expected {names}, received {activation!r}")
        self.norm_first, self.causal = norm_first, causal
        self.self_attn = MultiheadAttention(d_model, nhead, batch_first=batch_first, rng=rng)
        self.norm1, self.norm2 = LayerNorm(d_model, layer_norm_eps), LayerNorm(d_model, layer_norm_eps)
        self.linear1 = Linear(d_model, dim_feedforward, rng=rng)
        self.linear2 = Linear(dim_feedforward, d_model, rng=rng)
        self.activation = ACTIVATIONS[activation] if isinstance(activation, str) else activation
        self.dropout = Dropout(dropout, rng=rng)

    def feed_forward(self, x: Tensor) -> Tensor:
        """Apply the feed-forward network to every position."""
        return self.linear2(self.activation(self.linear1(x)))

    def around(self, norm: LayerNorm, x: Any, part: Callable[[Tensor], Tensor]) -> Tensor:
        """Run ``part`` within its shortcut and normalisation."""
        source = as_tensor(x)
        if self.norm_first:
            return source + self.dropout(part(norm(source)))
        return norm(source + self.dropout(part(source)))

    def attend(self, x: Tensor, padding: Any, mask: Any, causal: bool) -> Tensor:
        """Return the self-attention of ``x``."""
        y: Tensor = self.self_attn(
            x,
            key_padding_mask=padding,
            attn_mask=mask,
            need_weights=False,
            is_causal=(causal and mask is None) or self.causal,
        )[0]
        return y


class TransformerEncoderLayer(Block, Layer):
    """Self-attention, then a feed-forward network at every position: the block of BERT; ``causal``, of GPT.

    Arguments are those of `Block`.

    Shape:
        src: (B, T, D). src_key_padding_mask: (B, T) of bool, True for a position that is masked.
        src_mask: (T, T), True hides, numbers are added. output: (B, T, D).
    """

    def forward(
        self, src: Any, src_mask: Any = None, src_key_padding_mask: Any = None, is_causal: bool = False
    ) -> Tensor:
        """Return ``src`` after attention and the feed-forward network."""
        attend = lambda y: self.attend(y, src_key_padding_mask, src_mask, is_causal)  # noqa: E731
        return self.around(self.norm2, self.around(self.norm1, src, attend), self.feed_forward)


class TransformerDecoderLayer(Block):
    """A decoder's block: self-attention, attention to a memory, then the feed-forward network.

    Arguments are those of `Block`.

    Shape:
        tgt: (B, T, D). memory: (B, S, D). tgt_key_padding_mask: (B, T), memory_key_padding_mask: (B, S), both
            of bool. tgt_mask: (T, T), memory_mask: (T, S). output: (B, T, D).
    """

    def __init__(
        self, d_model: int, nhead: int, *arguments: Any, rng: np.random.Generator, **options: Any
    ) -> None:
        super().__init__(d_model, nhead, *arguments, rng=rng, **options)
        self.multihead_attn = MultiheadAttention(d_model, nhead, rng=rng)
        self.norm3 = LayerNorm(d_model, self.norm1.eps)

    def forward(
        self,
        tgt: Any,
        memory: Any,
        tgt_mask: Any = None,
        memory_mask: Any = None,
        tgt_key_padding_mask: Any = None,
        memory_key_padding_mask: Any = None,
        tgt_is_causal: bool = False,
    ) -> Tensor:
        """Return ``tgt`` after the three parts."""

        def look(y: Tensor) -> Tensor:
            mixed: Tensor = self.multihead_attn(
                y, memory, key_padding_mask=memory_key_padding_mask, attn_mask=memory_mask, need_weights=False
            )[0]
            return mixed

        x = self.around(
            self.norm1, tgt, lambda y: self.attend(y, tgt_key_padding_mask, tgt_mask, tgt_is_causal)
        )
        return self.around(self.norm3, self.around(self.norm2, x, look), self.feed_forward)
