"""Drag digits about in a scene; a small network says where they are and what they are."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen import nn
from sitegen.demo import (
    Choice,
    Curve,
    Facts,
    Frame,
    Handle,
    Headline,
    Heatmap,
    Image,
    Percent,
    Preset,
    Seed,
    Slider,
    Stage,
    demo,
)

from .digits import digits
from .finding import OVERLAPS, THRESHOLDS, Found, detector, filtered, judged, measured, proposals
from .scenes import CANVAS, clutter, pasted
from .templates import matches

CARD = detector()[1]
NETWORK, TEMPLATES = "the network", "ten templates"
CURVES = {NETWORK: measured("curve"), TEMPLATES: measured("template_curve")}
POINTS = {NETWORK: measured("points"), TEMPLATES: measured("template_points")}
SHOWN = 3  # digits in the scene
SIDES = (14.0, 12.0, 15.0)  # of theirs, in pixels
INK = np.float32(0.9)
MOST_BOXES = 20
RIGHT, WRONG, MISSED = range(3)  # what a box in the picture can be


@dataclass
class Controls:
    """What the reader may change."""

    threshold: Annotated[float, Slider(0.02, 0.98, step=0.02, label="Threshold", main=True)] = 0.5
    turn: Annotated[int, Slider(-180, 180, step=15, unit="°", label="Turn the first digit", main=True)] = 0
    overlap: Annotated[float, Slider(0.1, 0.9, step=0.1, label="Overlap that the filter allows")] = 0.3
    finder: Annotated[str, Choice(NETWORK, TEMPLATES, label="Who looks")] = NETWORK
    x1: Annotated[int, Slider(0, CANVAS, step=1, unit="px", label="First digit, across")] = 10
    y1: Annotated[int, Slider(0, CANVAS, step=1, unit="px", label="First digit, down")] = 11
    x2: Annotated[int, Slider(0, CANVAS, step=1, unit="px", label="Second digit, across")] = 30
    y2: Annotated[int, Slider(0, CANVAS, step=1, unit="px", label="Second digit, down")] = 13
    x3: Annotated[int, Slider(0, CANVAS, step=1, unit="px", label="Third digit, across")] = 19
    y3: Annotated[int, Slider(0, CANVAS, step=1, unit="px", label="Third digit, down")] = 29
    seed: Annotated[int, Seed(label="Other digits and clutter")] = 257


@demo(
    title="Find the digits",
    stage=Stage("scene", side=("test", "cells")),
    headline=Headline(
        "found", label=f"of {SHOWN} found", said="wrong: {wrong}; mAP on a test: {average_precision}"
    ),
    presets=(
        Preset("Three digits", threshold=0.5, turn=0, x2=30, y2=13),
        Preset("Two overlap", x2=15, y2=13, fails=True),
        Preset("Too eager", threshold=0.02, fails=True),
        Preset("Too strict", threshold=0.98, fails=True),
        Preset("A digit on its side", turn=90, fails=True),
    ),
    facts=Facts(
        parameters=f"{CARD.parameters:,}: four layers of kernels, then 14 numbers for each of 10 × 10 cells.",
        data="1,437 digits of 8 × 8 pixels, enlarged, over strokes, scraps of digits and grain; for the test "
        "360 others by the same 13 people.",
        licence="CC BY 4.0; Alpaydin and Kaynak, Optical Recognition of Handwritten Digits, UCI, 1998.",
        training=f"beforehand: Adam, with new scenes in each step, seed {CARD.seed}.",
        metric="mAP@0.5: the area below precision against recall, the mean over ten digits; "
        f"{CARD.score:.3f} in 1,000 scenes with digits that it never saw.",
        baseline=f"{CARD.baseline_score:.3f} with the mean picture of each digit, slid over the scene in "
        "three sizes.",
    ),
)
def detection(controls: Controls, rng: np.random.Generator) -> Frame:
    """Drag a digit. Boxes follow: what is found, what is wrong, and what is missed."""
    pixels, squares, labels = scene(controls, rng)
    output = detector()[0].predict(pixels[None, ..., None])[0]
    proposed = proposals(output) if controls.finder == NETWORK else matches(pixels)
    found = filtered(proposed, controls.threshold, controls.overlap)
    right = judged(found, squares, labels)
    missed, wrong = np.setdiff1d(np.arange(SHOWN), right), int((right < 0).sum())
    precision, recall = at_threshold(controls)
    # Rounded, since the last digits of a share near 0 differ between processors.
    sure = np.round(nn.sigmoid(output[..., 0]), 2)
    return Frame(
        scene=picture(pixels, (squares, labels), found, right),
        test=Curve(
            {name: curve[nearest(OVERLAPS, controls.overlap)] for name, curve in CURVES.items()},
            np.linspace(0, 1, CURVES[NETWORK].shape[1]),
            label="1,000 test scenes: precision against recall",
            x_label="recall: digits that are found",
            y_label="precision: boxes that are right",
            y_range=(0, 1),
            points={"at this threshold": [[recall, precision]]},
        ),
        cells=Heatmap(sure, label="How sure each cell is: a digit's middle is here", low=0, high=1),
        metrics={
            "found": SHOWN - len(missed),
            "wrong": wrong,
            "average_precision": round(CARD.score, 3),
            "average_precision_of_templates": round(CARD.baseline_score, 3),
            "precision": Percent(precision),
            "recall": Percent(recall),
            "parameters": CARD.parameters,
        },
        text=described(found, right, missed, labels),
    )


def scene(controls: Controls, rng: np.random.Generator) -> tuple[nn.Array, nn.Array, nn.IntArray]:
    """Return the pixels, and of each digit its square and what it is. Shape: (40, 40), (3, 3), (3,)."""
    *_, images, labels = digits()  # those that are held out
    order = rng.permutation(len(labels))
    kinds = rng.permutation(10)[:SHOWN]
    chosen = np.array([next(place for place in order if labels[place] == kind) for kind in kinds])
    background = clutter(images[..., 0], 1, rng)[0]
    middles = np.array([(getattr(controls, f"x{n}"), getattr(controls, f"y{n}")) for n in (1, 2, 3)])
    squares = np.column_stack((middles, SIDES)).astype(np.float32)
    drawn = pasted(INK * images[chosen, ..., 0], squares, np.array([controls.turn, 0, 0]))
    return np.maximum(background, drawn.max(axis=0)), squares, labels[chosen]


def picture(pixels: nn.Array, truth: tuple[nn.Array, nn.IntArray], found: Found, right: nn.IntArray) -> Image:
    """Return the scene with the surest boxes, those of missed digits, and a handle on each digit."""
    squares, labels = truth
    missed = np.setdiff1d(np.arange(SHOWN), right)
    shown = np.concatenate((found.squares[:MOST_BOXES], squares[missed]))
    names = [f"{d} {s:.0%}" for d, s in zip(found.digits, found.scores, strict=True)][:MOST_BOXES]
    half = shown[:, 2:] / 2
    boxes = np.concatenate((shown[:, :2] - half, shown[:, :2] + half), axis=1)
    return Image(
        pixels,
        label="The scene: drag the digits",
        low=0,
        high=1,
        boxes=np.clip(boxes, 0, CANVAS).round(1),
        box_names=[*names, *(f"{labels[place]} missed" for place in missed)],
        box_classes=[*np.where(right < 0, WRONG, RIGHT)[:MOST_BOXES], *(MISSED for _ in missed)],
        box_class_names=("right", "wrong", "missed"),
        handles=[
            Handle((float(x), float(y)), f"x{n}", f"y{n}", size=(float(side), float(side)))
            for n, (x, y, side) in enumerate(squares, start=1)
        ],
    )


def at_threshold(controls: Controls) -> tuple[float, float]:
    """Return precision and recall in the test at the chosen threshold."""
    found = POINTS[controls.finder][
        nearest(OVERLAPS, controls.overlap), nearest(THRESHOLDS, controls.threshold)
    ]
    return float(found[0]), float(found[1])


def nearest(values: nn.Array, value: float) -> int:
    """Return the place of the nearest of some values."""
    return int(np.abs(values - value).argmin())


def described(found: Found, right: nn.IntArray, missed: nn.IntArray, labels: nn.IntArray) -> str:
    """Return the frame in words."""
    wrong = int((right < 0).sum())
    names = ", ".join(f"{labels[n]}" for n in missed)
    boxes = f"{wrong} wrong {'box' if wrong == 1 else 'boxes'}"
    text = f"It finds {SHOWN - len(missed)} of {SHOWN} digits and draws {boxes}"
    return f"{text}; missed: {names}." if names else f"{text}."
