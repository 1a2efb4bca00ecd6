"""What the post says about reading drawn digits, from strokes that are drawn here, and the weights behind it.

With SITEGEN_MNIST naming the folder that content/demos/train/drawing.py reads, the score on its card is
measured again.
"""

import hashlib
import importlib.util
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from sitegen import nn
from sitegen.demo import (
    Bars,
    Demo,
    Drawing,
    Image,
    ImageGrid,
    Percent,
    Stroke,
    load,
    metric_text,
    show,
)
from sitegen.execution.run_demo import demos_package, run_demo
from sitegen.model import Poster, Request
from tests.content.runs import run, run_again

CONTENT = Path(__file__).parents[2] / "content"
DEMOS = CONTENT / "demos"
SAMPLE = Path(__file__).with_name("mnist_sample.npz")
"""The first hundred test images of MNIST, under the licence that data/mistakes.json states."""


def arc(middle: tuple[float, float], size: tuple[float, float], start: float, end: float) -> Stroke:
    """Part of an ellipse; degrees clockwise from the right. Shape: (24, 2)."""
    angle = np.radians(np.linspace(start, end, 24))
    return middle + np.stack((np.cos(angle), np.sin(angle)), axis=1) * size


def line(*points: tuple[float, float]) -> Stroke:
    return np.array(points, dtype=float)


DIGITS: list[tuple[Stroke, ...]] = [
    (arc((0.5, 0.5), (0.22, 0.34), -90, 270),),
    (line((0.5, 0.15), (0.5, 0.85)),),
    (
        np.concatenate(
            (arc((0.5, 0.32), (0.2, 0.17), 180, 380), line((0.62, 0.48), (0.3, 0.84), (0.73, 0.84)))
        ),
    ),
    (np.concatenate((arc((0.48, 0.32), (0.2, 0.17), -150, 90), arc((0.48, 0.67), (0.23, 0.18), -90, 150))),),
    (line((0.36, 0.15), (0.3, 0.55), (0.75, 0.55)), line((0.66, 0.2), (0.62, 0.88))),
    (
        np.concatenate((line((0.4, 0.16), (0.36, 0.45)), arc((0.48, 0.63), (0.21, 0.2), -120, 140))),
        line((0.4, 0.16), (0.72, 0.16)),
    ),
    (
        np.concatenate(
            (line((0.62, 0.14), (0.42, 0.35), (0.33, 0.6)), arc((0.5, 0.66), (0.17, 0.18), 180, 540))
        ),
    ),
    (line((0.28, 0.18), (0.72, 0.18), (0.45, 0.86)),),
    (arc((0.5, 0.32), (0.17, 0.17), 90, 450), arc((0.5, 0.67), (0.2, 0.18), -90, 270)),
    (np.concatenate((arc((0.48, 0.34), (0.18, 0.18), 0, -360), line((0.66, 0.34), (0.62, 0.86)))),),
]


@pytest.fixture(scope="module")
def demos() -> Iterator[dict[str, Demo]]:
    with demos_package(CONTENT):
        yield {name: load(name) for name in ("drawing", "mistakes")}


@pytest.fixture(scope="module")
def drawing(demos: dict[str, Demo]) -> Demo:
    return demos["drawing"]


@pytest.fixture(scope="module")
def mistakes(demos: dict[str, Demo]) -> Demo:
    return demos["mistakes"]


@pytest.fixture(scope="module")
def handwriting(drawing: Demo) -> ModuleType:
    return sys.modules[drawing.module.replace("drawing", "handwriting")]


@pytest.fixture(scope="module")
def model(handwriting: ModuleType) -> nn.Sequential:
    trained: nn.Sequential = handwriting.reader()[0]
    return trained


@pytest.fixture(scope="module")
def card() -> nn.ModelCard:
    return nn.read_card(DEMOS / "weights" / "drawing.json")


def text_of(strokes: tuple[Stroke, ...]) -> str:
    return ";".join(" ".join(f"{x:.3f},{y:.3f}" for x, y in np.clip(stroke, 0, 1)) for stroke in strokes)


def share_read(model: nn.Sequential, images: nn.Array, digits: nn.IntArray) -> float:
    return float((model.predict(images).argmax(axis=1) == digits).mean())


