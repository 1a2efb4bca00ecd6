"""What maps of reasons are worth: their sums, the dots they choose, and how they look without knowledge."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from sitegen import nn
from sitegen.demo import Curve, Demo, Image, ImageGrid, load, show
from sitegen.execution.run_demo import demos_package, run_demo
from sitegen.model import Poster, Request
from tests.content.runs import run, run_again

CONTENT = Path(__file__).parents[2] / "content"
SAMPLE = Path(__file__).parent / "mnist_sample.npz"
METHODS = ["integrated gradients", "gradient × ink", "occlusion"]


@pytest.fixture(scope="module")
def black_box() -> Iterator[Demo]:
    with demos_package(CONTENT):
        yield load("black_box")


@pytest.fixture(scope="module")
def module(black_box: Demo) -> ModuleType:
    return sys.modules[black_box.module]


@pytest.fixture(scope="module")
def explaining(black_box: Demo) -> ModuleType:
    return sys.modules[black_box.module.replace("black_box", "explaining")]


@pytest.fixture(scope="module")
def pictures() -> nn.Array:
    with np.load(SAMPLE) as file:
        images: nn.Array = file["images"][:20] / 255.0
        return images


@pytest.fixture(scope="module")
def integrated(explaining: ModuleType, pictures: nn.Array) -> list[nn.Array]:
    """The map of each picture: one takes hundreds of passes through the network."""
    model = explaining.model()
    return [explaining.explain(METHODS[0], model, picture, answer(model, picture)) for picture in pictures]


def answer(model: nn.Sequential, picture: nn.Array) -> int:
    return int(model.predict(picture[None, ..., None])[0].argmax())


def test_integrated_gradients_add_up_to_what_the_drawing_changed(
    explaining: ModuleType, pictures: nn.Array, integrated: list[nn.Array]
) -> None:
    model, blank = explaining.model(), np.zeros((1, 28, 28))
    for picture, made in zip(pictures, integrated, strict=True):
        digit = answer(model, picture)
        change = (explaining.score(model, picture[None], digit) - explaining.score(model, blank, digit))[0]
        assert abs(made.sum() - change) <= 0.01 * abs(change)
        assert not made[picture == 0].any()


def test_the_slope_is_that_of_small_differences(explaining: ModuleType) -> None:
    model, step = explaining.model(), 1e-6
    picture = np.random.default_rng(0).random((28, 28))  # no two dots alike, so that no maximum is shared
    slopes = explaining.gradient(model, picture[None], 4)[0]
    for row, column in ((8, 14), (14, 14), (20, 10)):
        up, down = picture.copy(), picture.copy()
        up[row, column] += step
        down[row, column] -= step
        scores = explaining.score(model, np.stack((up, down)), 4)
        assert slopes[row, column] == pytest.approx((scores[0] - scores[1]) / 2 / step, abs=1e-6)
    assert all(parameter.grad is None for parameter in model.parameters())


def test_a_dot_that_no_patch_of_ink_covers_loses_nothing(explaining: ModuleType) -> None:
    picture = np.zeros((28, 28))
    picture[14, 14] = 1
    made = explaining.occlusion(explaining.model(), picture, 3)
    assert np.isfinite(made).all()
    assert made[12:17, 12:17].any()
    made[10:19, 10:19] = 0
    assert made == pytest.approx(np.zeros((28, 28)), abs=1e-12)


def test_dots_chosen_by_a_map_of_slopes_cost_more_than_random_ones(
    module: ModuleType, explaining: ModuleType, pictures: nn.Array, integrated: list[nn.Array]
) -> None:
    model, rng = explaining.model(), np.random.default_rng(0)
    for picture, whole_way in zip(pictures, integrated, strict=True):
        digit, ink = answer(model, picture), np.flatnonzero(picture)
        chance = np.mean([module.wiped(model, picture, digit, rng.permutation(ink))[-1] for _ in range(10)])
        for made in (whole_way, explaining.explain(METHODS[1], model, picture, digit)):
            chosen = module.wiped(model, picture, digit, ink[np.argsort(-made.ravel()[ink], kind="stable")])
            assert chosen[-1] < chance


@pytest.mark.parametrize("method", METHODS)
def test_the_drawing_of_the_post_is_explained_by_all_three(black_box: Demo, method: str) -> None:
    frame = run(black_box, method=method)
    assert frame.metrics["says"] == 3
    assert frame.metrics["drop"] >= 6
    assert frame.metrics["random_drop"] <= 5
    assert frame.metrics["likeness"] == pytest.approx(1)


def test_only_the_whole_way_adds_up(black_box: Demo) -> None:
    errors = [run(black_box, method=method).metrics["sum_error"] for method in METHODS]
    assert errors[0] <= 0.01 < errors[1] < errors[2]


@pytest.mark.parametrize("seed", range(1, 6))
def test_a_network_that_knows_nothing_gives_a_map_that_looks_alike(black_box: Demo, seed: int) -> None:
    metrics = run(black_box, scramble="all layers", seed=seed).metrics
    assert metrics["likeness"] >= 0.5
    assert abs(metrics["score_change"]) <= 1
    assert metrics["sum_error"] <= 0.02


def test_nothing_scrambled_is_the_trained_network_and_a_layer_alone_is_another(
    explaining: ModuleType,
) -> None:
    state = explaining.model().state_dict()
    same = explaining.scrambled((), np.random.default_rng(0)).state_dict()
    other = explaining.scrambled(("0",), np.random.default_rng(0)).state_dict()
    assert all(np.array_equal(state[name], same[name]) for name in state)
    assert {name for name in state if not np.array_equal(state[name], other[name])} == {"0.weight", "0.bias"}


def test_wiping_begins_with_the_whole_drawing_and_takes_the_dots_in_order(
    module: ModuleType, explaining: ModuleType, pictures: nn.Array
) -> None:
    model, picture = explaining.model(), pictures[0]
    order = np.flatnonzero(picture)[:2]
    curve = module.wiped(model, picture, 7, order)
    bare = picture.copy()
    bare.flat[order] = 0
    assert curve[0] == pytest.approx(explaining.score(model, picture[None], 7)[0], rel=1e-12)
    assert curve[2] == pytest.approx(explaining.score(model, bare[None], 7)[0])
    assert curve[-1] == pytest.approx(curve[2])


def test_another_answer_may_be_asked_for(black_box: Demo) -> None:
    frame = run(black_box, answer="8")
    assert frame.marks["map"].label == "What speaks for 8, and against it"
    assert frame.metrics["score_change"] <= -1
    assert frame.metrics["sum_of_map"] == pytest.approx(frame.metrics["score_change"], rel=0.01)


def test_an_empty_pad_has_no_reasons(black_box: Demo) -> None:
    frame = run(black_box, drawing="")
    made = frame.marks["map"]
    assert isinstance(made, Image)
    assert not made.values.any()
    assert frame.metrics["sum_error"] == frame.metrics["drop"] == frame.metrics["likeness"] == 0


def test_the_frame_holds_the_map_its_test_and_its_comparison(black_box: Demo) -> None:
    marks = run(black_box).marks
    assert list(marks) == ["map", "deletion", "pictures", "beside"]
    deletion, pictures, beside = marks["deletion"], marks["pictures"], marks["beside"]
    assert isinstance(deletion, Curve)
    assert isinstance(pictures, ImageGrid)
    assert isinstance(beside, ImageGrid)
    assert len(deletion.x) == 31
    assert np.count_nonzero(pictures.images[0]) - np.count_nonzero(pictures.images[1]) == 30
    assert np.abs(beside.images).max(axis=(1, 2)) == pytest.approx([1, 1, 1])


def test_the_same_seed_gives_the_same_frame_and_another_does_not(black_box: Demo) -> None:
    first, again, other = (show(run_again(black_box, scramble="all layers", seed=seed)) for seed in (1, 1, 2))
    assert first == again != other


def test_its_poster_states_all_its_facts() -> None:
    poster = run_demo(Request("black_box"), CONTENT)
    assert isinstance(poster, Poster)
    names = [fact.partition(":")[0] for fact in poster.facts]
    assert names[:5] == ["Parameters", "Data", "Licence", "Metric", "Baseline"]
    assert len(str(poster.frame)) < 60_000
