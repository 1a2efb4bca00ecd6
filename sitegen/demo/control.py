"""Controls: what a reader may change, declared beside the type of a dataclass's field.

@dataclass
class Controls:
    layers: Annotated[int, Slider(1, 6)] = 2
    rate: Annotated[float, Slider(1e-3, 1.0, log=True, live=True)] = 0.05
    shape: Annotated[str, Choice("circles", "spirals")] = "spirals"
    seed: Annotated[int, Seed()] = 1
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

Value = bool | int | float | str
"""What a control of one native input can hold, and what crosses to the page and back."""

MOST_SEED = 2**32 - 1
_TRUE, _FALSE = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


class UnfitError(ValueError):
    """One value does not fit its control; the text says what is expected, `hint` where it goes wrong."""

    def __init__(self, expected: str, hint: str = "") -> None:
        self.hint = hint
        super().__init__(expected)


@dataclass(frozen=True)
class Wire:
    """More than a number or a text: a drawing, points, a sound. Only its `text` crosses to the page."""

    text: str


Held = Value | Wire
"""What a field of controls can hold."""


@dataclass(frozen=True, slots=True)
class Slider:
    """A number from `low` to `high`.

    Args:
        step: distance between two values; found from the range when absent.
        log: equal distances multiply instead of add; `low` must be above 0.
        live: a change reaches the running loop instead of starting it again.
        unit: what the number counts, shown after it.
    """

    kind: ClassVar[str] = "slider"
    types: ClassVar[tuple[type, ...]] = (int, float)
    low: float
    high: float
    step: float | None = None
    log: bool = False
    live: bool = False
    unit: str = ""
    label: str = ""

    def faults(self) -> list[str]:
        """Return what is wrong with the declaration."""
        found = []
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low < self.high):
            found.append(f"runs from {self.low:g} to {self.high:g}; expected the lower end first")
        if self.log and self.low <= 0:
            found.append(f"is logarithmic and begins at {self.low:g}; expected a number above 0")
        if self.step is not None and not 0 < self.step <= self.high - self.low:
            found.append(f"has the step {self.step:g}; expected a number above 0 that fits into the range")
        return found

    def read(self, value: object, wanted: type) -> Value:
        """Return the value as the field's type, or raise `UnfitError`."""
        expected = f"a {'whole ' if wanted is int else ''}number from {self.low:g} to {self.high:g}"
        number = _number(value, expected)
        if not self.low <= number <= self.high or (wanted is int and number != int(number)):
            raise UnfitError(expected)
        return wanted(number)  # type: ignore[no-any-return]

    def describe(self, wanted: type) -> dict[str, object]:
        """Return the control's own facts as JSON values."""
        step = self.step
        if step is None:
            step = 1 if wanted is int else 0.01 if self.log else float(f"{(self.high - self.low) / 100:.1g}")
        facts = {"min": self.low, "max": self.high, "step": step}
        return {**facts, "log": self.log, "unit": self.unit}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several texts or numbers."""

    kind: ClassVar[str] = "choice"
    types: ClassVar[tuple[type, ...]] = (str, int, float)
    choices: tuple[str | float, ...]
    live: bool
    label: str

    def __init__(self, *choices: str | float, live: bool = False, label: str = "") -> None:
        object.__setattr__(self, "choices", choices)
        object.__setattr__(self, "live", live)
        object.__setattr__(self, "label", label)

    def faults(self) -> list[str]:
        """Return what is wrong with the declaration."""
        found = [] if len(self.choices) > 1 else ["offers fewer than two choices"]
        return found if len(set(self.choices)) == len(self.choices) else [*found, "offers a choice twice"]

    def read(self, value: object, wanted: type) -> Value:
        """Return the choice that equals the value or its text, or raise `UnfitError`."""
        for choice in self.choices:
            if not isinstance(value, bool) and (value == choice or str(value).strip() == str(choice)):
                return wanted(choice)  # type: ignore[no-any-return]
        raise UnfitError(f"one of {', '.join(repr(choice) for choice in self.choices)}")

    def describe(self, wanted: type) -> dict[str, object]:
        """Return the control's own facts as JSON values."""
        return {"choices": [wanted(choice) for choice in self.choices]}


@dataclass(frozen=True, slots=True)
class Toggle:
    """On or off."""

    kind: ClassVar[str] = "toggle"
    types: ClassVar[tuple[type, ...]] = (bool,)
    live: bool = False
    label: str = ""

    def faults(self) -> list[str]:
        """Return what is wrong with the declaration: nothing can be."""
        return []

    def read(self, value: object, wanted: type) -> Value:  # noqa: ARG002 the field can only be a bool
        """Return the value as a bool, or raise `UnfitError`."""
        text = str(value).strip().casefold()
        if text in _TRUE or text in _FALSE:
            return text in _TRUE
        raise UnfitError("true or false")

    def describe(self, wanted: type) -> dict[str, object]:  # noqa: ARG002 ditto
        """Return the control's own facts as JSON values: none."""
        return {}


@dataclass(frozen=True, slots=True)
class Seed:
    """The whole number from which all of a run's randomness comes."""

    kind: ClassVar[str] = "seed"
    types: ClassVar[tuple[type, ...]] = (int,)
    label: str = ""
    live: ClassVar[bool] = False

    def faults(self) -> list[str]:
        """Return what is wrong with the declaration: nothing can be."""
        return []

    def read(self, value: object, wanted: type) -> Value:
        """Return the value as an int, or raise `UnfitError`."""
        expected = f"a whole number from 0 to {MOST_SEED}"
        number = _number(value, expected)
        if not 0 <= number <= MOST_SEED or number != int(number):
            raise UnfitError(expected)
        return wanted(number)  # type: ignore[no-any-return]

    def describe(self, wanted: type) -> dict[str, object]:  # noqa: ARG002 the field can only be an int
        """Return the control's own facts as JSON values."""
        return {"min": 0, "max": MOST_SEED, "step": 1}


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press; the field counts the presses."""

    kind: ClassVar[str] = "button"
    types: ClassVar[tuple[type, ...]] = (int,)
    label: str = ""
    live: ClassVar[bool] = True

    def faults(self) -> list[str]:
        """Return what is wrong with the declaration: nothing can be."""
        return []

    def read(self, value: object, wanted: type) -> Value:
        """Return the number of presses, or raise `UnfitError`."""
        number = _number(value, "a number of presses from 0")
        if number < 0 or number != int(number):
            raise UnfitError("a number of presses from 0")
        return wanted(number)  # type: ignore[no-any-return]

    def describe(self, wanted: type) -> dict[str, object]:  # noqa: ARG002 the field can only be an int
        """Return the control's own facts as JSON values: none."""
        return {}


def plain(value: Held) -> Value:
    """Return a value as it crosses to the page."""
    return value.text if isinstance(value, Wire) else value


def read_numbers(text: str, count: int) -> tuple[float, ...] | None:
    """Return so many finite numbers with commas between them, or None where the text is anything else."""
    try:
        numbers = tuple(float(part) for part in text.split(","))
    except ValueError:
        return None
    return numbers if len(numbers) == count and all(math.isfinite(n) for n in numbers) else None


def join_faults(faults: list[str], most: int = 3) -> str:
    """Return the first few faults and how many more there are."""
    rest = f" and {len(faults) - most} more" if len(faults) > most else ""
    return "; ".join(faults[:most]) + rest


def _number(value: object, expected: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise UnfitError(expected)
    try:
        number = float(value)
    except ValueError:
        raise UnfitError(expected) from None
    if not math.isfinite(number):
        raise UnfitError(expected)
    return number
