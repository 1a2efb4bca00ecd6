"""What the post says about finding answers, measured again on the questions that are held out."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from sitegen import nn
from sitegen.demo import Bars, Demo, load
from sitegen.execution.run_demo import demos_package
from tests.content.runs import run, run_again

CONTENT = Path(__file__).parents[2] / "content"
WEIGHTS = CONTENT / "demos" / "weights"


@pytest.fixture(scope="module")
def answers() -> Iterator[Demo]:
    with demos_package(CONTENT):
        yield load("answers")


@pytest.fixture(scope="module")
def finder(answers: Demo) -> ModuleType:
    return sys.modules[answers.module.replace("answers", "finder")]


def passage(demo: Demo, question: str, threshold: int = 50) -> Bars:
    mark = run(demo, question=question, threshold=threshold).marks["passage"]
    assert isinstance(mark, Bars)
    return mark


def test_the_network_is_as_good_on_held_out_questions_as_its_card_says(finder: ModuleType) -> None:
    model, card = finder.finder()
    exam = finder.examine(model)
    assert exam.right(0) == pytest.approx(card.score, abs=0.03)
    assert exam.right(0) >= 0.75
    assert exam.refused(0.5) >= 0.75
    asked = [question for question, number in finder.passage().held_out if number >= 0]
    by_words = np.mean([finder.found_by_words(question) for question in asked])
    assert by_words == pytest.approx(card.baseline_score, abs=1e-9)
    assert exam.right(0) >= np.mean([finder.found_by_practice(question) for question in asked]) + 0.15


def test_new_words_are_harder_than_practised_ones(finder: ModuleType) -> None:
    asked = [question for question, number in finder.passage().held_out if number >= 0]
    new = np.array([finder.is_new(question) for question in asked])
    best = finder.examine(finder.finder()[0]).best
    assert (new.sum(), (~new).sum()) == (28, 44)
    assert best[~new].sum() == 44
    assert best[new].sum() == 10
    post = (CONTENT / "posts" / "networks-that-read" / "index.md").read_text(encoding="utf-8")
    assert "in all 44 questions whose words it practised, and in 10 of the 28 with a new word" in post


def test_held_out_questions_are_new_and_share_no_key_word_with_their_sentence(finder: ModuleType) -> None:
    text = finder.passage()
    assert len(text.sentences) == 12
    practice = {" ".join(finder.words(question)) for question, _ in text.practice}
    assert len(practice) == len(text.practice) == 170
    assert sum(number < 0 for _, number in text.practice) == 50
    assert sum(number < 0 for _, number in text.held_out) == 32
    assert len(text.held_out) == 72 + 32
    for question, number in text.held_out:
        assert " ".join(finder.words(question)) not in practice
        if number >= 0:
            assert finder.shared_words(question, [text.sentences[number]])[0] == 0


def test_a_higher_threshold_trades_answers_for_silence(finder: ModuleType) -> None:
    exam = finder.examine(finder.finder()[0])
    right = [exam.right(threshold) for threshold in (0, 0.3, 0.5, 0.7, 0.9)]
    refused = [exam.refused(threshold) for threshold in (0, 0.3, 0.5, 0.7, 0.9)]
    assert right == sorted(right, reverse=True)
    assert refused == sorted(refused)
    assert right[0] - right[-1] >= 0.1
    assert refused[-1] - refused[1] >= 0.1


def test_three_seeds_stand_on_the_card_and_the_median_is_shipped() -> None:
    card = nn.read_card(WEIGHTS / "answers.json")
    scores = sorted(map(float, re.findall(r"\d\.\d{3}", card.metric)))
    assert len(scores) == 3
    assert scores[1] == pytest.approx(card.score, abs=5e-4)


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        ("What is the age of the tower?", "It was built in 1874."),
        ("Is there an elevator to the top?", "Inside are 212 steps."),
        ("Who wrote Faust?", "I do not know."),
    ],
)
def test_presets_get_the_right_reply(answers: Demo, question: str, reply: str) -> None:
    assert passage(answers, question).label == f"Reply: {reply}"
    assert run(answers, question=question).metrics["reply_right"] == 1


@pytest.mark.parametrize(
    "question", ["How high is the fever?", "How tall is the keeper?", "When is it not open?"]
)
def test_the_presets_that_fail_do_fail(answers: Demo, question: str) -> None:
    frame = run(answers, question=question, threshold=50)
    assert frame.metrics["reply_right"] == 0
    assert "A person answers: I do not know." in frame.text


def test_the_highest_threshold_silences_all(answers: Demo) -> None:
    frame = run(answers, question="How tall is the keeper?", threshold=100)
    assert frame.metrics["reply_right"] == 1
    assert frame.metrics["refused"] == 1


@pytest.mark.parametrize("question", ["", " ", "?!", "x" * 100, "why " * 25, "Größe, naïve"])
def test_odd_questions_get_a_reply(answers: Demo, question: str) -> None:
    assert 0 <= run(answers, question=question).metrics["sure"] <= 1
    if not question.strip(" ?!"):
        assert passage(answers, question, threshold=0).label == "Reply: I do not know."


def test_equal_runs_are_equal(answers: Demo) -> None:
    frames = [run_again(answers, question="How high is the fever?") for _ in range(2)]
    assert frames[0].metrics == frames[1].metrics
    assert frames[0].text == frames[1].text


def test_the_weights_are_small() -> None:
    assert (WEIGHTS / "answers.npz").stat().st_size <= 60_000
