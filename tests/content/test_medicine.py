"""What the post says about lesions in generated tissue and about screening, measured again."""

import hashlib
import json
import runpy
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from sitegen import nn
from sitegen.demo import Bars, Curve, Demo, Image, Surface, load, metric_text, show
from sitegen.execution.run_demo import demos_package, run_demo
from sitegen.model import Poster, Request
from tests.content.runs import run, run_again

CONTENT = Path(__file__).parents[2] / "content"
DEMOS = CONTENT / "demos"
SEEDS = [1, 2, 3, 4]


@pytest.fixture(scope="module")
def medicine() -> Iterator[Demo]:
    with demos_package(CONTENT):
        yield load("medicine")


@pytest.fixture(scope="module")
def screening() -> Iterator[Demo]:
    with demos_package(CONTENT):
        yield load("screening")


@pytest.fixture(scope="module")
def tissue(medicine: Demo) -> ModuleType:
    return sys.modules[medicine.module.replace("medicine", "tissue")]


@pytest.fixture(scope="module")
def card() -> nn.ModelCard:
    return nn.read_card(DEMOS / "weights" / "lesions.json")


@pytest.fixture(scope="module")
def training() -> dict[str, Any]:
    return runpy.run_path(str(DEMOS / "train" / "lesions.py"))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_network_marks_lesions_better_than_brightness_alone(medicine: Demo, seed: int) -> None:
    metrics = run(medicine, seed=seed).metrics
    assert metrics["dice"] >= 0.65
    assert metrics["dice"] >= metrics["brightness"] + 0.2


@pytest.mark.parametrize("seed", SEEDS)
def test_it_fails_on_what_is_too_faint_and_on_other_scanners(medicine: Demo, seed: int) -> None:
    usual = run(medicine, seed=seed).metrics["dice"]
    assert run(medicine, seed=seed, contrast=1.5).metrics["dice"] <= usual / 2
    for scanner in ("brighter", "coarser"):
        assert run(medicine, seed=seed, scanner=scanner).metrics["dice"] <= usual - 0.2


def test_a_low_threshold_finds_more_and_is_right_less_often(medicine: Demo) -> None:
    low, high = run(medicine, threshold=0.1).metrics, run(medicine, threshold=0.5).metrics
    assert low["lesion_found"] > high["lesion_found"] + 0.1
    assert low["marks_right"] < high["marks_right"] - 0.1


def test_on_a_part_of_the_test_it_is_as_good_as_the_card_says(
    tissue: ModuleType, card: nn.ModelCard, training: dict[str, Any]
) -> None:
    test = tissue.tissues(training["TEST"], np.random.default_rng(training["TEST_SEED"]))
    model, _ = tissue.marker()
    pictures = test.pictures(training["TEST_CONTRAST"])[:60]
    found = tissue.predict(model, pictures) > tissue.THRESHOLD
    assert tissue.dice(found, test.truth[:60]) == pytest.approx(card.score, abs=0.05)
    _, brightness = tissue.best_brightness(pictures, test.truth[:60])
    assert brightness == pytest.approx(card.baseline_score, abs=0.05)


def test_the_card_belongs_to_the_weights_and_names_the_script_as_it_is(
    tissue: ModuleType, card: nn.ModelCard
) -> None:
    path, sha256 = card.script.split(", SHA-256 ")
    assert hashlib.sha256((CONTENT.parent / path).read_bytes()).hexdigest() == sha256
    model = tissue.UNet(np.random.default_rng(0))
    assert nn.load_model(DEMOS / "weights" / "lesions.npz", model) == card
    assert card.parameters == model.parameter_count <= 10_000
    assert card.score >= max(0.7, card.baseline_score + 0.2)


def test_the_test_and_the_screening_are_drawn_from_other_seeds_than_the_training(
    training: dict[str, Any],
) -> None:
    assert len({*training["SEEDS"], training["TEST_SEED"], training["SCREENING_SEED"]}) == 5


def test_tissues_are_as_their_documentation_says(tissue: ModuleType) -> None:
    ill = np.array([True, False, True])
    made = tissue.tissues(3, np.random.default_rng(0), ill=ill)
    assert made.ground.shape == made.lesion.shape == made.grain.shape == (3, 64, 64)
    assert made.truth.any(axis=(1, 2)).tolist() == ill.tolist()
    assert made.grain.std() == pytest.approx(1, abs=0.1)
    for scanner in tissue.SCANNERS:
        pictures = made.pictures(4, scanner)
        assert pictures.dtype == np.float32
        assert 0 <= pictures.min() < pictures.max() <= 1


def test_dice_is_one_where_both_agree_and_zero_where_they_never_meet(tissue: ModuleType) -> None:
    left, right = np.array([True, True, False, False]), np.array([False, False, True, True])
    assert tissue.dice(left, left) == 1
    assert tissue.dice(left, right) == 0
    assert tissue.dice(left, np.ones(4, bool)) == pytest.approx(2 / 3)


