"""The shapes of results: a value of another shape in the cache is computed again.

The records are those of `sitegen.demo.records` and of `Poster`, written as values: importing `sitegen.demo`
imports NumPy, which a build that runs nothing does not need. A test compares both.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from types import NoneType
from typing import TYPE_CHECKING, Any, TypeGuard

if TYPE_CHECKING:
    from sitegen.demo import CellOutput

Shape = type | tuple["Shape", ...] | list["Shape"] | dict[str, "Shape"]
"""A type; several, of which one fits; a list of one shape; or a record with exactly these keys."""

NUMBER: Shape = (int, float)
MARK: dict[str, Shape] = dict.fromkeys(("name", "kind", "label", "svg", "table", "sentence"), str)
METRIC: dict[str, Shape] = {"name": str, "label": str, "text": str, "value": (int, float, NoneType)}
FRAME: dict[str, Shape] = {"finite": bool, "text": str, "metrics": [METRIC], "marks": [MARK]}
STEP: dict[str, Shape] = {**FRAME, "step": int, "done": bool}
CELL_ERROR: dict[str, Shape] = {
    "name": str,
    "message": str,
    "trace": str,
    "line": (int, NoneType),
    "kinds": [str],
}
DISPLAY: dict[str, Shape] = dict.fromkeys(("kind", "html", "alt", "latex"), str)
CELL_WARNING: dict[str, Shape] = dict.fromkeys(("rule", "message", "hint"), str)
CELL_OUTPUT: dict[str, Shape] = {
    "stdout": str,
    "value": str,
    "frame": (FRAME, NoneType),
    "displays": [DISPLAY],
    "warnings": [CELL_WARNING],
    "error": (CELL_ERROR, NoneType),
}
EVERY_CONTROL: dict[str, Shape] = {"name": str, "kind": str, "label": str, "live": bool, "main": bool}
CONTROLS: dict[str, dict[str, Shape]] = {
    "slider": {"value": NUMBER, "min": NUMBER, "max": NUMBER, "step": NUMBER, "log": bool, "unit": str},
    "seed": {"value": int, "min": NUMBER, "max": NUMBER, "step": NUMBER},
    "choice": {"value": (int, float, str), "choices": [(int, float, str)]},
    "toggle": {"value": bool},
    "button": {"value": int},
    "text": {"value": str, "most": NUMBER, "lines": NUMBER},
    "clip": {"value": str, "clips": [[str]], "rate": NUMBER, "most_seconds": NUMBER},
    "ink": {"value": str, "width": NUMBER, "height": NUMBER, "brush": NUMBER},
    "points": {"value": str, "x_range": [NUMBER], "y_range": [NUMBER], "classes": [str], "most": NUMBER},
}
"""What each kind of control has besides what every control has."""
CONTROL: Shape = tuple({**EVERY_CONTROL, **own} for own in CONTROLS.values())
HEADLINE: dict[str, Shape] = {
    "metric": str,
    "label": str,
    "baseline": (int, float, str, NoneType),
    "said": str,
}
STAGE: dict[str, Shape] = {
    "main": [str],
    "side": ([str], NoneType),
    "beside": str,
    "headline": (HEADLINE, NoneType),
    "presets": [{"label": str, "fails": bool, "values": dict}],
    "until": (int, NoneType),
    "speed": (int, float, NoneType),
}
POSTER: dict[str, Shape] = {
    **dict.fromkeys(("demo", "title", "description", "source_code", "source_path"), str),
    "controls": [CONTROL],
    "frame": STEP,
    "facts": [str],
    "poster_steps": int,
    "generator": bool,
    "stage": STAGE,
}

FAILURE: dict[str, Shape] = {
    "faults": [[str]],
    "message": str,
    "line": (int, NoneType),
    "file": (str, NoneType),
}
FRAMES_ANSWER: dict[str, Shape] = {
    "frames": str,
    "left_out": int,
    "failures": [{"changes": dict, "failure": FAILURE}],
    "files": [str],
}


def has_shape(value: object, shape: Shape) -> bool:
    """Return whether a JSON value has a shape. True and false are no numbers."""
    if isinstance(shape, dict):
        return (
            isinstance(value, dict)
            and value.keys() == shape.keys()
            and all(has_shape(part, shape[key]) for key, part in value.items())
        )
    if isinstance(shape, list):
        return isinstance(value, list) and all(has_shape(part, shape[0]) for part in value)
    if isinstance(shape, tuple):
        return any(has_shape(value, one) for one in shape)
    return type(value) is shape


def is_poster(value: object) -> TypeGuard[dict[str, Any]]:
    """Return whether a value is the record of a poster, with the controls and names that pages need."""
    if not isinstance(value, dict) or not has_shape(value, POSTER):
        return False
    marks = {mark["name"] for mark in value["frame"]["marks"]}
    controls = {control["name"] for control in value["controls"]}
    stage = value["stage"]
    return (
        all(map(_is_control, value["controls"]))
        and marks.issuperset([*stage["main"], *(stage["side"] or ())])
        and all(controls.issuperset(preset["values"]) for preset in stage["presets"])
    )


def _is_control(control: dict[str, Any]) -> bool:
    """Return whether a control is as its kind asks, so that its value can be drawn."""
    if not has_shape(control, {**EVERY_CONTROL, **CONTROLS.get(control["kind"], {})}):
        return False
    fits = _VALUE_CHECKS.get(control["kind"])
    try:
        return fits is None or fits(control)
    except ValueError:  # a text that is no number
        return False


def _slider_has_a_place(control: dict[str, Any]) -> bool:
    low, high, value = control["min"], control["max"], control["value"]
    return bool(low < high) and (not control["log"] or min(low, value) > 0)


def _clips_have_labels(control: dict[str, Any]) -> bool:
    return all(len(clip) == 2 for clip in control["clips"])


def _strokes_are_pairs(control: dict[str, Any]) -> bool:
    return all(len(_numbers(point)) == 2 for point in control["value"].replace(";", " ").split())


def _points_are_in_classes(control: dict[str, Any]) -> bool:
    ranges = [control["x_range"], control["y_range"]]
    rows = [part.split(",") for part in control["value"].split(";") if part]
    return all(len(ends) == 2 and ends[0] < ends[1] for ends in ranges) and all(
        len(row) == 3 and len(_numbers(row[0], row[1])) == 2 and 0 <= int(row[2]) < len(control["classes"])
        for row in rows
    )


def _numbers(*texts: str) -> list[float]:
    return [float(number) for text in texts for number in text.split(",")]


_VALUE_CHECKS: dict[str, Callable[[dict[str, Any]], bool]] = {
    "slider": _slider_has_a_place,
    "clip": _clips_have_labels,
    "ink": _strokes_are_pairs,
    "points": _points_are_in_classes,
}
"""Whether the value of a control fits the rest of it, by kind."""


def is_answer(value: object) -> TypeGuard[dict[str, Any]]:
    """Return whether a value has the keys of what the process of a demo answers.

    A demo could write into the pipe of its process.
    """
    if not isinstance(value, dict) or not has_shape(value.get("files"), [str]):
        return False
    poster = value.get("poster")
    is_poster_like = isinstance(poster, dict) and poster.keys() == POSTER.keys()
    return is_poster_like or has_shape(value.get("failure"), FAILURE)


def is_frames_answer(value: object) -> TypeGuard[dict[str, Any]]:
    """Return whether a value is what the process that saves frames answers, its file in base64."""
    if not has_shape(value, FRAMES_ANSWER):
        return False
    try:
        base64.b64decode(value["frames"], validate=True)  # type: ignore[index]  # a record
    except (binascii.Error, ValueError):
        return False
    return True


def are_outputs(value: object, count: int) -> TypeGuard[list[CellOutput]]:
    """Return whether a value is the records of the outputs of so many cells."""
    return has_shape(value, [CELL_OUTPUT]) and len(value) == count  # type: ignore[arg-type]  # a list
