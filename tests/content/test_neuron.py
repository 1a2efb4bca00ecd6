"""One neuron learns AND and OR, and cannot learn XOR, whatever its weights."""

import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.demo import Demo, Frame, FrameData, Session, load, show
from sitegen.execution.run_demo import demos_package, run_demo
from sitegen.model import Poster, Request
from sitegen.nn import SGD, BCEWithLogitsLoss, Linear

CONTENT = Path(__file__).parents[2] / "content"
weights = st.floats(-10, 10)


@pytest.fixture(scope="module")
def neuron() -> Iterator[Demo]:
    with demos_package(CONTENT):
        yield load("neuron")


@pytest.fixture(scope="module")
def module(neuron: Demo) -> ModuleType:
    import sys

    return sys.modules[neuron.module]


def frame(neuron: Demo, **values: object) -> Frame:
    session = Session(neuron, values)
    session.step()
    assert session.frame is not None
    return session.frame


@pytest.mark.parametrize("task", ["AND", "OR", "two blobs"])
@pytest.mark.parametrize("start", [{}, {"w1": 0, "w2": 0, "bias": 0}, {"w1": -3, "w2": 5, "bias": 2}])
def test_training_solves_what_a_line_can_part(neuron: Demo, task: str, start: dict[str, float]) -> None:
    trained = frame(neuron, task=task, training=300, **start)
    assert trained.metrics["accuracy"] == 1.0
    assert trained.metrics["loss"] < 0.06


@given(w1=weights, w2=weights, bias=weights, training=st.integers(0, 300))
@settings(max_examples=60, deadline=None)
def test_xor_is_never_more_than_three_quarters_right(
    w1: float, w2: float, bias: float, training: int
) -> None:
    with demos_package(CONTENT):
        found = frame(load("neuron"), task="XOR", w1=w1, w2=w2, bias=bias, training=training)
    assert found.metrics["accuracy"] <= 0.75


def test_three_quarters_of_xor_can_be_had(neuron: Demo) -> None:
    assert frame(neuron, task="XOR", w1=4, w2=4, bias=-2).metrics["accuracy"] == 0.75


def test_the_defaults_solve_and(neuron: Demo) -> None:
    assert frame(neuron).metrics["accuracy"] == 1.0


def test_a_step_of_training_is_what_the_network_library_computes(module: ModuleType) -> None:
    rng = np.random.default_rng(0)
    x, target = module.data("two blobs", rng)
    layer = Linear(2, 1, rng=rng)
    start = np.array([*layer.weight.array[0], *layer.bias.array], dtype=np.float32)  # type: ignore[union-attr]
    loss, optimizer = BCEWithLogitsLoss(), SGD(layer.parameters(), lr=float(module.RATE))
    value = loss(layer(x), target[:, None])
    value.backward()
    optimizer.step()
    learned = module.learn(start, x, target)
    output = module.sigmoid(module.weighted_sum(start, x))
    assert learned[:2] == pytest.approx(layer.weight.array[0], rel=1e-5)
    assert module.cross_entropy(output, target) == pytest.approx(value.item(), rel=1e-5)


def test_everything_is_computed_in_float32(module: ModuleType) -> None:
    x, target = module.data("two blobs", np.random.default_rng(1))
    start = np.ones(3, dtype=np.float32)
    arrays = (x, target, module.weighted_sum(start, x), module.learn(start, x, target))
    assert {array.dtype for array in arrays} == {np.dtype(np.float32)}


def shown(neuron: Demo, **values: object) -> FrameData:
    return show(frame(neuron, **values))


def test_the_sum_is_spelled_out_and_right(neuron: Demo) -> None:
    sums = shown(neuron, task="OR", w1=-1.5, w2=2, bias=-0.5)["marks"][3]["svg"]
    assert re.findall(r'scope="row">([^<]*)', sums) == [
        "−1.5·0 + 2·0 − 0.5 = −0.5",
        "−1.5·0 + 2·1 − 0.5 = 1.5",
        "−1.5·1 + 2·0 − 0.5 = −2",
        "−1.5·1 + 2·1 − 0.5 = 0",
    ]


def test_trained_on_xor_the_neuron_gives_up(neuron: Demo) -> None:
    plane, diagram, _, sums = shown(neuron, task="XOR", training=300)["marks"]
    assert plane["sentence"].startswith("Values run from 0.5 to 0.5; 0% of the plane lies above 0.5")
    assert diagram["sentence"].endswith("x₁ to output with 0.")
    assert "0·1 + 0·1 + 0 = 0" in sums["svg"]


def test_the_same_values_give_the_same_bytes(neuron: Demo) -> None:
    assert shown(neuron, task="two blobs", training=50) == shown(neuron, task="two blobs", training=50)


def test_another_seed_gives_other_blobs(neuron: Demo) -> None:
    assert shown(neuron, task="two blobs", seed=1) != shown(neuron, task="two blobs", seed=2)


def test_its_poster_states_parameters_data_and_baseline() -> None:
    poster = run_demo(Request("neuron"), CONTENT)
    assert isinstance(poster, Poster)
    assert poster.frame["finite"]
    names = [fact.partition(":")[0] for fact in poster.facts]
    assert names == ["Parameters", "Data", "Baseline", "Training", "Saved picture"]


def test_its_program_stays_readable_on_the_page() -> None:
    lines = (CONTENT / "demos" / "neuron.py").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 175
    assert max(len(line) for line in lines) <= 110
