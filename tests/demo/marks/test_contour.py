import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sitegen.demo.marks.contour import contour, contour_path, joined


def test_a_slope_has_one_straight_line() -> None:
    values = np.tile(np.arange(5.0), (4, 1))
    ends = contour(values, 2.5)
    assert len(ends) == 3
    assert (ends[:, [0, 2]] == 2.5).all()


def test_a_flat_surface_has_no_line() -> None:
    assert contour(np.ones((4, 4)), 0.5).shape == (0, 4)


def test_a_circle_is_followed_to_a_hundredth_of_a_cell() -> None:
    grid = np.linspace(-1, 1, 41)
    ends = contour(np.hypot(*np.meshgrid(grid, grid)), 0.6)
    points = ends.reshape(-1, 2) / 20 - 1
    assert np.allclose(np.hypot(*points.T), 0.6, atol=0.0015)


def test_a_saddle_has_two_lines() -> None:
    assert contour(np.array([[1.0, 0.0], [0.0, 1.0]]), 0.5).shape == (2, 4)


@given(st.integers(0, 2**32 - 1))
def test_every_end_of_a_piece_meets_another_or_the_border(seed: int) -> None:
    values = np.random.default_rng(seed).random((6, 7))
    ends = contour(values, 0.5).reshape(-1, 2).round(9)
    points, counts = np.unique(ends, axis=0, return_counts=True)
    border = (points[:, 0] % 6 == 0) | (points[:, 1] % 5 == 0)
    assert (counts[~border] == 2).all()


def test_segments_are_joined_into_lines_as_long_as_they_can_be() -> None:
    ends = np.array([[0, 0, 1, 1], [5, 5, 6, 6], [2, 0, 1, 1], [7, 7, 7, 7]])
    assert [line.tolist() for line in joined(ends)] == [[[0, 0], [1, 1], [2, 0]], [[5, 5], [6, 6]]]
    assert contour_path(ends) == "M0 0l1 1 1-1M5 5l1 1"


def test_a_closed_line_ends_where_it_begins() -> None:
    (line,) = joined(np.array([[0, 0, 1, 0], [1, 1, 0, 1], [1, 0, 1, 1], [0, 1, 0, 0]]))
    assert len(line) == 5
    assert (line[0] == line[-1]).all()


@given(st.integers(0, 2**32 - 1))
def test_joined_lines_have_the_length_of_their_segments(seed: int) -> None:
    values = np.random.default_rng(seed).random((6, 7))
    ends = np.rint(100 * contour(values, 0.5)).astype(np.int64)
    length = np.hypot(ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1]).sum()
    found = sum(np.hypot(*np.diff(line, axis=0).T).sum() for line in joined(ends))
    assert np.isclose(found, length)
