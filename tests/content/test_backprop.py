"""Backpropagation at walking pace: what it shows is what the tape computes, and what nudging measures."""

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from sitegen.demo import Curve, Demo, Frame, Session, Table, Text, load, show
from sitegen.execution.run_demo import demos_package, run_demo
from sitegen.model import Poster, Request

CONTENT = Path(__file__).parents[2] / "content"
FRAMES_OF_A_ROUND = 20


@pytest.fixture(scope="module")
def backprop() -> Iterator[Demo]:
    with demos_package(CONTENT):
        yield load("backprop")


@pytest.fixture(scope="module")
def module(backprop: Demo) -> ModuleType:
    import sys

    return sys.modules[backprop.module]


def frames(backprop: Demo, **values: object) -> list[Frame]:
    session, made = Session(backprop, values), []
    while session.step():
        assert session.frame is not None
        made.append(session.frame)
    return made


def tree_of(frame: Frame) -> str:
    tree = frame.marks["tree"]
    assert isinstance(tree, Text)
    return tree.text


def rule_of(frame: Frame) -> list[list[str]]:
    rule = frame.marks["rule"]
    assert isinstance(rule, Table)
    return rule.rows


def test_each_frame_adds_one_value_and_then_one_edge(backprop: Demo) -> None:
    made = frames(backprop)[:FRAMES_OF_A_ROUND]
    waiting = [tree_of(frame).count("·") - tree_of(made[-1]).count("·") for frame in made]
    assert waiting == [19, 18, 17, 16, 15, 14, 13, 12, *range(11, -1, -1)]
    gone = [sum(row[1] != "·" for row in rule_of(frame)) for frame in made]
    assert gone == [0] * 9 + list(range(1, 12))


def test_what_is_passed_on_is_what_arrives_times_the_slope(backprop: Demo) -> None:
    rows = rule_of(frames(backprop)[FRAMES_OF_A_ROUND - 1])
    assert len(rows) == 11
    for _, arrives, slope, passed in ([cell.replace("−", "-") for cell in row] for row in rows):
        assert float(arrives) * float(slope) == pytest.approx(float(passed), rel=0.01)


def test_the_edge_to_a_weight_has_its_input_as_slope(backprop: Demo) -> None:
    rows = {row[0]: row[2] for row in rule_of(frames(backprop, x1=1.7, x2=0)[FRAMES_OF_A_ROUND - 1])}
    assert (rows["p → w₁"], rows["q → w₂"]) == ("1.7", "0")


@pytest.mark.parametrize(
    "values", [{}, {"b": -4}, {"w1": 2, "x1": 2}, {"x1": 0}, {"target": -1}, {"b": 4, "target": 1}]
)
def test_the_gradient_is_what_nudging_measures(backprop: Demo, values: dict[str, float]) -> None:
    assert max(frame.metrics["difference"] for frame in frames(backprop, **values)) < 1e-3


def test_hardly_anything_passes_a_saturated_neuron(backprop: Demo) -> None:
    rows = {row[0]: row[2] for row in rule_of(frames(backprop, b=-4)[FRAMES_OF_A_ROUND - 1])}
    assert rows["y → z"] == "8.99×10⁻⁴"


def test_the_loss_falls_from_round_to_round_and_the_run_ends(backprop: Demo) -> None:
    made = frames(backprop)
    assert len(made) == 100
    losses = [frame.metrics["loss"] for frame in made[::FRAMES_OF_A_ROUND]]
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] < 0.1 * losses[0]


def test_the_line_appears_when_the_gradient_has_arrived_and_touches_the_loss(backprop: Demo) -> None:
    made = frames(backprop)
    before, after = (made[place].marks["slope"] for place in (FRAMES_OF_A_ROUND - 2, FRAMES_OF_A_ROUND - 1))
    assert isinstance(before, Curve)
    assert isinstance(after, Curve)
    assert list(before.series) == ["loss"]
    loss, line = after.series.values()
    distance = np.abs(loss - line)
    assert distance.argmin() == np.abs(after.x - 0.8).argmin()
    assert distance.min() < 1e-3


def test_everything_is_computed_in_float32(module: ModuleType) -> None:
    nodes = module.calculation(module.Controls(), {"w₁": 0.8, "w₂": 0.6, "b": 0.1})
    nodes["L"].backward()
    assert {array.dtype for n in nodes.values() for array in (n.data, n.grad)} == {np.dtype(np.float32)}
    assert len(nodes) == 12


def test_the_same_values_give_the_same_frames(backprop: Demo) -> None:
    assert show(frames(backprop)[30]) == show(frames(backprop)[30])


def test_its_poster_shows_the_end_of_the_first_round() -> None:
    poster = run_demo(Request("backprop"), CONTENT)
    assert isinstance(poster, Poster)
    assert poster.frame["text"].startswith("Round 1. Back from p to x₁")
    assert [fact.partition(":")[0] for fact in poster.facts] == ["Parameters", "Data", "Training"]


def test_its_program_stays_readable_on_the_page() -> None:
    lines = (CONTENT / "demos" / "backprop.py").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 175
    assert max(len(line) for line in lines) <= 110
