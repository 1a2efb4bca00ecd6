"""Paths become lines, and lines become dashes."""

from __future__ import annotations

import pytest

from sitegen.cards.path_data import cut, lines_of


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        ("M1 2L3 4", [[(1, 2), (3, 4)]]),
        ("M1 2l3-4 1 1", [[(1, 2), (4, -2), (5, -1)]]),
        ("M8 6h0", [[(8, 6), (8, 6)]]),
        ("M0 .5H10M0 1.5H20", [[(0, 0.5), (10, 0.5)], [(0, 1.5), (20, 1.5)]]),
        ("M0 0H2V2H0Z", [[(0, 0), (2, 0), (2, 2), (0, 2), (0, 0)]]),
        ("M1 1", []),
    ],
)
def test_a_path_is_read(data: str, lines: list[list[tuple[float, float]]]) -> None:
    assert lines_of(data) == lines


def test_a_curve_begins_and_ends_where_it_should() -> None:
    (line,) = lines_of("M0 0C0 10 10 10 10 0")

    assert (line[0], line[-1]) == ((0, 0), (10, 0))
    assert max(y for _, y in line) == pytest.approx(7.5, abs=0.1)


@pytest.mark.parametrize("data", ["M1", "L1 1", "M0 0A1 1 0 0 0 2 2"])
def test_what_marks_do_not_write_is_refused(data: str) -> None:
    with pytest.raises(ValueError, match="a path"):
        lines_of(data)


def test_a_line_is_cut_into_dashes_round_its_corners() -> None:
    assert list(cut([(0, 0), (10, 0)], [4, 2])) == [[(0, 0), (4, 0)], [(6, 0), (10, 0)]]
    assert list(cut([(0, 0), (3, 0), (3, 3)], [4, 1])) == [[(0, 0), (3, 0), (3, 1)], [(3, 2), (3, 3)]]
