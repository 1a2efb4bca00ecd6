"""What the post says about finding digits: boxes, filter and scores, and the weights measured again."""

import hashlib
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from sitegen import nn
from sitegen.demo import Curve, Demo, Heatmap, Image, load, show
from sitegen.execution.run_demo import demos_package, run_demo
from sitegen.model import Poster, Request
from tests.content.runs import run, run_again

CONTENT = Path(__file__).parents[2] / "content"
DEMOS = CONTENT / "demos"


@pytest.fixture(scope="module")
def detection() -> Iterator[Demo]:
    with demos_package(CONTENT):
        yield load("detection")


@pytest.fixture(scope="module")
def finding(detection: Demo) -> ModuleType:
    return sys.modules[detection.module.replace("detection", "finding")]


@pytest.fixture(scope="module")
def scenes(detection: Demo) -> ModuleType:
    return sys.modules[detection.module.replace("detection", "scenes")]


@pytest.fixture(scope="module")
def training(detection: Demo) -> ModuleType:
    return importlib.import_module(detection.module.replace("detection", "train.detection"))


@pytest.fixture(scope="module")
def card() -> nn.ModelCard:
    return nn.read_card(DEMOS / "weights" / "detection.json")


def test_three_digits_are_found_and_follow_when_they_are_dragged(detection: Demo) -> None:
    for values in ({}, {"x1": 11, "y1": 10}, {"x2": 31, "y2": 30, "y3": 30, "x3": 18}):
        frame = run(detection, **values)
        assert frame.metrics["found"] == 3
        assert frame.metrics["wrong"] == 0
        scene = frame.marks["scene"]
        assert isinstance(scene, Image)
        assert scene.box_classes is not None
        assert scene.box_classes.tolist() == [0, 0, 0]
        middles = {(handle.at, handle.x, handle.y) for handle in scene.handles}
        assert {(x, y) for _, x, y in middles} == {("x1", "y1"), ("x2", "y2"), ("x3", "y3")}
        for at, _, _ in middles:
            boxes = [(box[:2] + box[2:]) / 2 for box in scene.boxes]
            assert min(np.abs(box - at).max() for box in boxes) < 3


@pytest.mark.parametrize("label", ["Two overlap", "Too strict", "A digit on its side"])
def test_a_preset_that_fails_misses_a_digit(detection: Demo, label: str) -> None:
    [preset] = [preset for preset in detection.stage["presets"] if preset["label"] == label]
    assert preset["fails"]
    assert run(detection, **preset["values"]).metrics["found"] <= 2


def test_too_low_a_threshold_finds_digits_in_scribbles(detection: Demo) -> None:
    assert run(detection, threshold=0.02).metrics["wrong"] >= 1


def test_a_filter_that_allows_more_overlap_gives_the_swallowed_digit_back(detection: Demo) -> None:
    near = {"x2": 15, "y2": 13}
    assert run(detection, **near, overlap=0.3).metrics["found"] <= 2
    assert run(detection, **near, overlap=0.7).metrics["found"] == 3


def test_the_score_on_the_card_is_measured_again_and_beats_the_templates(
    training: ModuleType, finding: ModuleType, card: nn.ModelCard
) -> None:
    test = training.test_scenes()
    measured = training.score(training.answers(finding.detector()[0], test), test)
    assert measured == pytest.approx(card.score, abs=0.003)
    assert card.score >= card.baseline_score + 0.05


def test_the_templates_reach_about_what_the_card_says(training: ModuleType, card: nn.ModelCard) -> None:
    test = training.test_scenes()
    few = training.Scenes(test.pixels[:200], test.squares[:200], test.digits[:200])
    slid = [training.matches(pixels[..., 0]) for pixels in few.pixels]
    assert training.score(slid, few) == pytest.approx(card.baseline_score, abs=0.06)


def test_raising_the_threshold_gives_precision_and_takes_recall(finding: ModuleType) -> None:
    for name in ("points", "template_points"):
        precision, recall = finding.measured(name)[2].T
        assert (np.diff(recall) <= 1e-3).all()
        assert precision[0] < 0.8 < precision[-1]
    curve = finding.measured("curve")
    assert curve.shape == (9, 51)
    assert (np.diff(curve, axis=1) <= 1e-3).all()


def test_the_chosen_point_is_drawn_beside_both_curves(detection: Demo) -> None:
    low, high = run(detection, threshold=0.1), run(detection, threshold=0.9)
    for frame in (low, high):
        curve = frame.marks["test"]
        assert isinstance(curve, Curve)
        assert list(curve.series) == ["the network", "ten templates"]
        [point] = curve.points["at this threshold"]
        assert point == pytest.approx([frame.metrics["recall"], frame.metrics["precision"]])
    assert low.metrics["precision"] < high.metrics["precision"]
    assert low.metrics["recall"] > high.metrics["recall"]


@pytest.mark.parametrize(
    ("a", "b", "share"),
    [
        ((10, 10, 4), (10, 10, 4), 1.0),
        ((10, 10, 4), (12, 10, 4), 8 / 24),
        ((10, 10, 4), (14, 10, 4), 0.0),
        ((10, 10, 4), (10, 10, 2), 0.25),
    ],
)
def test_overlap_is_the_shared_over_the_covered_area(
    finding: ModuleType, a: tuple[int, ...], b: tuple[int, ...], share: float
) -> None:
    assert finding.overlap(np.array([a], float), np.array([b], float)) == pytest.approx(share)


