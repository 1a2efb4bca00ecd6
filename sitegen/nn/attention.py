"""Attention: every position of a sequence takes from the others in proportion to a score."""

import math
from typing import Any

import numpy as np

from sitegen.nn.activation import softmax, softmax_backward
from sitegen.nn.array import Array, BoolArray, check_features, check_sizes, describe
from sitegen.nn.init import check_generator, xavier_uniform
from sitegen.nn.linear import Linear
from sitegen.nn.module import Module
from sitegen.nn.parameter import Parameter
from sitegen.nn.product import product_nn, product_nt, product_tn


class MultiHeadAttention(Module):
    """Queries meet keys, and values are mixed: softmax(q·kᵀ/√K)·v in several heads (Vaswani et al. 2017).

    With one input it is self-attention; with a ``memory``, queries come from ``x`` and keys and values from
    it (cross-attention). `capture` publishes the weights as ``attention`` (B, heads, T, S).

    Letters: B batch, T places of x, S places looked at (T without a memory), D features, K = D/heads.

    Shape:
        x: (B, T, D). memory: (B, S, D). padding: (B, S) of bool, True for a position that is masked.
        output: (B, T, D). in_proj_weight: (3·D, D) in the order q, k, v. in_proj_bias: (3·D,).

    Args:
        features: D, a multiple of ``heads``.
        heads: the number of heads that work in parallel.
        rng: where the first weights are drawn from.
        causal: whether a position sees only itself and earlier ones; not with a memory.

    Raises:
        TypeError: an input of another dtype.
        ValueError: an input of another shape, or padding that masks every position of an example.
    """

    def __init__(self, features: int, heads: int, *, rng: np.random.Generator, causal: bool = False) -> None:
        super().__init__()
        check_sizes("MultiHeadAttention", features=features, heads=heads)
        check_generator("MultiHeadAttention", rng)
        if features % heads:
            raise ValueError(
                f"MultiHeadAttention: features expected a multiple of {heads} heads, received {features}"
            )
        self.features, self.heads, self.causal = features, heads, causal
        self.in_proj_weight = Parameter(xavier_uniform((3 * features, features), rng), "in_proj_weight")
        self.in_proj_bias = Parameter(np.zeros(3 * features, np.float32), "in_proj_bias")
        self.out_proj = Linear(features, features, rng=rng)
        self.out_proj.parameters()[1].value.fill(0)

    def _project(self, x: Array, first: int, last: int) -> Array:
        """Return parts first to last of q, k, v as (last-first, B, heads, places, K)."""
        batch, places, features = x.shape
        rows = slice(first * features, last * features)
        weight, bias = self.in_proj_weight.value[rows], self.in_proj_bias.value[rows]
        y = product_nt(x.reshape(-1, features), weight, bias)
        parts = y.reshape(batch, places, last - first, self.heads, features // self.heads)
        return np.ascontiguousarray(parts.transpose(2, 0, 3, 1, 4))

    def _project_backward(self, grads: list[Array], x: Array, first: int) -> Array:
        """Add to the gradients of the projection of parts first and on; return the gradient of x."""
        batch, places, features = x.shape
        stacked = np.stack(grads).transpose(1, 3, 0, 2, 4).reshape(batch * places, -1)
        rows = slice(first * features, (first + len(grads)) * features)
        self.in_proj_weight.grad[rows] += product_tn(stacked, x.reshape(-1, features))
        self.in_proj_bias.grad[rows] += stacked.sum(axis=0)
        return product_nn(stacked, self.in_proj_weight.value[rows]).reshape(x.shape)

    def _hidden(self, x: Array, source: Array, padding: BoolArray | None) -> BoolArray | None:
        """Return the mask for scores (B, heads, T, S), or None if nothing is masked."""
        hidden: BoolArray | None = None
        if padding is not None:
            if not isinstance(padding, np.ndarray) or padding.dtype != np.bool_:
                raise TypeError(
                    f"MultiHeadAttention: padding expected an array of bool, received {describe(padding)}"
                )
            if padding.shape != source.shape[:2]:
                raise ValueError(
                    f"MultiHeadAttention: padding expected shape {source.shape[:2]}, received {padding.shape}"
                )
            hidden = padding[:, None, None, :]
        if self.causal:
            later = np.triu(np.ones((x.shape[1], x.shape[1]), np.bool_), 1)
            hidden = later if hidden is None else hidden | later
        if hidden is not None and hidden.all(axis=-1).any():
            raise ValueError("MultiHeadAttention: padding expected to leave every place something to look at")
        return hidden

    def forward(self, x: Array, memory: Array | None = None, *, padding: BoolArray | None = None) -> Array:
        """Return the mixed values, projected back to D features."""
        dtype = self.in_proj_weight.value.dtype
        check_features("MultiHeadAttention", x, self.features, dtype, ndim=3)
        if memory is None:
            q, k, v = self._project(x, 0, 3)
        else:
            check_features("MultiHeadAttention memory", memory, self.features, dtype, ndim=3)
            if self.causal or len(memory) != len(x):
                raise ValueError(
                    f"MultiHeadAttention: memory expected a batch of {len(x)} and causal=False, "
                    f"received a batch of {len(memory)} and causal={self.causal}"
                )
            (q,), (k, v) = self._project(x, 0, 1), self._project(memory, 1, 3)
        hidden = self._hidden(x, x if memory is None else memory, padding)
        # A Python float: a NumPy float64 would turn float32 scores into float64.
        q *= 1 / math.sqrt(self.features // self.heads)
        scores = product_nt(q, k)
        if hidden is not None:
            scores = np.where(hidden, scores.dtype.type(-np.inf), scores)
        weights = softmax(scores)
        if self.watcher is not None:
            self.watcher("attention", weights)
        mixed = product_nn(weights, v).transpose(0, 2, 1, 3).reshape(x.shape)
        y = self.out_proj(mixed)
        self.save(y, x, memory, q, k, v, weights)
        return y

    def backward(self, grad: Array) -> Any:
        """Add to all gradients; return dx, or (dx, dmemory) if there was a memory.

        With weights w: dv = wᵀ·dy, dscores = w·(dw - Σ dw·w) where dw = dy·vᵀ, then dq and dk as in any
            product.
        """
        x, memory, q, k, v, weights = self.restore(grad)
        d_mixed = self.out_proj.backward(grad)
        batch, places, _ = x.shape
        dy = d_mixed.reshape(batch, places, self.heads, -1).transpose(0, 2, 1, 3)
        dv = product_tn(weights, dy)
        d_weights = product_nt(dy, v)
        d_scores = softmax_backward(weights, d_weights)
        dk = product_tn(d_scores, q)
        dq = product_nn(d_scores, k) * (1 / math.sqrt(self.features // self.heads))
        if memory is None:
            return self._project_backward([dq, dk, dv], x, 0)
        return self._project_backward([dq], x, 0), self._project_backward([dk, dv], memory, 1)

    def multiply_adds(self, shapes: list[tuple[int, ...]], output: tuple[int, ...]) -> int:
        """Count the projections of q, k, v and the two products of the heads; out_proj counts itself."""
        del output
        (batch, places, features), looked_at = shapes[0], shapes[-1][1]
        projections = batch * features * features * (places + 2 * looked_at)
        return projections + 2 * batch * places * looked_at * features
