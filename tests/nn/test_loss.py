import math
from typing import Any, TypeAlias

import numpy as np
import pytest
from numpy.typing import NDArray

from sitegen.nn import BinaryCrossEntropy, CrossEntropy, Huber, MeanSquaredError

AnyLoss: TypeAlias = CrossEntropy | BinaryCrossEntropy | MeanSquaredError | Huber


def assert_gradient(loss: AnyLoss, output: NDArray[Any], target: NDArray[Any]) -> None:
    loss(output, target)
    grad = loss.backward()
    for i in np.ndindex(*output.shape):
        shift = np.zeros_like(output)
        shift[i] = 1e-5
        slope = (loss(output + shift, target) - loss(output - shift, target)) / 2e-5
        assert grad[i] == pytest.approx(slope, rel=1e-6, abs=1e-10)


def test_cross_entropy_gradient_agrees_with_central_differences(rng: np.random.Generator) -> None:
    assert_gradient(CrossEntropy(), rng.standard_normal((4, 3)), np.array([0, 2, 1, 1]))
    assert_gradient(CrossEntropy(), rng.standard_normal((2, 2, 3)), np.array([[0, -100], [1, 2]]))


def test_binary_cross_entropy_gradient_agrees_with_central_differences(rng: np.random.Generator) -> None:
    targets = np.array([[1.0, 0.0], [0.3, 1.0]])
    assert_gradient(BinaryCrossEntropy(), rng.standard_normal((2, 2)), targets)
    assert_gradient(BinaryCrossEntropy(positive_weight=4), rng.standard_normal((2, 2)), targets)


def test_mean_squared_error_gradient_agrees_with_central_differences(rng: np.random.Generator) -> None:
    assert_gradient(MeanSquaredError(), rng.standard_normal((3, 2)), rng.standard_normal((3, 2)))


def test_huber_gradient_agrees_with_central_differences() -> None:
    error = np.array([0.1, -0.6, 0.8, 3.0, -5.0])
    assert_gradient(Huber(delta=0.7), error, np.zeros(5))


def test_a_uniform_guess_costs_the_logarithm_of_the_classes() -> None:
    assert CrossEntropy()(np.zeros((2, 10)), np.array([3, 7])) == pytest.approx(math.log(10))
    assert BinaryCrossEntropy()(np.zeros(2), np.array([0.0, 1.0])) == pytest.approx(math.log(2))


def test_huge_scores_neither_overflow_nor_vanish() -> None:
    scores = np.array([[1e4, -1e4]], np.float32)
    assert CrossEntropy()(scores, np.array([0])) == 0
    assert CrossEntropy()(scores, np.array([1])) == pytest.approx(2e4)
    assert BinaryCrossEntropy()(scores, np.array([[0, 1]], np.float32)) == pytest.approx(1e4)


def test_ignored_places_have_no_gradient_and_do_not_count(rng: np.random.Generator) -> None:
    loss, logits = CrossEntropy(ignore=-1), rng.standard_normal((3, 4)).astype(np.float32)
    value = loss(logits, np.array([2, -1, 0]))
    assert loss.backward()[1].tolist() == [0, 0, 0, 0]
    assert value == pytest.approx(CrossEntropy()(logits[[0, 2]], np.array([2, 0])))


def test_gradients_have_the_dtype_of_the_output(rng: np.random.Generator) -> None:
    output = rng.standard_normal((3, 2)).astype(np.float32)
    for loss in (BinaryCrossEntropy(2.5), MeanSquaredError(), Huber()):
        assert isinstance(loss(output, np.ones((3, 2))), float)
        assert loss.backward().dtype == np.float32
    cross = CrossEntropy()
    cross(output, np.array([0, 1, 1]))
    assert cross.backward().dtype == np.float32


def test_wrong_targets_are_refused_by_name() -> None:
    logits = np.zeros((2, 3), np.float32)
    with pytest.raises(ValueError, match=r"targets expected values in \[0, 3\), received 0 to 3"):
        CrossEntropy()(logits, np.array([0, 3]))
    with pytest.raises(ValueError, match=r"targets expected shape \(2,\), received \(2, 3\)"):
        CrossEntropy()(logits, np.zeros((2, 3), np.int64))
    with pytest.raises(TypeError, match=r"targets expected an array of integers, received .* of float64"):
        CrossEntropy()(logits, np.zeros(2))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="targets expected at least one that is not -100"):
        CrossEntropy()(logits, np.array([-100, -100]))
    with pytest.raises(ValueError, match=r"targets expected in \[0, 1\], received 0.0 to 2.0"):
        BinaryCrossEntropy()(logits, np.array([[0, 0, 0], [0, 0, 2]], np.float32))
    with pytest.raises(ValueError, match=r"target expected shape \(2, 3\), received \(3,\)"):
        MeanSquaredError()(logits, np.zeros(3))
    with pytest.raises(ValueError, match="delta expected a number above 0, received 0"):
        Huber(0)


def test_backward_before_the_loss_is_refused() -> None:
    with pytest.raises(RuntimeError, match="MeanSquaredError: backward was called before the loss itself"):
        MeanSquaredError().backward()
