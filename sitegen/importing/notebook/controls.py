"""What `interact` takes for an argument, as a control of a demo: `(0, 10)` is a slider."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SLIDERS = frozenset({"IntSlider", "FloatSlider", "BoundedIntText", "BoundedFloatText"})
CHOICES = frozenset({"Dropdown", "Select", "RadioButtons", "ToggleButtons", "SelectionSlider"})
TOGGLES = frozenset({"Checkbox", "ToggleButton"})
TEXTS = frozenset({"Text", "Textarea"})


class NotAControlError(ValueError):
    """An argument of `interact` has no equal among the controls of demos."""


@dataclass(frozen=True, slots=True)
class Control:
    """A control as a demo declares it."""

    kind: str
    """The name of its class: `Slider`."""
    type: str
    """The type of its field: `int`."""
    text: str
    """Its declaration: `Slider(0, 10)`; for a fixed value the value."""
    value: Any
    """The value to begin with."""
    fixed: bool = False


def control_of(given: ast.expr | None, default: ast.expr | None) -> Control:
    """Return the control of one argument.

    Args:
        given: what `interact` receives for it.
        default: the value that the function has for it.

    Raises:
        NotAControlError: no control is equal to it.
    """
    if given is None and default is None:
        raise NotAControlError("an argument has neither values to choose from nor a value of its own")
    start = None if default is None else _constant(default)
    if isinstance(given, ast.Call):
        return _widget(given, start)
    value = start if given is None else _constant(given)
    if isinstance(value, bool):
        return Control("Toggle", "bool", "Toggle()", value)
    if isinstance(value, str):
        return Control("TextField", "str", "TextField()", value)
    if isinstance(value, int | float):
        low, high = sorted((-value, 3 * value)) if value else (0, 1)
        return _slider((low, high), value)
    if isinstance(value, tuple):
        return _slider(value, start)
    if isinstance(value, list):
        return _choice(value, start)
    raise NotAControlError("an argument is neither a number, a text, a truth value, a range nor a list")


def _constant(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        raise NotAControlError(f"{ast.unparse(node)[:40]} is computed") from None


def _slider(value: tuple[Any, ...], start: Any) -> Control:
    numbers = all(isinstance(part, int | float) and not isinstance(part, bool) for part in value)
    if not numbers or len(value) not in (2, 3) or not value[0] < value[1]:
        raise NotAControlError(f"{value!r:.40} is not a range")
    low, high, *step = value
    whole = all(isinstance(part, int) for part in value)
    if not (isinstance(start, int | float) and not isinstance(start, bool) and low <= start <= high):
        start = low + (high - low) // 2 if whole else low + (high - low) / 2
        start = _on_grid(low, start, step[0]) if step and step[0] > 0 else start
    whole = whole and isinstance(start, int)
    numbers_text = ", ".join(repr(part if whole else float(part)) for part in (low, high))
    if step and step[0] > 0:
        numbers_text += f", step={step[0] if whole else float(step[0])!r}"
    kind = "int" if whole else "float"
    return Control("Slider", kind, f"Slider({numbers_text})", start if whole else float(start))


def _on_grid(low: float, value: float, step: float) -> float:
    found = low + round((value - low) / step) * step
    return found if isinstance(found, int) else round(found, 10)


def _choice(value: list[Any], start: Any) -> Control:
    words = all(isinstance(part, str) for part in value)
    numbers = all(isinstance(part, int | float) and not isinstance(part, bool) for part in value)
    if not value or not (words or numbers) or len(set(value)) != len(value) or len(value) > 100:
        raise NotAControlError("a list holds something else than different texts or numbers")
    whole = all(isinstance(part, int) for part in value)
    kind = "str" if words else "int" if whole else "float"
    given = [part if words or whole else float(part) for part in value]
    first = start if start in value else value[0]
    text = f"Choice({', '.join(repr(part) for part in given)})"
    return Control("Choice", kind, text, first if words or whole else float(first))


def _widget(call: ast.Call, start: Any) -> Control:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name == "fixed" and len(call.args) == 1:
        return Control("", "", repr(_constant(call.args[0])), None, fixed=True)
    given = {
        key.arg: _constant(key.value)
        for key in call.keywords
        if key.arg in ("min", "max", "step", "value", "options")
    }
    begin = given.get("value", start)
    if name in SLIDERS:
        return _slider(_range(name, given), begin)
    if name in CHOICES and isinstance(given.get("options"), list | tuple):
        return _choice(list(given["options"]), begin)
    if name in TOGGLES:
        return Control("Toggle", "bool", "Toggle()", begin is True)
    if name in TEXTS:
        return Control("TextField", "str", "TextField()", begin if isinstance(begin, str) else "")
    raise NotAControlError(f"there is no control for {name or ast.unparse(call)[:40]}")


def _range(name: str, given: Mapping[str, Any]) -> tuple[Any, ...]:
    whole = "Int" in name
    low, high = given.get("min", 0 if whole else 0.0), given.get("max", 100 if whole else 10.0)
    step = given.get("step")
    return (low, high) if step is None else (low, high, step)
