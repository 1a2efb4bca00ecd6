from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sitegen.nn import (
    ContrastiveLoss,
    CosineEmbeddingLoss,
    InfoNCELoss,
    Loss,
    Tensor,
    TripletMarginLoss,
)

LOSSES: list[tuple[Loss, int, list[Any]]] = [
    (ContrastiveLoss(2.0), 2, [np.array([1, 0, 1, 0, 0])]),
    (TripletMarginLoss(1.0), 3, []),
    (TripletMarginLoss(2.0, swap=True), 3, []),
    (CosineEmbeddingLoss(0.2), 2, [np.array([1, -1, 1, -1, -1])]),
    (InfoNCELoss(0.5, symmetric=True), 2, []),
]


@pytest.mark.parametrize(("loss", "count", "rest"), LOSSES)
def test_gradients_agree_with_central_differences(
    loss: Loss, count: int, rest: list[Any], rng: np.random.Generator
) -> None:
    vectors = [rng.standard_normal((5, 3)) for _ in range(count)]
    leaves = [Tensor(x, requires_grad=True) for x in vectors]
    loss(*leaves, *rest).backward()
    for x, leaf in zip(vectors, leaves, strict=True):
        assert leaf.grad is not None
        for i in np.ndindex(*x.shape):
            kept = x[i]
            x[i] = kept + 1e-5
            above = loss(*vectors, *rest).item()
            x[i] = kept - 1e-5
            below = loss(*vectors, *rest).item()
            x[i] = kept
            assert leaf.grad.array[i] == pytest.approx((above - below) / 2e-5, rel=1e-6, abs=1e-9)


def gradients(
    loss: Loss, *vectors: NDArray[Any], rest: tuple[Any, ...] = ()
) -> tuple[float, list[NDArray[Any]]]:
    leaves = [Tensor(x, requires_grad=True) for x in vectors]
    value = loss(*leaves, *rest)
    value.backward()
    return value.item(), [leaf.grad.array for leaf in leaves if leaf.grad is not None]


def test_vectors_that_meet_have_a_finite_gradient() -> None:
    a = np.ones((2, 3), np.float32)
    value, grads = gradients(ContrastiveLoss(1.0), a, a, rest=(np.array([True, False]),))
    assert value == pytest.approx(0.25)
    assert all(grad.dtype == np.float32 and np.isfinite(grad).all() for grad in grads)
    value, grads = gradients(TripletMarginLoss(0.5), a, a, a)
    assert value == pytest.approx(0.5)
    assert all(grad.dtype == np.float32 and np.isfinite(grad).all() for grad in grads)


def test_a_triplet_already_in_order_costs_nothing() -> None:
    anchor = np.zeros((1, 2))
    value, grads = gradients(TripletMarginLoss(1.0), anchor, anchor + 0.1, anchor + 5)
    assert value == 0
    assert all(not grad.any() for grad in grads)


def test_partners_are_found_among_all_rows() -> None:
    rows = np.eye(3, dtype=np.float32)
    assert InfoNCELoss(0.05)(rows, rows).item() < 1e-6
    assert InfoNCELoss(0.05)(rows, rows[[1, 2, 0]]).item() > 10


def test_wrong_inputs_are_refused_by_name() -> None:
    a = np.zeros((2, 3))
    with pytest.raises(ValueError, match=r"b expected shape \(2, 3\), received \(2, 2\)"):
        ContrastiveLoss()(a, a[:, :2], np.zeros(2))
    with pytest.raises(ValueError, match=r"alike expected shape \(2,\), received \(3,\)"):
        ContrastiveLoss()(a, a, np.zeros(3))
    with pytest.raises(ValueError, match=r"negative expected shape \(2, 3\), received \(1, 3\)"):
        TripletMarginLoss()(a, a, a[:1])