def test_the_filter_keeps_the_surest_of_what_overlaps(finding: ModuleType) -> None:
    squares = np.array([[10, 10, 8], [11, 10, 8], [30, 30, 8], [20, 20, 8]], float)
    found = finding.Found(squares, np.array([3, 8, 1, 2]), np.array([0.9, 0.8, 0.7, 0.1]))
    assert finding.filtered(found, 0.5, 0.3).digits.tolist() == [3, 1]
    assert finding.filtered(found, 0.05, 0.9).digits.tolist() == [3, 8, 1, 2]
    assert finding.filtered(found, 0.95, 0.9).digits.tolist() == []


def test_a_digit_is_found_once_with_its_name_and_half_its_place(finding: ModuleType) -> None:
    squares = np.array([[10, 10, 8], [10, 10, 8], [10, 10, 8], [33, 30, 8]], float)
    found = finding.Found(squares, np.array([8, 3, 3, 1]), np.array([0.9, 0.8, 0.7, 0.6]))
    real, digits = np.array([[10, 11, 8], [30, 30, 8]], float), np.array([3, 1])
    assert finding.judged(found, real, digits).tolist() == [-1, 0, -1, -1]


def test_scenes_hold_one_to_four_digits_apart_and_inside(training: ModuleType, scenes: ModuleType) -> None:
    test = training.test_scenes()
    counts = (test.digits >= 0).sum(axis=1)
    assert (counts.min(), counts.max(), len(counts)) == (1, 4, 1_000)
    assert 0 <= test.pixels.min() < test.pixels.max() <= 1
    for squares, digits in zip(test.squares, test.digits, strict=True):
        real = squares[digits >= 0]
        half = real[:, 2:] / 2
        assert (real[:, :2] - half >= 0).all()
        assert (real[:, :2] + half <= scenes.CANVAS).all()
        far = np.abs(real[:, None, :2] - real[None, :, :2]).max(axis=2)
        least = scenes.APART * (real[:, None, 2] + real[None, :, 2]) / 2
        assert (far >= least - 1e-4)[~np.eye(len(real), dtype=bool)].all()


def test_a_digit_is_pasted_where_its_square_is_and_turns_clockwise(scenes: ModuleType) -> None:
    image = np.zeros((1, 8, 8), np.float32)
    image[0, :2, :] = 1  # a bar on top
    square = np.array([[20, 24, 16]], np.float32)
    upright, turned = scenes.pasted(image, square)[0], scenes.pasted(image, square, 90)[0]
    rows, columns = np.nonzero(upright > 0.5)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (16, 19, 12, 27)
    rows, columns = np.nonzero(turned > 0.5)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (16, 31, 24, 27)


def test_digits_may_leave_the_scene(detection: Demo) -> None:
    frame = run(detection, x1=0, y1=0, x2=40, y2=40)
    scene = frame.marks["scene"]
    assert isinstance(scene, Image)
    assert np.isfinite(scene.values).all()


def test_a_few_steps_lower_the_loss(training: ModuleType, scenes: ModuleType, finding: ModuleType) -> None:
    images, labels, *_ = training.digits()
    rng = np.random.default_rng(0)
    model = finding.network(rng)
    optimizer = nn.Adam(model.parameters(), lr=0.004)
    some = scenes.scenes(images[..., 0], labels, scenes.clutter(images[..., 0], 8, rng), rng)
    losses = []
    for _ in range(20):
        optimizer.zero_grad()
        loss = training.loss_of(model(some.pixels), some)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < 0.5 * losses[0]


def test_the_marks_are_scene_curve_and_cells(detection: Demo) -> None:
    scene, curve, cells = run(detection).marks.values()
    assert isinstance(scene, Image)
    assert isinstance(curve, Curve)
    assert isinstance(cells, Heatmap)
    assert scene.values.shape == (40, 40)
    assert cells.values.shape == (10, 10)


def test_ghosts_are_too_many_for_the_picture_but_are_counted(detection: Demo) -> None:
    frame = run(detection, threshold=0.02, overlap=0.9, finder="ten templates")
    scene = frame.marks["scene"]
    assert isinstance(scene, Image)
    assert len(scene.boxes) <= 23
    assert frame.metrics["wrong"] > 20


def test_the_seed_chooses_digits_and_clutter(detection: Demo) -> None:
    first, again, other = (show(run_again(detection, seed=seed)) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_the_card_belongs_to_the_weights_and_names_the_script_as_it_is(
    finding: ModuleType, training: ModuleType, card: nn.ModelCard
) -> None:
    path, sha256 = card.script.split(", SHA-256 ")
    assert hashlib.sha256((CONTENT.parent / path).read_bytes()).hexdigest() == sha256
    model = finding.network(np.random.default_rng(0))
    assert nn.load_model(DEMOS / "weights" / "detection.npz", model) == card
    assert card.parameters == model.parameter_count == 25_282
    assert card.seed in training.SEEDS
    assert "CC BY 4.0" in card.licence


def test_what_it_ships_is_small() -> None:
    assert (DEMOS / "weights" / "detection.npz").stat().st_size <= 60_000
    assert (DEMOS / "data" / "detection.npz").stat().st_size <= 10_000


def test_its_poster_states_all_its_facts(card: nn.ModelCard) -> None:
    poster = run_demo(Request("detection"), CONTENT)
    assert isinstance(poster, Poster)
    facts = dict(fact.split(": ", 1) for fact in poster.facts)
    assert list(facts)[:6] == ["Parameters", "Data", "Licence", "Training", "Metric", "Baseline"]
    assert f"{card.score:.3f}" in facts["Metric"]
    assert facts["Baseline"].startswith(f"{card.baseline_score:.3f}")


def test_its_program_stays_readable_on_the_page() -> None:
    for name in ("detection", "finding", "scenes", "templates"):
        lines = (DEMOS / f"{name}.py").read_text(encoding="utf-8").splitlines()
        assert len(lines) <= 205
        assert max(len(line) for line in lines) <= 110
