from dataclasses import dataclass
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.demo import (
    Button,
    Choice,
    ControlError,
    Seed,
    Slider,
    Toggle,
    controls_of,
    parse_controls,
    values_of,
)


@dataclass
class Controls:
    layers: Annotated[int, Slider(1, 6)] = 2
    rate: Annotated[float, Slider(1e-3, 1.0, log=True, live=True, unit="per step")] = 0.05
    noise: Annotated[float, Slider(0, 0.5, label="Noise level")] = 0
    shape: Annotated[str, Choice("circles", "spirals")] = "spirals"
    turns: Annotated[float, Choice(1, 1.5)] = 1
    flip: Annotated[bool, Toggle(live=True)] = False
    seed: Annotated[int, Seed()] = 1
    more: Annotated[int, Button("Once more")] = 0


def test_controls_are_described_in_order_as_json_values() -> None:
    assert [control.describe() for control in controls_of(Controls)] == [
        {
            "name": "layers", "kind": "slider", "label": "Layers", "value": 2, "live": False,
            "main": False,
            "min": 1, "max": 6, "step": 1, "log": False, "unit": "",
        },
        {
            "name": "rate", "kind": "slider", "label": "Rate", "value": 0.05, "live": True,
            "main": False,
            "min": 1e-3, "max": 1.0, "step": 0.01, "log": True, "unit": "per step",
        },
        {
            "name": "noise", "kind": "slider", "label": "Noise level", "value": 0.0, "live": False,
            "main": False,
            "min": 0, "max": 0.5, "step": 0.005, "log": False, "unit": "",
        },
        {
            "name": "shape", "kind": "choice", "label": "Shape", "value": "spirals", "live": False,
            "main": False,
            "choices": ["circles", "spirals"],
        },
        {
            "name": "turns", "kind": "choice", "label": "Turns", "value": 1.0, "live": False,
            "main": False,
            "choices": [1.0, 1.5],
        },
        {"name": "flip", "kind": "toggle", "label": "Flip", "value": False, "live": True, "main": False},
        {
            "name": "seed", "kind": "seed", "label": "Seed", "value": 1, "live": False,
            "main": False,
            "min": 0, "max": 4294967295, "step": 1,
        },
        {"name": "more", "kind": "button", "label": "Once more", "value": 0, "live": True, "main": False},
    ]  # fmt: skip


def test_a_control_is_described_with_the_authors_value() -> None:
    assert controls_of(Controls)[0].describe(5)["value"] == 5


def test_values_come_as_numbers_or_as_text() -> None:
    texts = {"layers": "3", "rate": "1e-2", "shape": " circles", "turns": "1.5", "flip": "yes", "seed": "7"}
    numbers = {"layers": 3.0, "rate": 0.01, "shape": "circles", "turns": 1.5, "flip": True, "seed": 7}
    parsed = parse_controls(Controls, texts)
    assert parsed == parse_controls(Controls, numbers)
    assert parsed == Controls(3, 0.01, 0, "circles", 1.5, flip=True, seed=7)
    assert type(parsed.layers) is int
    assert type(parsed.rate) is float


def test_values_of_an_instance_are_what_made_it() -> None:
    assert parse_controls(Controls, values_of(Controls(layers=4))) == Controls(layers=4)


def test_all_faults_are_told_at_once_with_near_misses() -> None:
    with pytest.raises(ControlError) as caught:
        parse_controls(
            Controls,
            {
                "layer": 3,
                "layers": 9,
                "rate": "fast",
                "shape": "circle",
                "flip": "maybe",
                "seed": -1,
                "more": 0.5,
            },
        )
    assert str(caught.value).splitlines() == [
        "layer is 3; expected one of the controls layers, rate, noise, shape, turns, flip, seed, more "
        "(did you mean 'layers'?)",
        "layers is 9; expected a whole number from 1 to 6",
        "rate is 'fast'; expected a number from 0.001 to 1",
        "shape is 'circle'; expected one of 'circles', 'spirals' (did you mean 'circles'?)",
        "flip is 'maybe'; expected true or false",
        "seed is -1; expected a whole number from 0 to 4294967295",
        "more is 0.5; expected a number of presses from 0",
    ]
    assert [fault.name for fault in caught.value.faults][:2] == ["layer", "layers"]


@pytest.mark.parametrize("value", [0, 7, 2.5, True, None, "nan", "inf", "", [], float("nan"), float("inf")])
def test_a_slider_of_whole_numbers_refuses(value: object) -> None:
    with pytest.raises(ControlError):
        parse_controls(Controls, {"layers": value})


@given(st.integers(1, 6), st.floats(1e-3, 1.0), st.integers(0, 2**32 - 1))
def test_every_value_in_range_is_taken_as_it_is(layers: int, rate: float, seed: int) -> None:
    parsed = parse_controls(Controls, {"layers": str(layers), "rate": repr(rate), "seed": seed})
    assert (parsed.layers, parsed.rate, parsed.seed) == (layers, rate, seed)


def test_bad_declarations_are_all_named() -> None:
    @dataclass(frozen=True, kw_only=True)
    class Broken:
        bare: int = 1
        double: Annotated[int, Slider(0, 1), Seed()] = 0
        wrong: Annotated[str, Slider(0, 1)] = ""
        missing: Annotated[int, Slider(0, 1)]
        backwards: Annotated[int, Slider(5, 1)] = 3
        log: Annotated[float, Slider(0, 1, log=True)] = 0.5
        step: Annotated[float, Slider(0, 1, step=2)] = 0.5
        outside: Annotated[int, Slider(0, 1)] = 2
        lone: Annotated[str, Choice("a")] = "a"
        mixed: Annotated[str, Choice("a", 1)] = "a"
        first: Annotated[int, Seed()] = 0
        second: Annotated[int, Seed] = 0

    with pytest.raises(TypeError) as caught:
        controls_of(Broken)
    assert str(caught.value).splitlines() == [
        "Broken.bare has 0 controls; write Annotated[type, control] with one of "
        "Slider, Choice, Toggle, Seed, Button, TextField, Ink, Points, Clip",
        "Broken.double has 2 controls; write Annotated[type, control] with one of "
        "Slider, Choice, Toggle, Seed, Button, TextField, Ink, Points, Clip",
        "Broken.wrong has the type str; a Slider needs int or float",
        "Broken.missing has no default value",
        "Broken.backwards runs from 5 to 1; expected the lower end first",
        "Broken.log is logarithmic and begins at 0; expected a number above 0",
        "Broken.step has the step 2; expected a number above 0 that fits into the range",
        "Broken.outside has the default 2; expected a whole number from 0 to 1",
        "Broken.lone offers fewer than two choices",
        "Broken.mixed offers 1, which is no str",
        "Broken has more than one Seed; one number starts all randomness",
        "Broken is frozen; live controls are written into it while the demo runs",
    ]


def test_a_class_that_is_no_dataclass_is_refused() -> None:
    class Plain:
        pass

    with pytest.raises(TypeError, match="'Plain' is not a dataclass; write @dataclass above it"):
        controls_of(Plain)
