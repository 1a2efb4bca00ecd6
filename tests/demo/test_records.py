"""The records, and the shapes of cached results, which repeat their keys."""

from __future__ import annotations

from typing import Any, NotRequired, get_origin, get_type_hints

import pytest

from sitegen.demo import records
from sitegen.demo.controls.clip import Clip
from sitegen.demo.controls.ink import Ink
from sitegen.demo.controls.inputs import Button, Choice, Seed, Slider, Toggle
from sitegen.demo.controls.points import Points
from sitegen.demo.controls.text_field import TextField
from sitegen.execution.cached_values import (
    CELL_ERROR,
    CELL_OUTPUT,
    CELL_WARNING,
    CONTROLS,
    DISPLAY,
    EVERY_CONTROL,
    FRAME,
    MARK,
    METRIC,
    STEP,
)

RECORDS: list[tuple[dict[str, Any], Any]] = [
    (MARK, records.MarkData),
    (METRIC, records.MetricData),
    (FRAME, records.FrameData),
    (STEP, records.StepData),
    (CELL_ERROR, records.CellErrorData),
    (CELL_OUTPUT, records.CellOutput),
    (DISPLAY, records.DisplayData),
    (CELL_WARNING, records.CellWarningData),
]
KINDS: list[tuple[Any, Any]] = [
    (Slider, records.SliderData),
    (Seed, records.SeedData),
    (Choice, records.ChoiceData),
    (Toggle, records.ToggleData),
    (Button, records.ButtonData),
    (TextField, records.TextFieldData),
    (Clip, records.ClipData),
    (Ink, records.InkData),
    (Points, records.PointsData),
]


@pytest.mark.parametrize(("shape", "record"), RECORDS, ids=lambda value: getattr(value, "__name__", ""))
def test_a_shape_has_the_keys_of_its_record(shape: dict[str, Any], record: Any) -> None:
    assert shape.keys() == get_type_hints(record).keys()


def test_every_kind_of_control_has_a_shape_with_the_keys_of_its_record() -> None:
    assert {kind.kind: {"value", *get_type_hints(record)} for kind, record in KINDS} == {
        kind: set(shape) for kind, shape in CONTROLS.items()
    }
    hints = get_type_hints(records.ControlData, include_extras=True)
    required = {name for name, hint in hints.items() if get_origin(hint) is not NotRequired}
    assert required == {"value", *EVERY_CONTROL}
