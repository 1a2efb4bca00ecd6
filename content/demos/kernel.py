"""A kernel of nine numbers, written by hand, slides over a drawing; one of its sums is spelled out."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import (
    Choice,
    Drawing,
    Facts,
    Frame,
    Headline,
    Image,
    Ink,
    Matrix,
    Preset,
    Slider,
    Stage,
    TextField,
    compact,
    demo,
)
from sitegen.nn import Array

from .digits import BY_HAND, read_kernel

SIDE = 14
BOX = "0.3,0.25 0.75,0.25 0.75,0.75 0.3,0.75 0.3,0.25"

AFTERWARDS = ("nothing", "ReLU", "ReLU and pooling")


@dataclass
class Controls:
    """What the reader may change."""

    numbers: Annotated[str, TextField(80, lines=3, label="Kernel, nine numbers")] = BY_HAND
    picture: Annotated[Drawing, Ink(SIDE, SIDE, brush=1.6, label="Picture")] = Drawing(BOX)
    row: Annotated[int, Slider(1, SIDE - 2, label="Spell out row", main=True)] = 6
    column: Annotated[int, Slider(1, SIDE - 2, label="Spell out column", main=True)] = 3
    after: Annotated[str, Choice(*AFTERWARDS, label="Afterwards")] = AFTERWARDS[-1]


@demo(
    title="A kernel made by hand",
    stage=Stage(("seen", "map"), side=("patch", "products", "kernel")),
    headline=Headline("sum", label="here", said="strongest of all: {strongest}"),
    presets=(
        Preset("Upright edges", numbers=BY_HAND),
        Preset("Only adds", numbers="0.11 0.11 0.11 0.11 0.11 0.11 0.11 0.11 0.11"),
    ),
    facts=Facts(
        parameters="nine numbers, yours. Nothing is learned here.",
        data=f"a drawing of {SIDE} × {SIDE} pixels: 0 is paper, 1 is ink.",
        metric="the sum at the chosen place, and the strongest of all sums, whatever its sign.",
    ),
)
def kernel(controls: Controls, rng: np.random.Generator) -> Frame:
    """Change a number of the kernel, or draw something else, and see what it answers to."""
    read, fault = read_kernel(controls.numbers)
    weights = np.zeros((3, 3), np.float32) if read is None else read
    pixels = controls.picture.pixels
    top, left = controls.row - 1, controls.column - 1
    patch = pixels[top : top + 3, left : left + 3]
    products = patch * weights
    sums = feature_map(pixels, weights)
    here = float(sums[top, left])
    return Frame(
        seen=Image(
            pixels,
            label="The picture, and the patch under the kernel",
            boxes=[(left, top, left + 3, top + 3)],
            box_names=["patch"],
        ),
        map=Image(
            sums,
            label="The feature map: the sums of all places",
            scale="signed",
            boxes=[(left, top, left + 1, top + 1)],
            box_names=["sum"],
        ),
        patch=Matrix(patch, label="The patch", most=1),
        kernel=Matrix(weights, label="The kernel"),
        products=Matrix(products, label="Patch times kernel, number by number"),
        after=Image(afterwards(sums, controls.after), label=f"Afterwards: {controls.after}", scale="signed"),
        metrics={"sum": here, "strongest": float(np.abs(sums).max())},
        text=fault
        or f"Row {controls.row}, column {controls.column}: {spelled_out(products)} = {compact(here)}.",
    )


def feature_map(pixels: Array, weights: Array) -> Array:
    """Return the sum of pixels times weights at every place. Shape: (h, w) and (3, 3) to (h - 2, w - 2)."""
    height, width = pixels.shape
    sums = np.zeros((height - 2, width - 2), np.float32)
    for (u, v), weight in np.ndenumerate(weights):
        sums += weight * pixels[u : u + height - 2, v : v + width - 2]
    return sums


def afterwards(sums: Array, what: str) -> Array:
    """Return what the next layer receives: nothing below zero, then the largest of every two by two."""
    made = sums if what == AFTERWARDS[0] else np.maximum(sums, 0)
    if what == AFTERWARDS[-1]:
        made = np.maximum.reduce([made[u::2, v::2] for u in (0, 1) for v in (0, 1)])
    return made


def spelled_out(products: Array) -> str:
    """Return the nine products as a sum in words."""
    terms = [compact(float(product)) for product in products.ravel()]
    return " + ".join(f"({term})" if term.startswith("−") else term for term in terms)
