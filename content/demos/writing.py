"""A small network goes on with a text, piece by piece, and the words that it copied are lit."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Annotated, Any

import numpy as np

from sitegen import nn
from sitegen.demo import (
    Bars,
    Choice,
    Curve,
    Facts,
    Frame,
    Headline,
    Percent,
    Preset,
    Seed,
    Slider,
    Stage,
    Table,
    TextField,
    Tokens,
    demo,
    metric_text,
)

from .copies import LEAST, Run, longest_runs, repeated
from .writing_lines import ending
from .writing_network import FOLDER, MEMORY, START, writer
from .writing_text import (
    ALL,
    DATA,
    PARTS,
    POST_ONLY,
    decode,
    encode,
    pieces,
    source,
    split_words,
    title_at,
    unknown_signs,
)

READ = ONE_POST, ALL_TEXTS = ("one post", "all texts")
PART = dict(zip(READ, PARTS, strict=True))
POST_CARD, CARD = (nn.read_card(FOLDER / name) for name in ("writing-post.json", "writing-all.json"))
EXAM = DATA / "writing-exam.json"
USUALLY, QUEEN = "A network", "The queen kissed a frog"
LAST_STEP = 80  # pieces
STRONGEST = 12  # words of a run that has the strongest colour
ROWS = 8
MOST_SHOWN = 7  # words of a copy in the table
VISIBLE = str.maketrans({" ": "␣", "\n": "¶"})
USUAL = "0.4"  # the temperature in the table


@dataclass
class Controls:
    """What the reader may change."""

    prompt: Annotated[str, TextField(60, label="Begin with", main=True)] = USUALLY
    temperature: Annotated[float, Slider(0.1, 2, step=0.1, live=True, main=True)] = 0.5
    read: Annotated[str, Choice(*READ, label="It has read")] = ONE_POST
    least: Annotated[int, Slider(3, 12, live=True, label="Words of a copy, at least")] = LEAST
    seed: Annotated[int, Seed()] = 2


@demo(
    title="It writes, and it copies",
    poster_steps=LAST_STEP,
    stage=Stage("written", side=("sources", "heat", "next")),
    headline=Headline(
        "copied", label="copied", baseline="people_copied", said="by people, in new posts: {people_copied}"
    ),
    presets=(
        Preset("One post", prompt=USUALLY, read=ONE_POST, temperature=0.5, fails=True),
        Preset("All texts", prompt=USUALLY, read=ALL_TEXTS, temperature=0.5),
        Preset("Too cold", prompt=USUALLY, read=ALL_TEXTS, temperature=0.1, fails=True),
        Preset("Too hot", prompt=USUALLY, read=ALL_TEXTS, temperature=1.8, fails=True),
        Preset("Never read", read=ALL_TEXTS, prompt=QUEEN, temperature=0.5, fails=True),
    ),
    facts=Facts(
        parameters=f"{CARD.parameters:,} in each network: {len(pieces())} pieces of words, an LSTM of "
        f"{MEMORY}, and scores for the next piece.",
        data=f"{CARD.data}. The other network has read one post only.",
        licence=f"{CARD.licence}.",
        training=f"{CARD.script}, beforehand: AdamW, three seeds for each network, of which the median is "
        "shipped. Parts of the networks are left out at random.",
        metric=f"surprise at each letter of the held-out posts: {metric_text(CARD.score)} bits. Copied: "
        f"the share of new words that stand in its text word for word, in runs of {LEAST} or more.",
        baseline=f"{metric_text(CARD.baseline_score)} bits by {CARD.baseline}.",
    ),
)
def writing(controls: Controls, rng: np.random.Generator) -> Iterator[Frame]:
    """Go on with a text, piece by piece. Lit words are copied: the number is the length of the run."""
    model = writer(PART[controls.read])[0]
    start = " ".join(controls.prompt.split())
    numbers = encode(START + start).tolist()
    given = len(split_words(written(numbers)))
    scores, state = model.read(np.array(numbers))
    for step in range(LAST_STEP + 1):
        shares = nn.top_k_probabilities(scores, controls.temperature)
        yield frame(written(numbers), given, shares, controls)
        if step < LAST_STEP:
            numbers.append(int(rng.choice(len(shares), p=shares)))
            scores, state = model.read(np.array(numbers[-1:]), state)


def written(numbers: list[int]) -> str:
    """Return the text of these pieces, without the line break before it."""
    return decode(numbers).removeprefix(START)


def frame(text: str, given: int, shares: nn.Array, controls: Controls) -> Frame:
    """Return what is shown of a text of which some words were given."""
    words = split_words(text)
    if len(words) > given and text[-1].isalnum():
        words.pop()  # it is not at its end yet
    new, part = len(words) - given, PART[controls.read]
    runs = [run for run in source(part).runs(words) if run.start + run.length > given]
    longest = longest_runs(runs, len(words), controls.least)
    counted = [run.length if run else 0 for run in longest[given:]] or [0]
    copied = Percent(float(np.mean([length > 0 for length in counted])))
    made_up = [word for word in words[given:] if word not in source(part).known]
    return Frame(
        written=picture(text, longest),
        sources=places(words, [run for run in runs if run.length >= controls.least], part),
        next=likeliest(shares),
        heat=heat(part),
        exam=exam(),
        metrics={
            "copied": copied,
            "new_words": new,
            "longest_run": max(counted),
            "made_up": Percent(len(made_up) / max(new, 1)),
            "repeated": Percent(repeated(words, given)),
            "unknown_words": sum(word not in source(part).known for word in words[:given]),
            "bits": CARD.score,
            "post_bits": POST_CARD.score,
            "counts_bits": CARD.baseline_score,
            **{
                f"{way}_{what}": usual(results()[way][what])
                for way in (*PARTS, "counts", "people")
                for what in ("copied", "made_up")
            },
            "words_read": len(source(part).words),
            "parameters": CARD.parameters,
        },
        text=f"{unreadable(controls.prompt)}{new} new words, {metric_text(copied)} of them copied in runs of "
        f"{controls.least} or more"
        + (f"; the longest has {max(counted)}." if max(counted) else ".")
        + (f" It made up {', '.join(dict.fromkeys(made_up[:3]))}." if made_up else ""),
    )


def unreadable(prompt: str) -> str:
    """Return a sentence about signs that the network cannot read, or nothing."""
    return f"It cannot read {' '.join(signs)} and leaves it out. " if (signs := unknown_signs(prompt)) else ""


def picture(text: str, longest: list[Run | None]) -> Tokens:
    """Return the end of the text in stretches: each is copied in one go, or not copied."""
    origins: list[Run | None] = []
    place = 0
    for word in text.split():
        count = len(split_words(word))
        own = longest[place : place + count]
        # A dash, and a word that is not at its end, belong to what stands before them.
        before = origins[-1] if origins and len(own) < max(count, 1) else None
        origins.append(next((run for run in own if run), before))
        place += count
    stretches = [
        (" ".join(word for word, _ in group), run.length if run else 0)
        for run, group in groupby(zip(text.split(), origins, strict=True), key=lambda pair: pair[1])
    ] or [("nothing", 0)]
    shown, values = zip(*ending(stretches), strict=True)
    return Tokens(
        shown, values, most=STRONGEST, label="Lit: copied, so many words", value_label="words copied in a row"
    )


def places(words: list[str], runs: list[Run], part: str) -> Table:
    """Return the longest copies, and where each stands first."""
    rows: list[tuple[object, ...]] = [
        (
            " ".join(words[run.start :][: min(run.length, MOST_SHOWN)]) + " …" * (run.length > MOST_SHOWN),
            run.length,
            title_at(run.found, part),
            run.times,
        )
        for run in sorted(runs, key=lambda run: (-run.length, run.start))[:ROWS]
    ]
    columns = zip(*(rows or [("nothing", 0, "", 0)]), strict=True)
    return Table(
        dict(zip(("copied", "words", "stands in", "times"), columns, strict=True)), label="The longest copies"
    )


def likeliest(shares: nn.Array) -> Bars:
    """Return the likeliest pieces to come next."""
    best = np.argsort(-shares, kind="stable")[:ROWS]
    return Bars(
        {pieces()[number].translate(VISIBLE): Percent(round(float(shares[number]), 4)) for number in best},
        label="What comes next (␣ is a space)",
        x_range=(0, 1),
    )


@cache
def results() -> dict[str, Any]:
    """Return what content/demos/train/writing.py measured."""
    found: dict[str, Any] = json.loads(EXAM.read_text(encoding="utf-8"))
    return found


@cache
def heat(part: str) -> Curve:
    """Return which shares a network copies and makes up, by temperature."""
    measured = results()[part]
    return Curve(
        {"copied": list(measured["copied"].values()), "made up": list(measured["made_up"].values())},
        [float(temperature) for temperature in measured["copied"]],
        label="Words that are copied, and words that are made up",
        x_label="temperature",
        y_range=(0, 1),
    )


@cache
def exam() -> Table:
    """Return how much each writer is surprised by new posts, and what it copies and makes up."""
    ways = {"one post": POST_ONLY, "all texts": ALL, "letter counts": "counts", "people": "people"}
    found = [results()[way] for way in ways.values()]
    return Table(
        {
            "writer": list(ways),
            "bits a letter": [one.get("bits", "") for one in found],
            "copied": [usual(one["copied"]) for one in found],
            "made up": [usual(one["made_up"]) for one in found],
        },
        label=f"Networks at temperature {USUAL}",
    )


def usual(shares: Any) -> Percent:
    """Return the share at the usual temperature, if there are several."""
    return Percent(shares[USUAL] if isinstance(shares, dict) else shares)
