"""Losses as functions: how wrong a batch is, in nats for the entropies, in squared target units for squares.

Entropies take scores (logits), not probabilities: fused, the gradient is simply p - t, and nothing overflows.
``reduction`` is "mean", "sum" or "none" everywhere. The classes in `loss` call these functions.
"""

from typing import Any

import numpy as np

from sitegen.nn.activation import log_softmax
from sitegen.nn.array import AnyArray, Array, check_float, check_indices, check_shape
from sitegen.nn.autograd import Gradients, record
from sitegen.nn.create import as_tensor
from sitegen.nn.elementary import sigmoid
from sitegen.nn.elementary import softplus as softplus_array
from sitegen.nn.shaping import plain_index
from sitegen.nn.tensor import Tensor


def check_reduction(owner: str, reduction: str) -> None:
    """Refuse an unknown reduction; raises ValueError."""
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f'{owner}: reduction expected "mean", "sum" or "none", received {reduction!r}')


def reduce_losses(owner: str, losses: Tensor, reduction: str) -> Tensor:
    """Return the losses, their sum or their mean."""
    check_reduction(owner, reduction)
    return losses if reduction == "none" else losses.sum() if reduction == "sum" else losses.mean()


def reduced(
    owner: str, inputs: tuple[Any, ...], losses: Array, slope: Any, reduction: str, count: float
) -> Tensor:
    """Record losses that are summed, or divided by ``count``, or neither.

    Args:
        owner: for messages.
        inputs: the tensors.
        losses: one for every element or row.
        slope: takes the gradient of the losses, returns those of the inputs.
        reduction: see above.
        count: what a mean is divided by.
    """
    check_reduction(owner, reduction)
    if reduction == "none":
        return record(losses, inputs, slope, owner)
    if reduction == "mean" and count == 0:
        raise ValueError(f"{owner}: expected at least one element that counts, received none")
    if reduction == "sum":
        return record(losses.sum(), inputs, slope, owner)
    share = 1 / losses.dtype.type(count)
    return record(losses.sum() / losses.dtype.type(count), inputs, lambda grad: slope(grad * share), owner)


