"""What the post says about a network that writes and copies, measured again."""

import importlib
import json
import re
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from sitegen import nn
from sitegen.demo import Bars, Demo, Session, Table, Tokens, load
from sitegen.execution.run_demo import demos_package
from tests.content.runs import finish, run_again

CONTENT = Path(__file__).parents[2] / "content"
WEIGHTS, DATA = CONTENT / "demos" / "weights", CONTENT / "demos" / "data"
PARTS = ("post", "all")


@pytest.fixture(scope="module")
def writing() -> Iterator[Demo]:
    with demos_package(CONTENT):
        yield load("writing")


def part(demo: Demo, name: str) -> ModuleType:
    return importlib.import_module(f"{demo.module.rpartition('.')[0]}.{name}")


@pytest.fixture(scope="module")
def text(writing: Demo) -> ModuleType:
    return part(writing, "writing_text")


@pytest.fixture(scope="module")
def exam(writing: Demo) -> ModuleType:
    return part(writing, "writing_exam")


@pytest.fixture(scope="module")
def network(writing: Demo) -> ModuleType:
    return part(writing, "writing_network")


@pytest.fixture(scope="module")
def copies(writing: Demo) -> ModuleType:
    return part(writing, "copies")


@pytest.fixture(scope="module")
def cleaning(writing: Demo) -> ModuleType:
    return part(writing, "train.writing_text")


@pytest.mark.parametrize("part_read", PARTS)
def test_the_card_says_how_surprised_the_weights_are(
    exam: ModuleType, network: ModuleType, part_read: str
) -> None:
    model, card = network.writer(part_read)
    assert card.score == pytest.approx(exam.bits(model, exam.unseen("held-out")), abs=0.01)
    scores = [float(score) for score in re.findall(r"\d\.\d{3}", card.metric)]
    assert len(scores) == 3
    assert sorted(scores)[1] == pytest.approx(card.score, abs=0.02)
    assert scores[card.seed - 1] == sorted(scores)[1]
    assert (CONTENT.parent / card.script).is_file()
    if part_read == "all":
        post = (CONTENT / "posts" / "networks-that-write" / "index.md").read_text(encoding="utf-8")
        assert "gave {:.3f}, {:.3f} and {:.3f} bits".format(*scores) in post
        assert card.baseline_score < card.score


def test_counted_letters_are_as_good_as_the_card_says(
    writing: Demo, text: ModuleType, exam: ModuleType, network: ModuleType
) -> None:
    counts = part(writing, "letter_counts").LetterCounts(text.known_text(), 7)
    card = network.writer("all")[1]
    assert counts.bits(exam.unseen("held-out")) == pytest.approx(card.baseline_score, abs=1e-4)
    chances = [counts.chance("the networ", letter) for letter in text.ALPHABET]
    assert sum(chances) == pytest.approx(1)
    assert text.ALPHABET[int(np.argmax(chances))] == "k"


def test_people_copy_as_little_as_the_post_says(exam: ModuleType) -> None:
    held_out = exam.unseen("held-out")
    people = json.loads((DATA / "writing-exam.json").read_text(encoding="utf-8"))["people"]
    assert exam.copied(held_out) == pytest.approx(people["copied"], abs=1e-4)
    assert exam.made_up(held_out) == pytest.approx(people["made_up"], abs=1e-4)


@pytest.mark.parametrize("part_read", PARTS)
def test_long_texts_copy_as_much_as_the_table_says(
    exam: ModuleType, network: ModuleType, part_read: str
) -> None:
    measured = json.loads((DATA / "writing-exam.json").read_text(encoding="utf-8"))[part_read]["copied"]
    rng = np.random.default_rng(5)
    texts = "\n".join(network.write(network.writer(part_read)[0], 150, rng, 0.8) for _ in range(8))
    assert exam.copied(texts, part_read) == pytest.approx(measured["0.8"], abs=0.15)
    assert list(measured.values())[-1] <= measured["0.8"]


def test_the_held_out_posts_are_not_in_the_text(text: ModuleType, exam: ModuleType) -> None:
    for name in exam.TEXTS:
        words = text.split_words(exam.unseen(name))
        assert len(words) == text.about()["words"][name]
        assert max(run.length for run in text.source().runs(words)) <= 8
    assert len(text.split_words(text.known_text())) == text.about()["words"]["known"]
    assert sum(count for _, count in text.about()["pages"]) == text.about()["words"]["known"]


