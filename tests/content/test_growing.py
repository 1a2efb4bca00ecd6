"""What the post says about the leaf that grows and heals, measured again with holes of other seeds."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from sitegen import nn
from sitegen.demo import Demo, Session, load
from sitegen.execution.run_demo import demos_package
from tests.content.runs import run, run_again

CONTENT = Path(__file__).parents[2] / "content"
WEIGHTS = CONTENT / "demos" / "weights"
LAST = 120


@pytest.fixture(scope="module")
def growing() -> Iterator[Demo]:
    with demos_package(CONTENT):
        yield load("growing")


@pytest.fixture(scope="module")
def automaton(growing: Demo) -> ModuleType:
    return sys.modules[growing.module.replace("growing", "automaton")]


def test_the_healing_rule_closes_holes_that_it_never_saw(automaton: ModuleType) -> None:
    rule, card = automaton.rule("healing")
    rng = np.random.default_rng(7)
    grown = automaton.stepped(rule, automaton.seed_cells(8), 64, rng)
    holed = automaton.bitten(grown, *automaton.bites(8, rng))
    healed = automaton.pixel_error(automaton.stepped(rule, holed, 96, rng))
    assert healed == pytest.approx(card.score, abs=0.04)
    assert healed <= 0.6 * automaton.pixel_error(holed)
    assert card.score <= 0.6 * card.baseline_score


def test_the_other_rule_grows_the_leaf_and_then_loses_it(automaton: ModuleType) -> None:
    rule, card = automaton.rule("growing")
    rng = np.random.default_rng(7)
    young = automaton.stepped(rule, automaton.seed_cells(8), 28, rng)
    old = automaton.stepped(rule, young, 100, rng)
    assert automaton.pixel_error(young) <= 0.17
    assert automaton.pixel_error(old) >= 2 * automaton.pixel_error(young)
    assert card.score > card.baseline_score


@pytest.mark.parametrize("name", ["healing", "growing"])
def test_three_seeds_stand_on_the_card_and_the_median_is_shipped(name: str) -> None:
    card = nn.read_card(WEIGHTS / f"{name}.json")
    scores = sorted(map(float, re.findall(r"\d\.\d{4}", card.metric)))
    assert len(scores) == 3
    assert scores[1] == pytest.approx(card.score, abs=5e-5)


def test_the_ladybird_comes_back(growing: Demo) -> None:
    bitten, healed = run(growing, steps=48), run(growing, steps=LAST)
    assert bitten.metrics["step"] == 48
    assert healed.metrics["error"] <= 0.6 * healed.metrics["hole"]


def test_presets_that_fail_do_fail(growing: Demo) -> None:
    gone = run(growing, steps=LAST, size=12, x=9.0, y=9.0)
    assert gone.metrics["living"] == 0
    assert gone.metrics["error"] == pytest.approx(gone.metrics["hole"])
    wild = run(growing, steps=LAST, trained="without damage")
    assert wild.metrics["error"] > wild.metrics["hole"]


def test_moving_the_ring_erases_at_once(growing: Demo) -> None:
    session = Session(growing, {})
    for _ in range(61):
        session.step()
    assert session.frame is not None
    before = session.frame.metrics["living"]
    session.set({"x": 9.0, "y": 9.0})
    session.step()
    assert session.frame.metrics["living"] <= before - 20


def test_each_cell_sees_only_its_neighbours(automaton: ModuleType) -> None:
    rule, _ = automaton.rule("healing")
    rng = np.random.default_rng(3)
    cells = rng.normal(size=(1, automaton.SIDE, automaton.SIDE, automaton.CHANNELS)).astype(np.float32)
    other = cells.copy()
    other[0, 9, 9] += 1
    ones = np.ones((1, automaton.SIDE, automaton.SIDE, 1), np.float32)
    slopes = [np.stack([part.array for part in rule.slopes(nn.tensor(x))]) for x in (cells, other)]
    rows, columns = np.nonzero(np.abs(slopes[1] - slopes[0]).max(axis=(0, 1, 4)) > 1e-6)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (8, 10, 8, 10)
    assert rule.predict(cells, ones).shape == cells.shape


def test_equal_runs_are_equal(growing: Demo) -> None:
    one, other = (run_again(growing, steps=30) for _ in range(2))
    assert one.metrics == other.metrics


def test_the_weights_are_small() -> None:
    assert sum((WEIGHTS / f"{name}.npz").stat().st_size for name in ("healing", "growing")) <= 20_000
