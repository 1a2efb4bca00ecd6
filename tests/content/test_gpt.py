"""The figures that the post states about written names, measured again."""

import hashlib
import json
import math
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from sitegen.demo import Bars, Demo, Session, Table, load, show
from sitegen.execution.run_demo import demos_package, run_demo
from sitegen.model import Poster, Request
from tests.content.runs import run, run_again

CONTENT = Path(__file__).parents[2] / "content"
DATA = CONTENT / "demos" / "data"


@pytest.fixture(scope="module")
def gpt() -> Iterator[Demo]:
    with demos_package(CONTENT):
        yield load("gpt")


@pytest.fixture(scope="module")
def letters(gpt: Demo) -> ModuleType:
    """The support module that the demo takes its names from."""
    return sys.modules[gpt.module.replace("gpt", "letters")]


def test_it_learns_to_be_less_surprised_and_copies_little(gpt: Demo) -> None:
    metrics = run(gpt, 300, seed=2).metrics
    assert metrics["adam_steps"] == 900
    assert metrics["parameters"] == 4395
    assert 2.0 <= metrics["surprise"] <= 2.2
    assert metrics["copies"] <= 0.25


def test_of_fifty_names_it_learns_nothing_but_the_names(gpt: Demo) -> None:
    metrics = run(gpt, 200, examples=50).metrics
    assert metrics["copies"] >= 0.9
    assert metrics["training_surprise"] < 0.7
    assert metrics["surprise"] > 5  # knowing nothing: 3.3


def test_of_five_hundred_it_learns_some_of_both(gpt: Demo) -> None:
    early, late = (run(gpt, steps, examples=500).metrics for steps in (50, 250))
    assert early["surprise"] < 2.5 < late["surprise"] < 3.3
    assert late["training_surprise"] < early["training_surprise"]


def test_a_high_temperature_copies_less_than_a_low_one(gpt: Demo) -> None:
    cold, hot = (run(gpt, 120, temperature=temperature).metrics for temperature in (0.1, 2))
    assert hot["copies"] <= 0.1
    assert cold["copies"] >= 0.25
    assert hot["surprise"] == cold["surprise"]  # what is written changes nothing in what is learned


def test_before_training_it_knows_less_than_nothing(gpt: Demo, letters: ModuleType) -> None:
    assert pytest.approx(math.log(27)) == letters.UNIFORM
    surprise = run(gpt, 0).metrics["surprise"]
    assert letters.UNIFORM < surprise < letters.UNIFORM + 0.4


def test_after_q_it_expects_a_u(gpt: Demo) -> None:
    bars = run(gpt, 160, prompt="q").marks["next"]
    assert isinstance(bars, Bars)
    assert bars.names[0] == "qu…"
    assert bars.values[0] > 0.5


def test_choosing_among_the_best_strikes_out_the_others(gpt: Demo) -> None:
    bars = run(gpt, 5, top_k=3).marks["next"]
    assert isinstance(bars, Bars)
    assert (bars.values > 0).sum() == 3
    assert bars.values.sum() == pytest.approx(1)


def test_with_one_choice_it_writes_one_name(gpt: Demo) -> None:
    session = Session(gpt, {"top_k": 1, "rate": 0.0005})
    session.step()
    table = session.frame.marks["progress"] if session.frame else None
    assert isinstance(table, Table)
    assert len(set(table.rows[0][0].split(", "))) == 1


def test_names_begin_as_asked_for(gpt: Demo) -> None:
    table = run(gpt, 7, prompt="jo").marks["names"]
    assert isinstance(table, Table)
    assert len(table.rows) == 8
    assert all(row[0].startswith("jo") for row in table.rows)


def test_live_controls_reach_the_running_loop(gpt: Demo) -> None:
    session = Session(gpt, {})
    session.step()
    session.set({"prompt": "mar", "temperature": 0.5, "top_k": 5, "rate": 0.02})
    session.step()
    assert session.frame is not None
    assert session.frame.text.startswith("After 3 steps it wrote mar")


def test_a_written_name_is_called_what_it_is(letters: ModuleType) -> None:
    known, real = {"ada"}, {"ada", "bob"}
    origins = [letters.origin(name, known, real) for name in ("ada", "bob", "cid")]
    assert origins == ["copied", "real, never shown to it", "its own"]


def test_a_place_of_the_network_sees_no_later_letter(gpt: Demo, letters: ModuleType) -> None:
    model = sys.modules[gpt.module].network(np.random.default_rng(0))
    read, _ = letters.encode(["maria", "marek"])
    scores = model.predict(read)
    assert scores.dtype == np.float32
    assert scores[0, :4] == pytest.approx(scores[1, :4], abs=1e-6)
    assert not np.allclose(scores[0, 4], scores[1, 4])


def test_names_are_read_after_a_dot_and_guessed_up_to_one(letters: ModuleType) -> None:
    read, guess = letters.encode(["ada"])
    assert read.tolist() == [[0, 1, 4, 1] + [0] * 8]
    assert guess.tolist() == [[1, 4, 1, 0] + [-100] * 8]
    assert letters.decode([0, 1, 4, 1, 0]) == "ada"


def test_the_same_seed_gives_the_same_frames_and_another_does_not(gpt: Demo) -> None:
    first, again, other = (show(run_again(gpt, 5, seed=seed)) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_the_data_is_what_the_card_says(letters: ModuleType) -> None:
    card = json.loads((DATA / "names.json").read_text(encoding="utf-8"))
    raw = (DATA / "names.txt").read_bytes()
    lines = raw.decode("ascii").splitlines()
    assert hashlib.sha256(raw).hexdigest() == card["sha256"]
    assert lines == sorted(set(lines))
    assert len(lines) == card["names"] == 5163
    assert set("".join(lines)) <= set(letters.LETTERS[1:])
    assert max(map(len, lines)) == letters.LENGTH - 1
    assert "public domain" in card["licence"]
    assert (CONTENT.parent / card["script"]).is_file()
    assert len(raw) <= 40_000


def test_no_held_out_name_is_among_those_to_learn_from(letters: ModuleType) -> None:
    known, held_out = letters.names()
    assert (len(known), len(held_out)) == (4904, 259)
    assert not set(known) & set(held_out)


def test_its_poster_states_all_its_facts() -> None:
    poster = run_demo(Request("gpt"), CONTENT)
    assert isinstance(poster, Poster)
    names = [fact.partition(":")[0] for fact in poster.facts]
    assert names[:6] == ["Parameters", "Data", "Licence", "Training", "Metric", "Baseline"]
    assert [mark["name"] for mark in poster.frame["marks"]] == ["progress", "names", "next", "loss"]
    assert len(str(poster.frame)) < 60_000


def test_its_program_stays_readable_on_the_page() -> None:
    lines = (CONTENT / "demos" / "gpt.py").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 175
    assert max(len(line) for line in lines) <= 110
