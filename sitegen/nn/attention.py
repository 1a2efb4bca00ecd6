"""Attention: every position of a sequence takes from the others in proportion to a score."""

import math
from typing import Any

import numpy as np

from sitegen.nn.array import AnyArray, Array, check_features, check_sizes, describe
from sitegen.nn.autograd import Gradients, needs_grad, record
from sitegen.nn.create import as_tensor
from sitegen.nn.dot_product import later_places, mix, mix_backward
from sitegen.nn.init import check_generator, xavier_uniform
from sitegen.nn.linear import Linear
from sitegen.nn.module import Module
from sitegen.nn.parameter import Parameter
from sitegen.nn.product import product_nn, product_nt, product_tn
from sitegen.nn.shaping import plain_index
from sitegen.nn.tensor import Tensor


class MultiheadAttention(Module):
    """Queries meet keys, and values are mixed: softmax(q·kᵀ/√K)·v in several heads (Vaswani et al. 2017).

    `capture` publishes the weights as ``attention`` (B, heads, T, S).

    Letters: B batch, T places of the query, S places looked at, D features, K = D/heads.

    Shape:
        query: (B, T, D). key, value: (B, S, D). returns: (B, T, D), and the weights (B, T, S).
        in_proj_weight: (3·D, D) in the order q, k, v. in_proj_bias: (3·D,).

    Args:
        embed_dim: D, a multiple of ``num_heads``.
        num_heads: the number of heads that work in parallel.
        bias: whether the projections have one.
        batch_first: must be True.
        rng: where the first weights are drawn from.

    Raises:
        TypeError: an input of another dtype.
        ValueError: an input of another shape.
    """

    def __init__(
        self,
        embed_dim: int,
        num_heads: int,
        bias: bool = True,
        batch_first: bool = True,
        *,
        rng: np.random.Generator,
    ) -> None:
        super().__init__()
        check_sizes("MultiheadAttention", embed_dim=embed_dim, num_heads=num_heads)
        check_generator("MultiheadAttention", rng)
        if embed_dim % num_heads:
            raise ValueError(
                f"MultiheadAttention: embed_dim expected a multiple of {num_heads} heads, "
                f"received {embed_dim}"
            )
        if not batch_first:
            raise ValueError("MultiheadAttention: batch_first expected True: sequences are (B, T, D) here")
        self.embed_dim, self.num_heads = embed_dim, num_heads
        self.in_proj_weight = Parameter(xavier_uniform((3 * embed_dim, embed_dim), rng))
        self.in_proj_bias = Parameter(np.zeros(3 * embed_dim, np.float32)) if bias else None
        self.out_proj = Linear(embed_dim, embed_dim, bias=bias, rng=rng)
        if self.out_proj.bias is not None:
            self.out_proj.bias.array.fill(0)

    def forward(
        self,
        query: Any,
        key: Any = None,
        value: Any = None,
        key_padding_mask: Any = None,
        need_weights: bool = True,
        attn_mask: Any = None,
        average_attn_weights: bool = True,
        is_causal: bool = False,
    ) -> tuple[Tensor, Tensor | None]:
        """Return the mixed values, projected back to D features, and the weights if they are needed.

        Args:
            query: what asks.
            key: what is compared with it; the query itself if not given.
            value: what is mixed; the key if not given.
            key_padding_mask: (B, S) of bool, True for a place that is hidden.
            need_weights: whether the weights are returned (without a gradient).
            attn_mask: broadcasts to (B, heads, T, S), or (B·heads, T, S); True hides, numbers are added.
            average_attn_weights: whether those of all heads are averaged.
            is_causal: whether a place sees only itself and earlier ones.
        """
        key = query if key is None else key
        value = key if value is None else value
        w = self.in_proj_weight.array
        q_in, k_in, v_in = plain_index(query), plain_index(key), plain_index(value)
        self._check_inputs(q_in, k_in, v_in)
        # Equal inputs are projected in one product: (first part, number of parts, input).
        if key is query and value is key:
            plan = [(0, 3, query)]
        elif value is key:
            plan = [(0, 1, query), (1, 2, key)]
        else:
            plan = [(0, 1, query), (1, 1, key), (2, 1, value)]
        q, k, v = (part for first, count, x in plan for part in self._project(plain_index(x), first, count))
        scale = 1 / math.sqrt(self.embed_dim // self.num_heads)
        q *= scale  # a Python float: a NumPy float64 would turn float32 scores into float64
        mixed, weights = mix(q, k, v, self._mask(q_in, k_in, key_padding_mask, attn_mask, is_causal))
        if self.watcher is not None:
            self.watcher("attention", weights)

        def backward(grad: Array) -> Gradients:
            dy = grad.reshape(*q_in.shape[:2], self.num_heads, -1).transpose(0, 2, 1, 3)
            dq, dk, dv = mix_backward(dy, q, k, v, weights)
            dq *= scale
            grads, dw = (dq, dk, dv), np.empty_like(w)
            db = np.empty(len(w), w.dtype)
            inputs = [
                self._project_backward(grads[first : first + count], x, first, dw, db)
                for first, count, x in plan
            ]
            return (*inputs, dw, db)

        joined = mixed.transpose(0, 2, 1, 3).reshape(q_in.shape)
        sources = (*(x for _, _, x in plan), self.in_proj_weight, self.in_proj_bias)
        y = self.out_proj(record(joined, sources, backward, "MultiheadAttention"))
        if not need_weights:
            return y, None
        return y, as_tensor(weights.mean(axis=1) if average_attn_weights else weights)

    def _check_inputs(self, query: Array, key: Array, value: Array) -> None:
        """Raise where the inputs' shapes or dtypes do not fit the layer, or each other."""
        dtype = self.in_proj_weight.array.dtype
        for name, part in (("query", query), ("key", key), ("value", value)):
            check_features(f"MultiheadAttention {name}", part, self.embed_dim, dtype, ndim=3)
        if len(key) != len(query) or key.shape != value.shape:
            raise ValueError(
                f"MultiheadAttention: key and value expected one shape and a batch of {len(query)}, "
                f"received {key.shape} and {value.shape}"
            )

    def _project(self, x: Array, first: int, count: int) -> Array:
        """Return parts of q, k, v from ``first`` on as (count, B, heads, places, K)."""
        batch, places, features = x.shape
        rows = slice(first * features, (first + count) * features)
        bias = None if self.in_proj_bias is None else self.in_proj_bias.array[rows]
        y = product_nt(x.reshape(batch * places, features), self.in_proj_weight.array[rows], bias)
        parts = y.reshape(batch, places, count, self.num_heads, features // self.num_heads)
        return np.ascontiguousarray(parts.transpose(2, 0, 3, 1, 4))

    def _project_backward(
        self, grads: tuple[Array, ...], x: Any, first: int, dw: Array, db: Array
    ) -> Array | None:
        """Write the gradients of the projection of some parts to ``dw`` and ``db``; return that of ``x``."""
        source = plain_index(x)
        batch, places, features = source.shape
        stacked = np.stack(grads).transpose(1, 3, 0, 2, 4).reshape(batch * places, len(grads) * features)
        rows = slice(first * features, (first + len(grads)) * features)
        dw[rows] = product_tn(stacked, source.reshape(batch * places, features))
        db[rows] = stacked.sum(axis=0)
        if not needs_grad(x):
            return None
        return product_nn(stacked, self.in_proj_weight.array[rows]).reshape(source.shape)

    def _mask(self, q: Array, k: Array, padding: Any, mask: Any, causal: bool) -> AnyArray | None:
        """Return what is hidden or added, for scores (B, heads, T, S), or None."""
        shape = (len(q), self.num_heads, q.shape[1], k.shape[1])
        result: AnyArray | None = None
        if mask is not None:
            result = np.asarray(plain_index(mask))
            if result.ndim == 3 and len(result) == shape[0] * shape[1]:
                result = result.reshape(shape)
            try:
                np.broadcast_to(result, shape)
            except ValueError:
                raise ValueError(
                    f"MultiheadAttention: attn_mask expected a shape that broadcasts to {shape}, "
                    f"received {result.shape}"
                ) from None
        hidden: AnyArray | None = later_places(*shape[2:]) if causal else None
        if padding is not None:
            padded = plain_index(padding)
            if not isinstance(padded, np.ndarray) or padded.dtype != np.bool_:
                raise TypeError(
                    "MultiheadAttention: key_padding_mask expected an array of bool, "
                    f"received {describe(padded)}"
                )
            if padded.shape != k.shape[:2]:
                raise ValueError(
                    f"MultiheadAttention: key_padding_mask expected shape {k.shape[:2]}, "
                    f"received {padded.shape}"
                )
            padded = padded[:, None, None, :]
            hidden = padded if hidden is None else hidden | padded
        if hidden is None or result is None:
            return hidden if result is None else result
        return result | hidden if result.dtype == np.bool_ else np.where(hidden, -np.inf, result)

    def multiply_adds(self, shapes: list[tuple[int, ...]], output: tuple[int, ...]) -> int:
        """Count the projections of q, k, v and the two products of the heads; out_proj counts itself."""
        del output
        (batch, places, features), looked_at = shapes[0], shapes[-1][1]
        projections = batch * features * features * (places + 2 * looked_at)
        return projections + 2 * batch * places * looked_at * features
