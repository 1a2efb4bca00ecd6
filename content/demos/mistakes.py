"""Test images that the reader of drawn digits gets wrong, one of them from near."""

from dataclasses import dataclass
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
    Image,
    ImageGrid,
    Percent,
    Slider,
    Stage,
    demo,
    metric_text,
)

from .handwriting import reader

CARD = reader()[1]
SHOWN = 32
SURE = 0.9
FIRST, SUREST = "as they come", "the surest first"


@dataclass
class Controls:
    """What the reader may change."""

    order: Annotated[str, Choice(FIRST, SUREST, label="Order", main=True)] = FIRST
    mistake: Annotated[int, Slider(1, SHOWN, label="Look at mistake", main=True)] = 1


@demo(
    title="What it gets wrong",
    stage=Stage("mistakes", side=("answer", "chosen")),
    headline=Headline(
        "wrong",
        label="wrong",
        said=f"of 10,000; one layer: {metric_text(Percent(1 - CARD.baseline_score))}",
    ),
    facts=Facts(
        parameters=f"{CARD.parameters:,}, those of the drawing demo.",
        data=f"the first {SHOWN} of the MNIST test images that it reads wrongly.",
        licence="CC BY-SA 3.0, as TensorFlow's documentation states for MNIST (LeCun, Cortes, Burges, 1998).",
        metric="the share of all 10,000 test images that it reads wrongly; and how many of those shown it was"
        f" at least {100 * SURE:.0f} % sure of.",
        baseline=f"a single linear layer reads {metric_text(Percent(1 - CARD.baseline_score))} wrongly.",
    ),
)
def mistakes(controls: Controls, rng: np.random.Generator) -> Frame:
    """Framed are those of which it was very sure."""
    images, digits, shares = shown(controls.order)
    given, certainty = shares.argmax(axis=1), shares.max(axis=1)
    sure = np.flatnonzero(certainty >= SURE).tolist()
    place = controls.mistake - 1
    right = shares[place, digits[place]]
    return Frame(
        mistakes=ImageGrid(
            images,
            [f"{digit} → {answer}" for digit, answer in zip(digits, given, strict=True)],
            label="Test images: what they are → what it takes them for",
            columns=6,
            highlight=sure,
            highlight_label=f"at least {100 * SURE:.0f} % sure",
        ),
        chosen=Image(images[place], label=f"Mistake {controls.mistake}"),
        answer=Bars(
            {str(digit): Percent(share) for digit, share in enumerate(shares[place])},
            label="What it takes it for",
            x_range=(0, 1),
        ),
        metrics={"wrong": Percent(1 - CARD.score), "shown": len(images), "sure": len(sure)},
        text=f"Mistake {controls.mistake} is a {digits[place]} and gets {right:.0%}; "
        f"it is taken for a {given[place]}, {certainty[place]:.0%} sure.",
    )


def shown(order: str) -> tuple[nn.Array, nn.IntArray, nn.Array]:
    """Return images (n, 28, 28), the digits (n,) that they are, and the shares (n, 10) that they get."""
    with np.load(Path(__file__).parent / "data" / "mistakes.npz") as file:
        images, digits = file["images"] / np.float32(255), file["digits"].astype(np.int64)
    shares = nn.softmax(reader()[0].predict(images[..., None]))
    if order == SUREST:
        places = np.argsort(-shares.max(axis=1), kind="stable")
        images, digits, shares = images[places], digits[places], shares[places]
    return images, digits, shares
