import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sitegen.demo.marks.scale import Scale, fit_range, linear_ticks, log_ticks, nice_step

finite = st.floats(min_value=-1e9, max_value=1e9)


@given(st.floats(min_value=1e-12, max_value=1e12), st.integers(min_value=2, max_value=10))
def test_a_step_is_one_two_or_five_times_a_power_of_ten(span: float, most: int) -> None:
    step = nice_step(span, most)
    assert f"{step:.3e}"[0] in "125"
    assert span / step <= most * (1 + 1e-6)


@given(finite, st.floats(min_value=1e-3, max_value=1e9), st.integers(min_value=2, max_value=8))
def test_linear_ticks_lie_inside_and_evenly(low: float, span: float, most: int) -> None:
    assume(span > 1e-6 * abs(low))
    ticks = linear_ticks(low, low + span, most)
    assert len(ticks) <= most + 1
    assert all(low - span * 1e-5 <= tick <= low + span * (1 + 1e-5) for tick in ticks)
    gaps = np.diff(ticks)
    assert np.allclose(gaps, gaps[:1], rtol=1e-3)


def test_linear_ticks_hold_no_rounding_dust() -> None:
    assert linear_ticks(0, 1, 5) == [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    assert linear_ticks(-0.3, 0.3, 6) == [-0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3]


@given(st.floats(min_value=-12, max_value=9), st.floats(min_value=0.3, max_value=12))
def test_log_ticks_lie_inside(exponent: float, decades: float) -> None:
    low, high = 10**exponent, 10 ** (exponent + decades)
    ticks = log_ticks(low, high, 6)
    assert 1 <= len(ticks) <= 8
    assert all(low * (1 - 1e-6) <= tick <= high * (1 + 1e-6) for tick in ticks)


@given(st.lists(finite, min_size=1, max_size=20))
def test_a_fitted_range_holds_every_value_and_has_a_length(values: list[float]) -> None:
    array = np.array(values)
    low, high = fit_range(array)
    assert low < high
    slack = 1e-6 * (high - low)
    assert low - slack <= array.min()
    assert array.max() <= high + slack


@given(st.lists(st.floats(min_value=1e-12, max_value=1e9), min_size=1, max_size=20))
def test_a_fitted_logarithmic_range_ends_in_powers_of_ten(values: list[float]) -> None:
    array = np.array(values)
    low, high = fit_range(array, log=True)
    assert low <= array.min() * (1 + 1e-6)
    assert high >= array.max() * (1 - 1e-6)
    assert np.log10(low) == pytest.approx(round(np.log10(low)))
    assert np.log10(high) == pytest.approx(round(np.log10(high)))


def test_a_wanted_end_is_kept() -> None:
    assert fit_range(np.array([3.0, 7.0]), (0.0, None)) == (0.0, 8.0)
    assert fit_range(np.array([3.0, 7.0]), (None, 100.0))[1] == 100.0
    assert fit_range(np.array([3.0]), (0.0, 1.0)) == (0.0, 1.0)


def test_equal_values_get_room_around_them() -> None:
    low, high = fit_range(np.array([5.0, 5.0]))
    assert low < 5.0 < high
    low, high = fit_range(np.array([0.0]))
    assert low < 0.0 < high


def test_a_scale_places_its_ends_and_its_middle() -> None:
    assert Scale(0, 10, 0, 200).place([0, 5, 10]).tolist() == [0, 100, 200]
    assert Scale(0, 10, 200, 0).place([0, 10]).tolist() == [200, 0]
    assert Scale(1e-4, 1, 0, 100, log=True).place([1e-4, 1e-2, 1]) == pytest.approx([0, 50, 100])


def test_zero_lies_at_the_start_of_a_logarithmic_scale() -> None:
    assert Scale(1e-4, 1, 0, 100, log=True).place([0.0]).tolist() == [0]


def test_a_value_far_outside_is_placed_near_the_plot() -> None:
    assert abs(float(Scale(0, 1, 0, 100).place(1e300))) <= 1100
