"""What the post says about recalling a symbol after noise, by a plain recurrent network and by an LSTM.

Bands, not figures: another order of sums (another BLAS, Pyodide) soon leads to a somewhat different network.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from sitegen.demo import Curve, Demo, Frame, Heatmap, Session, load, show
from sitegen.execution.run_demo import demos_package, run_demo
from sitegen.model import Poster, Request
from tests.content import runs

CONTENT = Path(__file__).parents[2] / "content"
CHANCE = 0.25


@pytest.fixture(scope="module")
def demos() -> Iterator[dict[str, Demo]]:
    with demos_package(CONTENT):
        yield {name: load(name) for name in ("rnn", "lstm")}


@pytest.fixture(scope="module")
def modules(demos: dict[str, Demo]) -> list[ModuleType]:
    return [sys.modules[demo.module] for demo in demos.values()]


def run(demo: Demo, frames: int = 150, **values: object) -> Frame:
    return runs.run(demo, frames, **values)


def gradient_before(frame: Frame) -> float:
    curve = frame.marks["gradient"]
    assert isinstance(curve, Curve)
    return float(curve.series["before training"][0])


def test_they_have_as_many_parameters_as_the_post_says(demos: dict[str, Demo]) -> None:
    assert run(demos["rnn"], 0).metrics["parameters"] == 916
    assert run(demos["lstm"], 0).metrics["parameters"] == 3364


@pytest.mark.parametrize("seed", [1, 4, 5])
def test_the_plain_network_learns_ten_symbols_of_noise(demos: dict[str, Demo], seed: int) -> None:
    assert run(demos["rnn"], gap=10, seed=seed).metrics["accuracy"] >= 0.95


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_plain_network_guesses_after_forty(demos: dict[str, Demo], seed: int) -> None:
    assert run(demos["rnn"], gap=40, seed=seed).metrics["accuracy"] <= 0.4


@pytest.mark.parametrize(
    ("gap", "low", "high"), [(10, 1e-3, 1e-1), (20, 1e-6, 1e-2), (40, 1e-9, 1e-5), (80, 0, 1e-9)]
)
def test_its_gradient_fades_geometrically(demos: dict[str, Demo], gap: int, low: float, high: float) -> None:
    assert low <= gradient_before(run(demos["rnn"], 0, gap=gap)) <= high


def test_a_gain_of_one_lets_the_gradient_through_and_a_larger_one_lets_it_grow(
    demos: dict[str, Demo],
) -> None:
    assert gradient_before(run(demos["rnn"], 0, gap=40, gain=1)) > 1e-3
    assert gradient_before(run(demos["rnn"], 0, gap=40, gain=2)) > 1


def test_a_gain_of_one_learns_forty_symbols(demos: dict[str, Demo]) -> None:
    assert run(demos["rnn"], gap=40, gain=1).metrics["accuracy"] >= 0.95


@pytest.mark.parametrize("seed", [1, 2])
def test_the_lstm_learns_eighty_symbols_with_spread_biases(demos: dict[str, Demo], seed: int) -> None:
    assert run(demos["lstm"], gap=80, seed=seed).metrics["accuracy"] >= 0.95


@pytest.mark.parametrize(("gap", "bias"), [(40, "all 1"), (80, "all 1"), (40, "all 0")])
def test_the_lstm_guesses_with_the_wrong_bias(demos: dict[str, Demo], gap: int, bias: str) -> None:
    assert run(demos["lstm"], gap=gap, bias=bias).metrics["accuracy"] <= 0.4


def test_spread_biases_keep_the_gradient_that_a_bias_of_one_loses(demos: dict[str, Demo]) -> None:
    assert gradient_before(run(demos["lstm"], 0, gap=80)) > 1e-2
    assert gradient_before(run(demos["lstm"], 0, gap=80, bias="all 1")) < 1e-7


def test_a_forget_gate_held_shut_wipes_the_memory_and_one_held_open_does_not(demos: dict[str, Demo]) -> None:
    session = Session(demos["lstm"], {"gap": 40})
    for _ in range(120):
        session.step()
    held = {}
    for clamp in ("no gate", "forget = 0", "forget = 1"):
        session.set({"clamp": clamp})
        session.step()
        assert session.frame is not None
        held[clamp] = session.frame.metrics["accuracy_with_gate_held"]
    assert held["no gate"] >= 0.95
    assert held["forget = 1"] >= 0.9
    assert held["forget = 0"] <= 0.4


def test_a_held_gate_is_drawn_as_held_only_during_the_noise(demos: dict[str, Demo]) -> None:
    gate = run(demos["lstm"], 3, gap=20, clamp="forget = 0").marks["forget"]
    assert isinstance(gate, Heatmap)
    assert not gate.values[:, 1:-1].any()
    assert gate.values[:, 0].min() > 0
    assert gate.values[:, -1].min() > 0


def test_holding_a_gate_leaves_the_training_as_it_is(demos: dict[str, Demo]) -> None:
    free, held = (run(demos["lstm"], 20, gap=10, clamp=clamp) for clamp in ("no gate", "input = 1"))
    assert free.metrics["loss"] == held.metrics["loss"]


@pytest.mark.parametrize(("name", "steps"), [("rnn", 800), ("lstm", 500)])
def test_a_run_stops_by_itself(demos: dict[str, Demo], name: str, steps: int) -> None:
    session = Session(demos[name], {"gap": 5})
    while session.step():
        pass
    assert session.frame is not None
    assert session.frame.metrics["adam_steps"] == steps


@pytest.mark.parametrize("name", ["rnn", "lstm"])
def test_the_rate_reaches_the_running_loop(demos: dict[str, Demo], name: str) -> None:
    def loss(change: bool) -> float:
        session = Session(demos[name], {"gap": 5})
        for step in range(5):
            if change and step == 2:
                session.set({"rate": 0.03})
            session.step()
        assert session.frame is not None
        return float(session.frame.metrics["loss"])

    assert loss(change=True) != loss(change=False)


@pytest.mark.parametrize("name", ["rnn", "lstm"])
def test_far_too_large_a_rate_or_gain_is_survived_or_said(demos: dict[str, Demo], name: str) -> None:
    wild = {"rate": 0.03, "gain": 2, "clip": False} if name == "rnn" else {"rate": 0.1}
    assert show(run(demos[name], 40, gap=80, **wild))["text"]


@pytest.mark.parametrize("name", ["rnn", "lstm"])
def test_the_same_seed_gives_the_same_frames_and_another_does_not(demos: dict[str, Demo], name: str) -> None:
    first, again, other = (show(runs.run_again(demos[name], 5, seed=seed)) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_both_are_given_the_same_task_in_float32(modules: list[ModuleType]) -> None:
    x, same = (module.sequences(50, 10, np.random.default_rng(3)) for module in modules)
    assert np.array_equal(x, same)
    assert x.dtype == np.float32
    assert x.shape == (50, 12, 9)
    symbols = x.argmax(axis=2)
    assert (x.sum(axis=2) == 1).all()
    assert set(symbols[:, 0]) == {0, 1, 2, 3}
    assert set(symbols[:, 1:-1].ravel()) == {4, 5, 6, 7}
    assert (symbols[:, -1] == 8).all()


@pytest.mark.parametrize("name", ["rnn", "lstm"])
def test_their_posters_state_data_measure_and_baseline(name: str) -> None:
    poster = run_demo(Request(name), CONTENT)
    assert isinstance(poster, Poster)
    names = [fact.partition(":")[0] for fact in poster.facts]
    assert names == ["Data", "Accuracy", "Baseline", "Training", "Saved picture"]
    assert poster.frame["finite"]
    assert len(str(poster.frame)) < 60_000


@pytest.mark.parametrize("name", ["rnn", "lstm"])
def test_their_programs_stay_readable_on_the_page(name: str) -> None:
    lines = (CONTENT / "demos" / f"{name}.py").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 160
    assert max(len(line) for line in lines) <= 110
