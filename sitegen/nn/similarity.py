"""Losses that shape a space of vectors: similar examples near each other, different ones far apart.

As with every loss, ``backward`` returns gradients with respect to what was given: here a tuple of arrays.
"""

import numpy as np

from sitegen.nn.array import AnyArray, Array, check_float, check_positive, check_shape


class SimilarityLoss:
    """What both losses share: the gradients of the latest call wait for ``backward``."""

    def __init__(self) -> None:
        self._grads: tuple[Array, ...] | None = None

    def backward(self) -> tuple[Array, ...]:
        """Return the gradient of every array of vectors given to the latest call, in order.

        Raises:
            RuntimeError: the loss was not called before.
        """
        if self._grads is None:
            raise RuntimeError(f"{type(self).__name__}: backward was called before the loss itself")
        return self._grads


def distance(a: Array, b: Array) -> tuple[Array, Array]:
    """Return the Euclidean distance of every pair of rows, and the unit vectors from b to a (0 if they meet).

    Shape:
        a, b: (B, D). returns: (B,) and (B, D).
    """
    difference = a - b
    length: Array = np.sqrt((difference * difference).sum(axis=-1))
    return length, difference / np.where(length > 0, length, 1)[:, None]


class ContrastiveLoss(SimilarityLoss):
    """Pull similar pairs together and push other pairs apart, up to a margin (Hadsell et al. 2006).

    The mean of d²/2 for similar pairs and of max(margin - d, 0)²/2 for others, with the Euclidean distance d.

    Shape:
        a, b: (B, D), any float. alike: (B,), bool or numbers 0 and 1.

    Args:
        margin: the distance beyond which different examples have no gradient.
    """

    def __init__(self, margin: float = 1.0) -> None:
        super().__init__()
        check_positive("ContrastiveLoss", margin=margin)
        self.margin = float(margin)

    def __call__(self, a: Array, b: Array, alike: AnyArray) -> float:
        """Return the mean over all pairs."""
        check_float("ContrastiveLoss", a, "a", ndim=2)
        check_shape("ContrastiveLoss", "b", b, a.shape)
        check_shape("ContrastiveLoss", "alike", alike, a.shape[:1])
        length, unit = distance(a, b)
        same = np.asarray(alike, bool)
        short: Array = np.maximum(self.margin - length, 0)
        slope = np.where(same, length, -short) / len(a)
        da = unit * slope[:, None]
        self._grads = (da, -da)
        missing = np.where(same, length, short)
        return float((missing * missing).mean() / 2)


class TripletLoss(SimilarityLoss):
    """Keep an anchor nearer to a similar example than to another one, by a margin (Schroff et al. 2015).

    The mean of max(d(anchor, positive) - d(anchor, negative) + margin, 0), with Euclidean distances.

    Shape:
        anchor, positive, negative: (B, D), any float.

    Args:
        margin: how much nearer.
    """

    def __init__(self, margin: float = 1.0) -> None:
        super().__init__()
        check_positive("TripletLoss", margin=margin)
        self.margin = float(margin)

    def __call__(self, anchor: Array, positive: Array, negative: Array) -> float:
        """Return the mean over all triplets."""
        check_float("TripletLoss", anchor, "anchor", ndim=2)
        check_shape("TripletLoss", "positive", positive, anchor.shape)
        check_shape("TripletLoss", "negative", negative, anchor.shape)
        near, to_positive = distance(anchor, positive)
        far, to_negative = distance(anchor, negative)
        short: Array = np.maximum(near - far + self.margin, 0)
        weight = ((short > 0) / len(anchor)).astype(anchor.dtype)[:, None]
        pull, push = to_positive * weight, to_negative * weight
        self._grads = (pull - push, -pull, push)
        return float(short.mean())
