"""Attention as a function: softmax(q·kᵀ)·v, with masks, and its derivative (Vaswani et al. 2017)."""

import math
from typing import Any

import numpy as np

from sitegen.nn.array import AnyArray, Array, BoolArray
from sitegen.nn.autograd import Gradients, record
from sitegen.nn.elementary import softmax, softmax_backward
from sitegen.nn.product import product_nn, product_nt, product_tn
from sitegen.nn.shaping import plain_index
from sitegen.nn.tensor import Tensor


def later_places(queries: int, keys: int) -> BoolArray:
    """Return (queries, keys), True where a key comes later than the query; the last of both coincide."""
    return np.triu(np.ones((queries, keys), np.bool_), keys - queries + 1)


def masked_softmax(scores: Array, mask: AnyArray | None) -> Array:
    """Return softmax along the last axis without what a mask hides; a place that sees nothing gets zeros.

    Shape:
        scores: (..., T, S). mask: broadcasts to it; True hides, and numbers are added. returns: (..., T, S).
    """
    if mask is None:
        return softmax(scores)
    if mask.dtype != np.bool_:
        scores, mask = scores + mask.astype(scores.dtype), np.isneginf(mask)
    hidden = np.where(mask, scores.dtype.type(-np.inf), scores)
    blind = mask.all(axis=-1, keepdims=True)
    if not blind.any():
        return softmax(hidden)
    return np.where(blind, 0, softmax(np.where(blind, 0, hidden))).astype(scores.dtype)


def mix(q: Array, k: Array, v: Array, mask: AnyArray | None) -> tuple[Array, Array]:
    """Return softmax(q·kᵀ)·v and the weights, for queries that are scaled already.

    Shape:
        q: (..., T, K). k, v: (..., S, K). returns: (..., T, K) and (..., T, S).
    """
    weights = masked_softmax(product_nt(q, k), mask)
    return product_nn(weights, v), weights


def mix_backward(grad: Array, q: Array, k: Array, v: Array, weights: Array) -> tuple[Array, Array, Array]:
    """Return dq, dk, dv: dv = wᵀ·dy, dscores = w·(dw - Σ dw·w) with dw = dy·vᵀ, dq = dscores·k and so on."""
    dv = product_tn(weights, grad)
    d_scores = softmax_backward(weights, product_nt(grad, v))
    return product_nn(d_scores, k), product_tn(d_scores, q), dv


def scaled_dot_product_attention(
    query: Any, key: Any, value: Any, attn_mask: Any = None, is_causal: bool = False
) -> Tensor:
    """Return softmax(q·kᵀ/√K)·v (Vaswani et al. 2017).

    Shape:
        query: (..., T, K). key, value: (..., S, K). returns: (..., T, K).

    Args:
        query: what asks.
        key: what is compared with it.
        value: what is mixed.
        attn_mask: broadcasts to (..., T, S); True where a query **may** look, or numbers that are added, both
            as in PyTorch's function of this name.
        is_causal: whether a query sees only itself and earlier places.
    """
    k, v = plain_index(key), plain_index(value)
    scale = 1 / math.sqrt(k.shape[-1])
    q = plain_index(query) * scale
    mask = None if attn_mask is None else plain_index(attn_mask)
    mask = ~mask if mask is not None and mask.dtype == np.bool_ else mask
    if is_causal:
        later = later_places(q.shape[-2], k.shape[-2])
        mask = (
            later
            if mask is None
            else mask | later
            if mask.dtype == np.bool_
            else np.where(later, -np.inf, mask)
        )
    y, weights = mix(q, k, v, mask)

    def backward(grad: Array) -> Gradients:
        dq, dk, dv = mix_backward(grad, q, k, v, weights)
        return dq * scale, dk, dv

    return record(y, (query, key, value), backward, "attention")
