"""What the post says about praise and complaints, measured again on the reviews that are held out."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from sitegen import nn
from sitegen.demo import Demo, Tokens, load
from sitegen.execution.run_demo import demos_package
from tests.content.runs import run, run_again

CONTENT = Path(__file__).parents[2] / "content"
WEIGHTS = CONTENT / "demos" / "weights"
IRONY, NEW_WORD, TWICE = (
    "what a wonderful evening, we waited two hours",
    "the film was sublime",
    "nothing here was not good",
)


@pytest.fixture(scope="module")
def sentiment() -> Iterator[Demo]:
    with demos_package(CONTENT):
        yield load("sentiment")


@pytest.fixture(scope="module")
def reviews(sentiment: Demo) -> ModuleType:
    return sys.modules[sentiment.module.replace("sentiment", "reviews")]


@pytest.fixture(scope="module")
def judges(sentiment: Demo) -> ModuleType:
    return sys.modules[sentiment.module.replace("sentiment", "judges")]


def tokens(demo: Demo, name: str, text: str, without: int = 0) -> Tokens:
    mark = run(demo, text=text, without=without).marks[name]
    assert isinstance(mark, Tokens)
    return mark


@pytest.mark.parametrize(("kind", "low", "high"), [("Reader", 0.86, 0.96), ("WordBag", 0.58, 0.7)])
def test_each_network_is_as_good_on_held_out_reviews_as_its_card_says(
    judges: ModuleType, reviews: ModuleType, kind: str, low: float, high: float
) -> None:
    model, card = judges.judge(getattr(judges, kind))
    score = judges.accuracy(model, reviews.held_out())
    assert score == pytest.approx(card.score, abs=0.002)
    assert low <= score <= high
    assert judges.list_accuracy(reviews.held_out()) == pytest.approx(card.baseline_score, abs=1e-9)


def test_only_the_network_that_reads_in_order_copes_with_negation_and_contrast(
    judges: ModuleType, reviews: ModuleType
) -> None:
    def right(kind: str, part: str) -> float:
        model, _ = judges.judge(getattr(judges, kind))
        return float(judges.accuracy(model, [r for r in reviews.held_out() if r.kind == part]))

    for part, least in (("negated", 0.75), ("contrast", 0.9), ("negated contrast", 0.7)):
        assert right("Reader", part) >= least
        assert right("WordBag", part) <= 0.55
    assert min(right("Reader", "plain"), right("WordBag", "plain")) >= 0.95


def test_three_seeds_stand_on_the_card_and_the_median_is_shipped() -> None:
    card = nn.read_card(WEIGHTS / "sentiment-reader.json")
    scores = sorted(map(float, re.findall(r"\d\.\d{3}", card.metric)))
    assert len(scores) == 3
    assert scores[1] == pytest.approx(card.score, abs=5e-4)
    assert scores[0] > 0.85
    post = (CONTENT / "posts" / "networks-that-read" / "index.md").read_text(encoding="utf-8")
    told = re.search(r"the three got ([\d.]+)%, ([\d.]+)% and ([\d.]+)%", post)
    assert told is not None
    assert sorted(float(share) / 100 for share in told.groups()) == pytest.approx(scores)


def test_the_test_has_its_own_patterns_and_pairs_of_words(reviews: ModuleType) -> None:
    learned, test = reviews.known(), reviews.held_out()
    assert len(learned) == 16_000
    assert len(test) == 1_000
    assert not {review.words for review in learned} & {review.words for review in test}
    texts = [f" {' '.join(review.words)} " for review in learned]
    for kept in (" not good ", " hardly bad ", " this soup is ", " nothing here ", " would never call "):
        assert not any(kept in text for text in texts)
    assert any(" not bad " in text for text in texts)
    assert any(" hardly great " in text for text in texts)
    praise = np.mean([review.praise for review in test])
    assert 0.45 <= praise <= 0.55
    assert {word for review in (*learned, *test) for word in review.words} <= set(reviews.vocabulary())


@pytest.mark.parametrize(
    ("text", "praise"),
    [
        ("the soup was not good", False),
        ("the soup was hardly bad", True),
        ("the food was cold but I loved it", True),
        ("I loved it but the food was cold", False),
        ("The waiter wasn't friendly.", False),
        ("not good", False),
    ],
)
def test_the_reader_judges_a_sentence_rightly(sentiment: Demo, text: str, praise: bool) -> None:
    assert (run(sentiment, text=text).metrics["praise"] > 0.9) == praise
    assert (run(sentiment, text=text).metrics["praise"] < 0.1) != praise


def test_the_bag_gives_the_same_words_in_another_order_the_same_verdict(sentiment: Demo) -> None:
    one = run(sentiment, text="the food was cold but I loved it")
    other = run(sentiment, text="I loved it but the food was cold")
    assert one.metrics["bag_praise"] == pytest.approx(other.metrics["bag_praise"], abs=1e-5)
    assert one.metrics["praise"] - other.metrics["praise"] > 0.9


@pytest.mark.parametrize("text", [IRONY, NEW_WORD, TWICE])
def test_the_presets_that_fail_do_fail(sentiment: Demo, text: str) -> None:
    assert run(sentiment, text=text).metrics["right"] == 0


def test_a_word_pushes_the_other_way_after_a_negation(sentiment: Demo) -> None:
    plain, negated = (
        tokens(sentiment, "reader", text=text) for text in ("the soup was good", "the soup was not good")
    )
    assert plain.values[-1] > 1
    assert negated.values[-1] < -1
    bag = tokens(sentiment, "bag", text="the soup was not good")
    assert bag.values[-1] > 0


@pytest.mark.parametrize("text", ["the soup was not good", IRONY, "I loved it but the food was cold"])
def test_the_pushes_add_up_to_the_verdict(sentiment: Demo, judges: ModuleType, text: str) -> None:
    for name, kind in (("bag", judges.WordBag), ("reader", judges.Reader)):
        mark = tokens(sentiment, name, text=text)
        verdict = mark.values.sum() + judges.judge(kind)[0].start
        metric = {"bag": "bag_praise", "reader": "praise"}[name]
        praise = float(run(sentiment, text=text).metrics[metric])
        assert verdict == pytest.approx(np.log(praise / (1 - praise)), abs=0.05 * len(mark.values) + 0.1)


def test_a_word_can_be_left_out(sentiment: Demo) -> None:
    frame = run(sentiment, text="the soup was not good", without=4)
    assert frame.metrics["praise"] > 0.9
    assert "right" not in frame.metrics
    assert tokens(sentiment, "reader", text="the soup was not good", without=4).tokens[3] == "(not)"
    assert run(sentiment, text="good", without=1).metrics["praise"] > 0.9
    assert run(sentiment, text="good", without=28).metrics["praise"] > 0.9


def test_unknown_words_are_marked_and_all_the_same(sentiment: Demo) -> None:
    one, other = run(sentiment, text=NEW_WORD), run(sentiment, text="the film was ghastly")
    assert one.metrics["praise"] == other.metrics["praise"]
    assert one.metrics["unknown_words"] == 1
    assert tokens(sentiment, "bag", text=NEW_WORD).tokens[-1] == "sublime?"
    assert "did you mean food?" in run(sentiment, text="the fod was cold").text


@pytest.mark.parametrize("text", ["", " ", "!?", ",", "12", "x " * 70, "not " * 35, "Straße, naïve"])
def test_odd_texts_get_a_verdict(sentiment: Demo, text: str) -> None:
    assert 0 <= run(sentiment, text=text).metrics["praise"] <= 1


def test_equal_runs_are_equal(sentiment: Demo) -> None:
    frames = [run_again(sentiment, text=IRONY) for _ in range(2)]
    assert frames[0].metrics == frames[1].metrics
    assert frames[0].text == frames[1].text


def test_the_table_of_the_exam_holds(judges: ModuleType, reviews: ModuleType) -> None:
    models = [judges.judge(kind)[0] for kind in (judges.WordBag, judges.Reader)]
    for kind, told in judges.scores().items():
        part = [review for review in reviews.held_out() if review.kind == kind]
        measured = [judges.list_accuracy(part), *(judges.accuracy(model, part) for model in models)]
        assert measured == pytest.approx(told, abs=0.01)


def test_the_weights_are_small() -> None:
    assert sum(path.stat().st_size for path in WEIGHTS.glob("sentiment-*.npz")) <= 60_000
