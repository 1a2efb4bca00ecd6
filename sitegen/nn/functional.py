"""Layers and losses as functions of tensors: ``from sitegen.nn import functional as F``.

The names are those of PyTorch. Images are channels last, and what draws at random takes ``rng``.
"""

from typing import Any

import numpy as np

from sitegen.nn.activation import (
    elu,
    gelu,
    leaky_relu,
    log_softmax,
    logsigmoid,
    prelu,
    relu,
    sigmoid,
    silu,
    softmax,
    softplus,
    tanh,
)
from sitegen.nn.array import check_indices
from sitegen.nn.autograd import record
from sitegen.nn.convolution import conv1d, conv2d
from sitegen.nn.create import as_tensor
from sitegen.nn.dot_product import scaled_dot_product_attention
from sitegen.nn.dropout import dropout
from sitegen.nn.embedding import embedding
from sitegen.nn.linear import linear
from sitegen.nn.loss_functions import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    cross_entropy,
    kl_div,
    nll_loss,
)
from sitegen.nn.norm import group_norm, layer_norm, normalize, rms_norm
from sitegen.nn.pooling import avg_pool2d, max_pool2d
from sitegen.nn.regression import huber_loss, l1_loss, mse_loss, smooth_l1_loss
from sitegen.nn.shaping import plain_index
from sitegen.nn.similarity import cosine_similarity, pairwise_distance, triplet_margin_loss
from sitegen.nn.tensor import Tensor
from sitegen.nn.upsampling import conv_transpose2d, interpolate

__all__ = [
    "avg_pool2d",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "conv1d",
    "conv2d",
    "conv_transpose2d",
    "cosine_similarity",
    "cross_entropy",
    "dropout",
    "elu",
    "embedding",
    "gelu",
    "group_norm",
    "huber_loss",
    "interpolate",
    "kl_div",
    "l1_loss",
    "layer_norm",
    "leaky_relu",
    "linear",
    "log_softmax",
    "logsigmoid",
    "max_pool2d",
    "mse_loss",
    "nll_loss",
    "normalize",
    "one_hot",
    "pad",
    "pairwise_distance",
    "prelu",
    "relu",
    "rms_norm",
    "scaled_dot_product_attention",
    "sigmoid",
    "silu",
    "smooth_l1_loss",
    "softmax",
    "softplus",
    "tanh",
    "triplet_margin_loss",
]


def one_hot(index: Any, num_classes: int = -1) -> Tensor:
    """Return rows with a single 1, as integers.

    Shape:
        index: (...), integers. returns: (..., num_classes); without a number, the largest index plus 1.
    """
    places = plain_index(index)
    count = int(places.max()) + 1 if num_classes < 0 else num_classes
    check_indices("one_hot", "index", places, count)
    return Tensor(np.eye(count, dtype=np.int64)[places])


def pad(x: Any, widths: tuple[int, ...], value: float = 0.0) -> Tensor:
    """Return ``x`` with ``value`` around it: pairs of widths from the last axis on, as in PyTorch.

    Shape:
        x: any. returns: longer by the widths.
    """
    x = as_tensor(x)
    pairs = [(0, 0)] * (x.ndim - len(widths) // 2) + list(zip(widths[::2], widths[1::2], strict=True))[::-1]
    inside = tuple(slice(first, first + n) for (first, _), n in zip(pairs, x.shape, strict=True))
    y = np.pad(x.array, pairs, constant_values=value)
    return record(y, (x,), lambda grad: (grad[inside],), "pad")
