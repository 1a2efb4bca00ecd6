"""The figures that the post states about filled gaps, measured again from the shipped weights."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from sitegen import nn
from sitegen.demo import Bars, Demo, Frame, Table, Text, Tokens, load, show
from sitegen.execution.run_demo import demos_package, run_demo
from sitegen.model import Poster, Request
from tests.content.runs import run

CONTENT = Path(__file__).parents[2] / "content"
DEMOS = CONTENT / "demos"


@pytest.fixture(scope="module")
def bert() -> Iterator[Demo]:
    with demos_package(CONTENT):
        yield load("bert")


@pytest.fixture(scope="module")
def sentences(bert: Demo) -> ModuleType:
    return sys.modules[bert.module.replace("bert", "sentences")]


@pytest.fixture(scope="module")
def reader(bert: Demo) -> ModuleType:
    return sys.modules[bert.module.replace("bert", "reader")]


@pytest.fixture(scope="module")
def training(bert: Demo) -> ModuleType:
    return importlib.import_module(bert.module.replace("bert", "train.bert"))


def guesses(frame: Frame) -> list[str]:
    bars = frame.marks["guesses"]
    assert isinstance(bars, Bars)
    return bars.names


def note(frame: Frame) -> str:
    text = frame.marks["note"]
    assert isinstance(text, Text)
    return text.text


def test_only_who_sees_both_sides_knows_the_number_of_a_covered_subject(bert: Demo) -> None:
    assert run(bert).metrics["subject"] >= 0.99
    assert 0.45 <= run(bert, both=False).metrics["subject"] <= 0.55


@pytest.mark.parametrize("both", [True, False])
def test_both_networks_let_the_verb_agree_with_its_subject(bert: Demo, both: bool) -> None:
    assert run(bert, both=both).metrics["verb"] >= 0.99


def test_the_simplest_ways_do_as_the_cards_and_the_table_say(
    bert: Demo, sentences: ModuleType, reader: ModuleType
) -> None:
    drawn = sentences.held_out()
    many = np.mean([sentences.NUMBER[words[subject]] for words, subject, _ in drawn])
    card = nn.read_card(DEMOS / "weights" / "bert.json")
    assert card.baseline_score == pytest.approx(max(many, 1 - many))
    assert 0.5 <= card.baseline_score <= 0.55
    nearest = reader.nearest_numbers(drawn).mean()
    assert 0.55 <= nearest <= 0.7
    table = run(bert).marks["exam"]
    assert isinstance(table, Table)
    assert [row[2] for row in table.rows] == [
        f"{share:.1%}".replace("%", "\u202f%") for share in (card.baseline_score, nearest)
    ]


@pytest.mark.parametrize(("name", "both"), [("bert", True), ("bert-left", False)])
def test_the_cards_say_what_the_weights_do(bert: Demo, name: str, both: bool) -> None:
    card = nn.read_card(DEMOS / "weights" / f"{name}.json")
    metrics = run(bert, both=both).metrics
    assert card.score == pytest.approx(metrics["subject"], abs=0.02)
    assert card.parameters == metrics["parameters"] == 22_281
    assert (CONTENT.parent / card.script).is_file()


def test_no_held_out_sentence_is_among_those_to_learn_from(sentences: ModuleType) -> None:
    known, held_out = (
        {" ".join(words) for words, _, _ in part()} for part in (sentences.known, sentences.held_out)
    )
    assert (len(known), len(held_out)) == (6_000, 1_000)
    assert not known & held_out


def test_in_every_sentence_the_verb_agrees_with_its_subject(sentences: ModuleType) -> None:
    number = sentences.NUMBER
    for words, subject, verb in sentences.held_out():
        assert number[words[subject]] == number[words[verb]]
        assert words[subject] in {form for pair in sentences.ALL_NOUNS for form in pair}
        assert words[verb] in {form for pair in sentences.ALL_VERBS for form in pair}
        assert len(words) <= sentences.LENGTH


def test_who_sees_only_the_left_side_does_not_see_the_verb(bert: Demo) -> None:
    howl, howls = (run(bert, text=f"the _ near the lamp {verb}", both=False) for verb in ("howl", "howls"))
    assert guesses(howl) == guesses(howls)
    assert howl.metrics["many"] == pytest.approx(howls.metrics["many"], abs=1e-6)


def test_who_sees_both_sides_follows_the_verb(bert: Demo) -> None:
    howl, howls = (run(bert, text=f"the _ near the lamp {verb}") for verb in ("howl", "howls"))
    assert howl.metrics["many"] > 0.9
    assert howls.metrics["one"] > 0.9


def test_it_has_noticed_who_does_what(bert: Demo, sentences: ModuleType) -> None:
    for kind, verb in (("people", "sings"), ("animals", "bites"), ("things", "burns")):
        nouns = {one for one, _ in sentences.pairs(sentences.NOUNS[kind])}
        assert set(guesses(run(bert, text=f"the _ {verb} today"))) == nouns


def test_one_head_looks_from_the_verb_at_the_subject(bert: Demo) -> None:
    tokens = run(bert, cover=7, block=2, head=4).marks["sentence"]
    assert isinstance(tokens, Tokens)
    assert tokens.tokens[int(tokens.values.argmax())] == "mice"
    assert tokens.values.sum() == pytest.approx(1, abs=0.05)  # they are rounded


def test_a_clause_that_it_never_saw_misleads_it(bert: Demo) -> None:
    assert run(bert, text="the cats the nurse sees howl", cover=6).metrics["many"] <= 0.4


def test_an_unknown_word_is_answered_with_a_near_miss_and_a_gap(bert: Demo) -> None:
    frame = run(bert, text="The dgo bites.", cover=3)
    assert note(frame).startswith("It does not know dgo (did you mean dog?); there it sees a gap.")
    assert frame.text.startswith("the ____ ____ .")


def test_a_word_unlike_any_other_is_named_without_a_guess(bert: Demo) -> None:
    assert note(run(bert, text="the xyzzy bites")).startswith("It does not know xyzzy; there")


@pytest.mark.parametrize("text", ["", ". .", "the " * 20, "_ _ _"])
def test_odd_texts_are_survived(bert: Demo, text: str) -> None:
    assert show(run(bert, text=text, cover=12))["text"]


def test_covering_hides_at_least_one_word_of_every_sentence_and_no_padding(reader: ModuleType) -> None:
    words = np.array([[3, 4, 5, 2, 0, 0], [3, 9, 2, 0, 0, 0]] * 50)
    read, guess = reader.cover(words, 0.2, np.random.default_rng(1))
    covered = guess != reader.NO_TARGET
    assert covered.any(axis=1).all()
    assert not covered[words == 0].any()
    assert (guess[covered] == words[covered]).all()
    assert (read[covered] == 1).all()
    assert (read[~covered] == words[~covered]).all()


def test_the_same_values_give_the_same_bytes(bert: Demo) -> None:
    assert show(run(bert, cover=7)) == show(run(bert, cover=7))


def test_the_training_script_writes_networks_that_load(
    training: ModuleType, reader: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "FOLDER", tmp_path)
    training.main(steps=2)
    for both, name in training.NAMES.items():
        model = reader.Reader(both, rng=np.random.default_rng(0))
        assert nn.load_model(tmp_path / name, model).seed == training.SEED


def test_the_same_seed_trains_the_same_network(training: ModuleType) -> None:
    first, again = (training.train(True, 3).state_dict() for _ in range(2))
    assert all(np.array_equal(first[name], again[name]) for name in first)


def test_its_own_bytes_are_few() -> None:
    files = [*(DEMOS / f"{name}.py" for name in ("bert", "reader", "sentences", "unknown"))]
    weights = sorted((DEMOS / "weights").glob("bert*"))
    assert [path.name for path in weights] == ["bert-left.json", "bert-left.npz", "bert.json", "bert.npz"]
    assert sum(path.stat().st_size for path in (*files, *weights)) < 200_000


def test_its_poster_states_all_its_facts() -> None:
    poster = run_demo(Request("bert"), CONTENT)
    assert isinstance(poster, Poster)
    names = [fact.partition(":")[0] for fact in poster.facts]
    assert names[:6] == ["Parameters", "Data", "Licence", "Training", "Metric", "Baseline"]
    assert len(str(poster.frame)) < 60_000


def test_its_program_stays_readable_on_the_page() -> None:
    lines = (DEMOS / "bert.py").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 175
    assert max(len(line) for line in lines) <= 110
