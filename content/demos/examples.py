"""How many examples does a network need? Its learning curve grows point by point, and labels may be wrong."""

from collections.abc import Iterator
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
    Headline,
    ImageGrid,
    Percent,
    Seed,
    Slider,
    Stage,
    demo,
)

from .digits import digits

SIZES = (10, 20, 50, 100, 200, 500, 1000)  # examples, and at last all there are
STEPS, STEPS_PER_FRAME, BATCH, RATE = 300, 25, 32, 0.01
SHOWN = 20  # examples that stand on the page


@dataclass
class Controls:
    """What the reader may change."""

    wrong: Annotated[float, Slider(0, 0.8, step=0.05, label="Share of wrong labels")] = 0.0
    missing: Annotated[str, Choice("none", *"0123456789", label="Digit that nobody collected")] = "none"
    seed: Annotated[int, Seed(label="Seed: which examples come first")] = 1


@demo(
    title="How many examples?",
    poster_steps=len(SIZES) * (STEPS // STEPS_PER_FRAME) + STEPS // STEPS_PER_FRAME,
    stage=Stage("curve", side=("digits", "examples")),
    headline=Headline(
        "accuracy", label="read", baseline="most_similar", said="most similar example: {most_similar}"
    ),
    facts=Facts(
        parameters="2,410: 64 pixels, 32 ReLU neurons, 10 scores. It starts anew for every point.",
        data="10 to 1,437 digits of 8 × 8 pixels to learn from, 360 new ones by the same people held out.",
        licence="CC BY 4.0; Alpaydin and Kaynak, Optical Recognition of Handwritten Digits, UCI, 1998.",
        training=f"Adam, {STEPS} steps of at most {BATCH} digits for every point, rate {RATE}; "
        f"{STEPS_PER_FRAME} steps a frame.",
        metric="the share of the 360 that are read correctly; their labels are always right.",
        baseline="no network at all: give the new digit the label of the example that looks most like it.",
    ),
    drift={"accuracy": 0.05, "with_ten": 0.1, "own_examples": 0.05, "worst_digit": 0.15},
)
def examples(controls: Controls, rng: np.random.Generator) -> Iterator[Frame]:
    """The same network learns from ten digits, then twenty, and so on. The last point is still moving."""
    images, labels, new_images, new_labels = digits()
    order = rng.permutation(len(labels))
    order = order[labels[order].astype(str) != controls.missing]
    images, labels = images[order], labels[order]
    given = spoiled(labels, controls.wrong, rng)
    sizes = [*SIZES, len(labels)]
    curves: dict[str, list[float]] = {"new digits": [], "its own examples": [], "most similar example": []}
    new, own, similar = curves.values()
    for place, size in enumerate(sizes):
        x, y = images[:size], given[:size]
        for curve in curves.values():
            curve.append(0.0)
        similar[-1] = share_right(y[most_similar(x, new_images)], new_labels)
        model = network(rng)
        criterion, optimizer = nn.CrossEntropyLoss(), nn.Adam(model.parameters(), lr=RATE)
        for step in range(STEPS + 1):
            if step % STEPS_PER_FRAME == 0 and (step or not place):  # later points begin with some training
                answers = model.predict(new_images).argmax(axis=1)
                new[-1] = share_right(answers, new_labels)
                own[-1] = share_right(model.predict(x).argmax(axis=1), y)
                each = [share_right(answers[new_labels == digit], digit) for digit in range(10)]
                yield Frame(
                    curve=Curve(
                        curves,
                        sizes[: place + 1],
                        label="Share that is read correctly",
                        x_label="examples",
                        x_range=(sizes[0], sizes[-1]),
                        y_range=(0, 1),
                        log_x=True,
                    ),
                    digits=Bars(
                        {str(digit): Percent(share) for digit, share in enumerate(each)},
                        label="New digits read correctly, digit by digit",
                        x_range=(0, 1),
                    ),
                    examples=label_grid(images, labels, given),
                    metrics={
                        "accuracy": Percent(new[-1]),
                        "with_ten": Percent(new[0]),
                        "own_examples": Percent(own[-1]),
                        "most_similar": Percent(similar[-1]),
                        "worst_digit": Percent(min(each)),
                        "examples": size,
                        "parameters": model.parameter_count,
                    },
                    text=f"After {step} steps with {size:,} examples, {new[-1]:.1%} of {len(new_labels)} new "
                    f"digits are read correctly; the most similar example is right for {similar[-1]:.1%}.",
                )
            batch = rng.integers(size, size=min(BATCH, size))
            optimizer.zero_grad()
            criterion(model(x[batch]), y[batch]).backward()
            optimizer.step()


def network(rng: np.random.Generator) -> nn.Sequential:
    """Return a network from images (B, 8, 8, 1) to ten scores (B, 10)."""
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 32, rng=rng), nn.ReLU(), nn.Linear(32, 10, rng=rng))


def spoiled(labels: nn.IntArray, share: float, rng: np.random.Generator) -> nn.IntArray:
    """Return labels (n,), a share of which is replaced by one of the nine wrong ones."""
    wrong, shift = rng.random(len(labels)) < share, rng.integers(1, 10, size=len(labels))
    return np.where(wrong, (labels + shift) % 10, labels)


def most_similar(images: nn.Array, new_images: nn.Array) -> nn.IntArray:
    """Return for each new image the place of the one that differs least. Shape: (m, ...) to (n,)."""
    known, new = images.reshape(len(images), -1), new_images.reshape(len(new_images), -1)
    nearest: nn.IntArray = (np.square(known).sum(axis=1) - 2 * new @ known.T).argmin(axis=1)
    return nearest


def share_right(answers: nn.IntArray, labels: nn.IntArray | int) -> float:
    """Return the share of answers that equal the label."""
    return float((answers == labels).mean())


def label_grid(images: nn.Array, labels: nn.IntArray, given: nn.IntArray) -> ImageGrid:
    """Return the first examples with the labels that the network is given."""
    return ImageGrid(
        images[:SHOWN, :, :, 0],
        [str(label) for label in given[:SHOWN]],
        label="The first examples, and what the network is told that they are",
        columns=10,
        highlight=np.flatnonzero(given[:SHOWN] != labels[:SHOWN]).tolist(),
        highlight_label="wrong label",
    )
