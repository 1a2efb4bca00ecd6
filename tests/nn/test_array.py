"""What is refused at every public entry of the library, by name."""

import numpy as np
import pytest

from sitegen.nn.array import (
    check_features,
    check_float,
    check_indices,
    check_positive,
    check_shape,
    check_sizes,
    describe,
)

F32 = np.dtype(np.float32)


def test_an_array_is_described_by_shape_and_dtype_and_anything_else_by_type_and_value() -> None:
    assert describe(np.zeros((2, 3), np.float32)) == "(2, 3) of float32"
    assert describe([1]) == "list [1]"
    assert len(describe("x" * 1000)) == 80


def test_features_of_the_right_dtype_and_width_pass() -> None:
    check_features("Linear", np.zeros((4, 3), np.float32), 3, F32)
    check_features("Linear", np.zeros((4, 2, 3), np.float32), 3, F32, ndim=3)


@pytest.mark.parametrize("x", [np.zeros((4, 3)), np.zeros((4, 3), int), [[0.0, 0.0, 0.0]]])
def test_another_dtype_is_refused_and_never_converted(x: np.ndarray) -> None:
    with pytest.raises(TypeError, match=r"^Linear: x expected an array of float32, received "):
        check_features("Linear", x, 3, F32)


@pytest.mark.parametrize(
    ("shape", "ndim", "expected"),
    [((4, 2), None, r"\(\.\.\., 3\)"), ((), None, r"\(\.\.\., 3\)"), ((4, 3), 3, r"\(any, any, 3\)")],
)
def test_another_shape_is_refused_with_the_expected_one(
    shape: tuple[int, ...], ndim: int | None, expected: str
) -> None:
    with pytest.raises(ValueError, match=rf"^Linear: x expected shape {expected}, received"):
        check_features("Linear", np.zeros(shape, np.float32), 3, F32, ndim)


def test_a_floating_point_array_of_any_width_passes_and_integers_do_not() -> None:
    check_float("ReLU", np.zeros(3, np.float64))
    with pytest.raises(TypeError, match=r"^ReLU: x expected a floating-point array, received \(3,\) of int"):
        check_float("ReLU", np.zeros(3, int))
    with pytest.raises(ValueError, match=r"^Pool: image expected 4 axes, received shape \(3,\)"):
        check_float("Pool", np.zeros(3), "image", ndim=4)


def test_a_shape_must_be_exact() -> None:
    check_shape("Linear", "grad", np.zeros((2, 3)), (2, 3))
    with pytest.raises(ValueError, match=r"^Linear: grad expected shape \(2, 3\), received \(3, 2\)"):
        check_shape("Linear", "grad", np.zeros((3, 2)), (2, 3))


def test_indices_are_integers_within_the_table() -> None:
    check_indices("Embedding", "tokens", np.array([0, 4]), 5)
    check_indices("Embedding", "tokens", np.array([], int), 5)
    with pytest.raises(TypeError, match=r"^Embedding: tokens expected an array of integers"):
        check_indices("Embedding", "tokens", np.array([0.0]), 5)
    for wrong in ([-1, 2], [0, 5]):
        with pytest.raises(ValueError, match=r"^Embedding: tokens expected values in \[0, 5\), received"):
            check_indices("Embedding", "tokens", np.array(wrong), 5)


@pytest.mark.parametrize("value", [0, -1.5, float("nan")])
def test_an_option_above_zero_is_checked_by_name(value: float) -> None:
    check_positive("Adam", lr=1e-9)
    with pytest.raises(ValueError, match=r"^Adam: lr expected a number above 0, received"):
        check_positive("Adam", lr=value)


def test_a_size_is_a_whole_number_of_at_least_one() -> None:
    check_sizes("Linear", inputs=1, outputs=int(np.int64(3)))
    for wrong in (1.0, True, "2"):
        with pytest.raises(TypeError, match=r"^Linear: inputs expected a whole number, received"):
            check_sizes("Linear", inputs=wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"^Linear: inputs expected at least 1, received 0"):
        check_sizes("Linear", inputs=0)
