"""Handwritten digits, read by a convolutional network, by a dense one and by a single layer; then moved."""

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
    Image,
    ImageGrid,
    Percent,
    Preset,
    Seed,
    Slider,
    Stage,
    TextField,
    demo,
)

from .digits import BY_HAND, KERNELS, SIDE, choose_kernel, digits, moved
from .practice import endless

STEPS_PER_FRAME = 2
TEST_EVERY = 10  # steps
LAST_STEP = 3_000
SHOWN = 10  # held-out digits that stand on the page
BATCH = 32


@dataclass
class Controls:
    """What the reader may change."""

    model: Annotated[str, Choice("convolution", "dense", "linear", label="Network", main=True)] = (
        "convolution"
    )
    kernel: Annotated[
        str, Choice("learned", *KERNELS, "by hand", live=True, label="First kernel", main=True)
    ] = "learned"
    by_hand: Annotated[str, TextField(80, lines=3, live=True, label="Kernel by hand")] = BY_HAND
    digit: Annotated[int, Slider(1, SHOWN, live=True, label="Look inside at digit")] = 1
    shift: Annotated[int, Slider(0, 2, live=True, unit="px", label="Move the new digits by", main=True)] = 1
    rate: Annotated[float, Slider(0.0005, 0.1, log=True, live=True, label="Learning rate")] = 0.01
    seed: Annotated[int, Seed()] = 1


@demo(
    title="Reading digits that have moved",
    poster_steps=200,
    stage=Stage("digits", side=("accuracy", "answer")),
    headline=Headline("moved", label="read", baseline=0.1, said="of moved digits; guessing: 10%"),
    presets=(Preset("Not moved", shift=0), Preset("By 1", shift=1), Preset("By 2", shift=2, fails=True)),
    facts=Facts(
        parameters="1,898 with convolution, 2,410 dense, 650 linear.",
        data="1,437 digits of 8 × 8 pixels to learn from, 360 new ones by the same people held out.",
        licence="CC BY 4.0; Alpaydin and Kaynak, Optical Recognition of Handwritten Digits, UCI, 1998.",
        training=f"Adam on {BATCH} unmoved digits at a time, {STEPS_PER_FRAME} steps a frame, "
        f"at most {LAST_STEP:,} steps.",
        metric="the share of the 360 that are read correctly, as they were written and moved.",
        baseline="always the same answer: about 10%.",
    ),
)
def cnn(controls: Controls, rng: np.random.Generator) -> Iterator[Frame]:
    """Train on digits in the middle of their pictures, then move new ones aside."""
    images, labels, new_images, new_labels = digits()
    practice = endless(images, labels, size=BATCH, rng=rng)
    model = network(controls.model, rng)
    criterion, optimizer = nn.CrossEntropyLoss(), nn.Adam(model.parameters(), lr=controls.rate)
    steps: list[int] = []
    shares: dict[str, list[float]] = {"as written": [], "moved": []}
    shift = controls.shift
    for step, (x, y) in zip(range(LAST_STEP + 1), practice, strict=False):
        kernel, fault = choose_kernel(controls.kernel, controls.by_hand)
        if kernel is not None and isinstance(model[0], nn.Conv2d):
            model[0].weight.array[0, :, :, 0] = kernel
        if step % STEPS_PER_FRAME == 0:
            aside = moved(new_images, controls.shift)
            if step % TEST_EVERY == 0 or shift != controls.shift:
                shift = controls.shift
                steps.append(step)
                for name, pictures in zip(shares, (new_images, aside), strict=True):
                    shares[name].append(accuracy(model, pictures, new_labels))
            accurate, still_accurate = (share[-1] for share in shares.values())
            yield Frame(
                digits=answers(model, aside[:SHOWN], new_labels[:SHOWN]),
                accuracy=Curve(
                    shares,
                    steps,
                    label="Share of new digits that are read correctly",
                    x_label="Adam steps",
                    y_range=(0, 1),
                ),
                **inside(model, aside[controls.digit - 1]),
                metrics={
                    "accuracy": Percent(accurate),
                    "moved": Percent(still_accurate),
                    "parameters": model.parameter_count,
                    "adam_steps": step,
                },
                text=f"After {step:,} steps, {accurate:.1%} of {len(new_images)} new digits are read "
                f"correctly, and {still_accurate:.1%} when moved by {shift} pixel{'' if shift == 1 else 's'}."
                f" {fault}".rstrip(),
            )
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        optimizer.lr = controls.rate
        optimizer.step()


def network(kind: str, rng: np.random.Generator) -> nn.Sequential:
    """Return a network from images (B, 8, 8, 1) to ten scores (B, 10)."""
    if kind == "linear":
        return nn.Sequential(nn.Flatten(), nn.Linear(64, 10, rng=rng))
    if kind == "dense":
        return nn.Sequential(nn.Flatten(), nn.Linear(64, 32, rng=rng), nn.ReLU(), nn.Linear(32, 10, rng=rng))
    return nn.Sequential(
        *(nn.Conv2d(1, 8, 3, padding="same", rng=rng), nn.ReLU(), nn.MaxPool2d(2)),  # 8 maps of 4 × 4
        *(nn.Conv2d(8, 16, 3, padding="same", rng=rng), nn.ReLU(), nn.MaxPool2d(2)),  # 16 maps of 2 × 2
        *(nn.Flatten(), nn.Linear(64, 10, rng=rng)),
    )


def accuracy(model: nn.Sequential, images: nn.Array, labels: nn.IntArray) -> float:
    """Return the share of images that are read correctly."""
    return float((model.predict(images).argmax(axis=1) == labels).mean())


def answers(model: nn.Sequential, images: nn.Array, labels: nn.IntArray) -> ImageGrid:
    """Return images (n, 8, 8, 1) with what the network takes them for."""
    given = model.predict(images).argmax(axis=1)
    return ImageGrid(
        images[..., 0],
        [str(digit) for digit in given],
        label="New digits, moved, and what is read",
        columns=5,
        highlight=np.flatnonzero(given != labels).tolist(),
        highlight_label="read wrongly",
    )


def inside(model: nn.Sequential, image: nn.Array) -> dict[str, Bars | Image | ImageGrid]:
    """Return one image (8, 8, 1), the answer, the first layer's weights, and what they make of the image."""
    with nn.capture(model) as seen:
        shares = nn.softmax(model.predict(image[None]))[0]
    if isinstance(model[0], nn.Conv2d):
        weights, made = model[0].weight.array[..., 0], seen["0.output"][0].transpose(2, 0, 1)
        labels = "The eight kernels", "Their feature maps"
    else:
        weights = model.state_dict()["1.weight"][:8].reshape(-1, SIDE, SIDE)
        made = weights * image[..., 0]
        labels = "The weights of eight neurons", "The digit times these weights"
    return {
        "chosen": Image(image[..., 0], label="The chosen digit"),
        "answer": Bars(
            {str(digit): Percent(share) for digit, share in enumerate(shares)},
            label="What it takes it for",
            x_range=(0, 1),
        ),
        "weights": ImageGrid(weights, label=labels[0], scale="signed", columns=4),
        "maps": ImageGrid(made, label=labels[1], scale="signed", columns=4),
    }
