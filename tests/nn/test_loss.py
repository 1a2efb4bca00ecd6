import math
from typing import Any, TypeAlias

import numpy as np
import pytest
from numpy.typing import NDArray

from sitegen import nn
from sitegen.nn import BCEWithLogitsLoss, CrossEntropyLoss, HuberLoss, MSELoss

AnyLoss: TypeAlias = nn.Loss


def value_of(loss: AnyLoss, output: Any, target: Any) -> float:
    return float(loss(output, target).item())


def gradient_of(loss: AnyLoss, output: NDArray[Any], target: Any) -> NDArray[Any]:
    leaf = nn.Tensor(output, requires_grad=True)
    loss(leaf, target).backward()
    assert leaf.grad is not None
    return leaf.grad.array


def assert_gradient(loss: AnyLoss, output: NDArray[Any], target: NDArray[Any]) -> None:
    grad = gradient_of(loss, output, target)
    for i in np.ndindex(*output.shape):
        shift = np.zeros_like(output)
        shift[i] = 1e-5
        slope = (value_of(loss, output + shift, target) - value_of(loss, output - shift, target)) / 2e-5
        assert grad[i] == pytest.approx(slope, rel=1e-6, abs=1e-9)


def test_cross_entropy_gradient_agrees_with_central_differences(rng: np.random.Generator) -> None:
    assert_gradient(CrossEntropyLoss(), rng.standard_normal((4, 3)), np.array([0, 2, 1, 1]))
    assert_gradient(CrossEntropyLoss(), rng.standard_normal((2, 2, 3)), np.array([[0, -100], [1, 2]]))


def test_binary_cross_entropy_gradient_agrees_with_central_differences(rng: np.random.Generator) -> None:
    targets = np.array([[1.0, 0.0], [0.3, 1.0]])
    assert_gradient(BCEWithLogitsLoss(), rng.standard_normal((2, 2)), targets)
    assert_gradient(BCEWithLogitsLoss(pos_weight=4), rng.standard_normal((2, 2)), targets)


def test_mean_squared_error_gradient_agrees_with_central_differences(rng: np.random.Generator) -> None:
    assert_gradient(MSELoss(), rng.standard_normal((3, 2)), rng.standard_normal((3, 2)))


def test_huber_gradient_agrees_with_central_differences() -> None:
    error = np.array([0.1, -0.6, 0.8, 3.0, -5.0])
    assert_gradient(HuberLoss(delta=0.7), error, np.zeros(5))


def test_a_uniform_guess_costs_the_logarithm_of_the_classes() -> None:
    assert value_of(CrossEntropyLoss(), np.zeros((2, 10)), np.array([3, 7])) == pytest.approx(math.log(10))
    assert value_of(BCEWithLogitsLoss(), np.zeros(2), np.array([0.0, 1.0])) == pytest.approx(math.log(2))


def test_huge_scores_neither_overflow_nor_vanish() -> None:
    scores = np.array([[1e4, -1e4]], np.float32)
    assert value_of(CrossEntropyLoss(), scores, np.array([0])) == 0
    assert value_of(CrossEntropyLoss(), scores, np.array([1])) == pytest.approx(2e4)
    assert value_of(BCEWithLogitsLoss(), scores, np.array([[0, 1]], np.float32)) == pytest.approx(1e4)


def test_ignored_places_have_no_gradient_and_do_not_count(rng: np.random.Generator) -> None:
    loss, logits = CrossEntropyLoss(ignore_index=-1), rng.standard_normal((3, 4)).astype(np.float32)
    targets = np.array([2, -1, 0])
    assert gradient_of(loss, logits, targets)[1].tolist() == [0, 0, 0, 0]
    without = value_of(CrossEntropyLoss(), logits[[0, 2]], np.array([2, 0]))
    assert value_of(loss, logits, targets) == pytest.approx(without)


def test_gradients_have_the_dtype_of_the_output(rng: np.random.Generator) -> None:
    output = rng.standard_normal((3, 2)).astype(np.float32)
    for loss in (BCEWithLogitsLoss(pos_weight=2.5), MSELoss(), HuberLoss()):
        assert loss(output, np.ones((3, 2))).dtype == np.float32
        assert gradient_of(loss, output, np.ones((3, 2))).dtype == np.float32
    assert gradient_of(CrossEntropyLoss(), output, np.array([0, 1, 1])).dtype == np.float32