@pytest.mark.parametrize("digit", range(10))
def test_a_drawn_digit_is_read_wherever_it_stands_and_however_large_it_is(drawing: Demo, digit: int) -> None:
    rng = np.random.default_rng(digit)
    for _ in range(10):
        size, place = rng.uniform(0.35, 1) * rng.uniform(0.85, 1.15, 2), rng.uniform(-0.1, 0.1, 2)
        shaken = [stroke + rng.normal(0, 0.006, stroke.shape) for stroke in DIGITS[digit]]
        strokes = tuple((stroke - 0.5) * size + 0.5 + place for stroke in shaken)
        metrics = run(drawing, drawing=text_of(strokes), turn=int(rng.choice([-10, -5, 0, 5, 10]))).metrics
        assert metrics["answer"] == digit
        assert metrics["certainty"] >= 0.8


@pytest.mark.parametrize("strokes", DIGITS)
def test_strokes_are_prepared_like_mnist(handwriting: ModuleType, strokes: tuple[Stroke, ...]) -> None:
    pixels = handwriting.prepared(tuple(0.4 * stroke + 0.05 for stroke in strokes))
    down, across = np.mgrid[:28, :28] + 0.5
    assert (pixels.dtype, pixels.shape) == (np.float32, (28, 28))
    assert abs((across * pixels).sum() / pixels.sum() - 14) < 0.6
    assert abs((down * pixels).sum() / pixels.sum() - 14) < 0.6
    reach = [np.ptp(np.flatnonzero(pixels.max(axis=axis) > 0.5)) + 1 for axis in (0, 1)]
    assert max(reach) in (19, 20, 21)
    assert 0 < pixels[pixels > 0].min() < 0.5  # smooth at the rims


def test_size_and_place_change_nothing_once_strokes_are_prepared(handwriting: ModuleType) -> None:
    large = handwriting.prepared(DIGITS[5])
    small = handwriting.prepared(tuple(0.3 * stroke + (0.6, 0.1) for stroke in DIGITS[5]))
    assert np.abs(large - small).max() < 1e-4


def test_a_dot_stays_a_dot_and_an_empty_pad_is_paper(drawing: Demo, handwriting: ModuleType) -> None:
    assert handwriting.prepared((line((0.1, 0.9)),)).sum() < 10
    frame = run(drawing, drawing="")
    assert isinstance(frame.marks["seen"], Image)
    assert not frame.marks["seen"].values.any()
    assert frame.text.startswith("The pad is empty.")
    assert frame.metrics["certainty"] < 0.3


def test_a_full_turn_changes_nothing_and_a_quarter_goes_clockwise(handwriting: ModuleType) -> None:
    [same] = handwriting.turned((DIGITS[7][0],), 360)
    assert same == pytest.approx(DIGITS[7][0])
    [turned] = handwriting.turned((line((0.5, 0.2)),), 90)
    assert turned == pytest.approx(line((0.8, 0.5)))


def test_unprepared_it_sees_the_pad(drawing: Demo) -> None:
    strokes = text_of(DIGITS[4])
    seen = run(drawing, drawing=strokes, prepare=False).marks["seen"]
    assert isinstance(seen, Image)
    assert np.array_equal(seen.values, Drawing(strokes, 28, 28, 2.6).pixels)


def test_much_noise_is_an_eight(drawing: Demo) -> None:
    for digit in range(10):
        strokes = text_of(DIGITS[digit])
        assert run(drawing, drawing=strokes, noise=0.1).metrics["answer"] == digit
        assert run(drawing, drawing=strokes, noise=0.9).metrics["answer"] == 8


