"""Convolution in one and two dimensions, channels last."""

import math
from typing import Any, Literal, TypeAlias

import numpy as np

from sitegen.nn.array import AnyArray, Array, check_features
from sitegen.nn.autograd import Gradients, needs_grad, record
from sitegen.nn.columns import Pair, Spare, gather, pair, scatter, window_count
from sitegen.nn.product import product_nn, product_nt, product_tn
from sitegen.nn.shaping import plain_index
from sitegen.nn.tensor import Tensor

Sides: TypeAlias = tuple[Pair, Pair]  # above and below, left and right
Padding: TypeAlias = "int | Pair | Sides | Literal['same', 'valid']"


def sides(owner: str, padding: Any, size: Pair, kernel: Pair, stride: Pair, dilation: Pair) -> Sides:
    """Return the zeros to add above and below, left and right of an image of ``size``.

    "same" gives OH = ⌈H/stride⌉; where the zeros are odd, the last side gets the one more, as in TensorFlow
    (and in PyTorch, which knows only stride 1).
    """
    if padding == "valid":
        return (0, 0), (0, 0)
    if padding == "same":
        needed = [
            max((-(-size[i] // stride[i]) - 1) * stride[i] + (kernel[i] - 1) * dilation[i] + 1 - size[i], 0)
            for i in (0, 1)
        ]
        return (needed[0] // 2, -(-needed[0] // 2)), (needed[1] // 2, -(-needed[1] // 2))
    if isinstance(padding, tuple) and any(isinstance(side, tuple) for side in padding):
        first, second = (pair(owner, "padding", side, least=0) for side in padding)
        return first, second
    if isinstance(padding, str):
        raise ValueError(f'{owner}: padding expected numbers, "same" or "valid", received {padding!r}')
    down, across = pair(owner, "padding", padding, least=0)
    return (down, down), (across, across)


def conv2d(
    x: Any,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: int | Pair = 1,
    padding: Padding = 0,
    dilation: int | Pair = 1,
    groups: int = 1,
    *,
    spare: Spare | None = None,
    owner: str = "Conv2d",
) -> Tensor:
    """Return the sum over every window, y = gather(x)·Wᵀ + b; dx = scatter(dy·W), dW = dyᵀ·gather(x).

    Shape:
        x: (B, H, W, groups·I). weight: (O, KH, KW, I). bias: (O,). returns: (B, OH, OW, O).
    """
    source, w = plain_index(x), weight.array
    out, kernel, each = w.shape[0], (w.shape[1], w.shape[2]), w.shape[3]
    check_features(owner, source, groups * each, w.dtype, ndim=4)
    stride, dilation = pair(owner, "stride", stride), pair(owner, "dilation", dilation)
    size = (source.shape[1], source.shape[2])
    (above, below), (left, right) = sides(owner, padding, size, kernel, stride, dilation)
    even = above == below and left == right
    edges = ((0, 0), (above, below), (left, right), (0, 0))
    inner, pads = (source, (above, left)) if even else (np.pad(source, edges), (0, 0))
    within = (inner.shape[1], inner.shape[2])
    down, across = window_count(within, kernel, stride, pads, dilation)
    _check_size(owner, (down, across), kernel, padding, dilation, source)
    spread = {} if dilation == (1, 1) else {"dilation": dilation}
    count = source.shape[0] * down * across
    shape = (source.shape[0], down, across, *kernel, groups * each)
    trivial = kernel == (1, 1) == stride and pads == (0, 0)
    if trivial:
        columns = inner.reshape(shape)
    else:
        room = None if spare is None else spare.take(shape, source.dtype)
        columns = gather(inner, kernel, stride, pads, room, **spread)
    y = _product(columns.reshape(count, *kernel, groups, each), w, groups)
    if bias is not None:
        y += bias.array

    def backward(grad: Array) -> Gradients:
        rows = grad.reshape(count, out)
        dx = None
        if needs_grad(x):
            flat = _product_back(rows, w, groups).reshape(shape)
            dx = scatter(flat, within, stride, pads, **spread) if not trivial else flat.reshape(source.shape)
            dx = dx[:, above : above + size[0], left : left + size[1]] if not even else dx
        dw = None
        if weight.requires_grad:
            dw = _weight_gradient(rows, columns.reshape(count, *kernel, groups, each), w.shape, groups)
        if spare is not None and not trivial:
            spare.give(columns)
        return dx, dw, rows.sum(axis=0) if needs_grad(bias) else None

    result = record(y.reshape(source.shape[0], down, across, out), (x, weight, bias), backward, owner)
    if spare is not None and not result.requires_grad and not trivial:
        spare.give(columns)
    return result


def _check_size(
    owner: str, counts: Pair, kernel: Pair, padding: Padding, dilation: Pair, source: AnyArray
) -> None:
    """Raise where the input is smaller than one window; ``counts`` are the windows down and across."""
    if min(counts) < 1:
        raise ValueError(
            f"{owner}: x expected at least {kernel} pixels with its padding {padding} and dilation "
            f"{dilation}, received shape {source.shape}"
        )


def _by_group(rows: Array, groups: int) -> Array:
    """Return (N, KH, KW, G, I) as (G, N, KH·KW·I)."""
    return np.ascontiguousarray(rows.transpose(3, 0, 1, 2, 4)).reshape(
        groups, len(rows), math.prod(rows.shape[1:3]) * rows.shape[4]
    )


def _product(rows: Array, w: Array, groups: int) -> Array:
    """Return (N, O) from windows (N, KH, KW, G, I)."""
    out = w.shape[0]
    if groups == 1:
        return product_nt(rows.reshape(len(rows), w[0].size), w.reshape(out, w[0].size))
    y = product_nt(_by_group(rows, groups), w.reshape(groups, out // groups, -1))
    return y.transpose(1, 0, 2).reshape(len(rows), out)


def _product_back(rows: Array, w: Array, groups: int) -> Array:
    """Return the gradient of the windows, (N, KH, KW, G·I), from that of the output, (N, O)."""
    out, height, width, each = w.shape
    if groups == 1:
        return product_nn(rows, w.reshape(out, w[0].size))
    grouped = np.ascontiguousarray(rows.reshape(len(rows), groups, -1).transpose(1, 0, 2))
    flat = product_nn(grouped, w.reshape(groups, out // groups, -1))
    return np.ascontiguousarray(flat.reshape(groups, len(rows), height, width, each).transpose(1, 2, 3, 0, 4))


def _weight_gradient(rows: Array, columns: Array, shape: tuple[int, ...], groups: int) -> Array:
    """Return dW from the gradient of the output, (N, O), and the windows (N, KH, KW, G, I)."""
    if groups == 1:
        return product_tn(rows, columns.reshape(len(rows), math.prod(shape[1:]))).reshape(shape)
    grouped = np.ascontiguousarray(rows.reshape(len(rows), groups, -1).transpose(1, 0, 2))
    return product_tn(grouped, _by_group(columns, groups)).reshape(shape)


def conv1d(
    x: Any,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: int = 1,
    padding: "int | Pair | Literal['same', 'valid']" = 0,
    dilation: int = 1,
    groups: int = 1,
    *,
    spare: Spare | None = None,
) -> Tensor:
    """Return the sum over every window of a sequence; a pair of ``padding`` is before and after it.

    Shape:
        x: (B, T, groups·I). weight: (O, 1, K, I). bias: (O,). returns: (B, OT, O).
    """
    source, w = plain_index(x), weight.array
    check_features("Conv1d", source, groups * w.shape[3], w.dtype, ndim=3)
    both: Any = padding if isinstance(padding, str) else ((0, 0), pair("Conv1d", "padding", padding, least=0))
    kernel, size = (1, w.shape[2]), (1, source.shape[1])
    first, last = sides("Conv1d", both, size, kernel, (1, stride), (1, dilation))[1]
    if source.shape[1] + first + last < (w.shape[2] - 1) * dilation + 1:
        raise ValueError(
            f"Conv1d: x expected at least {(w.shape[2] - 1) * dilation + 1} steps with its padding "
            f"{padding}, received shape {source.shape}"
        )
    image = x[:, None] if not isinstance(x, Tensor) else x.unsqueeze(1)
    options: dict[str, Any] = {"spare": spare, "owner": "Conv1d"}
    y = conv2d(image, weight, bias, (1, stride), ((0, 0), (first, last)), (1, dilation), groups, **options)
    return y.squeeze(1)
