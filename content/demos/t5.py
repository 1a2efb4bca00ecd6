"""A small T5: one network for three tasks, each of them text in and text out, named by its first word."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

import numpy as np

from sitegen import nn
from sitegen.demo import (
    Choice,
    Facts,
    Frame,
    Headline,
    Heatmap,
    Percent,
    Preset,
    Slider,
    Stage,
    Table,
    Text,
    TextField,
    Tokens,
    demo,
)

from .tasks import nearest_answers, split, typical_words, vocabulary
from .text_to_text import MOST_WRITTEN, UNKNOWN, TextToText, is_exact, numbers, spell
from .unknown import remark

FOLDER = Path(__file__).parent / "weights"
CARD = nn.read_card(FOLDER / "t5.json")
EXAMPLES = 30  # of each task, to choose from
EXAMINED = 200  # held-out examples of each kind, enough to tell and quick to do on a phone
ROWS = 14  # words of the text whose attention is shown, those that get most


@dataclass
class Controls:
    """What the reader may change."""

    task: Annotated[
        str, Choice("summarise", "french", "sentiment", label="Task, the first word", main=True)
    ] = "summarise"
    text: Annotated[str, TextField(200, lines=3, label="Text (empty: an unseen one)", main=True)] = ""
    example: Annotated[int, Slider(1, EXAMPLES, label="Unseen text number")] = 1
    head: Annotated[str, Choice("all", "1", "2", "3", "4", label="Attention head")] = "all"


@demo(
    title="A small T5, three tasks in one network",
    stage=Stage(("reads", "answer"), side=("attention", "exam")),
    headline=Headline("least_sure", label="sure", said="of its least sure word"),
    presets=(
        Preset("Summarise", task="summarise", text=""),
        Preset("French", task="french", text=""),
        Preset("Sentiment", task="sentiment", text=""),
    ),
    facts=Facts(
        parameters=f"{CARD.parameters:,}: one block reads, one writes, 48 wide, with 4 heads.",
        data=f"{CARD.data}. What it is examined on is held out: no fact, number or opinion is on both sides.",
        licence=f"{CARD.licence}.",
        training=f"{CARD.script}, seed {CARD.seed}: 5,000 steps, each with some examples of every task.",
        metric=f"the share of {EXAMINED} held-out examples of each kind answered right in every word.",
        baseline=f"{CARD.baseline}; see the table.",
    ),
)
def t5(controls: Controls, rng: np.random.Generator) -> Frame:
    """Name a task and give a text; the answer is written word by word."""
    model = network()
    example = split()[1][controls.task][controls.example - 1]
    given = spell(controls.text) or example.text
    source = np.array([numbers(f"{controls.task} : {given}")])
    unknown = [word for word, number in zip(given.split(), source[0, 2:], strict=True) if number == UNKNOWN]
    missed = remark(unknown, vocabulary()[2:])
    words, sure, attention = write(model, source)
    looks = attention.mean(axis=0) if controls.head == "all" else attention[int(controls.head) - 1]
    most = np.sort(np.argsort(-looks.max(axis=0), kind="stable")[:ROWS])
    answer = " ".join(words[:-1])
    told = f" That is {'right' if answer == example.answer else f'wrong: {example.answer}'}."
    return Frame(
        reads=Text(f"{controls.task} : {given}\n{missed}", label="It reads"),
        answer=Tokens(
            words, sure, most=1, label="It writes, and how sure it is of each word", value_label="probability"
        ),
        attention=Heatmap(
            np.round(looks[:, most].T, 2),
            rows=[f"{controls.task} : {given}".split()[place] for place in most],
            columns=words,
            low=0,
            high=1,
            label="Where it looks (rows) to write each word (columns)",
        ),
        exam=exam(),
        known=Text(typical_words(controls.task), label="Words of its examples"),
        metrics={
            **{kind.replace(" ", "_"): Percent(share) for kind, (share, _) in scores().items()},
            "least_sure": Percent(sure.min()),
            "unknown_words": len(unknown),
            "parameters": model.parameter_count,
        },
        text=f"Told to {controls.task}, it writes: {answer}.{told if given == example.text else ''}",
    )


@cache
def network() -> TextToText:
    """Return the trained network."""
    model = TextToText(rng=np.random.default_rng(0))
    nn.load_model(FOLDER / "t5.npz", model)
    for module in model.modules():
        module.saving = False  # it only answers, and keeps nothing for learning
    return model


def write(model: TextToText, source: nn.IntArray) -> tuple[list[str], nn.Array, nn.Array]:
    """Write word after word, each time the likeliest, up to the dot that ends the answer.

    Shape:
        source: (1, S). returns: T words, their probabilities (T,), the attention to the source (heads, T, S).
    """
    memory = model.read(source)
    tokens = nn.generate(
        lambda written: model.follow(memory, source, written)[:, -1], [0], end=0, max_length=MOST_WRITTEN
    )
    with nn.capture(model) as seen:
        scores = model.follow(memory, source, np.array([tokens[:-1]])).array[0]
    sure = nn.softmax(scores)[np.arange(len(scores)), tokens[1:]]
    words = [vocabulary()[token] for token in tokens[1:]]
    return words, sure, seen["decoder.layers.0.multihead_attn.attention"][0]


@cache
def scores() -> dict[str, tuple[float, float]]:
    """Return for each kind the share of held-out examples that are answered exactly, and the baseline's."""
    known, unseen = split()
    found = {}
    for kind, held_out in unseen.items():
        examples = held_out[:EXAMINED]
        copied = nearest_answers(known[kind], examples)
        same = [answer == example.answer for answer, example in zip(copied, examples, strict=True)]
        found[kind] = float(is_exact(network(), examples).mean()), float(np.mean(same))
    return found


@cache
def exam() -> Table:
    """Return how good it is at each task, and from how much it has learned."""
    known, _ = split()
    return Table(
        {
            "task": list(known),
            "learned": [len(examples) for examples in known.values()],
            "exact": [Percent(share) for share, _ in scores().values()],
            "nearest": [Percent(share) for _, share in scores().values()],
        },
        label=f"Examples it learned, and answers right in every word, of {EXAMINED} unseen",
    )
