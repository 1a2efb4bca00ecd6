"""A small BERT fills gaps in sentences, looking to both sides of them or only to the left."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

import numpy as np

from sitegen import nn
from sitegen.demo import (
    Bars,
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
    Toggle,
    Tokens,
    demo,
    metric_text,
)

from .reader import Reader, nearest_numbers, right_numbers, shares
from .sentences import ALL_NOUNS, ALL_VERBS, COVERED, LENGTH, NUMBER, PLACES, WORDS, encode, held_out
from .unknown import remark

FOLDER = Path(__file__).parent / "weights"
CARD = nn.read_card(FOLDER / "bert.json")
LEFT_CARD = nn.read_card(FOLDER / "bert-left.json")
GAP = "____"


@dataclass
class Controls:
    """What the reader may change."""

    text: Annotated[str, TextField(80, lines=2, label="Sentence", main=True)] = (
        "the mice near the old lamp howl again"
    )
    cover: Annotated[int, Slider(1, LENGTH, label="Cover word number", main=True)] = 2
    both: Annotated[bool, Toggle(label="See both sides of the gap")] = True
    block: Annotated[int, Choice(1, 2)] = 1
    head: Annotated[int, Choice(1, 2, 3, 4)] = 3


@demo(
    title="A small BERT fills a gap",
    stage=Stage(("sentence", "guesses"), side=("number", "exam")),
    headline=Headline(
        "subject",
        label="right",
        baseline=CARD.baseline_score,
        said=f"of hidden subjects; always: {metric_text(Percent(CARD.baseline_score))}",
    ),
    presets=(Preset("Both sides", both=True), Preset("Only the left", both=False, fails=True)),
    facts=Facts(
        parameters=f"{CARD.parameters:,} in each of two networks: two blocks, 32 wide, with 4 heads.",
        data=f"{CARD.data}.",
        licence=f"{CARD.licence}.",
        training=f"{CARD.script}, seed {CARD.seed}: 6,000 steps on 64 sentences, a fifth of the words "
        "covered; one network saw the words on both sides of a gap, the other those before it.",
        metric="the share of held-out sentences in which, for a covered subject or a covered verb, the right "
        "number (one or many) is the more probable.",
        baseline=f"for subjects, always the more frequent number: {CARD.baseline_score:.1%}; for verbs, the "
        "number of the nearest noun before them: see the table.",
    ),
)
def bert(controls: Controls, rng: np.random.Generator) -> Frame:
    """Cover a word of a sentence, and see what the network would put there, and where it looks."""
    reader, subjects, verbs = network(controls.both)
    words, note = read(controls.text)
    gap = min(controls.cover, len(words)) - 1
    words[gap] = COVERED
    with nn.capture(reader) as seen:
        scores = reader.predict(encode([words])[:, : len(words)])[:, gap]
    fits = nn.softmax(scores[0])
    best = np.argsort(-fits, kind="stable")[:5]
    one, many = (float(share[0]) for share in shares(scores))
    attention = seen[f"encoder.layers.{controls.block - 1}.self_attn.attention"][0, controls.head - 1]
    shown = [GAP if word == COVERED else word for word in words]
    return Frame(
        sentence=Tokens(
            shown,
            np.round(attention[gap], 2),
            most=1,
            label="The sentence, and how much the gap looks at each word",
            value_label="attention",
        ),
        guesses=Bars(
            {WORDS[number]: round(float(fits[number]), 3) for number in best},
            label=f"What fits at word {gap + 1}",
            x_range=(0, 1),
        ),
        number=Bars(
            {"one": round(one, 3), "many": round(many, 3), "neither": round(max(0.0, 1 - one - many), 3)},
            label="Does it speak of one or of many?",
            x_range=(0, 1),
        ),
        attention=Heatmap(
            np.round(attention, 2),
            rows=shown,
            columns=[word[:3] for word in shown],
            low=0,
            high=1,
            label=f"Who looks (rows) at whom: block {controls.block}, head {controls.head}",
        ),
        exam=exam(controls.both),
        note=Text(note, label="Words it knows"),
        metrics={
            "subject": Percent(subjects),
            "verb": Percent(verbs),
            "one": Percent(one),
            "many": Percent(many),
            "strongest_look": Percent(attention[gap].max()),
            "parameters": reader.parameter_count,
        },
        text=f"{' '.join(shown)} It fills the gap with {WORDS[best[0]]} ({fits[best[0]]:.0%}), "
        f"then {WORDS[best[1]]} ({fits[best[1]]:.0%}).",
    )


@cache
def network(both: bool) -> tuple[Reader, float, float]:
    """Return a trained network, and how often it guesses right the number of subjects and of verbs."""
    reader = Reader(both, rng=np.random.default_rng(0))
    nn.load_model(FOLDER / ("bert.npz" if both else "bert-left.npz"), reader)
    subjects, verbs = right_numbers(reader, held_out())
    return reader, float(subjects.mean()), float(verbs.mean())


def read(text: str) -> tuple[list[str], str]:
    """Return the words of a sentence, with gaps where one is unknown, and what is to be said about them."""
    given = text.lower().replace(".", " ").replace(",", " ").split()[: LENGTH - 1]
    unknown = [word for word in given if word not in PLACES]
    missed = remark(unknown, WORDS[3:])
    told = f"{missed}; there it sees a gap.\n" if missed else ""
    both = ", ".join(one for one, _ in (*ALL_NOUNS, *ALL_VERBS))
    others = ", ".join(word for word in WORDS[3:] if word not in NUMBER)
    known = f"Of one and of many: {both}.\nAnd: {others}. Write {COVERED} for one more gap."
    return [*(COVERED if word in unknown else word for word in given), "."], told + known


@cache
def exam(both: bool) -> Table:
    """Return what the held-out sentences showed, beside what needs no network."""
    _, subjects, verbs = network(both)
    return Table(
        {
            "covered": ["subject", "verb"],
            "this network": [Percent(subjects), Percent(verbs)],
            "no network": [Percent(CARD.baseline_score), Percent(nearest_numbers(held_out()).mean())],
        },
        label="Right about the number, of 1,000 sentences it never saw",
    )
