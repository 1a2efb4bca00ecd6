"""From a `Controls` dataclass to descriptions of its controls, and from a reader's values to an instance."""

from __future__ import annotations

import dataclasses
import functools
import typing
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, TypeVar

from sitegen.demo.clip import Clip
from sitegen.demo.control import Button, Choice, Held, Seed, Slider, Toggle, UnfitError, Wire, plain
from sitegen.demo.ink import Ink
from sitegen.demo.points import Points
from sitegen.demo.records import ControlData
from sitegen.demo.show import words_of
from sitegen.demo.text_field import TextField

Controls = TypeVar("Controls")
Input = Slider | Choice | Toggle | Seed | Button | TextField | Ink | Points | Clip
_INPUTS = (Slider, Choice, Toggle, Seed, Button, TextField, Ink, Points, Clip)
_LONGEST = 100  # letters of a value that a message repeats


@dataclasses.dataclass(frozen=True, slots=True)
class Fault:
    """One value that cannot be used."""

    name: str
    """The control's name as received."""
    received: object
    expected: str
    hint: str = ""
    """The near miss, where there is one."""

    @property
    def message(self) -> str:
        """What is wrong, without the near miss; of a long value only the beginning."""
        return f"{self.name} is {_short(self.received)}; expected {self.expected}"

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


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
    default: Held

    @property
    def kind(self) -> str:
        """`slider`, `choice`, `toggle`, `seed`, `button`, `text`, `ink`, `points` or `clip`."""
        return self.input.kind

    @property
    def live(self) -> bool:
        """Whether a change reaches the running loop."""
        return self.input.live

    @property
    def label(self) -> str:
        """What stands beside the control."""
        return self.input.label or words_of(self.name)

    def describe(self, value: Held | None = None) -> ControlData:
        """Return the control as plain values, with this value or its default."""
        data: ControlData = {
            "name": self.name,
            "kind": self.kind,
            "label": self.label,
            "value": plain(self.default if value is None else value),
            "live": self.live,
        }
        own: Any = self.input.describe(self.type)  # the keys of its kind
        data.update(own)
        return data


def controls_of(cls: type) -> tuple[Control, ...]:
    """Return the controls of a dataclass in order; raise `TypeError` naming every bad declaration."""
    return _read_class(cls)


@functools.lru_cache(maxsize=64)  # they are asked for at every change of a control
def _read_class(cls: type) -> tuple[Control, ...]:
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
    # Drawings, points and sounds get their size or samples from their control, also those of the declaration.
    read: dict[str, Any] = {c.name: c.default for c in known.values() if isinstance(c.default, Wire)}
    faults: list[Fault] = []
    for name, value in values.items():
        if name not in known:
            faults.append(_unknown(name, value, known))
            continue
        control = known[name]
        try:
            read[name] = control.input.read(value, control.type)
        except UnfitError as fault:
            faults.append(Fault(name, value, str(fault), fault.hint or _near_choice(value, control)))
    if faults:
        raise ControlError(tuple(faults))
    return cls(**read)


def values_of(controls: object) -> dict[str, Held]:
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
    inputs = [
        extra() if extra in (Toggle, Seed, Button, TextField, Ink, Points) else extra for extra in extras
    ]
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
        tail = f" ({fault.hint})" if fault.hint else ""
        return [f"has the default {_short(field.default)}; expected {fault}{tail}"]
    return Control(field.name, declared, wanted, default)


def _fits(choice: object, wanted: type) -> bool:
    return isinstance(choice, int | float if wanted is float else wanted)


def _short(value: object) -> str:
    """Return a value as a message repeats it."""
    text = repr(value.text if isinstance(value, Wire) else value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _unknown(name: str, value: object, known: Mapping[str, Control]) -> Fault:
    close = get_close_matches(name.casefold(), known, n=1)
    hint = f"did you mean {close[0]!r}?" if close else ""
    return Fault(name, value, f"one of the controls {', '.join(known) or '(there are none)'}", hint)


def _near_choice(value: object, control: Control) -> str:
    if not isinstance(control.input, Choice):
        return ""
    close = get_close_matches(str(value).casefold(), [str(choice) for choice in control.input.choices], n=1)
    return f"did you mean {close[0]!r}?" if close else ""
