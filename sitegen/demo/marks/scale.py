"""Scales: the map from numbers to coordinates along an axis, and the ticks."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sitegen.demo.marks.number import power_texts, tick_texts

Range = tuple[float | None, float | None]
"""The ends of an axis; None: found from the values."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scale:
    """A map from `low` ... `high` to `start` ... `end`, linear or logarithmic."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def place(self, values: npt.ArrayLike) -> Floats:
        """Return the values' coordinates; on a logarithmic scale, those below `low` are at its start."""
        numbers = np.asarray(values, dtype=np.float64)
        low, high = self.low, self.high
        if self.log:
            numbers = np.log(np.maximum(numbers, low))
            low, high = math.log(low), math.log(high)
        share = (numbers - low) / (high - low)
        # A value far outside its axis must not write a number with hundreds of digits.
        return self.start + np.clip(share, -10.0, 11.0) * (self.end - self.start)

    def ticks(self, most: int = 6) -> list[tuple[float, str]]:
        """Return round numbers inside the scale with their texts, about `most` of them."""
        if self.log:
            values = log_ticks(self.low, self.high, most)
            return list(zip(values, power_texts(values), strict=True))
        values = linear_ticks(self.low, self.high, most)
        return list(zip(values, tick_texts(values), strict=True))


def nice_step(span: float, most: int) -> float:
    """Return the smallest of 1, 2, 5 times a power of ten that cuts `span` into at most `most` parts."""
    raw = span / most
    # Written and read back as text: 10.0 ** -5 is not exactly 1e-5.
    power = float(f"1e{math.floor(math.log10(raw))}")
    return next(step * power for step in (1.0, 2.0, 5.0, 10.0) if raw <= step * power * (1 + 1e-9))


def linear_ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Return the multiples of a round step between `low` and `high`, ends included."""
    step = nice_step(high - low, most)
    first, last = math.ceil(low / step - 1e-6), math.floor(high / step + 1e-6)
    return [float(f"{turn * step:.12g}") + 0.0 for turn in range(first, last + 1)]


def log_ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Return powers of ten between `low` and `high`; on a short axis also 2 and 5 times these."""
    first, last = math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9)
    decades = last - first + 1
    if decades >= 3:
        every = math.ceil(decades / most)
        return [float(f"1e{power}") for power in range(first, last + 1, every)]
    inside: list[float] = []
    for power in range(first - 1, last + 2):
        inside.extend(float(f"{step}e{power}") for step in (1, 2, 5))
    found = [tick for tick in inside if low * (1 - 1e-9) <= tick <= high * (1 + 1e-9)]
    return found or [low, high]


def fit_range(values: Floats, wanted: Range = (None, None), *, log: bool = False) -> tuple[float, float]:
    """Return the ends of an axis that holds the values, rounded outwards; a wanted end does not change."""
    low, high = wanted
    if low is not None and high is not None:
        return low, high
    if log:
        values = values[values > 0]
    found_low = float(values.min()) if values.size else (0.1 if log else 0.0)
    found_high = float(values.max()) if values.size else 1.0
    if log:
        return _fit_log(found_low if low is None else low, found_high if high is None else high, wanted)
    found_low = found_low if low is None else low
    found_high = found_high if high is None else high
    if found_high - found_low <= 1e-9 * max(abs(found_low), abs(found_high), 1e-9):
        margin = abs(found_low) * 0.5 if abs(found_low) > 1e-280 else 1.0
        found_low, found_high = found_low - margin * (low is None), found_high + margin * (high is None)
    step = nice_step(max(found_high - found_low, 1e-300), 5)
    return (
        math.floor(found_low / step + 1e-6) * step if low is None else low,
        math.ceil(found_high / step - 1e-6) * step if high is None else high,
    )


def _fit_log(low: float, high: float, wanted: Range) -> tuple[float, float]:
    low, high = max(low, 1e-300), max(high, 1e-300)
    if wanted[0] is None:
        low = 10.0 ** math.floor(math.log10(low) + 1e-9)
    if wanted[1] is None:
        high = 10.0 ** math.ceil(math.log10(high) - 1e-9)
    if high <= low * (1 + 1e-9):
        return (low, low * 10) if wanted[0] is not None else (high / 10, high)
    return low, high
