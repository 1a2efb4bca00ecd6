"""What the post says about forecasts of an invented counter, measured again."""

import hashlib
import runpy
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from sitegen import nn
from sitegen.demo import Bars, Curve, Demo, load, metric_text, show
from sitegen.execution.run_demo import demos_package, run_demo
from sitegen.model import Poster, Request
from tests.content.runs import run, run_again

CONTENT = Path(__file__).parents[2] / "content"
DEMOS = CONTENT / "demos"
SEEDS = [1, 2, 3, 4]


@pytest.fixture(scope="module")
def forecasting() -> Iterator[Demo]:
    with demos_package(CONTENT):
        yield load("forecasting")


@pytest.fixture(scope="module")
def module(forecasting: Demo) -> ModuleType:
    return sys.modules[forecasting.module]


@pytest.fixture(scope="module")
def bicycles(forecasting: Demo) -> ModuleType:
    return sys.modules[forecasting.module.replace("forecasting", "bicycles")]


@pytest.fixture(scope="module")
def card() -> nn.ModelCard:
    return nn.read_card(DEMOS / "weights" / "bicycles.json")


@pytest.fixture(scope="module")
def training() -> dict[str, Any]:
    return runpy.run_path(str(DEMOS / "train" / "bicycles.py"))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_network_beats_last_week_while_the_town_stays_as_it_was(forecasting: Demo, seed: int) -> None:
    metrics = run(forecasting, change="nothing", seed=seed).metrics
    for when in ("before", "after"):
        assert metrics[f"error_{when}"] <= 0.8 * metrics[f"copying_{when}"]
        assert 0.75 <= metrics[f"inside_{when}"] <= 0.97


@pytest.mark.parametrize("seed", SEEDS)
def test_last_week_beats_the_network_when_the_hours_have_moved(forecasting: Demo, seed: int) -> None:
    metrics = run(forecasting, day=37, seed=seed).metrics
    assert metrics["error_after"] >= 1.4 * metrics["copying_after"]
    assert metrics["error_after"] >= 2 * metrics["error_before"]
    assert metrics["inside_after"] <= 0.65
    assert metrics["better_lately_after"] <= 0.85 * metrics["error_after"]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_new_bridge_makes_the_forecast_worse(forecasting: Demo, seed: int) -> None:
    usual = run(forecasting, change="nothing", seed=seed).metrics
    metrics = run(forecasting, day=37, change="new bridge", seed=seed).metrics
    assert metrics["error_after"] >= 1.25 * usual["error_after"]
    assert metrics["inside_after"] <= usual["inside_after"] - 0.1


def test_on_the_first_day_of_the_change_both_are_wrong(forecasting: Demo) -> None:
    first, usual = run(forecasting, day=22).metrics, run(forecasting, change="nothing", day=22).metrics
    for name in ("error", "copying"):
        assert first[name] >= 1.5 * usual[name]


def test_a_change_of_size_zero_is_none(forecasting: Demo) -> None:
    for change in ("later hours", "new bridge"):
        none = run(forecasting, change=change, size=0, day=37).metrics
        assert none == run(forecasting, change="nothing", day=37).metrics


def test_half_of_the_change_is_enough_for_last_week_to_win(forecasting: Demo) -> None:
    quarter, half = (run(forecasting, day=37, size=size).metrics for size in (0.25, 0.5))
    assert quarter["error_after"] < quarter["copying_after"]
    assert half["error_after"] > half["copying_after"]


def test_on_the_year_of_the_test_it_is_as_good_as_the_card_says(
    bicycles: ModuleType, card: nn.ModelCard, training: dict[str, Any]
) -> None:
    error, copying, inside = training["measure"](bicycles.forecaster()[0])
    assert error == pytest.approx(card.score, abs=0.01)
    assert copying == pytest.approx(card.baseline_score, abs=0.01)
    assert f"band holds {inside:.1%} of the counts" in card.metric
    assert 0.87 <= inside <= 0.93
    post = CONTENT / "posts" / "networks-that-forecast" / "index.md"
    assert f"In the year of the test it is {inside:.0%}" in post.read_text(encoding="utf-8")
    assert error <= 0.65 * copying


def test_the_card_belongs_to_the_weights_and_names_the_script_as_it_is(
    bicycles: ModuleType, card: nn.ModelCard
) -> None:
    path, sha256 = card.script.split(", SHA-256 ")
    assert hashlib.sha256((CONTENT.parent / path).read_bytes()).hexdigest() == sha256
    model = bicycles.Forecaster(np.random.default_rng(0))
    assert nn.load_model(DEMOS / "weights" / "bicycles.npz", model) == card
    assert card.parameters == model.parameter_count <= 5_000


def test_the_counters_of_the_page_are_others_than_that_of_the_training(training: dict[str, Any]) -> None:
    assert training["COUNTER_SEED"] not in SEEDS
    assert len({*training["SEEDS"], training["COUNTER_SEED"]}) == 4