def test_a_score_is_the_highest_threshold_with_enough_marked_pixels(tissue: ModuleType) -> None:
    probability = np.random.default_rng(0).random((4, 64, 64)).astype(np.float32)
    for score, one in zip(tissue.score(probability), probability, strict=True):
        assert (one >= score).sum() == tissue.ALARM


def test_the_shipped_scores_are_those_of_the_network(tissue: ModuleType, training: dict[str, Any]) -> None:
    rng = np.random.default_rng(training["SCREENING_SEED"])
    healthy = tissue.tissues(training["HEALTHY"], rng, ill=False)
    model, _ = tissue.marker()
    with np.load(tissue.SCREENING) as file:
        assert file["healthy"].shape == (3, training["HEALTHY"])
        assert file["ill"].shape == (3, len(tissue.CONTRASTS), training["SICK"])
        for place, scanner in enumerate(tissue.SCANNERS):
            again = tissue.score(tissue.predict(model, healthy.pictures(0, scanner)[:20]))
            assert np.abs(np.floor(255 * again) - file["healthy"][place, :20]).max() <= 1


def test_the_rarer_the_illness_the_fewer_alarms_are_right(screening: Demo) -> None:
    common, rare = run(screening, ill=200).metrics, run(screening, ill=1).metrics
    assert common["sensitivity"] == rare["sensitivity"]
    assert common["specificity"] == rare["specificity"]
    assert common["alarms_right"] >= 0.8
    assert rare["alarms_right"] <= 0.15
    assert rare["false_alarms"] >= 9


@pytest.mark.parametrize("threshold", [0.05, 0.3, 0.5])
@pytest.mark.parametrize("ill", [1, 30, 500])
def test_everybody_is_counted_once(screening: Demo, ill: int, threshold: float) -> None:
    frame = run(screening, ill=ill, threshold=threshold)
    metrics, people = frame.metrics, frame.marks["people"]
    assert metrics["found"] + metrics["missed"] == ill
    assert metrics["found"] + metrics["false_alarms"] == metrics["alarms"]
    assert isinstance(people, Surface)
    assert [int((people.classes == place).sum()) for place in range(3)] == [
        metrics["found"],
        metrics["false_alarms"],
        metrics["missed"],
    ]
    assert int((people.values == 0).sum()) == 9 * ill


def test_a_higher_threshold_misses_more_and_alarms_fewer(screening: Demo) -> None:
    low, high = run(screening, threshold=0.1).metrics, run(screening, threshold=0.5).metrics
    assert low["sensitivity"] > high["sensitivity"]
    assert low["specificity"] < high["specificity"]


def test_coarser_grain_makes_nearly_everybody_ill(screening: Demo) -> None:
    assert run(screening, scanner="coarser").metrics["specificity"] <= 0.3


def test_the_marks_are_the_tissue_with_outlines_and_two_rates(medicine: Demo, screening: Demo) -> None:
    tissue, every, errors, probability = run(medicine).marks.values()
    assert isinstance(tissue, Image)
    assert list(tissue.outlines) == ["marked by the network", "the lesion"]
    hidden = run(medicine, truth=False).marks["tissue"]
    assert isinstance(hidden, Image)
    assert list(hidden.outlines) == ["marked by the network"]
    assert isinstance(every, Curve)
    assert isinstance(errors, Bars)
    assert isinstance(probability, Image)
    assert isinstance(run(screening).marks["trade_off"], Curve)


def test_the_seed_draws_the_tissues(medicine: Demo) -> None:
    first, again, other = (show(run_again(medicine, seed=seed)) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_what_it_ships_is_small() -> None:
    own = ["medicine.py", "screening.py", "tissue.py", "weights/lesions.npz", "weights/lesions.json"]
    own += ["data/screening.npz", "data/screening.json"]
    assert (DEMOS / "weights" / "lesions.npz").stat().st_size <= 40_000
    assert sum((DEMOS / name).stat().st_size for name in own) <= 60_000


def test_the_scores_say_where_they_come_from() -> None:
    about = json.loads((DEMOS / "data" / "screening.json").read_text(encoding="utf-8"))
    assert "no picture of a person" in about["source"]


def test_the_page_says_that_nothing_is_diagnosed(medicine: Demo, card: nn.ModelCard) -> None:
    poster = run_demo(Request("medicine"), CONTENT)
    assert isinstance(poster, Poster)
    facts = dict(fact.split(": ", 1) for fact in poster.facts)
    assert metric_text(card.score) in facts["Metric"]
    assert "no medical device" in facts["Baseline"]
    assert medicine.description.endswith("this diagnoses nothing.")
