"""Parse a `Controls` dataclass into its controls, and a reader's values into an instance of it."""

from __future__ import annotations

import dataclasses
import functools
import typing
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, TypeVar

from sitegen.demo.controls.clip import Clip
from sitegen.demo.controls.ink import Ink
from sitegen.demo.controls.inputs import Button, Choice, Seed, Slider, Toggle
from sitegen.demo.controls.points import Points
from sitegen.demo.controls.text_field import TextField
from sitegen.demo.controls.value import ControlValue, EncodedValue, InvalidValueError, to_plain
from sitegen.demo.plain_text import clean_text, label_of
from sitegen.demo.records import ControlData

Controls = TypeVar("Controls")
Input = Slider | Choice | Toggle | Seed | Button | TextField | Ink | Points | Clip
_INPUTS = (Slider, Choice, Toggle, Seed, Button, TextField, Ink, Points, Clip)
_LONGEST = 100  # letters of a value that a message shows


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
        """What is wrong, without the near miss; a long value is shortened."""
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
    default: ControlValue

    @property
    def kind(self) -> str:
        """`slider`, `choice`, `toggle`, `seed`, `button`, `text`, `ink`, `points` or `clip`."""
        return self.input.kind

    @property
    def live(self) -> bool:
        """Whether a change reaches the running loop instead of restarting it."""
        return self.input.live

    @property
    def label(self) -> str:
        """The text beside the control."""
        return clean_text(self.input.label) or label_of(self.name)

    def describe(self, value: ControlValue | None = None) -> ControlData:
        """Return the control as a record, with this value or its default."""
        data: ControlData = {
            "name": self.name,
            "kind": self.kind,
            "label": self.label,
            "value": to_plain(self.default if value is None else value),
            "live": self.live,
            "main": self.input.main,
        }
        return {**data, **self.input.describe(self.type)}


def controls_of(cls: type) -> tuple[Control, ...]:
    """Return the controls of a dataclass in order.

    Raises:
        TypeError: the class cannot be used; the text names every wrong declaration.
    """
    return _read_class(cls)


@functools.lru_cache(maxsize=64)  # every change of a control needs them
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
    """Return an instance with these values in place of the defaults; text is converted to the field's type.

    Raises:
        ControlError: names are unknown or values do not fit; it holds all of them.
    """
    known = {control.name: control for control in controls_of(cls)}
    # Only `control.default` is parsed, not the class' own default: a drawing has its size, a text is cleaned.
    parsed: dict[str, Any] = {
        name: control.default
        for name, control in known.items()
        if isinstance(control.default, EncodedValue | str)
    }
    faults: list[Fault] = []
    for name, value in values.items():
        if name not in known:
            faults.append(_unknown(name, value, known))
            continue
        control = known[name]
        try:
            parsed[name] = control.input.parse(value, control.type)
        except InvalidValueError as fault:
            faults.append(Fault(name, value, str(fault), fault.hint or _near_choice(value, control)))
    if faults:
        raise ControlError(tuple(faults))
    return cls(**parsed)


def values_of(controls: object) -> dict[str, ControlValue]:
    """Return the values of an instance by name."""
    return {control.name: getattr(controls, control.name) for control in controls_of(type(controls))}


def _hints(cls: type) -> dict[str, Any]:
    if not (isinstance(cls, type) and dataclasses.is_dataclass(cls)):
        raise TypeError(f"{getattr(cls, '__name__', cls)!r} is not a dataclass; write @dataclass above it")
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
    declared, field_type = found[0], hint.__origin__
    if field_type not in declared.types:
        names = " or ".join(kind.__name__ for kind in declared.types)
        given = getattr(field_type, "__name__", field_type)
        return [f"has the type {given}; a {type(declared).__name__} needs {names}"]
    if field.default is dataclasses.MISSING:
        return ["has no default value"]
    faults = declared.faults()
    if isinstance(declared, Choice):
        faults += [
            f"offers {c!r}, which is no {field_type.__name__}"
            for c in declared.choices
            if not _fits(c, field_type)
        ]
    if faults:
        return faults
    try:
        default = declared.parse(field.default, field_type)
    except InvalidValueError as fault:
        tail = f" ({fault.hint})" if fault.hint else ""
        return [f"has the default {_short(field.default)}; expected {fault}{tail}"]
    return Control(field.name, declared, field_type, default)


def _fits(choice: object, field_type: type) -> bool:
    return isinstance(choice, int | float if field_type is float else field_type)


def _short(value: object) -> str:
    """Return a value as a message shows it."""
    text = repr(value.text if isinstance(value, EncodedValue) else value)
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
