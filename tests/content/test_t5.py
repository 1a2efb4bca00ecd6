"""The figures that the post states about three tasks in one network, measured again from its weights."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from sitegen import nn
from sitegen.demo import Demo, Frame, Heatmap, Table, Text, Tokens, load, show
from sitegen.execution.run_demo import demos_package, run_demo
from sitegen.model import Poster, Request
from tests.content.runs import run

CONTENT = Path(__file__).parents[2] / "content"
DEMOS = CONTENT / "demos"
REPORT = "flames came out of the museum on saturday . nobody was hurt . the mayor spoke at the station ."


@pytest.fixture(scope="module")
def t5() -> Iterator[Demo]:
    with demos_package(CONTENT):
        yield load("t5")


@pytest.fixture(scope="module")
def tasks(t5: Demo) -> ModuleType:
    return sys.modules[t5.module.replace("t5", "tasks")]


@pytest.fixture(scope="module")
def text_to_text(t5: Demo) -> ModuleType:
    return sys.modules[t5.module.replace("t5", "text_to_text")]


@pytest.fixture(scope="module")
def training(t5: Demo) -> ModuleType:
    return importlib.import_module(t5.module.replace("t5", "train.t5"))


def answer(frame: Frame) -> str:
    tokens = frame.marks["answer"]
    assert isinstance(tokens, Tokens)
    return " ".join(tokens.tokens[:-1])


@pytest.mark.parametrize(
    ("metric", "low", "high"),
    [
        ("summarise", 0.98, 1.0),
        ("french", 0.95, 1.0),
        ("sentiment", 0.6, 0.8),
        ("sentiment_of_reports", 0.98, 1.0),
    ],
)
def test_it_is_as_good_at_each_task_as_the_post_says(t5: Demo, metric: str, low: float, high: float) -> None:
    assert low <= run(t5).metrics[metric] <= high


def test_the_nearest_example_knows_opinions_a_little_and_new_facts_not_at_all(t5: Demo) -> None:
    table = run(t5).marks["exam"]
    assert isinstance(table, Table)
    nearest = {row[0]: float(row[3].removesuffix("%")) for row in table.rows}
    assert nearest["summarise"] == nearest["french"] == 0
    assert 50 <= nearest["sentiment"] <= 70


def test_the_card_says_what_the_weights_do(t5: Demo, tasks: ModuleType, text_to_text: ModuleType) -> None:
    card = nn.read_card(DEMOS / "weights" / "t5.json")
    model, (known, unseen) = sys.modules[t5.module].network(), tasks.split()
    exact, copied = [], []
    for kind, examples in unseen.items():
        exact += text_to_text.is_exact(model, examples).tolist()
        nearest = tasks.nearest_answers(known[kind], examples)
        copied += [answer == example.answer for answer, example in zip(nearest, examples, strict=True)]
    assert card.score == pytest.approx(np.mean(exact), abs=0.01)
    assert card.baseline_score == pytest.approx(np.mean(copied))
    assert card.parameters == model.parameter_count == 63_039
    assert (CONTENT.parent / card.script).is_file()


def test_what_is_exact_is_what_it_writes_freely(
    t5: Demo, tasks: ModuleType, text_to_text: ModuleType
) -> None:
    model = sys.modules[t5.module].network()
    for kind, examples in tasks.split()[1].items():
        exact = text_to_text.is_exact(model, examples[:15])
        for number, example in enumerate(examples[:15]):
            written = answer(run(t5, task=example.task, text=example.text))
            assert (written == example.answer) == exact[number], (kind, example)


def test_no_fact_number_or_opinion_is_on_both_sides(tasks: ModuleType) -> None:
    known, unseen = tasks.split()
    for kind in (tasks.REPORTS, tasks.NUMBERS):
        assert not {example.answer for example in known[kind]} & {example.answer for example in unseen[kind]}
    for kind in (tasks.OPINIONS, tasks.MOODS):
        assert not {example.text for example in known[kind]} & {example.text for example in unseen[kind]}
    held_out = {example.text for example in unseen[tasks.REPORTS]}
    assert not held_out & {example.text for example in known[tasks.MOODS]}
    assert [len(examples) for examples in known.values()] == [2224, 799, 80, 200]
    assert [len(examples) for examples in unseen.values()] == [800, 200, 496, 800]


def test_opinions_are_as_often_friendly_as_not(tasks: ModuleType) -> None:
    friendly = [example.answer == "friendly" for example in tasks.opinions()]
    assert np.mean(friendly) == 0.5
    assert (
        0.4 <= np.mean([example.answer == "friendly" for example in tasks.split()[0][tasks.OPINIONS]]) <= 0.6
    )


def test_a_report_is_answered_by_the_task_that_its_first_word_names(t5: Demo) -> None:
    assert answer(run(t5, task="summarise", text=REPORT)) == "saturday : fire at the museum , nobody hurt"
    assert answer(run(t5, task="sentiment", text=REPORT)) == "neutral"


def test_digits_are_spelt_out_and_stops_set_apart(t5: Demo, text_to_text: ModuleType) -> None:
    assert answer(run(t5, task="french", text="342")) == "trois cent quarante deux"
    assert text_to_text.spell("It burned, on Monday.") == "it burned , on monday ."
    assert text_to_text.spell("1999") == "1999"
    assert len(text_to_text.spell("the " * 60).split()) == text_to_text.MOST_READ - 2


def test_an_unknown_word_is_counted_and_answered_with_a_near_miss(t5: Demo) -> None:
    frame = run(t5, text="a xyzzy at the harbuor")
    reads = frame.marks["reads"]
    assert isinstance(reads, Text)
    assert "It does not know xyzzy, harbuor (did you mean harbour?)" in reads.text
    assert frame.metrics["unknown_words"] == 2


def test_attention_is_shown_for_every_word_that_is_written(t5: Demo) -> None:
    for head in ("all", "2"):
        frame = run(t5, task="french", text="twenty one", head=head)
        heat = frame.marks["attention"]
        assert isinstance(heat, Heatmap)
        assert heat.rows == ["french", ":", "twenty", "one"]
        assert heat.columns == ["vingt", "et", "un", "·"]
        assert heat.values.sum(axis=0) == pytest.approx(1, abs=0.03)  # they are rounded


def test_of_a_long_text_the_words_that_get_most_attention_are_shown(t5: Demo) -> None:
    heat = run(t5, text=REPORT).marks["attention"]
    assert isinstance(heat, Heatmap)
    assert len(heat.rows) == 14
    assert {"flames", "museum", "saturday"} <= set(heat.rows)


def test_an_unseen_example_is_shown_with_what_would_be_right(t5: Demo) -> None:
    assert run(t5, task="french", example=3).text.endswith("That is right.")


@pytest.mark.parametrize("text", ["", "?", "· · ·", "x " * 90, ". . ."])
@pytest.mark.parametrize("task", ["summarise", "french", "sentiment"])
def test_odd_texts_are_survived(t5: Demo, task: str, text: str) -> None:
    assert show(run(t5, task=task, text=text))["text"]


def test_gradients_through_reader_writer_and_shared_words_are_right(text_to_text: ModuleType) -> None:
    rng = np.random.default_rng(0)
    model = text_to_text.TextToText(rng=rng).astype(np.float64)
    source, written = np.array([[4, 5, 6, 0], [5, 7, 8, 9]]), np.array([[0, 5, 6], [0, 8, 4]])
    follows, loss = np.array([[5, 6, 0], [8, 4, 0]]), nn.CrossEntropyLoss()
    model.zero_grad()
    loss(model(source, written), follows).backward()
    for name in (
        "words.weight",
        "encoder.layers.0.linear1.weight",
        "decoder.layers.0.multihead_attn.in_proj_weight",
    ):
        parameter = dict(model.named_parameters())[name]
        place = np.unravel_index(int(np.abs(parameter.gradient).argmax()), parameter.shape)
        sides = []
        for step in (1e-5, -2e-5):
            parameter.array[place] += step
            sides.append(loss(model.predict(source, written), follows).item())
        parameter.array[place] += 1e-5
        assert (sides[0] - sides[1]) / 2e-5 == pytest.approx(parameter.gradient[place], rel=1e-5), name


def test_the_same_values_give_the_same_bytes(t5: Demo) -> None:
    assert show(run(t5, example=2)) == show(run(t5, example=2))


def test_the_training_script_writes_a_network_that_loads(
    training: ModuleType, text_to_text: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "FOLDER", tmp_path)
    training.main(steps=2, opinions=400)
    assert not list(tmp_path.iterdir())
    training.main(steps=2)
    model = text_to_text.TextToText(rng=np.random.default_rng(0))
    assert nn.load_model(tmp_path / "t5.npz", model).seed == training.SEED


def test_the_same_seed_trains_the_same_network(training: ModuleType) -> None:
    first, again = (training.train(3).state_dict() for _ in range(2))
    assert all(np.array_equal(first[name], again[name]) for name in first)


def test_its_own_bytes_are_few() -> None:
    names = ("t5", "text_to_text", "tasks", "dictation", "number_words", "unknown")
    files = [DEMOS / f"{name}.py" for name in names]
    weights = sorted((DEMOS / "weights").glob("t5*"))
    assert [path.name for path in weights] == ["t5.json", "t5.npz"]
    assert sum(path.stat().st_size for path in (*files, *weights)) < 200_000


def test_its_poster_states_all_its_facts() -> None:
    poster = run_demo(Request("t5"), CONTENT)
    assert isinstance(poster, Poster)
    names = [fact.partition(":")[0] for fact in poster.facts]
    assert names[:6] == ["Parameters", "Data", "Licence", "Training", "Metric", "Baseline"]
    assert len(str(poster.frame)) < 60_000


def test_its_program_stays_readable_on_the_page() -> None:
    lines = (DEMOS / "t5.py").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 175
    assert max(len(line) for line in lines) <= 110
