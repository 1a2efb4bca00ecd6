"""What the post says about one network in three libraries, computed again from the imported weights."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from sitegen import nn
from sitegen.demo import Demo, MarkError, load
from sitegen.execution.run_demo import demos_package
from tests.content.runs import run, run_again

CONTENT = Path(__file__).parents[2] / "content"
WEIGHTS = CONTENT / "demos" / "weights"
SCRIPTS = CONTENT / "demos" / "train" / "three_libraries"
NAMES = {"PyTorch": "pytorch", "Keras": "keras", "TensorFlow": "tensorflow"}


@pytest.fixture(scope="module")
def libraries() -> Iterator[Demo]:
    with demos_package(CONTENT):
        yield load("libraries")


@pytest.fixture(scope="module")
def listing(libraries: Demo) -> ModuleType:
    return sys.modules[libraries.module.replace("libraries", "listing")]


@pytest.mark.parametrize("library", NAMES)
def test_the_imported_network_gives_the_answers_of_its_library(libraries: Demo, library: str) -> None:
    metrics = run(libraries, library=library).metrics
    assert metrics["right"] >= 0.97
    assert metrics["difference"] <= 1e-4
    assert metrics["between"] <= 1e-4


@pytest.mark.parametrize("library", ["Keras", "TensorFlow"])
def test_numbers_that_are_read_in_the_other_order_guess(libraries: Demo, library: str) -> None:
    metrics = run(libraries, library=library, turned=False).metrics
    assert metrics["right"] <= 0.3
    assert metrics["difference"] > 1


def test_the_libraries_end_at_the_same_weights_and_losses() -> None:
    weights = [nn.load_weights(WEIGHTS / f"libraries-{name}.npz") for name in NAMES.values()]
    assert max(np.abs(each[key] - weights[0][key]).max() for each in weights for key in each) <= 1e-6
    with np.load(WEIGHTS / "libraries-answers.npz") as file:
        losses = [file[f"{name}_losses"] for name in NAMES.values()]
    assert all(len(each) == 20 and np.abs(each - losses[0]).max() < 1e-6 for each in losses)
    assert losses[0][-1] < 0.1 < losses[0][0]


def test_a_step_is_lit_in_both_programs(libraries: Demo, listing: ModuleType) -> None:
    picture = run(libraries, line=3, library="TensorFlow").marks["programs"].picture("")
    assert picture.count("mark-lit") == 2
    assert picture.count('data-pick="line"') == 10
    both = run(libraries, line=5, library="Keras").marks["programs"].picture("")
    assert both.count('value="5" aria-pressed="true"') == 2  # Keras finds the gradient and steps in one line
    for name, blocks in listing.LISTINGS.items():
        assert {step for _, steps in blocks for step in steps} == set(listing.STEPS), name


@pytest.mark.parametrize("library", NAMES)
def test_the_lines_on_the_page_are_those_of_the_script(listing: ModuleType, library: str) -> None:
    text = (SCRIPTS / f"with_{NAMES[library]}.py").read_text(encoding="utf-8")
    script = re.sub(r":(list\[Any\]|Any)|->Any", "", "".join(text.split()))  # the page has no types
    for code, _ in listing.LISTINGS[library]:
        for line in code.splitlines():
            assert "".join(line.split()) in script, line


def test_the_lines_of_sitegen_train_a_network_as_the_libraries_did(
    libraries: Demo, listing: ModuleType
) -> None:
    demo = sys.modules[libraries.module]
    with np.load(WEIGHTS / "libraries-answers.npz") as file:
        expected = float(file["pytorch_losses"][0])
    draw, rng = np.random.default_rng(0), np.random.default_rng(0)
    scope: dict[str, Any] = {"nn": nn, "F": nn.functional, "rng": rng}
    (data, _), (model, _), *rest = listing.LISTINGS["sitegen.nn"]
    exec(model, scope)  # noqa: S102 - the lines of the page
    network = scope["model"]
    assert isinstance(network, nn.Sequential)
    for layer, (inputs, outputs) in zip((network[0], network[2]), ((64, 32), (32, 10)), strict=True):
        kernel = draw.uniform(-1, 1, (inputs, outputs)).astype(np.float32) / np.float32(inputs**0.5)
        layer.load_state_dict({"weight": kernel.T, "bias": np.zeros(outputs, np.float32)})
    pictures, labels, _, _ = demo.digits()
    scope |= {"rows": pictures.reshape(-1, 64), "labels": labels, "BATCH": 64}
    scope["optimizer"] = nn.SGD(network.parameters(), lr=0.5)
    total = 0.0
    for i in range(0, len(labels), 64):
        scope["i"] = i
        exec("\n".join([data, *(code for code, _ in rest)]), scope)  # noqa: S102 - the lines of the page
        total += scope["loss"].item() * len(scope["x"])
    assert total / len(labels) == pytest.approx(expected, abs=1e-5)


def test_an_unknown_step_is_refused(listing: ModuleType) -> None:
    with pytest.raises(MarkError, match="received the step 'sleep'"):
        listing.Listing(listing.LISTINGS, "sleep", pick="line", label="")


def test_equal_controls_give_equal_pictures(libraries: Demo) -> None:
    first, second = run_again(libraries, digit=3), run_again(libraries, digit=3)
    assert first.text == second.text
    assert first.marks["scores"].picture("") == second.marks["scores"].picture("")


def test_the_weights_are_small_and_say_what_they_reach() -> None:
    files = list(WEIGHTS.glob("libraries-*.npz"))
    assert len(files) == 4
    assert sum(path.stat().st_size for path in files) <= 100_000
    for name in NAMES.values():
        card = nn.read_card(WEIGHTS / f"libraries-{name}.json")
        assert card.score >= 0.97
        assert f"with_{name}.py" in card.script
