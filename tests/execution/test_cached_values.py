"""Values of another shape than the records are recognized."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from sitegen.demo import plain_stage
from sitegen.execution.cached_values import POSTER, are_outputs, has_shape, is_poster
from sitegen.model import Poster

OUTPUT: dict[str, Any] = {
    "stdout": "",
    "value": "2",
    "frame": None,
    "displays": [],
    "warnings": [],
    "error": None,
}
SLIDER = {"name": "a", "kind": "slider", "label": "A", "live": False, "main": False, "value": 1.5}
SLIDER |= {"min": 0, "max": 2.0, "step": 0.5, "log": False, "unit": ""}
POINTS = {"kind": "points", "value": "0,0.5,0;1,1,1", "x_range": [0, 1], "y_range": [0, 1], "most": 3}
POINTS |= {"classes": ["a", "b"]}
POSTER_VALUE = {
    **dict.fromkeys(("demo", "title", "description", "source_code", "source_path"), "x"),
    "controls": [SLIDER],
    "frame": {"finite": True, "text": "", "metrics": [], "marks": [], "step": 0, "done": True},
    "facts": [],
    "poster_steps": 0,
    "generator": False,
    "stage": plain_stage(),
}


def test_the_shape_of_a_poster_has_the_fields_of_a_poster() -> None:
    assert POSTER.keys() == {field.name for field in fields(Poster)}


@pytest.mark.parametrize(
    ("value", "shape"),
    [(True, int), (1, bool), (1, str), (None, (int, str)), ({}, {"a": int}), ({"a": 1, "b": 1}, {"a": int}),
     ([1, "b"], [int]), ({"0": 1}, [int]), (5, [str]), (5, {"a": int})],
)  # fmt: skip
def test_a_value_of_another_type_has_another_shape(value: object, shape: Any) -> None:
    assert not has_shape(value, shape)


def test_a_poster_is_recognized_and_one_with_a_control_of_another_kind_is_not() -> None:
    assert is_poster(POSTER_VALUE)
    for change in ({"kind": "toggle"}, {"kind": "none"}, {"value": "1.5"}, {"log": 0}):
        assert not is_poster({**POSTER_VALUE, "controls": [{**SLIDER, **change}]})


@pytest.mark.parametrize(
    "change",
    [
        {"main": ["lost"]},
        {"side": ["lost"]},
        {"presets": [{"label": "a", "fails": False, "values": {"b": 1}}]},
    ],
)
def test_a_poster_whose_stage_names_a_mark_or_a_control_that_is_lacking_is_not_recognized(
    change: dict[str, Any],
) -> None:
    assert not is_poster({**POSTER_VALUE, "stage": {**plain_stage(), **change}})


@pytest.mark.parametrize("change", [{"max": 0}, {"log": True}, {"log": True, "min": 1, "value": 0.0}])
def test_a_poster_with_a_slider_that_has_no_place_for_its_value_is_not_recognized(
    change: dict[str, Any],
) -> None:
    assert not is_poster({**POSTER_VALUE, "controls": [{**SLIDER, **change}]})


@pytest.mark.parametrize(
    ("control", "change"),
    [
        (
            {"kind": "clip", "value": "b", "rate": 1, "clips": [["b", "B"]], "most_seconds": 1},
            {"clips": [["b"]]},
        ),
        ({"kind": "ink", "value": "0,1 1,1;0,0", "width": 9, "height": 9, "brush": 1}, {"value": "0,1 x"}),
        ({"kind": "ink", "value": "", "width": 9, "height": 9, "brush": 1}, {"value": "0,1,2"}),
        ({**POINTS}, {"classes": ["a"]}),
        ({**POINTS}, {"value": "x,0,0"}),
        ({**POINTS}, {"value": "0,0"}),
        ({**POINTS}, {"x_range": [0]}),
    ],
)
def test_a_poster_with_a_control_whose_value_cannot_be_drawn_is_not_recognized(
    control: dict[str, Any], change: dict[str, Any]
) -> None:
    control |= {"name": "a", "label": "A", "live": False, "main": False}

    assert is_poster({**POSTER_VALUE, "controls": [control]})
    assert not is_poster({**POSTER_VALUE, "controls": [{**control, **change}]})


def test_outputs_are_as_many_as_the_cells() -> None:
    assert are_outputs([OUTPUT, OUTPUT], 2)
    assert not are_outputs([OUTPUT], 2)
    assert not are_outputs([{**OUTPUT, "frame": 5}], 1)
    assert not are_outputs(5, 1)
