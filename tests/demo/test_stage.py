"""What a demo declares about its place on a page."""

# ruff: noqa: ARG001  (declarations are looked at, not run)
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
import pytest

from sitegen.demo import (
    Choice,
    Curve,
    DemoDeclarationError,
    Frame,
    Headline,
    Preset,
    Slider,
    Stage,
    demo,
    faults_in_frame,
    plain_stage,
    show,
)


@dataclass
class Controls:
    n: Annotated[int, Slider(1, 3, main=True)] = 1
    task: Annotated[str, Choice("AND", "XOR")] = "AND"


def declared(**changes: Any) -> Any:
    @demo(title="T", **changes)
    def run(controls: Controls, rng: np.random.Generator) -> Iterator[Frame]:
        yield Frame(line=Curve([1.0, controls.n]))

    return run.stage


def test_a_demo_that_declares_nothing_has_the_plain_stage() -> None:
    assert declared() == plain_stage()


def test_a_declaration_becomes_a_record_with_values_as_the_page_has_them() -> None:
    stage = declared(
        stage=Stage("line", side=("loss",), beside="bars"),
        headline=Headline("accuracy", label="right", baseline=0.5, said="guessing: 50%"),
        presets=(Preset("XOR", fails=True, task="XOR", n="2"),),
        until=9,
        speed="slow",
    )
    assert (stage["main"], stage["side"], stage["beside"]) == (["line"], ["loss"], "bars")
    assert stage["headline"] == {
        "metric": "accuracy", "label": "right", "baseline": 0.5, "said": "guessing: 50%"
    }  # fmt: skip
    assert stage["presets"] == [{"label": "XOR", "fails": True, "values": {"n": 2, "task": "XOR"}}]
    assert (stage["until"], stage["speed"]) == (9, 4.0)


def test_two_main_pictures_stand_side_by_side() -> None:
    assert declared(stage=Stage(("line", "map")))["main"] == ["line", "map"]


def test_a_control_in_sight_says_so_in_its_record() -> None:
    @demo(title="T")
    def run(controls: Controls, rng: np.random.Generator) -> Frame:
        return Frame(line=Curve([1.0]))

    assert [control.describe()["main"] for control in run.controls] == [True, False]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"presets": (Preset("XOR", task="XOX"),)}, "one of 'AND', 'XOR'"),
        ({"presets": (Preset("XOR", tusk="XOR"),)}, "did you mean 'task'?"),
        ({"presets": (Preset("XOR"),)}, "sets no control"),
        ({"presets": (Preset("", n=1),)}, "a label of 1 to 24 letters"),
        ({"stage": Stage(("a", "b", "c"))}, "3 main pictures"),
        ({"until": -1}, "a whole number of steps"),
        ({"speed": "fast"}, "'slow', 'medium', 'full'"),
        ({"speed": 0.0}, "above 0"),
        ({"headline": Headline("a", label="x" * 30)}, "at most 20 letters"),
    ],
)
def test_what_a_declaration_cannot_mean_is_refused(changes: dict[str, Any], fault: str) -> None:
    with pytest.raises(DemoDeclarationError) as caught:
        declared(**changes)
    assert fault in str(caught.value)


def test_only_a_run_has_a_last_step() -> None:
    with pytest.raises(DemoDeclarationError, match="until or speed"):

        @demo(title="T", until=3)
        def run(controls: Controls, rng: np.random.Generator) -> Frame:
            return Frame(line=Curve([1.0]))


def test_names_that_a_frame_does_not_have_are_found_with_the_near_miss() -> None:
    stage = declared(
        stage=Stage("lime", beside="bars"), headline=Headline("acuracy", said="{loss}, {chance}")
    )
    frame = show(Frame(line=Curve([1.0]), metrics={"accuracy": 1.0, "loss": 0.5}))
    assert faults_in_frame(stage, frame) == [
        "names the mark 'lime', which its frame does not have (did you mean 'line'?)",
        "names the mark 'bars', which its frame does not have (it has line)",
        "names the metric 'acuracy', which its frame does not have (did you mean 'accuracy'?)",
        "names the metric 'chance', which its frame does not have (it has accuracy, loss)",
    ]
