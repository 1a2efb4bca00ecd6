"""Losses that shape a space of vectors: similar examples near each other, different ones far apart."""

from typing import Any

import numpy as np

from sitegen.nn.array import check_float, check_positive, check_shape
from sitegen.nn.create import arange, as_tensor, where
from sitegen.nn.loss import Loss
from sitegen.nn.loss_functions import cross_entropy, reduce_losses
from sitegen.nn.norm import normalize
from sitegen.nn.shaping import plain_index
from sitegen.nn.tensor import Tensor


def pairwise_distance(a: Any, b: Any, p: float = 2.0, eps: float = 1e-6) -> Tensor:
    """Return the length of every a - b + ``eps``.

    Shape:
        a, b: (..., D). returns: (...).
    """
    difference: Tensor = as_tensor(a) - b + eps
    return difference.norm(p, -1)


def cosine_similarity(a: Any, b: Any, dim: int = -1, eps: float = 1e-8) -> Tensor:
    """Return the cosine of the angle of every pair of vectors along ``dim``.

    Shape:
        a, b: (..., D, ...). returns: the same without ``dim``.
    """
    return (normalize(a, 2, dim, eps) * normalize(b, 2, dim, eps)).sum(dim)


def triplet_margin_loss(
    anchor: Any,
    positive: Any,
    negative: Any,
    margin: float = 1.0,
    p: float = 2.0,
    eps: float = 1e-6,
    swap: bool = False,
    reduction: str = "mean",
) -> Tensor:
    """Return max(d(anchor, positive) - d(anchor, negative) + margin, 0), see `TripletMarginLoss`.

    Shape:
        anchor, positive, negative: (B, D), any float. returns: one number, or (B,).
    """
    owner = "TripletMarginLoss"
    check_float(owner, plain_index(anchor), "anchor")
    check_shape(owner, "positive", plain_index(positive), plain_index(anchor).shape)
    check_shape(owner, "negative", plain_index(negative), plain_index(anchor).shape)
    far = pairwise_distance(anchor, negative, p, eps)
    if swap:
        far = far.minimum(pairwise_distance(positive, negative, p, eps))
    losses = (pairwise_distance(anchor, positive, p, eps) - far + margin).clamp(min=0)
    return reduce_losses(owner, losses, reduction)


class TripletMarginLoss(Loss):
    """Keep an anchor nearer to a similar example than to another one, by a margin (Schroff et al. 2015).

    The mean of max(d(anchor, positive) - d(anchor, negative) + margin, 0).

    Shape:
        anchor, positive, negative: (B, D), any float.

    Args:
        margin: how much nearer.
        p: 2 for Euclidean distances, 1 for sums of absolute differences.
        eps: added to every difference, which keeps the slope at 0 finite.
        swap: whether the distance of positive and negative counts if it is smaller.
        reduction: see `Loss`.
    """

    def __init__(
        self,
        margin: float = 1.0,
        p: float = 2.0,
        eps: float = 1e-6,
        swap: bool = False,
        reduction: str = "mean",
    ) -> None:
        super().__init__(reduction)
        check_positive("TripletMarginLoss", margin=margin)
        self.options = (margin, p, eps, swap)

    def forward(self, anchor: Any, positive: Any, negative: Any) -> Tensor:
        """Return the loss."""
        return triplet_margin_loss(anchor, positive, negative, *self.options, self.reduction)


class ContrastiveLoss(Loss):
    """Pull similar pairs together and push other pairs apart, up to a margin (Hadsell et al. 2006).

    The mean of d²/2 for similar pairs and of max(margin - d, 0)²/2 for others, with the Euclidean distance d.

    Shape:
        a, b: (B, D), any float. alike: (B,), bool or numbers 0 and 1.

    Args:
        margin: the distance beyond which different examples have no gradient.
        reduction: see `Loss`.
    """

    def __init__(self, margin: float = 1.0, reduction: str = "mean") -> None:
        super().__init__(reduction)
        check_positive("ContrastiveLoss", margin=margin)
        self.margin = float(margin)

    def forward(self, a: Any, b: Any, alike: Any) -> Tensor:
        """Return the loss."""
        check_float("ContrastiveLoss", plain_index(a), "a", ndim=2)
        check_shape("ContrastiveLoss", "b", plain_index(b), plain_index(a).shape)
        check_shape("ContrastiveLoss", "alike", plain_index(alike), plain_index(a).shape[:1])
        d = pairwise_distance(a, b, eps=0.0)
        missing = where(np.asarray(plain_index(alike), bool), d, (self.margin - d).clamp(min=0))
        return reduce_losses("ContrastiveLoss", missing.square() / 2, self.reduction)


class CosineEmbeddingLoss(Loss):
    """1 - cos of similar pairs, max(cos - margin, 0) of others.

    Shape:
        a, b: (B, D), any float. target: (B,), 1 for similar pairs, -1 for others.

    Args:
        margin: the cosine that other pairs may have.
        reduction: see `Loss`.
    """

    def __init__(self, margin: float = 0.0, reduction: str = "mean") -> None:
        super().__init__(reduction)
        self.margin = float(margin)

    def forward(self, a: Any, b: Any, target: Any) -> Tensor:
        """Return the loss."""
        cosine = cosine_similarity(a, b)
        losses = where(plain_index(target) > 0, 1 - cosine, (cosine - self.margin).clamp(min=0))
        return reduce_losses(type(self).__name__, losses, self.reduction)


class InfoNCELoss(Loss):
    """Find the partner of every row among all rows: cross-entropy of cosines (van den Oord et al. 2018).

    Shape:
        a, b: (B, D), any float; rows of the same number belong together.

    Args:
        temperature: what cosines are divided by; smaller asks for larger differences.
        symmetric: whether partners are sought in both directions, and the mean taken.
        reduction: see `Loss`.
    """

    def __init__(self, temperature: float = 0.1, symmetric: bool = False, reduction: str = "mean") -> None:
        super().__init__(reduction)
        check_positive("InfoNCELoss", temperature=temperature)
        self.temperature, self.symmetric = float(temperature), symmetric

    def forward(self, a: Any, b: Any) -> Tensor:
        """Return the loss."""
        scores = normalize(a) @ normalize(b).mT / self.temperature
        partners = arange(len(scores))
        loss = cross_entropy(scores, partners, reduction=self.reduction)
        if not self.symmetric:
            return loss
        return (loss + cross_entropy(scores.mT, partners, reduction=self.reduction)) / 2
