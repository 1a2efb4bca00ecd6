"""Helpers around an optimiser step: batches, gradient clipping and learning rate schedules."""

import math
from collections.abc import Iterable, Iterator

import numpy as np

from sitegen.nn.array import AnyArray, Array, check_positive, check_sizes
from sitegen.nn.init import check_generator
from sitegen.nn.parameter import Parameter, flatten


def batches(
    *arrays: AnyArray, size: int, rng: np.random.Generator | None = None, drop_last: bool = False
) -> Iterator[tuple[AnyArray, ...]]:
    """Yield one epoch of batches: matching rows of all arrays, in an order drawn from ``rng``.

    Shape:
        arrays: (R, ...) with the same R. yields: (size, ...) of each, copies in its dtype.

    Args:
        arrays: data with equally many rows; they are not changed.
        size: rows of a batch; the last one may have fewer.
        rng: draws the order; without it the order does not change.
        drop_last: whether a last batch with fewer rows is left out.

    Raises:
        TypeError, ValueError: at the call, no arrays, unequal lengths, or ``size`` below 1.

    Example:
        >>> [x.tolist() for (x,) in batches(np.arange(5), size=2)]
        [[0, 1], [2, 3], [4]]
    """
    lengths = [len(array) for array in arrays]
    if not lengths or len(set(lengths)) > 1:
        raise ValueError(f"batches: arrays expected with equally many rows, received {lengths}")
    check_sizes("batches", size=size)
    if rng is not None:
        check_generator("batches", rng)
    rows = lengths[0]
    order = np.arange(rows) if rng is None else rng.permutation(rows)
    stop = rows - rows % size if drop_last else rows
    return (tuple(array[order[i : i + size]] for array in arrays) for i in range(0, stop, size))


def clip_grad_norm_(parameters: Iterable[Parameter], max_norm: float) -> float:
    """Shrink all gradients together, in place, until their common Euclidean norm is at most ``max_norm``.

    Returns the norm before (Pascanu et al. 2013). The direction does not change.

    Shape:
        parameters: of any shape and one dtype; their ``grad`` is changed.
    """
    check_positive("clip_grad_norm_", max_norm=max_norm)
    grads = _gradients(parameters)
    # In float64, so that neither huge nor tiny gradients leave its range when they are squared.
    norm = math.sqrt(sum(float(np.dot(grad, grad)) for grad in (g.astype(np.float64) for g in grads)))
    if norm > max_norm:
        for grad in grads:
            np.multiply(grad, max_norm / norm, out=grad)
    return norm


def _gradients(parameters: Iterable[Parameter]) -> list[Array]:
    """Return the gradients that arrived, as one flat vector if all did."""
    members = list(parameters)
    if all(parameter.filled for parameter in members):
        return [flatten(members)[1]]
    return [parameter.gradient.reshape(-1) for parameter in members if parameter.filled]


def clip_grad_value_(parameters: Iterable[Parameter], clip_value: float) -> None:
    """Cut every number of every gradient, in place, to [-clip_value, clip_value].

    Shape:
        parameters: of any shape and one dtype; their ``grad`` is changed.
    """
    check_positive("clip_grad_value_", clip_value=clip_value)
    for grad in _gradients(parameters):
        np.clip(grad, -clip_value, clip_value, out=grad)


def step_decay(step: int, lr: float, every: int, factor: float = 0.1) -> float:
    """Return the rate at ``step`` (from 0) if it is multiplied by ``factor`` after ``every`` steps.

    >>> [step_decay(step, 1.0, every=2, factor=0.5) for step in range(5)]
    [1.0, 1.0, 0.5, 0.5, 0.25]
    """
    check_sizes("step_decay", every=every)
    check_positive("step_decay", lr=lr, factor=factor)
    return float(lr * factor ** (step // every))


def exponential_decay(step: int, lr: float, factor: float) -> float:
    """Return the rate at ``step`` (from 0) if it is multiplied by ``factor`` at every step."""
    check_positive("exponential_decay", lr=lr, factor=factor)
    return float(lr * factor**step)


def cosine_decay(step: int, lr: float, total: int, warmup: int = 0, floor: float = 0.0) -> float:
    """Return the rate at ``step`` (from 0): up in a line for ``warmup`` steps, then down half a cosine.

    After ``total`` steps it stays at ``floor`` (Loshchilov and Hutter 2017). Used as
    ``optimizer.lr = cosine_decay(step, 0.01, total=1000, warmup=50)``.

    Raises:
        ValueError: ``total`` does not exceed ``warmup``, or a rate that is not positive.
    """
    check_positive("cosine_decay", lr=lr)
    if not 0 <= warmup < total:
        raise ValueError(f"cosine_decay: warmup expected in [0, total), received {warmup} of {total}")
    if step < warmup:
        return lr * (step + 1) / warmup
    done = min((step - warmup) / (total - warmup), 1.0)
    return floor + (lr - floor) * (1 + math.cos(math.pi * done)) / 2
