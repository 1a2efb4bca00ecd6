"""A small U-Net marks faint lesions in generated tissue; a threshold decides what it marks."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen import nn
from sitegen.demo import (
    Bars,
    Choice,
    Curve,
    Facts,
    Frame,
    Handle,
    Headline,
    Image,
    Percent,
    Preset,
    Seed,
    Slider,
    Stage,
    Toggle,
    demo,
    metric_text,
)

from .tissue import (
    CONTRASTS,
    SCANNERS,
    THRESHOLD,
    Tissues,
    best_brightness,
    dice,
    marker,
    predict,
    tissues,
)

MODEL, CARD = marker()
NEW = 8  # tissues of the test on the page
GREYS = 20  # levels of a picture, which keep it small
THRESHOLDS = np.arange(1, 12) / 20


@dataclass
class Controls:
    """What the reader may change."""

    contrast: Annotated[float, Slider(CONTRASTS[0], CONTRASTS[-1], step=0.5, label="Contrast", main=True)] = (
        4.0
    )
    threshold: Annotated[float, Slider(0.05, 0.55, step=0.05, label="Mark from", main=True)] = THRESHOLD
    scanner: Annotated[str, Choice(*SCANNERS, label="Scanner", main=True)] = SCANNERS[0]
    shown: Annotated[int, Slider(1, NEW, label="Tissue shown")] = 1
    truth: Annotated[bool, Toggle(label="Show the lesions")] = True
    seed: Annotated[int, Seed(label="Seed of the tissues")] = 1


@demo(
    title="Faint lesions in tissue",
    stage=Stage("tissue", side=("thresholds", "errors", "probability")),
    headline=Headline("dice", label="Dice", baseline="brightness", said="brightness alone: {brightness}"),
    presets=(
        Preset("Clear", contrast=6.0),
        Preset("Faint", contrast=3.0),
        Preset("Too faint", contrast=1.5, fails=True),
        Preset("Brighter scanner", scanner="brighter", fails=True),
        Preset("Coarser grain", scanner="coarser", fails=True),
    ),
    facts=Facts(
        parameters=f"{CARD.parameters:,}: a U-Net of six convolutions, down to 16 × 16 pixels and up again.",
        data="tissues made of random numbers: ground, vessels, grain, and lesions a little brighter. "
        "No picture of a person.",
        training=f"beforehand: Adam, new tissues in each step, only the known scanner, seed {CARD.seed}.",
        metric=f"Dice over the pixels of {NEW} tissues that it never saw; beforehand, on 200: "
        f"{metric_text(CARD.score)} at contrast 4.",
        baseline=f"the one level of brightness that is best for these same tissues; on the 200: "
        f"{metric_text(CARD.baseline_score)}. This demo is no medical device, and diagnoses nothing.",
    ),
)
def medicine(controls: Controls, rng: np.random.Generator) -> Frame:
    """The network outlines what it takes for a lesion. All tissue is invented; this diagnoses nothing."""
    new = tissues(NEW, rng)
    pictures = new.pictures(controls.contrast, controls.scanner)
    probability, place = predict(MODEL, pictures), controls.shown - 1
    marked = probability >= controls.threshold
    reached = dice(marked, new.truth)
    _, brightness = best_brightness(pictures, new.truth)
    found = float(marked[new.truth].mean())
    right = float(new.truth[marked].mean()) if marked.any() else 0.0
    return Frame(
        tissue=Image(
            np.rint(pictures[place] * GREYS) / GREYS,
            label=f"Invented tissue {controls.shown} of {NEW}",
            scale="grey",
            outlines={
                "marked by the network": np.clip(probability[place] - controls.threshold + 0.5, 0, 1),
                **({"the lesion": new.lesion[place]} if controls.truth else {}),
            },
        ),
        thresholds=every_threshold(probability, new, controls.threshold, brightness),
        errors=Bars(
            {"lesion found": Percent(found), "marks right": Percent(right)},
            label=f"Of all pixels of the {NEW} tissues",
            x_range=(0, 1),
        ),
        probability=Image(
            np.round(probability[place], 2), label="Probability of lesion, pixel by pixel", low=0, high=1
        ),
        metrics={
            "dice": reached,
            "brightness": brightness,
            "lesion_found": Percent(found),
            "marks_right": Percent(right),
            "test_dice": CARD.score,
            "test_brightness": CARD.baseline_score,
            "parameters": CARD.parameters,
        },
        text=f"On {NEW} unseen tissues the marks reach a Dice of {reached:.2f}; the best single brightness "
        f"reaches {brightness:.2f}. Of the lesions' pixels {found:.0%} are marked, and {right:.0%} of the "
        "marks are right.",
    )


def every_threshold(probability: nn.Array, new: Tissues, threshold: float, brightness: float) -> Curve:
    """Return Dice for each threshold, with a handle at the present one."""
    reached = [dice(probability >= each, new.truth) for each in THRESHOLDS]
    return Curve(
        {"network": reached, "brightness alone": np.full(len(reached), brightness)},
        THRESHOLDS,
        label="Dice for every threshold",
        x_label="mark from this probability on",
        y_range=(0, 1),
        handles=[Handle(at=(threshold, float(np.interp(threshold, THRESHOLDS, reached))), x="threshold")],
    )
