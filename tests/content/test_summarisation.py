"""What the post says about summaries, measured again on the reports that are held out."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from sitegen import nn
from sitegen.demo import Bars, Demo, Text, Tokens, load
from sitegen.execution.run_demo import demos_package
from tests.content.runs import run, run_again

CONTENT = Path(__file__).parents[2] / "content"
WEIGHTS = CONTENT / "demos" / "weights"
ALONE, COPYING = "own words", "with copying"


@pytest.fixture(scope="module")
def summarisation() -> Iterator[Demo]:
    with demos_package(CONTENT):
        yield load("summarisation")


def part(demo: Demo, name: str) -> ModuleType:
    return sys.modules[demo.module.replace("summarisation", name)]


@pytest.fixture(scope="module")
def reports(summarisation: Demo) -> ModuleType:
    return part(summarisation, "match_reports")


@pytest.fixture(scope="module")
def exam(summarisation: Demo) -> ModuleType:
    return part(summarisation, "summary_exam")


@pytest.fixture(scope="module")
def networks(summarisation: Demo) -> ModuleType:
    return part(summarisation, "summarisers")


def written(demo: Demo, **values: Any) -> Tokens:
    mark = run(demo, **values).marks["written"]
    assert isinstance(mark, Tokens)
    return mark


def test_a_pointer_makes_true_what_own_words_invent(exam: ModuleType, networks: ModuleType) -> None:
    own, copying = (exam.writing_score(networks.writer(way)[0]) for way in (False, True))
    rule = exam.rule_score()
    assert own == pytest.approx(exam.exam()["own"], abs=0.02)
    assert copying == pytest.approx(exam.exam()["copying"], abs=0.02)
    assert rule == pytest.approx(exam.exam()["rule"], abs=1e-9)
    assert own["only what it knows"] >= rule["only what it knows"]
    assert max(own["a new number"], own["a new name"]) <= 0.1
    for kind in ("only what it knows", "a new number", "a new name"):
        assert copying[kind] >= rule[kind] + 0.2
    assert abs(copying["a new pattern"] - rule["a new pattern"]) <= 0.1


def test_the_right_sentence_is_picked_more_often_than_the_first(
    exam: ModuleType, networks: ModuleType
) -> None:
    picked, first = exam.picking_score(networks.picker()[0]), exam.lead_score()
    assert picked == pytest.approx(exam.exam()["picker"], abs=0.02)
    assert first == pytest.approx(exam.exam()["lead"], abs=1e-9)
    for kind, share in picked.items():
        assert share >= first[kind] + 0.3


@pytest.mark.parametrize("name", ["own", "copying", "picker"])
def test_three_seeds_stand_on_each_card_and_the_median_is_shipped(exam: ModuleType, name: str) -> None:
    card = nn.read_card(WEIGHTS / f"summarisation-{name}.json")
    scores = sorted(map(float, re.findall(r"\d\.\d{3}", card.metric)))
    assert len(scores) == 3
    assert scores[1] == pytest.approx(card.score, abs=0.01)
    assert card.score == pytest.approx(exam.overall(name), abs=1e-3)
    if name == "copying":
        post = (CONTENT / "posts" / "networks-that-summarise" / "index.md").read_text(encoding="utf-8")
        got = re.search(r"with copying got ([\d.]+)%, ([\d.]+)% and ([\d.]+)%", post)
        assert got is not None
        assert sorted(float(share) / 100 for share in got.groups()) == pytest.approx(scores)


def test_the_test_has_its_own_teams_numbers_and_pairs(reports: ModuleType) -> None:
    learned = reports.known()[:3000]
    words = {word for report in learned for word in reports.split_words(report.text)}
    test = reports.held_out()
    assert not {team.lower() for team in reports.teams(True)} & words
    assert not set(reports.crowds(True)) & words
    assert all(report.crowd in reports.crowds(True) for report in test["a new number"])
    assert all(
        {report.home, report.away} & set(reports.teams(True)) and report.crowd in reports.crowds(False)
        for report in test["a new name"]
    )
    pairs = {(report.home, report.away) for report in learned}
    assert not pairs & {(report.home, report.away) for report in test["only what it knows"]}
    known = {word for report in test["only what it knows"] for word in reports.split_words(report.text)}
    assert known <= set(reports.vocabulary())
    assert sum(map(len, test.values())) == reports.HELD_OUT


def test_each_report_states_its_facts_once_and_the_result_in_one_sentence(reports: ModuleType) -> None:
    for report in [report for kind in reports.held_out().values() for report in kind]:
        text = report.text
        assert text.count(report.crowd) == 1
        x, y = max(report.goals), min(report.goals)
        result = report.sentences[report.result]
        assert f"{x} to {y}" in result or f"{y} to {x}" in result
        assert report.home in text
        assert report.away in text
        assert reports.split_sentences(text) == list(report.sentences)


def test_a_summary_is_true_only_if_all_its_facts_are(reports: ModuleType) -> None:
    report = reports.Report(("",), 0, "Fenrin", "Barmere", (1, 3), "5,000")
    assert " ".join(reports.summary(report)) == "barmere beat fenrin 3 to 1 before 5,000 people"
    for text, true in (
        ("barmere beat fenrin 3 to 1 before 5,000 people", True),
        ("barmere edged fenrin 3 to 1 before 5,000 people", False),
        ("fenrin beat barmere 3 to 1 before 5,000 people", False),
        ("barmere beat fenrin 3 to 1 before 7,200 people", False),
        ("barmere beat fenrin 3 to 1", False),
    ):
        assert reports.is_true(text.split(), report) == true
    draw = reports.Report(("",), 0, "Fenrin", "Barmere", (2, 2), "5,000")
    assert reports.is_true(
        ["barmere", "and", "fenrin", "drew", "2", "to", "2", *["before", "5,000", "people"]], draw
    )


def test_own_words_invent_a_number_that_training_never_had(summarisation: Demo, reports: ModuleType) -> None:
    frame = run(summarisation, crowd=3_700)
    assert "3,700" in reports.crowds(True)
    assert frame.metrics["invented"] == 1
    assert frame.metrics["summary_true"] == 0
    tokens = written(summarisation, crowd=3_700)
    [lit] = [word for word, share in zip(tokens.tokens, tokens.values, strict=True) if share > 0.5]
    assert lit in reports.crowds(False)
    assert frame.text.endswith(f"Not in the report: {lit}.")


def test_the_pointer_follows_the_number_wherever_it_goes(summarisation: Demo) -> None:
    for crowd in range(1_000, 10_000, 800):
        assert f"{crowd:,}" in written(summarisation, crowd=crowd, writer=COPYING).tokens


def test_the_copied_sentence_is_marked_in_the_report(summarisation: Demo) -> None:
    for number in range(1, 13, 3):
        marks = run(summarisation, report=number).marks
        report, picks = marks["report"], marks["picks"]
        assert isinstance(report, Text)
        assert isinstance(picks, Bars)
        [copied] = [line for line in report.text.splitlines() if line.startswith("▸")]
        assert copied == f"▸ {picks.names[int(picks.values.argmax())]}"


def test_presets_that_fail_do_fail_and_the_others_do_not(summarisation: Demo) -> None:
    for preset in summarisation.stage["presets"]:
        what = "copied_best" if preset["label"] == "Wrong sentence" else "summary_true"
        assert run(summarisation, **preset["values"]).metrics[what] == int(not preset["fails"])


def test_a_summary_may_be_false_without_an_invented_word(summarisation: Demo) -> None:
    [preset] = [p for p in summarisation.stage["presets"] if p["label"] == "All in it, false"]
    frame = run(summarisation, **preset["values"])
    assert frame.metrics["invented"] == 0
    assert "and it is false:" in frame.text


def test_touching_a_word_shows_where_the_network_looked(summarisation: Demo) -> None:
    frame = run(summarisation, crowd=3_700, writer=COPYING, word=8)
    looks = frame.marks["looks"]
    assert isinstance(looks, Tokens)
    assert looks.tokens[int(looks.values.argmax())] == "3,700?"


@pytest.mark.parametrize(
    "text", ["", " ", "...", "Hello.", "x" * 400, "a. " * 130, "12 12 12", "Größe, naïve!", "Rain\nand wind"]
)
@pytest.mark.parametrize("writer", [ALONE, COPYING])
def test_odd_reports_get_a_summary(summarisation: Demo, text: str, writer: str) -> None:
    frame = run(summarisation, text=text, writer=writer)
    assert frame.text.startswith("Copied: ")
    assert ("summary_true" in frame.metrics) == (not re.search(r"\w", text))


def test_a_report_of_the_reader_is_summarised(summarisation: Demo) -> None:
    text = "Norrin received Gouda on Sunday. Norrin won 3 to 1. 12,345 people watched."
    frame = run(summarisation, text=text, writer=COPYING)
    assert {"Norrin", "gouda", "12,345"} <= set(written(summarisation, text=text, writer=COPYING).tokens)
    assert "summary_true" not in frame.metrics


def test_equal_runs_are_equal(summarisation: Demo) -> None:
    frames = [run_again(summarisation, crowd=3_700) for _ in range(2)]
    assert frames[0].metrics == frames[1].metrics
    assert frames[0].text == frames[1].text


def test_the_post_counts_common_words_as_its_program_does() -> None:
    post = (CONTENT / "posts" / "networks-that-summarise" / "index.md").read_text(encoding="utf-8")
    [cell] = re.findall(r"```\{code-cell\} python\n(.*?)```", post, re.DOTALL)
    printed: list[str] = []
    exec(cell, {"print": printed.append})  # noqa: S102 the post is our own
    assert printed == ["89%", "67%"]
    assert "gets 89%. The second is true and gets 67%" in post


def test_the_weights_are_small() -> None:
    sizes = {path.stem: path.stat().st_size for path in WEIGHTS.glob("summarisation-*.npz")}
    assert sizes["summarisation-picker"] <= 5_000
    assert max(sizes.values()) <= 60_000


def test_words_of_a_report_are_mixed_by_their_probability(networks: ModuleType) -> None:
    words, others = networks.encode([["norrin", "won", "gouda"]])
    assert others == [["gouda"]]
    assert words[0, 2] == networks.COUNT
    choice = networks.writer(True)[0].predict(words, np.zeros((1, 1), np.int64))
    assert choice.shape == (1, 1, networks.COUNT + 1)
    assert choice.sum() == pytest.approx(1, abs=1e-4)
