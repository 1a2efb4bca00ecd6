"""What the post says about the Transformer that adds, measured again on the sums that are held out."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from sitegen import nn
from sitegen.demo import Demo, Image, load
from sitegen.execution.run_demo import demos_package
from tests.content.runs import run, run_again

CONTENT = Path(__file__).parents[2] / "content"
WEIGHTS = CONTENT / "demos" / "weights"


@pytest.fixture(scope="module")
def adding() -> Iterator[Demo]:
    with demos_package(CONTENT):
        yield load("adding")


@pytest.fixture(scope="module")
def adder(adding: Demo) -> ModuleType:
    return sys.modules[adding.module.replace("adding", "adder")]


def test_the_network_is_as_good_on_held_out_sums_as_its_card_says(adder: ModuleType) -> None:
    model, card = adder.adder()
    pairs = adder.sums()[1]
    score = adder.is_right(adder.written(model, *pairs), *pairs).mean()
    assert score == pytest.approx(card.score, abs=0.002)
    assert score >= 0.99
    assert adder.is_right(adder.without_carrying(*pairs), *pairs).mean() == pytest.approx(card.baseline_score)
    assert 0.15 <= card.baseline_score <= 0.18


def test_no_held_out_sum_is_learned(adder: ModuleType) -> None:
    learned, held_out = ({tuple(pair) for pair in pairs.T.tolist()} for pairs in adder.sums())
    assert (len(learned), len(held_out)) == (10_000, 10_000)
    assert not learned & held_out
    assert max(max(pair) for pair in learned | held_out) < 1000


def test_three_seeds_stand_on_the_card_and_the_median_is_shipped() -> None:
    card = nn.read_card(WEIGHTS / "adding.json")
    scores = sorted(map(float, re.findall(r"\d\.\d{4}", card.metric)))
    assert len(scores) == 3
    assert scores[1] == pytest.approx(card.score, abs=5e-5)


def test_the_table_of_the_exam_holds(adder: ModuleType, adding: Demo) -> None:
    results = sys.modules[adding.module].results()
    measured = adder.examined(adder.adder()[0])
    assert list(results) == list(measured)
    for kind, shares in measured.items():
        assert results[kind] == pytest.approx(shares, abs=0.005)
    assert measured["three carries"][0] == 0
    assert measured["three carries"][1] >= 0.98
    assert measured["four digits"][1] <= 0.02


def test_a_fourth_digit_does_harm_where_head_1_rests(adder: ModuleType, adding: Demo) -> None:
    first, second = adder.units_right(adder.adder()[0])
    assert first <= 0.3
    assert second >= 0.95
    assert sys.modules[adding.module].measured()["units_right"] == pytest.approx([first, second], abs=0.005)


@pytest.mark.parametrize("digit", range(1, 6))
def test_the_picture_holds_every_weight(adding: Demo, adder: ModuleType, digit: int) -> None:
    mark = run(adding, digit=digit).marks["weights"]
    assert isinstance(mark, Image)
    names = mark.box_names[adder.LENGTH :]
    boxes = dict(zip(names, mark.boxes[adder.LENGTH :], strict=True))
    cells = {name: round(b - t - 1) * round(r - x - 1) for name, (x, t, r, b) in boxes.items()}
    cells.pop("digit")
    assert sum(cells.values()) == adder.adder()[0].parameter_count


def test_attention_depends_on_the_place_and_reads_the_digits_to_add(adding: Demo) -> None:
    frame = run(adding, sum="357 + 286", digit=2)
    assert frame.metrics["on_the_digits_to_add"] >= 0.8
    assert frame.metrics["head_1_on_the_fourth_digit"] >= 0.6
    mark = frame.marks["weights"]
    assert isinstance(mark, Image)
    assert mark.box_names[:14] == list("7530+6820=3···")


@pytest.mark.parametrize("text", ["357 + 286", "342 + 516", "999 + 1", "0+0", "450 + 661", "7+8 ="])
def test_sums_of_three_digits_are_right(adding: Demo, text: str) -> None:
    frame = run(adding, sum=text)
    assert frame.metrics["right"] == 1
    assert frame.metrics["digits_right"] == 5
    first, second = map(int, re.findall(r"\d+", text))
    assert f"= {first + second:,};" in frame.text


@pytest.mark.parametrize("text", ["4321 + 2345", "1000 + 1000", "350 + 661"])
def test_the_presets_that_fail_do_fail(adding: Demo, text: str) -> None:
    assert run(adding, sum=text).metrics["right"] == 0


def test_the_few_mistakes_below_a_thousand_gather_where_the_post_says(
    adding: Demo, adder: ModuleType
) -> None:
    counted = sys.modules[adding.module].measured()["wrong_of_all"]
    wrong = adder.mistakes(adder.adder()[0], np.arange(350, 400))
    assert 150 <= counted <= 250
    assert 10 <= len(wrong) <= counted
    assert [350, 661] in wrong.tolist()
    assert set((wrong.sum(axis=1) // 100).tolist()) == {10}
    assert set((wrong // 100).sum(axis=1).tolist()) == {9}


@pytest.mark.parametrize("text", ["", "+", "12", "1 - 2", "eleven", "1 + 2 + 3", "99999999999 + 1", "٣ + ٤"])
def test_odd_texts_get_a_remark(adding: Demo, text: str) -> None:
    frame = run(adding, sum=text)
    assert frame.text.startswith("Write two numbers up to 9,999")
    assert np.isfinite(frame.metrics["digits_right"])


def test_equal_runs_are_equal(adding: Demo) -> None:
    one, other = (run_again(adding, sum="4321 + 2345") for _ in range(2))
    assert one.metrics == other.metrics
    assert one.text == other.text


def test_the_weights_are_small() -> None:
    assert (WEIGHTS / "adding.npz").stat().st_size <= 8_000