def test_any_text_is_the_same_after_it_was_cut_into_pieces(text: ModuleType) -> None:
    for sample in ("A network", "xyzzy, 12.5%\n", "", "The queen kissed a frog"):
        assert text.decode(text.encode(sample)) == sample
    assert text.decode(text.encode("naïve — “so”")) == 'nave - "so"'
    assert len(text.encode(text.known_text())) < len(text.known_text()) / 2


@pytest.mark.parametrize(
    ("written", "runs"),
    [
        ("a b c d e", [(0, 5, 0, 1)]),
        ("x a b c d e x", [(1, 5, 0, 1)]),
        ("d e f a b c", [(0, 5, 3, 1), (3, 3, 0, 1)]),
        ("c d e f e f a x a b", [(0, 4, 2, 1), (4, 3, 4, 1), (8, 2, 0, 2)]),
        ("a x", []),
        ("", []),
    ],
)
def test_copied_runs_are_found_with_their_places(
    copies: ModuleType, written: str, runs: list[tuple[int, ...]]
) -> None:
    found = copies.Source(list("abcdefab")).runs(written.split())
    assert [(run.start, run.length, run.found, run.times) for run in found] == runs


def test_a_word_belongs_to_its_longest_run(copies: ModuleType) -> None:
    runs = copies.Source(list("abcd.cdefg")).runs(list("abcdefg"))
    assert [run.length for run in runs] == [4, 5]
    longest = copies.longest_runs(runs, 7, 4)
    assert [run.length for run in longest if run] == [4, 4, 5, 5, 5, 5, 5]
    assert copies.longest_runs(runs, 7, 5)[:2] == [None, None]


@pytest.mark.parametrize(
    ("words", "given", "share"),
    [
        ("a b c a b c", 0, 0.25),
        ("a b c a b c", 5, 1.0),
        ("a b c d", 0, 0.0),
        ("a", 0, 0.0),
        ("a a a a a", 0, 2 / 3),
    ],
)
def test_a_loop_is_three_words_that_come_again(
    copies: ModuleType, words: str, given: int, share: float
) -> None:
    assert copies.repeated(words.split(), given) == pytest.approx(share)


def test_the_end_of_a_text_fits_a_phone(writing: Demo) -> None:
    lines = part(writing, "writing_lines")
    assert lines.lines(["short", "words", "here"]) == 2.5
    assert lines.lines(["x" * 100, "short"]) == 7
    assert lines.ending([("short", 0)] * 3) == [("short", 0)] * 3
    assert lines.ending([("short", 0), ("x" * 300, 0), ("y" * 50, 5)]) == [("… " + "y" * 50, 5)]
    assert lines.ending([("x" * 900, 0)]) == [("x" * 900, 0)]


def test_all_that_is_lit_stands_in_the_text(writing: Demo, text: ModuleType) -> None:
    frame = finish(writing)
    tokens, sources = frame.marks["written"], frame.marks["sources"]
    assert isinstance(tokens, Tokens)
    assert isinstance(sources, Table)
    known = " ".join(text.source("post").words)
    lit = [token for token, value in zip(tokens.tokens, tokens.values, strict=True) if value]
    assert lit
    assert all(" ".join(text.split_words(token)) in known for token in lit)
    assert sum(value for value in tokens.values) >= frame.metrics["longest_run"]
    for copied, length, page, times in sources.rows:
        assert int(length) >= len(copied.removesuffix(" …").split()) >= 5
        assert page == text.POST
        assert known.count(copied.removesuffix(" …")) >= int(times) >= 1


def test_a_copy_is_found_on_its_page(text: ModuleType) -> None:
    words = text.source().words
    place = text.split_words(text.known_text()).index("softmax")
    assert words[place] == "softmax"
    first, end = text.page_of_words(text.title_at(place))
    assert first <= place < end
    assert text.title_at(0) == text.titles()[0]
    assert text.title_at(len(words) - 1) == text.titles()[-1]
    first, end = text.page_of_words(text.POST)
    assert text.source("post").words == words[first:end]


def test_who_has_read_one_post_recites_and_who_has_read_all_does_not(writing: Demo) -> None:
    for seed in (1, 2):
        one, every = (finish(writing, read=read, seed=seed).metrics for read in ("one post", "all texts"))
        assert one["copied"] >= every["copied"] + 0.2
        assert every["copied"] <= 0.25


def test_cold_repeats_and_hot_makes_words_up(writing: Demo) -> None:
    cold, usual, hot = (
        finish(writing, read="all texts", temperature=temperature).metrics for temperature in (0.1, 0.7, 1.6)
    )
    assert cold["repeated"] >= usual["repeated"] + 0.1
    assert hot["made_up"] >= usual["made_up"] + 0.1


