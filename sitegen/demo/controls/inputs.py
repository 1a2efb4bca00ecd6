"""The controls of one native input each: Slider, Choice, Toggle, Seed and Button.

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

from sitegen.demo.controls.value import InvalidValueError, PlainValue
from sitegen.demo.plain_text import clean_text
from sitegen.demo.records import ButtonData, ChoiceData, SeedData, SliderData, ToggleData

MOST_SEED = 2**32 - 1
_TRUE, _FALSE = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


@dataclass(frozen=True, slots=True)
class Slider:
    """A number from `low` to `high`.

    Args:
        low: the least value.
        high: the greatest value.
        step: distance between two values; depends on the range when absent.
        log: equal distances multiply instead of add; `low` must be above 0.
        live: a change reaches the running loop instead of restarting it.
        unit: what the number counts, shown after it.
        label: the text beside the control; the field's name when empty.
        main: the control is in sight. Where no control says so, the first two are.
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
    main: bool = False

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

    def parse(self, value: object, field_type: type) -> PlainValue:
        """Return the value as the field's type, or raise `InvalidValueError`."""
        expected = f"a {'whole ' if field_type is int else ''}number from {self.low:g} to {self.high:g}"
        number = _number(value, expected)
        if not self.low <= number <= self.high or (field_type is int and number != int(number)):
            raise InvalidValueError(expected)
        return field_type(number)  # type: ignore[no-any-return]

    def describe(self, field_type: type) -> SliderData:
        """Return what only a slider has."""
        step = self.step
        if step is None:
            step = (
                1 if field_type is int else 0.01 if self.log else float(f"{(self.high - self.low) / 100:.1g}")
            )
        return {
            "min": self.low,
            "max": self.high,
            "step": step,
            "log": self.log,
            "unit": clean_text(self.unit),
        }


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several texts or numbers."""

    kind: ClassVar[str] = "choice"
    types: ClassVar[tuple[type, ...]] = (str, int, float)
    choices: tuple[str | float, ...]
    live: bool
    label: str
    main: bool

    def __init__(
        self, *choices: str | float, live: bool = False, label: str = "", main: bool = False
    ) -> None:
        object.__setattr__(self, "choices", choices)
        object.__setattr__(self, "live", live)
        object.__setattr__(self, "label", label)
        object.__setattr__(self, "main", main)

    def faults(self) -> list[str]:
        """Return what is wrong with the declaration."""
        found = [] if len(self.choices) > 1 else ["offers fewer than two choices"]
        if len(set(self.choices)) < len(self.choices):
            found.append("offers a choice twice")
        found += [
            f"offers {choice!r}, which holds a character that a page cannot show"
            for choice in self.choices
            if isinstance(choice, str) and clean_text(choice) != choice
        ]
        return found

    def parse(self, value: object, field_type: type) -> PlainValue:
        """Return the choice that equals the value or its text, or raise `InvalidValueError`."""
        for choice in self.choices:
            if not isinstance(value, bool) and (value == choice or str(value).strip() == str(choice)):
                return field_type(choice)  # type: ignore[no-any-return]
        raise InvalidValueError(f"one of {', '.join(repr(choice) for choice in self.choices)}")

    def describe(self, field_type: type) -> ChoiceData:
        """Return what only a choice has."""
        return {"choices": [field_type(choice) for choice in self.choices]}


@dataclass(frozen=True, slots=True)
class Toggle:
    """On or off."""

    kind: ClassVar[str] = "toggle"
    types: ClassVar[tuple[type, ...]] = (bool,)
    live: bool = False
    label: str = ""
    main: bool = False

    def faults(self) -> list[str]:
        """Return what is wrong with the declaration: nothing can be."""
        return []

    def parse(self, value: object, field_type: type) -> PlainValue:  # noqa: ARG002 the field can only be a bool
        """Return the value as a bool, or raise `InvalidValueError`."""
        text = str(value).strip().casefold()
        if text in _TRUE or text in _FALSE:
            return text in _TRUE
        raise InvalidValueError("true or false")

    def describe(self, field_type: type) -> ToggleData:  # noqa: ARG002 ditto
        """Return nothing: a toggle has only what every control has."""
        return {}


@dataclass(frozen=True, slots=True)
class Seed:
    """The whole number that seeds the random generator of a run."""

    kind: ClassVar[str] = "seed"
    types: ClassVar[tuple[type, ...]] = (int,)
    label: str = ""
    live: ClassVar[bool] = False
    main: ClassVar[bool] = False

    def faults(self) -> list[str]:
        """Return what is wrong with the declaration: nothing can be."""
        return []

    def parse(self, value: object, field_type: type) -> PlainValue:
        """Return the value as an int, or raise `InvalidValueError`."""
        expected = f"a whole number from 0 to {MOST_SEED}"
        number = _number(value, expected)
        if not 0 <= number <= MOST_SEED or number != int(number):
            raise InvalidValueError(expected)
        return field_type(number)  # type: ignore[no-any-return]

    def describe(self, field_type: type) -> SeedData:  # noqa: ARG002 the field can only be an int
        """Return what only a seed has."""
        return {"min": 0, "max": MOST_SEED, "step": 1}


@dataclass(frozen=True, slots=True)
class Button:
    """A button; the field counts how often the reader pressed it."""

    kind: ClassVar[str] = "button"
    types: ClassVar[tuple[type, ...]] = (int,)
    label: str = ""
    main: bool = False
    live: ClassVar[bool] = True

    def faults(self) -> list[str]:
        """Return what is wrong with the declaration: nothing can be."""
        return []

    def parse(self, value: object, field_type: type) -> PlainValue:
        """Return the number of presses, or raise `InvalidValueError`."""
        number = _number(value, "a number of presses from 0")
        if number < 0 or number != int(number):
            raise InvalidValueError("a number of presses from 0")
        return field_type(number)  # type: ignore[no-any-return]

    def describe(self, field_type: type) -> ButtonData:  # noqa: ARG002 the field can only be an int
        """Return nothing: a button has only what every control has."""
        return {}


def _number(value: object, expected: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise InvalidValueError(expected)
    try:
        number = float(value)
    except ValueError:
        raise InvalidValueError(expected) from None
    if not math.isfinite(number):
        raise InvalidValueError(expected)
    return number
