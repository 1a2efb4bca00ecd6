"""Transformers: stacks of blocks that read one sequence, or write another meanwhile (Vaswani et al. 2017).

Letters: B batch, T places of x, S places of the memory, D features.
"""

import copy
from typing import Any, Self

import numpy as np

from sitegen.nn.activation import gelu
from sitegen.nn.array import check_sizes
from sitegen.nn.block import TransformerDecoderLayer, TransformerEncoderLayer
from sitegen.nn.module import Layer, Module
from sitegen.nn.norm import LayerNorm
from sitegen.nn.tensor import Tensor


def gelu_tanh(x: Any) -> Tensor:
    """Return the tanh form of `gelu`, as in GPT-2."""
    return gelu(x, "tanh")


class Stack(Module):
    """Blocks one after the other, and a last normalisation.

    Args:
        layer: the first block; the others start as copies of it, as in PyTorch.
        num_layers: number of blocks.
        norm: what follows the last block.
    """

    block: type[TransformerEncoderLayer] | type[TransformerDecoderLayer]
    causal = False

    def __init__(self, layer: Module, num_layers: int, norm: Layer | None = None) -> None:
        super().__init__()
        check_sizes(type(self).__name__, num_layers=num_layers)
        if not isinstance(layer, self.block):
            raise TypeError(
                f"{type(self).__name__}: layer expected a {self.block.__name__}, received {layer!r}; "
                f"the short form is {type(self).__name__}.of(num_layers, d_model, nhead, rng=rng)"
            )
        self.layers: list[Any] = [layer, *(copy.deepcopy(layer) for _ in range(num_layers - 1))]
        self.norm = norm

    @classmethod
    def of(
        cls,
        num_layers: int,
        d_model: int,
        nhead: int,
        dim_feedforward: int | None = None,
        *,
        rng: np.random.Generator,
        **options: Any,
    ) -> Self:
        """Return a stack as in GPT-2: normalised first, GELU by tanh, no dropout; every block is drawn anew.

        Args:
            num_layers: number of blocks.
            d_model: D.
            nhead: attention heads.
            dim_feedforward: width of the feed-forward network, 4·D if not given.
            rng: where the first weights are drawn from.
            options: of `Block`.
        """
        check_sizes(cls.__name__, num_layers=num_layers)
        given = {"norm_first": True, "activation": gelu_tanh, "dropout": 0.0, "causal": cls.causal, **options}
        made = [
            cls.block(d_model, nhead, dim_feedforward or 4 * d_model, rng=rng, **given)
            for _ in range(num_layers)
        ]
        stack = cls(made[0], 1, LayerNorm(d_model) if given["norm_first"] else None)
        stack.layers = list(made)
        return stack


class TransformerEncoder(Stack, Layer):
    """A stack of `TransformerEncoderLayer`.

    Example:
        >>> from sitegen.nn import Embedding, LearnedPosition, Linear, Sequential
        >>> rng = np.random.default_rng(0)
        >>> gpt = Sequential(
        ...     Embedding(27, 16, rng=rng),
        ...     LearnedPosition(8, 16, rng=rng),
        ...     TransformerEncoder.of(1, 16, 4, rng=rng, causal=True),
        ...     Linear(16, 27, rng=rng),
        ... )
        >>> gpt(np.zeros((2, 8), np.int64)).shape
        (2, 8, 27)

    Shape:
        src: (B, T, D). mask: (T, T). src_key_padding_mask: (B, T) of bool. output: (B, T, D).

    Arguments are those of `Stack`.
    """

    block = TransformerEncoderLayer

    def forward(
        self, src: Any, mask: Any = None, src_key_padding_mask: Any = None, is_causal: bool = False
    ) -> Tensor:
        """Pass ``src`` through all blocks."""
        x = src
        for layer in self.layers:
            x = layer(x, mask, src_key_padding_mask, is_causal)
        return x if self.norm is None else self.norm(x)


class TransformerDecoder(Stack):
    """A stack of `TransformerDecoderLayer` that writes one sequence while reading another.

    Shape:
        tgt: (B, T, D). memory: (B, S, D). Masks as in `TransformerDecoderLayer`. output: (B, T, D).

    Arguments are those of `Stack`; in the short form ``of``, it is causal.
    """

    block = TransformerDecoderLayer
    causal = True

    def forward(self, tgt: Any, memory: Any, *masks: Any, **options: Any) -> Tensor:
        """Pass ``tgt`` through all blocks, each of which looks at ``memory``."""
        x = tgt
        for layer in self.layers:
            x = layer(x, memory, *masks, **options)
        return x if self.norm is None else self.norm(x)