def cross_entropy(
    input: Any,
    target: Any,
    weight: Any = None,
    ignore_index: int = -100,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Tensor:
    """Return -log p(target), where p is the softmax of the scores: for one class out of C.

    Shape:
        input: (..., C), any float. target: (...), integers in [0, C), or probabilities (..., C).
        weight: (C,). returns: one number, or (...) without reduction.

    Raises:
        TypeError, ValueError: wrong dtype or shape, a class out of range, or no place that counts.
    """
    owner, logits, goal = "CrossEntropyLoss", plain_index(input), np.asarray(plain_index(target))
    check_float(owner, logits, "input")
    if logits.ndim == 0:
        raise ValueError(f"{owner}: input expected shape (..., C), received {logits.shape}")
    if goal.shape == logits.shape and goal.ndim > 0 and goal.dtype.kind == "f":
        return _soft_cross_entropy(input, logits, goal, weight, reduction, label_smoothing)
    _check_classes(owner, logits, goal)
    classes = logits.shape[-1]
    rows, flat = logits.reshape(goal.size, classes), goal.reshape(goal.size)
    counts = flat != ignore_index
    chosen = _chosen(owner, flat, counts, classes, ignore_index)
    place = np.arange(len(rows))
    shifted = rows - rows.max(axis=-1, keepdims=True)
    powers = np.exp(shifted)
    totals = powers.sum(axis=-1, keepdims=True)
    logs = np.log(totals)
    losses = logs[:, 0] - shifted[place, chosen]
    weights = None if weight is None else plain_index(weight).astype(rows.dtype)
    factor = counts.astype(rows.dtype) if weights is None else weights[chosen] * counts
    losses *= factor
    if label_smoothing:
        each = np.ones(classes, rows.dtype) if weights is None else weights
        spread = (logs * each.sum() - (shifted * each).sum(axis=-1, keepdims=True))[:, 0]
        losses = (1 - label_smoothing) * losses + (label_smoothing / classes) * (spread * counts)

    def slope(grad: Array) -> Gradients:
        upper = np.broadcast_to(grad.reshape(-1), len(rows))
        p = powers  # becomes the gradient in place
        p /= totals
        if not label_smoothing:
            p[place, chosen] -= 1
            p *= (factor * upper)[:, None]
        else:
            share = (label_smoothing / classes) * counts[:, None] * each
            wanted = share.astype(rows.dtype)
            wanted[place, chosen] += (1 - label_smoothing) * factor
            p *= wanted.sum(axis=-1, keepdims=True)
            p -= wanted
            p *= upper[:, None]
        return (p.reshape(logits.shape), None)

    count = float(factor.sum())
    return reduced(owner, (input, None), losses.reshape(goal.shape), slope, reduction, count)


def _check_classes(owner: str, logits: Array, goal: AnyArray) -> None:
    """Refuse targets that are not one class number per row of scores."""
    if goal.shape == logits.shape and goal.dtype.kind in "iub":
        raise ValueError(
            f"{owner}: target expected shape {logits.shape[:-1]}, received {goal.shape}; for one-hot rows "
            "give the class numbers, target.argmax(-1), or floats as probabilities"
        )
    check_shape(owner, "target", goal, logits.shape[:-1])


def _chosen(owner: str, flat: AnyArray, counts: AnyArray, classes: int, ignore_index: int) -> AnyArray:
    """Return the class of every place, 0 where it does not count; refuse other classes, or none at all."""
    whole = bool(counts.all())
    chosen = flat if whole else np.where(counts, flat, 0)
    check_indices(owner, "target", chosen, classes)
    if not counts.any():
        raise ValueError(f"{owner}: target expected at least one that is not {ignore_index}, received none")
    return chosen


def _soft_cross_entropy(
    input: Any, logits: Array, goal: Array, weight: Any, reduction: str, label_smoothing: float
) -> Tensor:
    """Return the cross-entropy of probabilities; the mean is over the rows."""
    p = (1 - label_smoothing) * goal.astype(logits.dtype) + label_smoothing / logits.shape[-1]
    weighted = p if weight is None else p * plain_index(weight).astype(logits.dtype)
    losses: Tensor = -(log_softmax(as_tensor(input)) * weighted).sum(-1)
    return reduce_losses("CrossEntropyLoss", losses, reduction)


def nll_loss(
    input: Any, target: Any, weight: Any = None, ignore_index: int = -100, reduction: str = "mean"
) -> Tensor:
    """Return -input[target]: the cross-entropy of log probabilities.

    Shape:
        input: (..., C), any float. target: (...), integers in [0, C). weight: (C,).
        returns: one number, or (...).
    """
    owner, logs, goal = "NLLLoss", plain_index(input), plain_index(target)
    check_float(owner, logs, "input")
    check_shape(owner, "target", goal, logs.shape[:-1])
    counts = goal != ignore_index
    chosen = np.where(counts, goal, 0)
    check_indices(owner, "target", chosen, logs.shape[-1])
    factor = counts.astype(logs.dtype)
    if weight is not None:
        factor *= plain_index(weight)[chosen]

    def slope(grad: Array) -> Gradients:
        dx = np.zeros_like(logs)
        np.put_along_axis(dx, chosen[..., None], (-grad * factor)[..., None], -1)
        return (dx,)

    losses = -np.take_along_axis(logs, chosen[..., None], -1)[..., 0] * factor
    return reduced(owner, (input,), losses, slope, reduction, float(factor.sum()))


def binary_cross_entropy_with_logits(
    input: Any, target: Any, weight: Any = None, reduction: str = "mean", pos_weight: Any = None
) -> Tensor:
    """Return -(w·t·log p + (1-t)·log(1-p)), where p is the sigmoid of the scores: for yes or no.

    Shape:
        input: (...), any float. target: (...), the same shape, values in [0, 1]. weight, pos_weight (w):
            broadcast to it. returns: one number, or (...) without reduction.
    """
    owner, logits = "BCEWithLogitsLoss", plain_index(input)
    t = goal_like(owner, logits, target)
    if t.size and (t.min() < 0 or t.max() > 1):
        raise ValueError(f"{owner}: target expected in [0, 1], received {t.min()} to {t.max()}")
    positive = None if pos_weight is None else _constant(pos_weight, logits)
    each = None if weight is None else _constant(weight, logits)
    below = softplus_array(-logits)
    losses = (1 - t) * logits
    losses += below if positive is None else (1 + (positive - 1) * t) * below
    if each is not None:
        losses = losses * each

    def slope(grad: Array) -> Gradients:
        p = sigmoid(logits)
        dx = (p - t if positive is None else (1 - t) * p - positive * t * (1 - p)) * grad
        return (dx if each is None else dx * each,)

    return reduced(owner, (input,), losses, slope, reduction, losses.size)


def binary_cross_entropy(input: Any, target: Any, weight: Any = None, reduction: str = "mean") -> Tensor:
    """Return -(t·log p + (1-t)·log(1-p)) of probabilities; logarithms are cut at -100, as in PyTorch.

    Shape:
        input: (...), in [0, 1]. target: (...), the same shape. weight: broadcasts to it.
        returns: one number, or (...) without reduction.
    """
    owner, p = "BCELoss", plain_index(input)
    t = goal_like(owner, p, target)
    if p.size and (p.min() < 0 or p.max() > 1):
        raise ValueError(f"{owner}: input expected probabilities; for scores use BCEWithLogitsLoss")
    each = 1.0 if weight is None else _constant(weight, p)
    tiny = np.finfo(p.dtype).tiny
    logs = [np.maximum(np.log(np.maximum(part, tiny)), -100) for part in (p, 1 - p)]
    losses = -(t * logs[0] + (1 - t) * logs[1]) * each

    def slope(grad: Array) -> Gradients:
        return (grad * each * (p - t) / np.maximum(p * (1 - p), 1e-12),)

    return reduced(owner, (input,), losses, slope, reduction, losses.size)


def goal_like(owner: str, x: Any, target: Any) -> Array:
    """Return the target as an array like ``x``; refuse another shape, which would be broadcast."""
    check_float(owner, x, "input")
    goal = np.asarray(plain_index(target))
    check_shape(owner, "target", goal, x.shape)
    return goal.astype(x.dtype, copy=False)


def _constant(value: Any, like: AnyArray) -> Any:
    return np.asarray(plain_index(value)).astype(like.dtype)


def kl_div(input: Any, target: Any, reduction: str = "mean", log_target: bool = False) -> Tensor:
    """Return t·(log t - input): how far the distribution t is from that of the log probabilities ``input``.

    Shape:
        input, target: (...), both alike. returns: one number, or (...) without reduction.

    Args:
        input: log probabilities.
        target: probabilities, or with ``log_target`` their logarithms.
        reduction: "batchmean" divides the sum by the rows, which is the mathematical divergence.
        log_target: see above.
    """
    x, goal = as_tensor(input), as_tensor(target)
    if log_target:
        losses = goal.exp() * (goal - x)
    else:
        safe = goal.clamp(min=float(np.finfo(np.float32).tiny))
        losses = goal * (safe.log() - x)
    if reduction == "batchmean":
        return losses.sum() / len(x)
    return reduce_losses("KLDivLoss", losses, reduction)
