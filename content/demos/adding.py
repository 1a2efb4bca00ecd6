"""A Transformer adds two numbers, digit by digit, with each of its weights in sight."""

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any

import numpy as np

from sitegen.demo import (
    Bars,
    Facts,
    Frame,
    Headline,
    Percent,
    Preset,
    Slider,
    Stage,
    Table,
    TextField,
    demo,
    metric_text,
)

from .adder import (
    EXAM,
    FIRST,
    HEADS,
    HELD_OUT,
    LARGEST,
    LONGER,
    SLOTS,
    adder,
    encode,
    is_right,
    without_carrying,
    written,
)
from .weight_sheet import reading, sheet

MODEL, CARD = adder()
NAMES = ("units", "tens", "hundreds", "thousands", "ten thousands")


@dataclass
class Controls:
    """What the reader may change."""

    sum: Annotated[str, TextField(15, label="Sum", main=True)] = "357 + 286"
    digit: Annotated[int, Slider(1, SLOTS + 1, label="Digit, from the right", main=True)] = 2


@demo(
    title="A Transformer that adds",
    stage=Stage("weights", side=("chances", "exam")),
    headline=Headline(
        "digits_right",
        label=f"of {SLOTS + 1} digits right",
        baseline="digits_without_carrying",
        said="new sums all right: {accuracy}",
    ),
    presets=(
        Preset("Two carries", sum="357 + 286", digit=2),
        Preset("No carry", sum="342 + 516", digit=2),
        Preset("A long carry", sum="999 + 1", digit=4),
        Preset("Longer numbers", sum="4321 + 2345", digit=1, fails=True),
        Preset("A rare mistake", sum="350 + 661", digit=4, fails=True),
    ),
    facts=Facts(
        parameters=f"{CARD.parameters:,}, all in the picture: one block with {HEADS} heads.",
        data=f"{CARD.data}. Numbers stand with their units first, in {SLOTS} places.",
        licence=f"{CARD.licence}.",
        training=f"{CARD.script}, beforehand: AdamW, three seeds of which the median is shipped.",
        metric=f"the share of {HELD_OUT:,} held-out sums with every digit right: "
        f"{metric_text(Percent(CARD.score))}.",
        baseline=f"{metric_text(Percent(CARD.baseline_score))} by adding digits without carrying.",
    ),
)
def adding(controls: Controls, rng: np.random.Generator) -> Frame:
    """Write a sum, and move along its digits. Strong colours show which weights take part."""
    first, second, remark = numbers(controls.sum)
    pair = np.array([first]), np.array([second])
    signs, truth = encode(*pair)
    answer, simple = written(MODEL, *pair), without_carrying(*pair)
    signs[:, FIRST + 1 :] = answer[:, :SLOTS]
    digit = controls.digit - 1
    now = reading(MODEL, signs[0], digit)
    to_add = now.attention[:, [min(digit, SLOTS - 1), min(digit, SLOTS - 1) + SLOTS + 1]]
    said = int((answer[0] * 10 ** np.arange(SLOTS + 1)).sum())
    looks = " and ".join(
        f"head {head + 1} at {named(int(places.argmax()))}" for head, places in enumerate(now.attention)
    )
    return Frame(
        weights=sheet(MODEL, signs[0], digit, now),
        chances=Bars(
            {str(number): Percent(round(float(chance), 4)) for number, chance in enumerate(now.chances)},
            label=f"How likely each digit is as the {NAMES[digit]}",
            x_range=(0, 1),
        ),
        exam=exam(),
        metrics={
            "right": int(is_right(answer, *pair)[0]),
            "digits_right": int((answer == truth).sum()),
            "digits_without_carrying": int((simple == truth).sum()),
            "accuracy": Percent(CARD.score),
            "without_carrying": Percent(CARD.baseline_score),
            "four_digits": Percent(results()[LONGER][1]),
            "on_the_digits_to_add": Percent(to_add.sum(axis=1).max()),
            "head_1_on_the_fourth_digit": Percent(now.attention[0, SLOTS - 1]),
            "units_if_the_first_is_longer": Percent(measured()["units_right"][0]),
            "units_if_the_second_is_longer": Percent(measured()["units_right"][1]),
            "wrong_of_a_million": measured()["wrong_of_all"],
            "parameters": CARD.parameters,
        },
        text=f"{remark}It writes {first} + {second} = {said:,}; {first + second:,} is right. "
        f"For the {NAMES[digit]}, {looks} most.",
    )


def numbers(text: str) -> tuple[int, int, str]:
    """Return the two numbers of a text, and a sentence where it has other things in it."""
    found = [int(number) for number in re.findall(r"[0-9]+", text)]
    whole = re.fullmatch(r"\s*[0-9]+\s*\+\s*[0-9]+\s*=?\s*", text) is not None
    fits = all(number <= LARGEST for number in found)
    first, second = [*(min(number, LARGEST) for number in found[:2]), 0, 0][:2]
    if whole and fits:
        return first, second, ""
    return first, second, f"Write two numbers up to {LARGEST:,}, such as 357 + 286. "


def named(place: int) -> str:
    """Return what stands at a place of the sum."""
    if place >= FIRST:
        return f"the {NAMES[place - FIRST - 1]} of the answer" if place > FIRST else "the equals sign"
    number, slot = divmod(place, SLOTS + 1)
    return (
        f"the {NAMES[slot]} of the {('first', 'second')[number]} number" if slot < SLOTS else "the plus sign"
    )


@cache
def measured() -> dict[str, Any]:
    """Return what content/demos/train/adding.py measured."""
    about: dict[str, Any] = json.loads(EXAM.read_text(encoding="utf-8"))
    return about


def results() -> dict[str, tuple[float, float]]:
    """Return for each kind of sum the shares right without carrying, and by the network."""
    right: dict[str, tuple[float, float]] = measured()["right"]
    return right


@cache
def exam() -> Table:
    """Return how often sums of each kind are right."""
    simple, network = zip(*results().values(), strict=True)
    return Table(
        {
            "sums": list(results()),
            "without carrying": [Percent(share) for share in simple],
            "the network": [Percent(share) for share in network],
        },
        label="Sums with every digit right",
    )
