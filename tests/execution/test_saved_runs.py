from itertools import pairwise
from typing import Any

import pytest

from sitegen.execution.saved_runs import MOST_CHOICES, other_values, plan_runs, saved_steps


def slider(name: str = "rate", value: float = 0.0, **given: Any) -> Any:
    own = {"min": -2.0, "max": 2.0, "step": 0.1, "log": False, "unit": ""}
    return {"name": name, "kind": "slider", "label": name, "live": False, "value": value, **own, **given}


def choice(value: object, *choices: object, **given: Any) -> Any:
    control = {"name": "task", "kind": "choice", "label": "", "live": False, "value": value}
    return {**control, "choices": list(choices), **given}


def test_the_values_of_a_slider_lie_on_its_track_and_each_is_far_from_those_before() -> None:
    assert other_values(slider(value=0.0)) == [-2.0, 2.0, -1.0, 1.0, -1.5, -0.5, 0.5, 1.5]


def test_an_author_s_value_between_two_steps_is_one_of_the_nine() -> None:
    assert other_values(slider(value=0.33))[:2] == [-2.0, 2.0]
    assert len(other_values(slider(value=0.33))) == 8


def test_a_short_slider_gives_all_its_whole_numbers() -> None:
    values = other_values(slider(value=2, min=1, max=5, step=1))
    assert sorted(values) == [1, 3, 4, 5]
    assert all(isinstance(value, int) for value in values)


def test_a_logarithmic_slider_is_divided_on_its_own_scale() -> None:
    values = other_values(slider(value=0.1, min=0.001, max=1.0, log=True, step=0.01))
    assert sorted(values) == [0.001, 0.00237, 0.00562, 0.0133, 0.0316, 0.178, 0.422, 1.0]
    assert values[:2] == [0.001, 1.0]


@pytest.mark.parametrize(
    ("control", "expected"),
    [
        (choice("b", "a", "b", "c"), ["a", "c"]),
        (choice(8, 8, 16), [16]),
        ({**choice(True), "kind": "toggle"}, [False]),
        ({**choice("yes"), "kind": "clip", "clips": [["yes", "Yes"], ["no", "No"]]}, ["no"]),
    ],
)
def test_all_options_of_a_choice_a_toggle_and_a_clip_are_saved(control: Any, expected: list[object]) -> None:
    assert other_values(control) == expected


def test_a_long_choice_gives_its_first_options() -> None:
    assert len(other_values(choice(0, *range(50)))) == MOST_CHOICES - 1


@pytest.mark.parametrize("kind", ["text", "ink", "points", "seed", "button"])
def test_controls_whose_values_cannot_be_counted_wait_for_python(kind: str) -> None:
    control: Any = {**choice("x"), "kind": kind}
    assert other_values(control) == []


def test_a_short_run_is_saved_whole_and_a_long_one_more_densely_at_its_start() -> None:
    assert saved_steps(19, 24, 4) == tuple(range(20))
    steps = saved_steps(250, 24, 4)
    assert steps[:6] == (0, 1, 2, 3, 4, 8)
    assert steps[-1] == 250
    gaps = [b - a for a, b in pairwise(steps)]
    assert gaps == sorted(gaps)
    assert saved_steps(250, 5) == (0, 16, 62, 141, 250)


def test_a_plain_function_has_one_frame_in_each_run() -> None:
    runs = plan_runs([choice("a", "a", "b")], (), poster_steps=0, generator=False, budget=10)
    assert [(run.changes, run.steps) for run in runs] == [({}, (0,)), ({"task": "b"}, (0,))]


def test_controls_take_turns_until_the_budget_of_steps_is_spent() -> None:
    controls = [slider("one", 0.0), slider("two", 0.0)]
    runs = plan_runs(controls, (), poster_steps=100, generator=True, budget=350)
    assert [run.changes for run in runs] == [{}, {"one": -2.0}, {"two": -2.0}, {"one": 2.0}]


def test_every_control_has_another_value_even_where_one_run_exceeds_the_budget() -> None:
    controls = [slider("one"), slider("two"), choice(0, *range(9))]
    runs = plan_runs(controls, (), poster_steps=5000, generator=True, budget=1)
    assert [run.changes for run in runs] == [{}, {"one": -2.0}, {"two": -2.0}, {"task": 1}]


def test_all_options_of_a_short_choice_are_saved_whatever_the_budget_is() -> None:
    controls = [slider("one"), choice("a", "a", "b", "c", "d")]
    runs = plan_runs(controls, (), poster_steps=5000, generator=True, budget=1)
    assert [run.changes for run in runs] == [
        {}, {"task": "b"}, {"task": "c"}, {"task": "d"}, {"one": -2.0}
    ]  # fmt: skip


def test_main_controls_come_first_and_hidden_ones_are_left_out() -> None:
    controls = [slider("one"), slider("two", main=True), slider("three")]
    runs = plan_runs(controls, ["three"], poster_steps=100, generator=True, budget=100)
    assert [run.changes for run in runs] == [{}, {"two": -2.0}, {"one": -2.0}]


def test_presets_are_saved_before_other_values_and_each_set_of_values_once() -> None:
    controls = [slider("one", 0.0), choice("a", "a", "b")]
    presets: list[dict[str, Any]] = [{"task": "a"}, {"one": 1.0, "task": "b"}, {"one": -2.0}]
    runs = plan_runs(controls, (), presets=presets, poster_steps=100, generator=True, budget=400)
    assert [run.changes for run in runs] == [
        {}, {"one": 1.0, "task": "b"}, {"one": -2.0}, {"task": "b"}
    ]  # fmt: skip


def test_a_control_that_a_preset_moves_alone_needs_no_further_value() -> None:
    controls = [slider("one", 0.0), slider("two", 0.0)]
    runs = plan_runs(controls, (), presets=[{"one": 1.0}], poster_steps=100, generator=True, budget=0)
    assert [run.changes for run in runs] == [{}, {"one": 1.0}, {"two": -2.0}]


def test_a_preset_that_changes_a_hidden_control_is_left_out() -> None:
    controls = [slider("one", 0.0), slider("two", 0.0)]
    presets = [{"one": 1.0}, {"two": 1.0}]
    runs = plan_runs(controls, ["two"], presets=presets, poster_steps=100, generator=True, budget=0)
    assert [run.changes for run in runs] == [{}, {"one": 1.0}]
