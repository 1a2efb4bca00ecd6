"""Numbers as text: short, with a true minus sign and superscript powers of ten."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

MINUS = "−"
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


class Percent(float):
    """A fraction that is shown as a percentage: `Percent(0.982)` reads 98.2%."""


def compact(value: float, digits: int = 3, *, trim: bool = True) -> str:
    """Write a number with this many significant digits.

    Digits before the decimal point are never dropped (1234.5 gives `1,234` at three digits); below 0.001 and
    from a million on, powers of ten are used. With `trim`, zeros at the end are removed; without it, the
    width stays the same while a value changes.
    """
    if math.isnan(value):
        return "not a number"
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    if value == 0:
        return "0"
    sign = MINUS if value < 0 else ""
    mantissa, _, exponent_text = f"{abs(value):.{digits - 1}e}".partition("e")
    exponent = int(exponent_text)  # of the rounded value, so 999.9999 counts as 1,000
    if exponent >= -3 and abs(value) < 999_999.5:
        text = f"{abs(value):,.{max(0, digits - 1 - exponent)}f}"
        return sign + (_trim(text) if trim else text)
    short = _trim(mantissa) if trim else mantissa
    power = f"10{superscript(exponent)}"
    return sign + (power if short == "1" else f"{short}×{power}")


def count(value: int) -> str:
    """Write a whole number with a comma after the thousands: `1,185`."""
    return f"{value:,d}".replace("-", MINUS)


_ROUNDING = 1e-6
"""What two machines may differ by in a share of float32 numbers."""


def percent(fraction: float, digits: int = 1) -> str:
    """Write a fraction as a percentage: 0.982 gives `98.2%`.

    What is not all is never written as all, and what is not nothing never as nothing: 0.9999 gives `>99.9%`.
    A difference below one in a million is one of rounding, and is left out.
    """
    if not math.isfinite(fraction):
        return compact(fraction)
    text = f"{100 * fraction:.{digits}f}"
    least = 10.0**-digits
    if 0 < fraction < 1 - _ROUNDING and text == f"{100:.{digits}f}":
        text = f">{100 - least:.{digits}f}"
    elif _ROUNDING < fraction < 1 and text == f"{0:.{digits}f}":
        text = f"<{least:.{digits}f}"
    elif abs(fraction) <= _ROUNDING:
        text = f"{0:.{digits}f}"
    return f"{text}%".replace("-", MINUS)


def superscript(exponent: int) -> str:
    """Write a whole number raised: -3 gives `⁻³`."""
    return str(exponent).translate(_SUPERSCRIPTS)


def tick_texts(ticks: Sequence[float]) -> list[str]:
    """Write the ticks of one linear axis, all with the same number of decimals."""
    if not ticks:
        return []
    largest = max(abs(tick) for tick in ticks)
    step = min((abs(b - a) for a, b in pairwise(ticks)), default=largest)
    for power, letter in ((9, "G"), (6, "M"), (3, "k")):
        if 1e4 <= largest < 1e12 and largest >= 10**power:
            return [f"{compact(tick / 10**power)}{letter}" if tick else "0" for tick in ticks]
    if largest >= 1e12 or (0 < step < 1e-3):
        return [compact(tick) for tick in ticks]
    decimals = 0
    while decimals < 4 and any(abs(round(tick, decimals) - tick) > 1e-6 * (step or 1) for tick in ticks):
        decimals += 1
    return [f"{tick + 0.0:,.{decimals}f}".replace("-", MINUS) for tick in ticks]


def power_texts(ticks: Sequence[float]) -> list[str]:
    """Write the ticks of a logarithmic axis: plain near one, powers of ten when the axis reaches far."""
    if ticks and (min(ticks) < 0.999e-2 or max(ticks) > 1.001e4):
        return [_power(tick) if not 0.099 < tick < 11 else compact(tick, 2) for tick in ticks]
    return [compact(tick, 2) for tick in ticks]


def _power(value: float) -> str:
    mantissa, _, exponent = f"{value:.0e}".partition("e")
    return ("" if mantissa == "1" else f"{mantissa}×") + f"10{superscript(int(exponent))}"


def _trim(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
