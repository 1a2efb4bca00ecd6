import numpy as np
import pytest

from sitegen.demo import Curve, Mark, MarkError, Scatter, Surface, Table
from sitegen.demo.marks.mark import MOST_BYTES, check_range, check_size


def test_a_mark_keeps_its_own_copy() -> None:
    values = np.array([1.0, 2.0])
    mark = Curve(values)
    before = mark.picture("x")
    values[:] = 9
    assert mark.picture("x") == before


def test_a_ragged_array_is_refused() -> None:
    with pytest.raises(MarkError, match=r"Surface: values is not a regular array"):
        Surface([[1.0], [1.0, 2.0]])


def test_numbers_that_are_not_finite_are_found_with_their_place() -> None:
    values = np.zeros((4, 5))
    values[2, 3] = np.nan
    assert Surface(values).describe_non_finite() == "1 of 20 numbers in values (the first at [2, 3])"
    assert Table({"a": [1.0, np.inf]}).describe_non_finite() == "1 of 2 cells that are no finite number"
    assert Curve([1.0]).describe_non_finite() == ""


def test_the_arrays_of_a_mark_have_the_names_of_its_arguments() -> None:
    mark = Scatter([[1, 2], [3, 4]], [0, 1])
    assert {name: array.shape for name, array in mark.arrays.items()} == {"points": (2, 2), "classes": (2,)}
    assert mark.size == 8 * 6


def test_marks_may_take_only_so_much_memory_together() -> None:
    half = Curve(np.zeros(MOST_BYTES // 32))  # x and y: half of the limit
    check_size({"one": half, "two": half})
    with pytest.raises(MarkError, match=r"the largest is 'one' with 16\.0 MB"):
        check_size({"one": half, "two": half, "three": Curve([1.0])})


@pytest.mark.parametrize(
    ("ends", "log", "message"),
    [
        ((2.0, 1.0), False, r"X: y is \(2, 1\); expected the lower end first"),
        ((0.0, None), True, "X: y reaches 0, but a logarithmic axis holds only numbers above 0"),
    ],
)
def test_a_range_that_no_axis_can_have_is_refused(
    ends: tuple[float | None, float | None], log: bool, message: str
) -> None:
    with pytest.raises(MarkError, match=message):
        check_range("X", "y", ends, log=log)


def test_a_mark_without_its_methods_cannot_be_made() -> None:
    class Unfinished(Mark):
        kind = "unfinished"

    with pytest.raises(TypeError, match="abstract"):
        Unfinished("")  # type: ignore[abstract]
