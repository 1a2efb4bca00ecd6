"""A kernel made by hand: what it finds, what is spelled out, and what is said when it is none."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from sitegen.demo import Demo, Frame, Image, Matrix, load, show
from sitegen.execution.run_demo import demos_package, run_demo
from sitegen.model import Poster, Request
from sitegen.nn import Conv2d, MaxPool2d, ReLU, Sequential
from tests.content.runs import run

CONTENT = Path(__file__).parents[2] / "content"


@pytest.fixture(scope="module")
def kernel() -> Iterator[Demo]:
    with demos_package(CONTENT):
        yield load("kernel")


@pytest.fixture(scope="module")
def module(kernel: Demo) -> ModuleType:
    return sys.modules[kernel.module]


def image(frame: Frame, name: str) -> np.ndarray:
    mark = frame.marks[name]
    assert isinstance(mark, Image)
    return mark.values


def matrix(frame: Frame, name: str) -> np.ndarray:
    mark = frame.marks[name]
    assert isinstance(mark, Matrix)
    return mark.values


@pytest.mark.parametrize("after", ["nothing", "ReLU", "ReLU and pooling"])
def test_the_map_is_that_of_a_convolutional_layer(module: ModuleType, after: str) -> None:
    rng = np.random.default_rng(0)
    pixels, weights = rng.random((14, 14), np.float32), rng.normal(size=(3, 3)).astype(np.float32)
    layer = Conv2d(1, 1, 3, rng=rng, bias=False)
    layer.weight.array[0, :, :, 0] = weights
    model = {
        "nothing": Sequential(layer),
        "ReLU": Sequential(layer, ReLU()),
        "ReLU and pooling": Sequential(layer, ReLU(), MaxPool2d(2)),
    }[after]
    expected = model.predict(pixels[None, ..., None])[0, :, :, 0]
    made = module.afterwards(module.feature_map(pixels, weights), after)
    assert made == pytest.approx(expected, abs=1e-5)


def test_one_sum_is_spelled_out_number_by_number(kernel: Demo) -> None:
    frame = run(kernel, row=4, column=7, numbers="1 2 3 4 5 6 7 8 9")
    patch, products = matrix(frame, "patch"), matrix(frame, "products")
    assert np.array_equal(patch, image(frame, "seen")[3:6, 6:9])
    assert np.array_equal(matrix(frame, "kernel"), np.arange(1, 10).reshape(3, 3))
    assert products == pytest.approx(patch * np.arange(1, 10).reshape(3, 3))
    assert frame.metrics["sum"] == pytest.approx(products.sum(), abs=1e-5)
    assert frame.metrics["sum"] == image(frame, "map")[3, 6]
    assert frame.text.startswith("Row 4, column 7: ")
    assert frame.text.count(" + ") == 8


def test_an_edge_finder_is_silent_along_edges_of_the_other_kind(kernel: Demo) -> None:
    beam = "0,0.5 1,0.5"
    assert run(kernel, picture=beam).metrics["strongest"] == 0
    assert run(kernel, picture=beam, numbers="-1 -1 -1 0 0 0 1 1 1").metrics["strongest"] >= 2


def test_a_kernel_of_pluses_is_never_above_the_darkest_ink(kernel: Demo) -> None:
    assert run(kernel, numbers=" ".join(["0.11"] * 9)).metrics["strongest"] <= 1


@pytest.mark.parametrize(
    "text",
    ["-1 0 1 -1 0 1 -1 0 1", "−1,0,1;−1,0,1;−1,0,1", "-1 0 1\n-1 0 1\n-1 0 1\n", "-1.0 0 1e0 -1 0 1 -1 0 1"],
)
def test_nine_numbers_may_be_written_in_several_ways(kernel: Demo, text: str) -> None:
    assert show(run(kernel, numbers=text)) == show(run(kernel))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1 2 3", "The kernel needs nine numbers from −99 to 99; these are 3."),
        ("", "The kernel needs nine numbers from −99 to 99; these are 0."),
        ("1 2 3 4 5 6 7 8 x", "The kernel needs nine numbers from −99 to 99; 'x' is none."),
        ("1 2 3 4 5 6 7 8 nan", "The kernel needs nine numbers from −99 to 99; 'nan' is none."),
        ("1 2 3 4 5 6 7 8 100", "The kernel needs nine numbers from −99 to 99; '100' is none."),
    ],
)
def test_what_is_no_kernel_is_said_and_answers_nothing(kernel: Demo, text: str, message: str) -> None:
    frame = run(kernel, numbers=text)
    assert frame.text == message
    assert frame.metrics["strongest"] == 0


def test_its_poster_is_complete_and_its_program_readable() -> None:
    poster = run_demo(Request("kernel"), CONTENT)
    assert isinstance(poster, Poster)
    marks = [mark["name"] for mark in poster.frame["marks"]]
    assert marks == ["seen", "map", "patch", "kernel", "products", "after"]
    assert len(str(poster.frame)) < 60_000
    lines = (CONTENT / "demos" / "kernel.py").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 155
    assert max(len(line) for line in lines) <= 110
