"""What the post says about drawn faces: distances, both mistakes, galleries and groups, measured again."""

import hashlib
import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from sitegen import nn
from sitegen.demo import Curve, Demo, ImageGrid, Percent, load, metric_text, show
from sitegen.execution.run_demo import demos_package, run_demo
from sitegen.model import Poster, Request
from tests.content.runs import run, run_again

CONTENT = Path(__file__).parents[2] / "content"
DEMOS = CONTENT / "demos"
CARDS = ("faces", "faces-few")


@pytest.fixture(scope="module")
def faces() -> Iterator[Demo]:
    with demos_package(CONTENT):
        yield load("faces")


@pytest.fixture(scope="module")
def gallery() -> Iterator[Demo]:
    with demos_package(CONTENT):
        yield load("gallery")


@pytest.fixture(scope="module")
def recognising(faces: Demo) -> ModuleType:
    return sys.modules[faces.module.replace("faces", "recognising")]


@pytest.fixture(scope="module")
def portraits(faces: Demo) -> ModuleType:
    return sys.modules[faces.module.replace("faces", "portraits")]


@pytest.fixture(scope="module")
def crowd(gallery: Demo) -> ModuleType:
    return sys.modules[gallery.module.replace("gallery", "crowd")]


@pytest.fixture(scope="module")
def training(faces: Demo) -> ModuleType:
    return importlib.import_module(faces.module.replace("faces", "train.faces"))


@pytest.fixture(scope="module")
def pictures(training: ModuleType) -> list[nn.Array]:
    """Pictures of a part of the test's people."""
    return [part[:60] for part in training.tests()]


def test_both_mistakes_of_the_test_are_those_of_the_card(recognising: ModuleType) -> None:
    counted = recognising.counted()
    for learned, key, most in (("few round faces", "few", 0.013), ("as many of both", "many", 0.018)):
        card = recognising.recogniser(learned)[1]
        found = recognising.rates(counted[f"{key}_one"][0], counted[f"{key}_two"][0])
        assert found.equal_error == pytest.approx(card.score, abs=1e-6)
        assert card.score <= most
        assert card.baseline_score >= 0.3


def test_a_part_of_the_test_measured_again_has_the_same_equal_error(
    training: ModuleType, recognising: ModuleType, pictures: list[nn.Array]
) -> None:
    model, card = recognising.recogniser()
    long_faces, round_faces = (
        recognising.rates(*training.count(training.embedded(model, part))).equal_error for part in pictures
    )
    assert long_faces == pytest.approx(card.score, abs=0.006)
    assert round_faces >= 3 * long_faces
    pixels = recognising.rates(*training.count(training.plain(pictures[0]))).equal_error
    assert pixels == pytest.approx(card.baseline_score, abs=0.04)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_one_person_in_other_light_is_near_and_a_stranger_is_far(faces: Demo, seed: int) -> None:
    same = run(faces, seed=seed).metrics["distance"]
    stranger = run(faces, seed=seed, other=100).metrics["distance"]
    assert same < 0.8 < stranger


def test_the_failing_presets_fail_and_the_others_do_not(faces: Demo) -> None:
    assert run(faces).metrics["right"] == 1
    assert {preset["label"] for preset in faces.stage["presets"] if preset["fails"]} == {
        "Turned, with glasses",
        "A near double",
    }
    for preset in faces.stage["presets"]:
        frame = run(faces, **preset["values"])
        assert frame.metrics["right"] == 1 - preset["fails"], preset["label"]
        pair = frame.marks["pair"]
        assert isinstance(pair, ImageGrid)
        assert pair.highlight == ([1] if preset["fails"] else [])


def test_a_higher_threshold_trades_one_mistake_for_the_other(faces: Demo) -> None:
    low, high = run(faces, threshold=0.5).metrics, run(faces, threshold=1.1).metrics
    assert low["false_match"] < high["false_match"]
    assert low["false_non_match"] > high["false_non_match"]


@pytest.mark.parametrize("group", ["long faces", "round faces"])
def test_the_larger_the_gallery_the_more_visitors_are_mistaken(gallery: Demo, group: str) -> None:
    sizes = ("1", "10", "100", "1,000", "10,000")
    mistaken = [run(gallery, group=group, size=size).metrics["false_matches"] for size in sizes]
    assert mistaken == sorted(mistaken)
    assert mistaken[-1] >= mistaken[0] + 50


def test_the_group_that_training_saw_rarely_is_mistaken_more_often(gallery: Demo) -> None:
    few = run(gallery, size="10").metrics
    assert few["times"] >= 10
    assert few["round_faces"] >= few["long_faces"] + 30
    many = run(gallery, size="10", learned="as many of both").metrics
    assert many["times"] <= 3
    assert many["round_faces"] <= few["round_faces"] / 2