OPTIONS: list[tuple[AnyLoss, str]] = [
    (CrossEntropyLoss(weight=np.array([0.5, 2.0, 1.0]), label_smoothing=0.1), "classes"),
    (CrossEntropyLoss(weight=np.array([0.5, 2.0, 1.0]), ignore_index=1, reduction="sum"), "classes"),
    (CrossEntropyLoss(label_smoothing=0.2), "shares"),
    (nn.NLLLoss(weight=np.array([0.5, 2.0, 1.0])), "classes"),
    (BCEWithLogitsLoss(weight=np.array([1.0, 0.0, 3.0]), pos_weight=np.array([2.0, 1.0, 0.5])), "shares"),
    (MSELoss("sum"), "shares"),
    (nn.L1Loss(), "shares"),
    (nn.SmoothL1Loss(beta=0.3), "shares"),
    (nn.KLDivLoss("batchmean"), "shares"),
    (nn.KLDivLoss("sum", log_target=True), "scores"),
]


@pytest.mark.parametrize(("loss", "kind"), OPTIONS)
def test_gradients_with_options_agree_with_central_differences(
    loss: AnyLoss, kind: str, rng: np.random.Generator
) -> None:
    scores = rng.standard_normal((4, 3))
    shares = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    targets = {"classes": np.array([0, 2, 1, 1]), "shares": shares, "scores": np.log(shares)}
    assert_gradient(loss, rng.standard_normal((4, 3)), targets[kind])


def test_probabilities_have_the_loss_of_their_scores(rng: np.random.Generator) -> None:
    scores, targets = rng.standard_normal((3, 2)), np.array([[0, 1], [1, 0], [0.5, 1]])
    p = 1 / (1 + np.exp(-scores))
    assert value_of(nn.BCELoss(), p, targets) == pytest.approx(value_of(BCEWithLogitsLoss(), scores, targets))
    assert_gradient(nn.BCELoss(), p, targets)


def test_losses_without_reduction_add_up_to_their_sum(rng: np.random.Generator) -> None:
    scores, targets = rng.standard_normal((4, 3)), np.array([0, 2, -100, 1])
    each = CrossEntropyLoss(reduction="none")(scores, targets)
    assert each.shape == (4,)
    assert each.array[2] == 0
    assert each.sum().item() == pytest.approx(value_of(CrossEntropyLoss(reduction="sum"), scores, targets))
    assert value_of(CrossEntropyLoss(), scores, targets) == pytest.approx(each.array.sum() / 3)
    with pytest.raises(ValueError, match='MSELoss: reduction expected "mean", "sum" or "none", received'):
        MSELoss("average")


def test_the_gradient_of_a_target_is_found_too(rng: np.random.Generator) -> None:
    a, b = (nn.Tensor(rng.standard_normal((2, 3)), requires_grad=True) for _ in range(2))
    MSELoss()(a, b).backward()
    assert a.grad is not None
    assert b.grad is not None
    np.testing.assert_allclose(a.grad.array, -b.grad.array)


def test_wrong_targets_are_refused_by_name() -> None:
    logits = np.zeros((2, 3), np.float32)
    with pytest.raises(ValueError, match=r"target expected values in \[0, 3\), received 0 to 3"):
        CrossEntropyLoss()(logits, np.array([0, 3]))
    with pytest.raises(
        ValueError, match=r"target expected shape \(2,\), received \(2, 3\); for one-hot rows give"
    ):
        CrossEntropyLoss()(logits, np.zeros((2, 3), np.int64))
    with pytest.raises(TypeError, match=r"target expected an array of integers, received .* of float64"):
        CrossEntropyLoss()(logits, np.zeros(2))
    with pytest.raises(ValueError, match="target expected at least one that is not -100"):
        CrossEntropyLoss()(logits, np.array([-100, -100]))
    with pytest.raises(ValueError, match=r"target expected in \[0, 1\], received 0.0 to 2.0"):
        BCEWithLogitsLoss()(logits, np.array([[0, 0, 0], [0, 0, 2]], np.float32))
    with pytest.raises(ValueError, match=r"target expected shape \(2, 3\), received \(3,\)"):
        MSELoss()(logits, np.zeros(3))
    with pytest.raises(ValueError, match="delta expected a number above 0, received 0"):
        HuberLoss(delta=0)
