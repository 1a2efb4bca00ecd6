"""The values that controls hold, and the error for a value that does not fit."""

from __future__ import annotations

import math
from dataclasses import dataclass

PlainValue = bool | int | float | str
"""A value as it goes to the page and comes back."""


class InvalidValueError(ValueError):
    """A value does not fit its control; the text says what is expected, `hint` says what is wrong."""

    def __init__(self, expected: str, hint: str = "") -> None:
        self.hint = hint
        super().__init__(expected)


@dataclass(frozen=True)
class EncodedValue:
    """A drawing, points or a sound, encoded as text. Only its `text` goes to the page."""

    text: str


ControlValue = PlainValue | EncodedValue
"""A value as a field of the `Controls` dataclass holds it."""


def to_plain(value: ControlValue) -> PlainValue:
    """Return a value as it goes to the page."""
    return value.text if isinstance(value, EncodedValue) else value


def parse_numbers(text: str, count: int) -> tuple[float, ...] | None:
    """Return `count` finite numbers with commas between them, or None for any other text."""
    try:
        numbers = tuple(float(part) for part in text.split(","))
    except ValueError:
        return None
    return numbers if len(numbers) == count and all(math.isfinite(n) for n in numbers) else None


def join_faults(faults: list[str], most: int = 3) -> str:
    """Return the first faults, at most `most`, and the number of the others."""
    rest = f" and {len(faults) - most} more" if len(faults) > most else ""
    return "; ".join(faults[:most]) + rest
