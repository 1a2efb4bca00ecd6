from collections.abc import Callable

import numpy as np
import pytest

from sitegen.nn import Linear, kaiming_normal


def test_gradients_agree_with_central_differences(
    check_gradients: Callable[..., None], rng: np.random.Generator
) -> None:
    check_gradients(Linear(3, 4, rng=rng), rng.standard_normal((5, 3)))
    check_gradients(Linear(3, 2, rng=rng, bias=False), rng.standard_normal((2, 4, 3)))


def test_output_is_the_weighted_sum_plus_the_bias(rng: np.random.Generator) -> None:
    layer = Linear(2, 1, rng=rng)
    layer.weight.data = np.array([[2.0, -1.0]], np.float32)
    assert layer.bias is not None
    layer.bias.data = np.array([0.5], np.float32)
    assert layer(np.array([[3.0, 4.0]], np.float32)).tolist() == [[2.5]]


def test_a_chosen_initialiser_is_used() -> None:
    layer = Linear(3, 2, rng=np.random.default_rng(1), init=kaiming_normal)
    expected = kaiming_normal((2, 3), np.random.default_rng(1))
    assert np.array_equal(layer.weight.array, expected)


@pytest.mark.parametrize(
    ("x", "error", "message"),
    [
        (np.zeros((4, 3), np.float32), ValueError, r"x expected shape \(..., 2\), received \(4, 3\)"),
        (np.zeros((4, 2)), TypeError, "x expected an array of float32, received .* of float64"),
        ([[1.0, 2.0]], TypeError, "x expected an array of float32, received list"),
        (np.float32(1), TypeError, "received float32"),
    ],
)
def test_a_wrong_input_is_refused_by_name(
    x: np.ndarray, error: type[Exception], message: str, rng: np.random.Generator
) -> None:
    with pytest.raises(error, match=message):
        Linear(2, 3, rng=rng)(x)


def test_wrong_options_are_refused_by_name(rng: np.random.Generator) -> None:
    with pytest.raises(ValueError, match=r"out_features expected at least 1, received 0"):
        Linear(2, 0, rng=rng)
    with pytest.raises(TypeError, match=r"in_features expected a whole number, received float 2.0"):
        Linear(2.0, 1, rng=rng)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"rng expected np.random.default_rng"):
        Linear(2, 1, rng=0)  # type: ignore[arg-type]


def test_operations_are_counted_per_output_and_input(rng: np.random.Generator) -> None:
    assert Linear(3, 4, rng=rng).multiply_adds([(5, 3)], (5, 4)) == 60
