"""Two pictures of drawn faces; a network says how far apart they are, and a threshold decides."""

from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np

from sitegen import nn
from sitegen.demo import (
    Bars,
    Curve,
    Facts,
    Frame,
    Handle,
    Headline,
    Heatmap,
    ImageGrid,
    Percent,
    Preset,
    Seed,
    Slider,
    Stage,
    Toggle,
    demo,
    metric_text,
)

from .face_parts import Views
from .portraits import draw, frontal, people
from .recognising import EDGES, THRESHOLD, apart, counted, embed, rates, recogniser

MODEL, CARD = recogniser()
GREYS = 31  # levels of a picture, which keep it small
ONE, TWO = (counted()[f"few_{kind}"][0] for kind in ("one", "two"))  # of people with long faces
TEST = rates(ONE, TWO)
BINS = EDGES[1::2]  # the middles of bins in the picture, each of two of the test's
SHARES = {
    name: counts.reshape(-1, 2).sum(axis=1) / counts.sum()
    for name, counts in (("one person", ONE), ("two people", TWO))
}
TOP = 0.18  # of the picture of shares


@dataclass
class Controls:
    """What the reader may change."""

    turn: Annotated[int, Slider(-60, 60, step=5, unit="°", label="Turn the head", main=True)] = 15
    light: Annotated[float, Slider(-1, 1, step=0.1, label="Light from a side", main=True)] = -0.5
    other: Annotated[int, Slider(0, 100, step=5, unit="%", label="Another person")] = 0
    glasses: Annotated[bool, Toggle(label="Glasses")] = False
    smile: Annotated[float, Slider(-1, 1, step=0.25, label="Smile")] = 0.0
    threshold: Annotated[float, Slider(0.1, 1.5, step=0.02, label="Threshold")] = THRESHOLD
    seed: Annotated[int, Seed(label="Other people")] = 5


@demo(
    title="The same person?",
    stage=Stage(("pair", "distances"), side=("errors", "numbers")),
    headline=Headline("distance", label="apart", baseline="threshold", said="same person below {threshold}"),
    presets=(
        Preset("In other light", light=0.9, turn=-15),
        Preset("With glasses", glasses=True),
        Preset("A stranger", other=100),
        Preset("Turned, with glasses", turn=60, glasses=True, fails=True),
        Preset("A near double", other=40, fails=True),
    ),
    facts=Facts(
        parameters=f"{CARD.parameters:,}: three layers of kernels, then 16 numbers for a face.",
        data="faces drawn from 25 measures, each a random number. No picture of a person.",
        training="beforehand: Adam and InfoNCE, which pulls two pictures of one person together and pushes "
        f"others away; seed {CARD.seed}.",
        metric="equal error rate: the share of wrong answers at the threshold where both mistakes are "
        f"equally frequent; {metric_text(Percent(CARD.score))} with people that it never saw.",
        baseline=f"{metric_text(Percent(CARD.baseline_score))} when the pixels themselves are compared.",
    ),
)
def faces(controls: Controls, rng: np.random.Generator) -> Frame:
    """Change the second picture: light, turn, glasses, or the person. All faces are drawn; nobody is real."""
    pictures = both(controls, rng)
    numbers = embed(MODEL, pictures)
    distance = float(apart(*numbers))
    called_one, is_one = distance <= controls.threshold, controls.other == 0
    false_match, false_non_match = TEST.at(controls.threshold)
    verdict = "“the same person”" if called_one else "“somebody else”"
    return Frame(
        pair=ImageGrid(
            np.rint(pictures * GREYS) / GREYS,
            ("enrolled", verdict),
            label="Enrolled, and now",
            scale="grey",
            columns=1,
            highlight=[] if called_one == is_one else [1],
            highlight_label="a mistake",
        ),
        distances=hills(controls.threshold, distance),
        errors=Curve(
            {"two taken for one": TEST.false_match[1:69], "one taken for two": TEST.false_non_match[1:69]},
            EDGES[1:69],
            label="Mistakes at every threshold",
            x_label="threshold",
            y_range=(0, 1),
            points={"here": [[controls.threshold, false_match], [controls.threshold, false_non_match]]},
        ),
        numbers=Heatmap(
            numbers.round(2),
            label="The 16 numbers of each face",
            rows=("enrolled", "now"),
            low=-0.7,
            high=0.7,
        ),
        rivals=Bars(
            {
                "network": Percent(CARD.score),
                "pixels": Percent(CARD.baseline_score),
                "guessing": Percent(0.5),
            },
            label="Equal error rate",
            x_range=(0, 0.5),
        ),
        metrics={
            "distance": distance,
            "threshold": controls.threshold,
            "right": int(called_one == is_one),
            "equal_error": Percent(CARD.score),
            "equal_error_of_pixels": Percent(CARD.baseline_score),
            "false_match": Percent(false_match),
            "false_non_match": Percent(false_non_match),
            "parameters": CARD.parameters,
        },
        text=f"The pictures are {distance:.2f} apart; the threshold is {controls.threshold:.2f}. The answer, "
        f"{verdict}, is {'right' if called_one == is_one else 'wrong'}. In the test this threshold takes two "
        f"people for one in {false_match:.1%} of pairs, and one person for two in {false_non_match:.1%}.",
    )


def hills(threshold: float, distance: float) -> Curve:
    """Return where other pairs lie, with a line at the threshold and a dot for this pair."""
    x = np.sort(np.append(BINS, [threshold] * 3))
    line = np.zeros(len(x))
    line[np.searchsorted(x, threshold) + 1] = TOP
    return Curve(
        {**{name: np.interp(x, BINS, share) for name, share in SHARES.items()}, "threshold": line},
        x,
        label="Distances of other pairs",
        x_label="distance",
        x_range=(0, 1.9),
        y_range=(0, TOP),
        points={"these": [[distance, TOP / 30]]},
        handles=[Handle((threshold, 0.9 * TOP), x="threshold")],
    )


def both(controls: Controls, rng: np.random.Generator) -> nn.Array:
    """Return the picture that was enrolled and the one of now. Shape: (2, 40, 40)."""
    enrolled, stranger = people(2, rng)
    now = enrolled + controls.other / 100 * (stranger - enrolled)
    return np.concatenate(
        [draw(face[None], 0, seen) for face, seen in ((enrolled, frontal()), (now, view(controls)))]
    )


def view(controls: Controls) -> Views:
    """Return how the second picture is taken."""

    def one(number: float) -> nn.Array:
        return np.array([float(number)])

    return replace(
        frontal(),
        turn=one(controls.turn),
        light=one(controls.light),
        glasses=one(controls.glasses),
        smile=one(controls.smile),
        wall=one(0.7),
    )
