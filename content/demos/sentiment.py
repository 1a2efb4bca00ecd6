"""Praise or complaint: a network that counts words beside one that reads them in order."""

from dataclasses import dataclass
from functools import cache
from typing import Annotated

import numpy as np

from sitegen import nn
from sitegen.demo import (
    Bars,
    Curve,
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

from .judges import Reader, WordBag, count_words, judge, scores
from .reviews import HELD_OUT, LENGTH, encode, polar_words, split_words, vocabulary
from .unknown import remark

READER, CARD = judge(Reader)
BAG, BAG_CARD = judge(WordBag)
NOT_GOOD, HARDLY_BAD = "the soup was not good", "the soup was hardly bad"
BUT, SWAPPED = "the food was cold but I loved it", "I loved it but the food was cold"
IRONY = "what a wonderful evening, we waited two hours"
NEW_WORD = "the film was sublime"
TWICE = "nothing here was not good"
PRAISE = dict.fromkeys((HARDLY_BAD, BUT, NEW_WORD, TWICE), True) | dict.fromkeys(
    (NOT_GOOD, SWAPPED, IRONY), False
)
"""The sentences of the presets, and whether a person reads them as praise."""
NOTHING = "…"  # is read where nothing is written
STRONGEST = 5  # a push that has the strongest colour


@dataclass
class Controls:
    """What the reader may change."""

    text: Annotated[str, TextField(140, lines=2, label="A short review", main=True)] = NOT_GOOD
    without: Annotated[int, Slider(0, LENGTH, label="Leave out word", main=True)] = 0


@demo(
    title="Praise or complaint?",
    stage=Stage(("bag", "reader"), side=("verdicts", "course", "exam")),
    headline=Headline(
        "praise", label="praise", baseline="bag_praise", said="a bag of words says {bag_praise}"
    ),
    presets=(
        Preset("Not good", text=NOT_GOOD),
        Preset("Hardly bad", text=HARDLY_BAD),
        Preset("But", text=BUT),
        Preset("Swapped", text=SWAPPED),
        Preset("Irony", text=IRONY, fails=True),
        Preset("New word", text=NEW_WORD, fails=True),
        Preset("Not twice", text=TWICE, fails=True),
    ),
    facts=Facts(
        parameters=f"{BAG_CARD.parameters:,} in the bag of words, one for each word; {CARD.parameters:,} in "
        "the network that reads in order: 12 for each word, a GRU of 24, one output.",
        data=f"{CARD.data}. The program that makes them is our own.",
        licence=f"{CARD.licence}.",
        training=f"{CARD.script}, beforehand: AdamW, 4,000 steps of 64 reviews, three seeds of which the "
        "median is shipped.",
        metric=f"the share of {HELD_OUT:,} held-out reviews judged correctly: "
        f"{metric_text(Percent(CARD.score))} in order, {metric_text(Percent(BAG_CARD.score))} by the bag. "
        "They are made by the same program, so expect worse on what people write.",
        baseline=f"{metric_text(Percent(CARD.baseline_score))} by counting words of a list of good and a "
        "list of bad ones; a tie is half right.",
    ),
)
def sentiment(controls: Controls, rng: np.random.Generator) -> Frame:
    """Write a review. Each word shows what it does to the verdict; touch a word to leave it out."""
    words = split_words(controls.text) or [NOTHING]
    left = [place for place in range(len(words)) if place != controls.without - 1 or len(words) == 1]
    kept = [words[place] for place in left]
    running = {kind: model.predict(encode([kept]))[0] for kind, model in (("bag", BAG), ("reader", READER))}
    # Rounded, since the last digits of a share near 0 differ between processors.
    praise = {kind: round(float(nn.sigmoid(verdict[-1:])[0]), 4) for kind, verdict in running.items()}
    praise["list"] = (np.sign(count_words(kept)) + 1) / 2
    missed = remark([word.lower() for word in kept if is_unknown(word)], list(vocabulary())[2:])
    truth = PRAISE.get(controls.text) if len(kept) == len(words) else None
    reader = "" if truth is None else f" A person reads {'praise' if truth else 'a complaint'}."
    return Frame(
        bag=pushes("Counted, in any order", BAG, words, left, controls.without),
        reader=pushes("Read in order", READER, words, left, controls.without),
        verdicts=Bars(
            {
                "word list": Percent(praise["list"]),
                "bag of words": Percent(praise["bag"]),
                "read in order": Percent(praise["reader"]),
            },
            label="How sure it is that this is praise",
            x_range=(0, 1),
        ),
        exam=exam(),
        course=Curve(
            {"read in order": nn.sigmoid(running["reader"]), "counted": nn.sigmoid(running["bag"])},
            np.arange(1, len(kept) + 1),
            label="Praise, after each word",
            x_label="words read",
            y_range=(0, 1),
        ),
        known=Text(known_words(), label="Words that they know"),
        metrics={
            **({} if truth is None else {"right": int((praise["reader"] > 0.5) == truth)}),
            "praise": Percent(praise["reader"]),
            "bag_praise": Percent(praise["bag"]),
            "good_minus_bad_words": count_words(kept),
            "unknown_words": sum(map(is_unknown, kept)),
            "accuracy": Percent(CARD.score),
            "bag_accuracy": Percent(BAG_CARD.score),
            "list_accuracy": Percent(CARD.baseline_score),
            "negated_accuracy": Percent(scores()["negated"][2]),
            "bag_negated_accuracy": Percent(scores()["negated"][1]),
            "parameters": CARD.parameters,
        },
        text=f"Read in order: {said(praise['reader'])}. Counted: {said(praise['bag'])}.{reader}"
        + (f" {missed}." if missed else ""),
    )


def said(praise: float) -> str:
    """Return `praise, 98% sure` or `a complaint, 98% sure`; no certainty is rounded to 100%."""
    certainty = max(praise, 1 - praise)
    share = "over 99%" if certainty > 0.99 else f"{certainty:.0%}"
    return f"{'praise' if praise > 0.5 else 'a complaint'}, {share} sure"


def is_unknown(word: str) -> bool:
    """Return whether the networks have no number for a word."""
    return word != NOTHING and word.lower() not in vocabulary()


def pushes(how: str, model: Reader | WordBag, words: list[str], left: list[int], without: int) -> Tokens:
    """Return how far each word moves the verdict; a word that is left out stands in brackets.

    Args:
        how: the first words of the label.
        model: the network that judges.
        words: the sentence.
        left: the places of the words that the network is given.
        without: the number of the word that is left out, from 1.
    """
    verdict = model.predict(encode([[words[place] for place in left]]))[0]
    values = np.zeros(len(words))
    values[left] = np.diff(verdict, prepend=model.start)
    shown = [f"{word}?" if is_unknown(word) else word for word in words]
    return Tokens(
        [word if place in left else f"({word})" for place, word in enumerate(shown)],
        np.round(values, 1) + 0.0,
        most=STRONGEST,
        label=f"{how}: {said(float(nn.sigmoid(verdict[-1:])[0]))}",
        value_label="push to praise",
        pick="without",
        picked=without,
    )


@cache
def exam() -> Table:
    """Return how often each is right, by kind of review."""
    columns = zip(*scores().values(), strict=True)
    return Table(
        {
            "review": list(scores()),
            **{
                name: [Percent(share) for share in column]
                for name, column in zip(("list", "bag", "in order"), columns, strict=True)
            },
        },
        label=f"Judged correctly, of {HELD_OUT:,} new reviews",
    )


@cache
def known_words() -> str:
    """Return the words that a reader may use."""
    good, bad = polar_words(True), polar_words(False)
    others = [word for word in list(vocabulary())[3:] if word not in {*good, *bad}]
    return f"Good: {', '.join(good)}.\nBad: {', '.join(bad)}.\nOthers: {', '.join(others)}."
