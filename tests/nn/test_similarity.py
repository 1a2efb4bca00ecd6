from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sitegen.nn import ContrastiveLoss, TripletLoss


@pytest.mark.parametrize("loss", [ContrastiveLoss(2.0), TripletLoss(1.0)])
def test_gradients_agree_with_central_differences(loss: Any, rng: np.random.Generator) -> None:
    vectors: list[NDArray[Any]] = [rng.standard_normal((5, 3)) for _ in range(3)]
    rest: list[NDArray[Any]] = []
    if isinstance(loss, ContrastiveLoss):
        vectors, rest = vectors[:2], [np.array([1, 0, 1, 0, 0])]
    loss(*vectors, *rest)
    for x, grad in zip(vectors, loss.backward(), strict=True):
        for i in np.ndindex(*x.shape):
            kept = x[i]
            x[i] = kept + 1e-5
            above = loss(*vectors, *rest)
            x[i] = kept - 1e-5
            below = loss(*vectors, *rest)
            x[i] = kept
            assert grad[i] == pytest.approx((above - below) / 2e-5, rel=1e-6, abs=1e-9)


def test_vectors_that_meet_have_a_finite_gradient() -> None:
    a = np.ones((2, 3), np.float32)
    loss = ContrastiveLoss(1.0)
    assert loss(a, a, np.array([True, False])) == pytest.approx(0.25)
    da, db = loss.backward()
    assert da.dtype == db.dtype == np.float32
    assert np.isfinite(da).all()
    triplet = TripletLoss(0.5)
    assert triplet(a, a, a) == pytest.approx(0.5)
    assert all(grad.dtype == np.float32 and np.isfinite(grad).all() for grad in triplet.backward())


def test_a_triplet_already_in_order_costs_nothing() -> None:
    anchor = np.zeros((1, 2))
    loss = TripletLoss(1.0)
    assert loss(anchor, anchor + 0.1, anchor + 5) == 0
    assert all(not grad.any() for grad in loss.backward())


def test_wrong_inputs_are_refused_by_name() -> None:
    a = np.zeros((2, 3))
    with pytest.raises(ValueError, match=r"b expected shape \(2, 3\), received \(2, 2\)"):
        ContrastiveLoss()(a, a[:, :2], np.zeros(2))
    with pytest.raises(ValueError, match=r"alike expected shape \(2,\), received \(3,\)"):
        ContrastiveLoss()(a, a, np.zeros(3))
    with pytest.raises(ValueError, match=r"negative expected shape \(2, 3\), received \(1, 3\)"):
        TripletLoss()(a, a, a[:1])
    with pytest.raises(RuntimeError, match="TripletLoss: backward was called before the loss itself"):
        TripletLoss().backward()
