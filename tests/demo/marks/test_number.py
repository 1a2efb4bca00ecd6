import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.demo.marks.number import compact, count, percent, power_texts, superscript, tick_texts

PLAIN = str.maketrans("−⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "-0123456789-")


def read(text: str) -> float:
    """Read a compact number back."""
    plain = text.translate(PLAIN).replace(",", "")
    mantissa, times, power = plain.partition("×10")
    if times:
        return float(mantissa) * 10.0 ** int(power)
    if "⁻" in text or any(letter in text for letter in "⁰¹²³⁴⁵⁶⁷⁸⁹"):  # a bare power: 10⁻⁷
        sign = -1.0 if text.startswith("−") else 1.0
        return float(sign * 10.0 ** int(plain.lstrip("-").removeprefix("10")))
    return float(plain)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-0.0, "0"),
        (1, "1"),
        (-1.5, "−1.5"),
        (0.98234, "0.982"),
        (1234.5, "1,234"),
        (12, "12"),
        (999_999, "999,999"),
        (999_999.9, "10⁶"),
        (1_234_567, "1.23×10⁶"),
        (0.001, "0.001"),
        (0.00081, "8.1×10⁻⁴"),
        (-1e-7, "−10⁻⁷"),
        (0.9996, "1"),
        (math.nan, "not a number"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
    ],
)
def test_numbers_are_written_short(value: float, text: str) -> None:
    assert compact(value) == text


def test_without_trimming_the_width_holds_still() -> None:
    assert [compact(value, trim=False) for value in (0.5, 0.25, 0.125)] == ["0.500", "0.250", "0.125"]


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300))
def test_a_compact_number_reads_back_to_three_digits(value: float) -> None:
    if abs(value) < 1e-300:
        return
    assert read(compact(value)) == pytest.approx(value, rel=5.01e-3)


@given(st.floats(min_value=1e-3, max_value=999_999))
def test_a_number_and_its_negative_differ_only_in_the_sign(value: float) -> None:
    assert compact(-value) == f"−{compact(value)}"


def test_counts_and_percentages_read_as_in_print() -> None:
    assert count(1185) == "1,185"
    assert count(-7) == "−7"
    assert percent(0.982) == "98.2%"
    assert percent(-0.05, 0) == "−5%"
    assert percent(math.nan) == "not a number"


def test_a_percentage_never_says_all_or_nothing_of_what_is_neither() -> None:
    assert [percent(share) for share in (1.0, 0.9999, 0.0, 0.0001)] == ["100.0%", ">99.9%", "0.0%", "<0.1%"]
    assert [percent(share, 0) for share in (0.999, 0.001, -0.0)] == [">99%", "<1%", "0%"]


def test_exponents_are_raised() -> None:
    assert superscript(-120) == "⁻¹²⁰"


@pytest.mark.parametrize(
    ("ticks", "texts"),
    [
        ([], []),
        ([0.0, 0.5, 1.0], ["0.0", "0.5", "1.0"]),
        ([-2.0, 0.0, 2.0], ["−2", "0", "2"]),
        ([0.0, 500.0, 1000.0], ["0", "500", "1,000"]),
        ([0.0, 20_000.0], ["0", "20k"]),
        ([0.0, 1.5e6], ["0", "1.5M"]),
        ([0.0, 2e-4, 4e-4], ["0", "2×10⁻⁴", "4×10⁻⁴"]),
    ],
)
def test_the_ticks_of_an_axis_are_written_alike(ticks: list[float], texts: list[str]) -> None:
    assert tick_texts(ticks) == texts


def test_ticks_of_a_far_logarithmic_axis_are_powers() -> None:
    assert power_texts([1e-4, 1e-2, 1.0]) == ["10⁻⁴", "10⁻²", "1"]
    assert power_texts([0.1, 1.0, 10.0]) == ["0.1", "1", "10"]
    assert power_texts([1e-3, 5e-3]) == ["10⁻³", "5×10⁻³"]