def test_it_writes_piece_by_piece_and_keeps_what_it_has_written(writing: Demo) -> None:
    session, texts = Session(writing, {"prompt": "Look at"}), []
    for _ in range(6):
        session.step()
        assert session.frame is not None
        tokens = session.frame.marks["written"]
        assert isinstance(tokens, Tokens)
        texts.append(" ".join(tokens.tokens))
    assert texts[0] == "Look at"
    assert all(later.startswith(earlier) for earlier, later in pairwise(texts))
    assert len(set(texts)) >= 5


def test_the_temperature_reaches_a_run_that_is_going_on(writing: Demo) -> None:
    session = Session(writing, {})
    session.step()
    session.set({"temperature": 0.1})
    session.step()
    assert session.frame is not None
    bars = session.frame.marks["next"]
    assert isinstance(bars, Bars)
    assert bars.values[0] >= 0.9


def test_the_memory_that_is_carried_gives_the_scores_of_the_whole_text(
    text: ModuleType, network: ModuleType
) -> None:
    model, numbers = network.writer("all")[0], text.encode("\nA network reads")
    scores, state = model.read(numbers[:3])
    for number in numbers[3:]:
        scores, state = model.read(np.array([number]), state)
    assert scores == pytest.approx(model.predict(numbers[None])[0, -1], abs=1e-4)


@pytest.mark.parametrize("prompt", ["", "   ", "...", "ß", "netw", "x" * 60, '"', "Größe & naïve - 5%"])
def test_odd_beginnings_are_continued(writing: Demo, prompt: str) -> None:
    frame = finish(writing, prompt=prompt, read="all texts")
    assert frame.metrics["new_words"] >= 15
    assert ("It cannot read" in frame.text) == bool(set("ßöï") & set(prompt))


def test_presets_set_what_they_show(writing: Demo) -> None:
    shown = {
        preset["label"]: finish(writing, **preset["values"]).metrics for preset in writing.stage["presets"]
    }
    assert shown["One post"]["copied"] >= 0.8
    assert shown["All texts"]["copied"] <= 0.1
    assert shown["Too cold"]["repeated"] >= 0.35
    assert shown["Too hot"]["made_up"] >= 0.25
    assert shown["Never read"]["unknown_words"] == 3


def test_equal_runs_are_equal(writing: Demo) -> None:
    frames = [run_again(writing, 20, seed=3) for _ in range(2)]
    assert frames[0].metrics == frames[1].metrics
    assert frames[0].text == frames[1].text


def test_prose_is_left_of_a_page(cleaning: ModuleType) -> None:
    page = """---
title: 'A page'
---

# Heading

The [network](other.md) reads *two* words.[^1] It has `four` layers. Five → six.

:::{demo} gpt
:id: names
**It learns.** Press Run, and it does.
:::

```python
print("nothing of this")
```

| a | b |
|--|--|

- One point is made here.

$$x = y$$

[^1]: A source.
"""
    assert cleaning.cleaned(page) == [
        "The network reads two words. It has four layers.",
        "Press Run, and it does.",
        "One point is made here.",
    ]


def test_pieces_are_the_most_frequent_pairs(cleaning: ModuleType) -> None:
    assert cleaning.groups("ab ab ab abc abc", 2) == ["ab", " ab"]


def test_a_few_steps_of_training_teach_it_something(
    writing: Demo, exam: ModuleType, network: ModuleType
) -> None:
    training = part(writing, "train.writing")
    trained = [training.train("all", 1, 12) for _ in range(2)]
    untrained = network.PieceWriter(rng=np.random.default_rng(1))
    sample = exam.unseen("choosing")[:2000]
    assert exam.bits(trained[0], sample) < exam.bits(untrained, sample) - 0.2
    assert exam.bits(trained[0], sample) == exam.bits(trained[1], sample)


def test_the_weights_are_small() -> None:
    sizes = {path.stem: path.stat().st_size for path in WEIGHTS.glob("writing-*.npz")}
    assert len(sizes) == 2
    assert max(sizes.values()) <= 110_000
    assert all(nn.read_card(WEIGHTS / f"{name}.json").precision == "int8" for name in sizes)


def test_its_program_stays_readable_on_the_page(writing: Demo) -> None:
    assert writing.module in sys.modules
    assert len((CONTENT / "demos" / "writing.py").read_text(encoding="utf-8").splitlines()) <= 260
