"""Which dots of a digit made the network say so? Three ways to ask, and what their answers are worth."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen import nn
from sitegen.demo import (
    Choice,
    Curve,
    Drawing,
    Facts,
    Frame,
    Headline,
    Image,
    ImageGrid,
    Ink,
    Percent,
    Seed,
    Stage,
    compact,
    demo,
)

from .drawing import THREE
from .explaining import COVER, PATH, SLOPE, explain, likeness, model, score, scrambled
from .handwriting import PEN, SIDE, prepared

REMOVED, ORDERS = 30, 10  # dots of ink that are wiped out, and random orders to compare with
SCRAMBLED = {
    "nothing": (),
    "the last layer": ("7",),
    "the first kernels": ("0",),
    "all layers": ("0", "3", "7"),
}


@dataclass
class Controls:
    """What the reader may change."""

    drawing: Annotated[Drawing, Ink(SIDE, SIDE, brush=PEN, label="Draw a digit")] = Drawing(THREE)
    method: Annotated[str, Choice(PATH, SLOPE, COVER, label="Ask by")] = PATH
    answer: Annotated[str, Choice("what it says", *"0123456789", label="Why, or why not")] = "what it says"
    scramble: Annotated[str, Choice(*SCRAMBLED, label="Fill with random weights")] = "nothing"
    seed: Annotated[int, Seed(label="Seed of random weights and dots")] = 1


@demo(
    title="Why did it say that?",
    stage=Stage(side=("deletion", "pictures"), beside="map"),
    headline=Headline("drop", label="lost", said="without its dots; at random: {random_drop}"),
    facts=Facts(
        parameters="5,258, those of the drawing demo, here with twice as many decimals.",
        data="what you draw. The network learned from 55,000 digits of MNIST.",
        licence="CC BY-SA 3.0, as TensorFlow's documentation states for MNIST (LeCun, Cortes, Burges, 1998).",
        metric="sum error: how far the map's sum is from the change of the score between blank paper and the "
        f"drawing, as a share of that change. Drop: what the score loses when {REMOVED} dots of ink are "
        "wiped out. Likeness: the correlation with the trained network's map, signs left aside.",
        baseline=f"dots of ink in {ORDERS} random orders; and for likeness, the ink itself.",
    ),
)
def black_box(controls: Controls, rng: np.random.Generator) -> Frame:
    """Orange dots speak for the answer, blue ones against it. Then the dots that count most are wiped out."""
    picture = prepared(controls.drawing.strokes).astype(np.float64)
    trained, asked = model(), scrambled(SCRAMBLED[controls.scramble], rng)
    scores = asked.predict(picture[None, ..., None])[0]
    says = int(scores.argmax())
    digit = says if controls.answer == "what it says" else int(controls.answer)
    original = asked_map = explain(controls.method, trained, picture, digit)
    if controls.scramble != "nothing":
        asked_map = explain(controls.method, asked, picture, digit)
    change = float(scores[digit] - score(asked, np.zeros((1, SIDE, SIDE)), digit)[0])

    ink = np.flatnonzero(picture)
    ranked = ink[np.argsort(-asked_map.ravel()[ink], kind="stable")]
    by_rank = wiped(asked, picture, digit, ranked)
    by_chance = np.mean([wiped(asked, picture, digit, rng.permutation(ink)) for _ in range(ORDERS)], axis=0)
    without = picture.copy()
    without.flat[ranked[:REMOVED]] = 0
    drops = [float(curve[0] - curve[-1]) for curve in (by_rank, by_chance)]
    return Frame(
        map=Image(asked_map, label=f"What speaks for {digit}, and against it", scale="signed"),
        deletion=Curve(
            {"most important first": by_rank, "in random order": by_chance},
            label=f"Score of {digit} while dots of ink are wiped out",
            x_label="dots wiped out",
            y_label="score",
        ),
        pictures=ImageGrid(
            [picture, without], ["as drawn", "without"], label="Without the most important dots"
        ),
        beside=ImageGrid(
            [part / max(float(np.abs(part).max()), 1e-12) for part in (picture, original, asked_map)],
            ["the ink", "trained", "asked"],
            label="The ink; the map of the trained network; the map of the network that was asked",
            scale="signed",
        ),
        metrics={
            "says": says,
            "score_change": change,
            "sum_of_map": float(asked_map.sum()),
            "sum_error": Percent(abs(asked_map.sum() - change) / max(abs(change), 1e-6)),
            "drop": drops[0],
            "random_drop": drops[1],
            "likeness": likeness(original, asked_map),
            "likeness_of_ink": likeness(original, picture),
        },
        text=f"It says {says}. Without the {REMOVED} most important dots of ink, the score of {digit} falls "
        f"by {compact(drops[0])}, without {REMOVED} random ones by {compact(drops[1])}.",
    )


def wiped(network: nn.Sequential, picture: nn.Array, digit: int, order: nn.IntArray) -> nn.Array:
    """Return the score with none, one, two ... dots of ink wiped out in that order. Shape: (31,)."""
    copies = np.repeat(picture.reshape(1, -1), REMOVED + 1, axis=0)
    for place in range(min(REMOVED, len(order))):
        copies[place + 1 :, order[place]] = 0
    return score(network, copies.reshape(-1, SIDE, SIDE), digit)