def test_the_seed_draws_the_noise_and_nothing_else(drawing: Demo) -> None:
    first, again, other = (show(run_again(drawing, noise=0.3, seed=seed)) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    assert show(run(drawing, seed=1)) == show(run(drawing, seed=2))


def test_the_bars_are_ten_shares_and_the_maps_those_of_both_layers(drawing: Demo) -> None:
    marks = run(drawing).marks
    assert list(marks) == ["answer", "seen", "edges", "shapes"]
    answer, edges, shapes = marks["answer"], marks["edges"], marks["shapes"]
    assert isinstance(answer, Bars)
    assert isinstance(edges, ImageGrid)
    assert isinstance(shapes, ImageGrid)
    assert answer.values.sum() == pytest.approx(1, abs=1e-5)
    assert answer.names == list("0123456789")
    assert edges.images.shape == (8, 26, 26)
    assert shapes.images.shape == (16, 11, 11)
    assert min(edges.images.min(), shapes.images.min()) == 0


def test_the_shipped_mistakes_are_mistakes(model: nn.Sequential) -> None:
    about = json.loads((DEMOS / "data" / "mistakes.json").read_text(encoding="utf-8"))
    with np.load(DEMOS / "data" / "mistakes.npz") as file:
        images, digits = file["images"][..., None] / np.float32(255), file["digits"]
    assert len(images) == len(about["places"]) == 32
    assert "CC BY-SA 3.0" in about["licence"]
    assert share_read(model, images, digits) == 0


@pytest.mark.parametrize("order", ["as they come", "the surest first"])
def test_a_mistake_is_shown_with_what_it_is_and_what_it_is_taken_for(mistakes: Demo, order: str) -> None:
    frame = run(mistakes, order=order, mistake=5)
    grid, chosen, answer = frame.marks.values()
    assert isinstance(grid, ImageGrid)
    assert isinstance(chosen, Image)
    assert isinstance(answer, Bars)
    assert np.array_equal(chosen.values, grid.images[4])
    digit, given = (int(word) for word in grid.titles[4].split(" → "))
    assert digit != given == answer.values.argmax()
    assert frame.text.startswith(f"Mistake 5 is a {digit} and gets ")
    assert len(grid.highlight) == frame.metrics["sure"]
    if order == "the surest first":
        assert grid.highlight == list(range(len(grid.highlight)))


def test_a_hundred_test_images_are_read_as_well_as_the_card_says(
    model: nn.Sequential, card: nn.ModelCard
) -> None:
    with np.load(SAMPLE) as file:
        images, digits = file["images"][..., None] / np.float32(255), file["digits"]
    assert len(images) == 100
    assert share_read(model, images, digits) >= card.score - 0.02
    assert 0.9 <= card.baseline_score < card.score


def test_the_score_is_measured_again_where_the_data_is(model: nn.Sequential, card: nn.ModelCard) -> None:
    folder = os.environ.get("SITEGEN_MNIST")
    if not folder:
        pytest.skip("SITEGEN_MNIST names no folder")
    train = training_script()
    images = train.images_of(Path(folder) / "t10k-images-idx3-ubyte")
    digits = train.labels_of(Path(folder) / "t10k-labels-idx1-ubyte")
    assert len(images) == 10_000
    assert share_read(model, images, digits) == pytest.approx(card.score, abs=1e-9)


def training_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("train_drawing", DEMOS / "train" / "drawing.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_card_belongs_to_the_weights_and_names_the_script_as_it_is(
    model: nn.Sequential, card: nn.ModelCard
) -> None:
    path, sha256 = card.script.split(", SHA-256 ")
    assert hashlib.sha256((CONTENT.parent / path).read_bytes()).hexdigest() == sha256
    assert nn.load_model(DEMOS / "weights" / "drawing.npz", model) == card
    assert (card.parameters, card.precision) == (5258, "int8")
    assert model.parameter_count == 5258
    assert card.score >= 0.98
    assert card.baseline.endswith("0.1135")  # always a 1; the caption rounds it
    assert "CC BY-SA 3.0" in card.licence


def test_what_it_ships_is_small() -> None:
    assert (DEMOS / "weights" / "drawing.npz").stat().st_size <= 8_000
    own = ["drawing.py", "mistakes.py", "handwriting.py", "weights/drawing.npz", "weights/drawing.json"]
    own += ["data/mistakes.npz", "data/mistakes.json"]
    assert sum((DEMOS / name).stat().st_size for name in own) <= 40_000


def test_the_training_images_are_turned_and_moved_but_stay_digits(model: nn.Sequential) -> None:
    with np.load(SAMPLE) as file:
        images, digits = file["images"][..., None] / np.float32(255), file["digits"]
    varied = training_script().varied(images, np.random.default_rng(0))
    assert (varied.shape, varied.dtype) == (images.shape, np.float32)
    assert 0 <= varied.min() <= varied.max() <= 1
    assert np.abs(varied - images).mean() > 0.02
    assert share_read(model, varied, digits) >= 0.95


def test_its_poster_states_all_its_facts(card: nn.ModelCard) -> None:
    poster = run_demo(Request("drawing"), CONTENT)
    assert isinstance(poster, Poster)
    facts = dict(fact.split(": ", 1) for fact in poster.facts)
    assert list(facts)[:6] == ["Parameters", "Data", "Licence", "Training", "Metric", "Baseline"]
    assert metric_text(Percent(card.score)) in facts["Metric"]
    assert facts["Baseline"].startswith(metric_text(Percent(card.baseline_score)))
    assert len(str(poster.frame)) < 60_000


def test_its_program_stays_readable_on_the_page() -> None:
    for name in ("drawing", "handwriting", "mistakes"):
        lines = (DEMOS / f"{name}.py").read_text(encoding="utf-8").splitlines()
        assert len(lines) <= 165
        assert max(len(line) for line in lines) <= 110
