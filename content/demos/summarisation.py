"""Two summaries of one report: a sentence that is copied, and one that a network writes and may invent."""

from dataclasses import dataclass
from functools import cache
from typing import Annotated

import numpy as np

from sitegen import nn
from sitegen.demo import (
    Bars,
    Choice,
    Facts,
    Frame,
    Headline,
    Percent,
    Preset,
    Slider,
    Stage,
    Table,
    Text,
    TextField,
    Tokens,
    demo,
    metric_text,
)

from .match_reports import (
    DAYS,
    HELD_OUT,
    OWN,
    PLAYERS,
    TEAMS,
    Report,
    crowds,
    held_out,
    is_true,
    split_sentences,
    split_words,
    summary,
    vocabulary,
    with_crowd,
)
from .summarisers import COUNT, MOST_READ, Writer, best_sentence, encode, picker, write, writer
from .summary_exam import exam, overall

ALONE, COPYING = "own words", "with copying"
SHOWN = {"only what it knows": (15, 1, 4, 11, 19, 21), "a new name": (1, 5, 13, 7, 14, 22)}
"""The held-out reports to choose from, by kind; each of the presets' mistakes shows in one."""
REPORTS = 12
LONGEST = 14
CARD, PICKER_CARD = writer(False)[1], picker()[1]
MOST_SENTENCES = 8
CUP = (
    "Norrin won the cup in May. On Friday Norrin received Jormere. Jormere scored three goals and "
    "Norrin two. 3,600 people watched."
)
CUP_RESULT = 2  # the sentence that a person would copy
POINT = "▸ "
NOTHING = "nothing"  # what is shown where a network writes no word
NAMES = {name.lower(): name for name in (*TEAMS, *DAYS, *PLAYERS)}
ATTENTION = "decoder.layers.0.multihead_attn.attention"


@dataclass
class Controls:
    """What the reader may change."""

    crowd: Annotated[int, Slider(1_000, 9_900, step=100, label="People in it", main=True)] = 3_700
    writer: Annotated[str, Choice(ALONE, COPYING, label="It writes", main=True)] = ALONE
    report: Annotated[int, Slider(1, REPORTS, label="Report number")] = 1
    text: Annotated[str, TextField(400, lines=4, label="Your own report")] = ""
    word: Annotated[int, Slider(1, LONGEST, label="Show where it looks for word")] = 8


@demo(
    title="Copied or written?",
    stage=Stage(("written", "report"), side=("looks", "picks", "exam")),
    headline=Headline(
        "true", label="true", baseline="rule_true", said="of {tested} reports; a rule: {rule_true}"
    ),
    presets=(
        Preset("Known words", crowd=3_600, writer=ALONE, report=1, word=8),
        Preset("New number", crowd=3_700, writer=ALONE, report=1, word=8, fails=True),
        Preset("New name", crowd=3_600, writer=ALONE, report=7, word=1, fails=True),
        Preset("With a pointer", crowd=3_700, writer=COPYING, report=1, word=8),
        Preset("All in it, false", crowd=3_600, writer=COPYING, report=6, word=1, fails=True),
        Preset("Wrong sentence", writer=COPYING, text=CUP, word=1, fails=True),
    ),
    facts=Facts(
        parameters=f"{CARD.parameters:,} with own words, {writer(True)[1].parameters:,} with copying: one "
        "block reads, one writes, 32 wide, 4 heads; copying adds a pointer and a gate. "
        f"{PICKER_CARD.parameters:,} in the network that picks a sentence.",
        data=f"{CARD.data}. The teams are invented.",
        licence=f"{CARD.licence}.",
        training=f"{CARD.script}, beforehand: AdamW, three seeds for each network, of which the "
        "median is shipped. One name or number in ten is hidden from the writers: they meet new words.",
        metric=f"the share of {HELD_OUT} held-out reports whose written summary is whole and states only "
        "what the report says. A quarter each: only what they know, a new number, team, sentence pattern.",
        baseline="a rule: the first two teams, the first score and the number of people, put into the same "
        f"sentence, {metric_text(Percent(CARD.baseline_score))}. For the copied sentence: always the first "
        f"one, {metric_text(Percent(PICKER_CARD.baseline_score))}.",
    ),
)
def summarisation(controls: Controls, rng: np.random.Generator) -> Frame:
    """One summary is copied from the report, the other is written. What it makes up is lit."""
    given = with_crowd(shown()[controls.report - 1], f"{controls.crowd:,}")
    own_text = split_sentences(controls.text)
    sentences = own_text[:MOST_SENTENCES] or list(given.sentences)
    best, shares = best_sentence(picker()[0], sentences)
    words = split_words(" ".join(sentences))[:MOST_READ]
    model = writer(controls.writer == COPYING)[0]
    written, made_up, looks = follow(model, words)
    invented = [word for word in written if word not in OWN and word not in words]
    truth = None if own_text else is_true(written, given)
    place = min(controls.word, len(written)) - 1
    return Frame(
        written=Tokens(
            [named(word) for word in written],
            made_up,
            most=1,
            label="Written. Lit: not in the report" if invented else "Written. All in the report",
            value_label="share of the choice that is not in the report",
            pick="word",
            picked=place + 1,
        ),
        report=Text(
            "\n".join(f"{POINT if at == best else ''}{sentence}" for at, sentence in enumerate(sentences)),
            label=f"The report. {POINT}is the copied sentence",
        ),
        looks=Tokens(
            [named(word) if word in vocabulary() else f"{named(word)}?" for word in words],
            looks[place],
            most=1,
            label=f"Where it looks to write “{named(written[place])}”",
            value_label="attention",
        ),
        picks=Bars(
            {sentence: Percent(share) for sentence, share in zip(sentences, shares, strict=True)},
            label="Which sentence it copies, and how surely",
            x_range=(0, 1),
        ),
        exam=written_exam(),
        best=copied_exam(),
        metrics={
            "true": Percent(overall("copying" if controls.writer == COPYING else "own")),
            "rule_true": Percent(overall("rule")),
            "invented": len(invented),
            **(
                {}
                if truth is None
                else {"summary_true": int(truth), "copied_best": int(best == given.result)}
            ),
            **({"copied_best": int(best == CUP_RESULT)} if controls.text == CUP else {}),
            "unknown_words": sum(word not in vocabulary() for word in dict.fromkeys(words)),
            "own_true": Percent(overall("own")),
            "copying_true": Percent(overall("copying")),
            **{
                f"{way}_{kind.split()[-1]}": Percent(exam()[way][kind])
                for way in ("own", "copying", "rule")
                for kind in held_out()
            },
            "picked_right": Percent(overall("picker")),
            "lead_right": Percent(overall("lead")),
            "known_numbers": len(crowds(False)),
            "tested": HELD_OUT,
            "parameters": model.parameter_count,
        },
        text=f"Copied: {sentences[best]} Written: {phrase(written)}. {verdict(invented, truth, given)}",
    )