def test_the_loss_is_least_at_the_share_that_an_edge_promises(training: dict[str, Any]) -> None:
    counts = np.random.default_rng(0).random((1, 2_000)).astype(np.float32)
    edges = np.linspace(0.01, 0.99, 99, dtype=np.float32)
    costs = [training["pinball"](nn.as_tensor(np.full((1, 2_000, 3), edge)), counts).item() for edge in edges]
    assert edges[np.argmin(costs)] == pytest.approx(0.5, abs=0.05)
    for level, place in ((0.05, 0), (0.95, 2)):
        expected = np.quantile(counts, training["LEVELS"]).astype(np.float32)
        best = training["pinball"](nn.as_tensor(np.tile(expected, (1, 2_000, 1))), counts).item()
        expected[place] += 0.1 if level < 0.5 else -0.1
        assert training["pinball"](nn.as_tensor(np.tile(expected, (1, 2_000, 1))), counts).item() > best


def test_a_counter_is_as_its_documentation_says(bicycles: ModuleType) -> None:
    made = bicycles.count_bicycles(28, np.random.default_rng(0))
    assert made.count.shape == (28 * 24,)
    assert made.known.shape == (28 * 24, bicycles.FEATURES)
    assert made.known.dtype == np.float32
    assert made.holiday.shape == (28,)
    assert (made.count >= 0).all()
    assert (made.count == np.rint(made.count)).all()
    days = made.count.reshape(28, 24)
    working = ~made.holiday & (np.arange(28) % 7 < 5)
    assert days[working, 7:9].mean() >= 3 * days[working, 11].mean() / 2
    assert days[~working, 14].mean() > days[~working, 8].mean()


def test_later_hours_move_the_mornings_of_working_days(bicycles: ModuleType) -> None:
    made = bicycles.count_bicycles(60, np.random.default_rng(1), "later hours", 30)
    days, working = made.count.reshape(60, 24), ~made.holiday & (np.arange(60) % 7 < 5)
    before, after = (
        days[working & chosen].mean(axis=0) for chosen in (np.arange(60) < 30, np.arange(60) >= 30)
    )
    assert after[:12].argmax() - before[:12].argmax() == 2


def test_nothing_that_comes_after_the_start_changes_what_the_network_reads(bicycles: ModuleType) -> None:
    one = bicycles.count_bicycles(40, np.random.default_rng(3))
    other = bicycles.count_bicycles(40, np.random.default_rng(3), "later hours", 20)
    starts = np.array([20 * 24])
    model = bicycles.forecaster()[0]
    np.testing.assert_array_equal(
        bicycles.forecast(model, one, starts), bicycles.forecast(model, other, starts)
    )


def test_the_rule_takes_what_was_better_in_forecasts_that_are_over(module: ModuleType) -> None:
    length = module.LEAD + module.STARTS
    error, copying = np.ones(length), np.full(length, 2.0)
    error[module.LEAD + 10 :] = 5.0
    chosen = module.better_lately(error, copying)
    assert chosen[9] == 1
    assert chosen[10] == 5
    assert set(chosen[20:]) == {2.0}
    assert module.LOOK_BACK.start * 24 >= module.AHEAD


def test_the_marks_are_three_lines_with_a_band_and_the_errors_of_all_days(forecasting: Demo) -> None:
    chart, days, inside, rain = run(forecasting, day=5).marks.values()
    assert isinstance(chart, Curve)
    assert list(chart.series) == ["counted", "network", "last week"]
    assert list(chart.bands) == ["network"]
    low, high = chart.bands["network"]
    assert (low <= chart.series["network"]).all()
    assert (chart.series["network"] <= high).all()
    assert "Friday, day 5" in chart.label
    assert chart.x[0] == pytest.approx(5, abs=0.05)
    assert isinstance(days, Curve)
    assert [handle.x for handle in days.handles] == ["day"]
    assert list(days.series)[1:] == list(chart.series)[1:]
    assert isinstance(inside, Bars)
    assert isinstance(rain, Curve)


def test_the_seed_draws_weather_and_chance(forecasting: Demo) -> None:
    first, again, other = (show(run_again(forecasting, seed=seed)) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_what_it_ships_is_small() -> None:
    own = ["forecasting.py", "bicycles.py", "weights/bicycles.npz", "weights/bicycles.json"]
    assert sum((DEMOS / name).stat().st_size for name in own) <= 30_000


def test_the_page_says_what_the_network_is_given(card: nn.ModelCard) -> None:
    poster = run_demo(Request("forecasting"), CONTENT)
    assert isinstance(poster, Poster)
    facts = dict(fact.split(": ", 1) for fact in poster.facts)
    assert metric_text(card.score) in facts["Metric"]
    assert "weather" in facts["Metric"]
    assert metric_text(card.baseline_score) in facts["Baseline"]
    assert "Nothing was counted on a street" in facts["Data"]
