"""From a `Controls` dataclass to descriptions of its controls, and from a reader's values to an instance."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, TypeVar

from sitegen.demo.control import Button, Choice, Input, Seed, Slider, Toggle, UnfitError, Value
from sitegen.demo.show import words_of

Controls = TypeVar("Controls")
_INPUTS = (Slider, Choice, Toggle, Seed, Button)


@dataclasses.dataclass(frozen=True, slots=True)
class Fault:
    """One value that cannot be used."""

    name: str
    """The control's name as received."""
    received: object
    expected: str
    hint: str = ""
    """The near miss, where there is one."""

    def __str__(self) -> str:
        tail = f" ({self.hint})" if self.hint else ""
        return f"{self.name} is {self.received!r}; expected {self.expected}{tail}"


class ControlError(ValueError):
    """Values do not fit their controls; `faults` holds all of them."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


@dataclasses.dataclass(frozen=True, slots=True)
class Control:
    """One field of a `Controls` dataclass."""

    name: str
    input: Input
    type: type
    default: Value

    @property
    def kind(self) -> str:
        """`slider`, `choice`, `toggle`, `seed` or `button`."""
        return self.input.kind

    @property
    def live(self) -> bool:
        """Whether a change reaches the running loop."""
        return self.input.live

    @property
    def label(self) -> str:
        """What stands beside the control."""
        return self.input.label or words_of(self.name)

    def describe(self, value: Value | None = None) -> dict[str, object]:
        """Return the control as JSON values, with this value or its default."""
        return {
            "name": self.name,
            "kind": self.kind,
            "label": self.label,
            "value": self.default if value is None else value,
            "live": self.live,
            **self.input.describe(self.type),
        }


def controls_of(cls: type) -> tuple[Control, ...]:
    """Return the controls of a dataclass in order; raise `TypeError` naming every bad declaration."""
    controls: list[Control] = []
    faults: list[str] = []
    hints = _hints(cls)
    for field in dataclasses.fields(cls):
        found = _control(field, hints[field.name])
        if isinstance(found, Control):
            controls.append(found)
        else:
            faults.extend(f"{cls.__name__}.{field.name} {fault}" for fault in found)
    if sum(control.kind == "seed" for control in controls) > 1:
        faults.append(f"{cls.__name__} has more than one Seed; one number starts all randomness")
    if cls.__dataclass_params__.frozen:  # type: ignore[attr-defined]
        faults.append(f"{cls.__name__} is frozen; live controls are written into it while the demo runs")
    if faults:
        raise TypeError("\n".join(faults))
    return tuple(controls)


def parse_controls(cls: type[Controls], values: Mapping[str, object]) -> Controls:
    """Return an instance with these values over the defaults; text is read as the field's type.

    Raises:
        ControlError: unknown names and values out of range, all at once.
    """
    known = {control.name: control for control in controls_of(cls)}
    read: dict[str, Any] = {}
    faults: list[Fault] = []
    for name, value in values.items():
        if name not in known:
            faults.append(_unknown(name, value, known))
            continue
        control = known[name]
        try:
            read[name] = control.input.read(value, control.type)
        except UnfitError as fault:
            faults.append(Fault(name, value, str(fault), _near_choice(value, control)))
    if faults:
        raise ControlError(tuple(faults))
    return cls(**read)


def values_of(controls: object) -> dict[str, Value]:
    """Return the values of an instance by name."""
    return {control.name: getattr(controls, control.name) for control in controls_of(type(controls))}


def _hints(cls: type) -> dict[str, Any]:
    if not (isinstance(cls, type) and dataclasses.is_dataclass(cls)):
        raise TypeError(f"{getattr(cls, '__name__', cls)!r} is no dataclass; write @dataclass above it")
    try:
        return typing.get_type_hints(cls, include_extras=True)
    except NameError as error:
        raise TypeError(f"{cls.__name__}: {error}; name types that the demo's module imports") from None


def _control(field: dataclasses.Field[Any], hint: Any) -> Control | list[str]:
    """Return the control of one field, or what is wrong with it."""
    extras = getattr(hint, "__metadata__", ())
    inputs = [extra() if extra in (Toggle, Seed, Button) else extra for extra in extras]
    found = [extra for extra in inputs if isinstance(extra, _INPUTS)]
    if len(found) != 1:
        kinds = ", ".join(kind.__name__ for kind in _INPUTS)
        return [f"has {len(found)} controls; write Annotated[type, control] with one of {kinds}"]
    declared, wanted = found[0], hint.__origin__
    if wanted not in declared.types:
        names = " or ".join(kind.__name__ for kind in declared.types)
        return [
            f"has the type {getattr(wanted, '__name__', wanted)}; a {type(declared).__name__} needs {names}"
        ]
    if field.default is dataclasses.MISSING:
        return ["has no default value"]
    faults = declared.faults()
    if isinstance(declared, Choice):
        faults += [
            f"offers {c!r}, which is no {wanted.__name__}" for c in declared.choices if not _fits(c, wanted)
        ]
    if faults:
        return faults
    try:
        default = declared.read(field.default, wanted)
    except UnfitError as fault:
        return [f"has the default {field.default!r}; expected {fault}"]
    return Control(field.name, declared, wanted, default)


def _fits(choice: object, wanted: type) -> bool:
    return isinstance(choice, int | float if wanted is float else wanted)


def _unknown(name: str, value: object, known: Mapping[str, Control]) -> Fault:
    close = get_close_matches(name.casefold(), known, n=1)
    hint = f"did you mean {close[0]!r}?" if close else ""
    return Fault(name, value, f"one of the controls {', '.join(known) or '(there are none)'}", hint)


def _near_choice(value: object, control: Control) -> str:
    if not isinstance(control.input, Choice):
        return ""
    close = get_close_matches(str(value).casefold(), [str(choice) for choice in control.input.choices], n=1)
    return f"did you mean {close[0]!r}?" if close else ""