def verdict(invented: list[str], truth: bool | None, given: Report) -> str:
    """Return what is wrong with a written summary, as far as it is known."""
    if invented:
        return f"Not in the report: {phrase(invented, ', ')}."
    if truth is None:
        return "All its names and numbers stand in the report."
    if truth:
        return "That is true."
    return f"All its names and numbers stand in the report, and it is false: {phrase(summary(given))}."


@cache
def shown() -> list[Report]:
    """Return the reports to choose from, half of them with known teams, half with new ones."""
    return [held_out()[kind][place] for kind, places in SHOWN.items() for place in places]


def follow(model: Writer, words: list[str]) -> tuple[list[str], nn.Array, nn.Array]:
    """Return the summary that a network writes, and what it did at each word.

    Shape:
        returns: T words; the share of its choice that is neither in the report nor a word that every summary
            may add (T,); where it looked, or pointed (T, S).
    """
    written = write(model, [words])[0] or [NOTHING]
    source, others = encode([words])
    places = vocabulary() | {word: COUNT + place for place, word in enumerate(others[0])}
    before = np.array([[0, *(places.get(word, 0) for word in written)]])[:, :-1]
    with nn.capture(model) as seen:
        choice = model.predict(source, before)[0]
    allowed = np.unique([places[word] for word in (*OWN, *words)])
    made_up = 1 - choice[:, allowed[allowed < choice.shape[1]]].sum(axis=1)
    copies = "pointer.output" in seen
    looks = seen["pointer.output"][0] if copies else seen[ATTENTION][0].mean(axis=0)
    # Rounded, since the last digits differ between processors.
    return written, np.round(np.clip(made_up, 0, 1), 2) + 0.0, np.round(looks, 2) + 0.0


def named(word: str) -> str:
    """Return a word as it is shown, with a capital where it is a name."""
    return NAMES.get(word, word)


def phrase(words: list[str], between: str = " ") -> str:
    """Return words in a row."""
    return between.join(map(named, words))


@cache
def written_exam() -> Table:
    """Return how often a written summary is true, by kind of report."""
    kinds = list(held_out())
    columns = {ALONE: "own", COPYING: "copying", "rule": "rule"}
    return Table(
        {
            "report has": kinds,
            **{name: [Percent(exam()[way][kind]) for kind in kinds] for name, way in columns.items()},
        },
        label=f"True summaries of {HELD_OUT} new reports",
    )


@cache
def copied_exam() -> Bars:
    """Return how often the best sentence is copied."""
    return Bars(
        {
            "network": Percent(overall("picker")),
            "first sentence": Percent(overall("lead")),
            "at random": Percent(0.25),
        },
        label="The best sentence is copied",
        x_range=(0, 1),
    )
