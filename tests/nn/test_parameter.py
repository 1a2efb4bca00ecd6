"""Parameters are views of flat vectors, and stay right whoever moves them."""

import copy

import numpy as np
import pytest

from sitegen.nn.parameter import Buffer, Parameter, flatten


def parameters() -> list[Parameter]:
    return [Parameter(np.full((2, 2), 1.0)), Parameter(np.full(3, 2.0))]


def test_values_and_gradients_become_one_vector_each() -> None:
    first, second = parameters()
    first.grad = np.full((2, 2), 5.0)
    values, gradients = flatten([first, second])
    assert values.tolist() == [1, 1, 1, 1, 2, 2, 2]
    assert gradients.tolist() == [5, 5, 5, 5, 0, 0, 0]


def test_the_vectors_share_memory_with_the_parameters() -> None:
    first, second = parameters()
    values, gradients = flatten([first, second])
    values += 1
    gradients[-1] = 7
    assert first.array.tolist() == [[2, 2], [2, 2]]
    assert second.gradient.tolist() == [0, 0, 7]


def test_neighbours_are_left_where_they_are_and_others_move() -> None:
    first, second = parameters()
    values, _ = flatten([first, second])
    again, _ = flatten([first, second])
    part, _ = flatten([second])
    assert np.shares_memory(values, again)
    assert np.shares_memory(values, part)
    turned, _ = flatten([second, first])
    assert not np.shares_memory(values, turned)
    assert turned.tolist() == [2, 2, 2, 1, 1, 1, 1]


def test_a_parameter_that_is_named_twice_counts_once() -> None:
    first, _ = parameters()
    values, _ = flatten([first, first])
    assert values.size == 4


def test_no_parameters_and_mixed_dtypes_are_refused() -> None:
    with pytest.raises(ValueError, match="expected at least one parameter, received none"):
        flatten([])
    with pytest.raises(ValueError, match=r"expected one dtype, received \['float32', 'float64'\]"):
        flatten([Parameter(np.zeros(2)), Parameter(np.zeros(2, np.float32))])


def test_an_assigned_value_is_copied_into_the_array_and_must_fit() -> None:
    buffer = Buffer(np.zeros(3))
    kept = buffer.array
    buffer.data = np.arange(3.0)
    assert buffer.array is kept
    assert kept.tolist() == [0, 1, 2]
    with pytest.raises(ValueError, match=r"^Buffer: data expected shape \(3,\), received \(2,\)"):
        buffer.data = np.zeros(2)


def test_a_copy_stands_on_its_own() -> None:
    first, second = parameters()
    values, _ = flatten([first, second])
    other = copy.deepcopy(first)
    values += 1
    assert other.array.tolist() == [[1, 1], [1, 1]]
    assert other.storage is None


def test_another_dtype_takes_a_parameter_out_of_its_storage() -> None:
    first, _ = parameters()
    flatten([first])
    first.astype(np.float32)
    assert first.array.dtype == first.gradient.dtype == np.float32
    assert first.storage is None