def test_the_shipped_searches_are_those_of_the_networks(recognising: ModuleType, crowd: ModuleType) -> None:
    for learned, key in (("few round faces", "few"), ("as many of both", "many")):
        model = recognising.recogniser(learned)[0]
        for group in (0, 1):
            seen = recognising.embed(model, crowd.visitors(group)[1][:20])
            first = recognising.embed(model, crowd.passport(crowd.residents(group)[:100], group))
            distances = recognising.apart(seen[:, None], first)
            kept = recognising.counted()[f"{key}_closest"][group, :20, 2] / recognising.FINE
            assert np.abs(distances.min(axis=1) - kept).max() <= 0.02


def test_no_two_sets_of_people_have_the_same_seed(crowd: ModuleType, training: ModuleType) -> None:
    seeds = {*training.SEEDS, training.TEST_SEED, *(crowd.GALLERY_SEED + group for group in (0, 1))}
    seeds |= {crowd.VISITOR_SEED + group for group in (0, 1)}
    assert len(seeds) == len(training.SEEDS) + 5


def test_faces_are_drawn_within_white_and_black_and_differ(portraits: ModuleType) -> None:
    rng = np.random.default_rng(0)
    people, views = portraits.people(6, rng), portraits.views(6, rng)
    drawn = portraits.draw(people, [0, 0, 0, 1, 1, 1], views)
    assert drawn.shape == (6, 40, 40)
    assert drawn.dtype == np.float32
    assert 0 <= drawn.min() < drawn.max() <= 1
    assert len(np.unique(drawn.reshape(6, -1), axis=0)) == 6
    assert portraits.draw(people[:1], 0, portraits.frontal(), side=80).shape == (1, 80, 80)


def test_the_equal_error_is_where_both_kinds_of_mistake_cross(recognising: ModuleType) -> None:
    one, two = np.zeros(80, int), np.zeros(80, int)
    one[10], one[50], two[50], two[70] = 90, 10, 10, 90
    found = recognising.rates(one, two)
    assert found.equal_error == pytest.approx(0.05)
    assert found.at(2.0) == (1.0, 0.0)


def test_a_few_steps_lower_the_loss(training: ModuleType, recognising: ModuleType) -> None:
    rng = np.random.default_rng(0)
    people = training.people(24, rng)
    first, second = training.album(people, 0, 2, rng).swapaxes(0, 1)[..., None]
    model = recognising.network(rng)
    criterion, optimizer = nn.InfoNCELoss(0.1, symmetric=True), nn.Adam(model.parameters(), lr=0.004)
    losses = []
    for _ in range(30):
        optimizer.zero_grad()
        loss = criterion(model(first), model(second))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < 0.6 * losses[0]


def test_the_seed_draws_other_people(faces: Demo) -> None:
    first, again, other = (show(run_again(faces, seed=seed)) for seed in (1, 1, 2))
    assert first == again
    assert first != other


@pytest.mark.parametrize("name", CARDS)
def test_the_cards_belong_to_the_weights_and_name_the_script_as_it_is(
    recognising: ModuleType, name: str
) -> None:
    card = nn.read_card(DEMOS / "weights" / f"{name}.json")
    path, sha256 = card.script.split(", SHA-256 ")
    assert hashlib.sha256((CONTENT.parent / path).read_bytes()).hexdigest() == sha256
    model = recognising.network(np.random.default_rng(0))
    assert nn.load_model(DEMOS / "weights" / f"{name}.npz", model) == card
    assert card.parameters == model.parameter_count <= 20_000
    assert "no picture of a person" in card.data


def test_what_it_ships_is_small() -> None:
    assert sum((DEMOS / "weights" / f"{name}.npz").stat().st_size for name in CARDS) <= 45_000
    assert (DEMOS / "data" / "faces.npz").stat().st_size <= 20_000
    about = json.loads((DEMOS / "data" / "faces.json").read_text(encoding="utf-8"))
    assert "no picture of a person" in about["source"]


def test_the_marks_are_faces_and_curves(faces: Demo, gallery: Demo) -> None:
    pair, distances, *_ = run(faces).marks.values()
    assert isinstance(pair, ImageGrid)
    assert isinstance(distances, Curve)
    assert [handle.x for handle in distances.handles] == ["threshold"]
    matches = run(gallery).marks["matches"]
    assert isinstance(matches, ImageGrid)
    assert matches.images.shape == (9, 40, 82)


def test_its_poster_says_that_nobody_is_real(faces: Demo) -> None:
    poster = run_demo(Request("faces"), CONTENT)
    assert isinstance(poster, Poster)
    facts = dict(fact.split(": ", 1) for fact in poster.facts)
    card = nn.read_card(DEMOS / "weights" / "faces-few.json")
    assert metric_text(Percent(card.score)) in facts["Metric"]
    assert "No picture of a person" in facts["Data"]
    assert faces.description.endswith("nobody is real.")


def test_its_program_stays_readable_on_the_page() -> None:
    for name in ("faces", "gallery", "recognising", "portraits", "face_parts", "crowd"):
        lines = (DEMOS / f"{name}.py").read_text(encoding="utf-8").splitlines()
        assert len(lines) <= 205
        assert max(len(line) for line in lines) <= 110
