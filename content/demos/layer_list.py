"""A network written as a list of layers: `conv 8, pool, dense 32`. No demo itself."""

import math
import re

import numpy as np

from sitegen import nn

MOST_LAYERS, MOST_MAPS, MOST_NEURONS = 8, 32, 1_000
MOST_WEIGHTS, MOST_WORK = 2_000_000, 20_000_000  # of one layer, so that a phone can hold it
ANSWERS = 10


def read_layers(text: str, side: int) -> tuple[nn.Sequential, int, str]:
    """Return a network from pictures (B, side, side, 1) to ten scores, and what is wrong with the list.

    Layers up to the first faulty one are kept, and the last layer is always added; all weights are 0, since
    only their number counts.

    Returns:
        The network, how many layers are left out, and why, in a sentence that is empty if none is.
    """
    layers: list[nn.Layer] = []
    shape: tuple[int, ...] = (side, side, 1)
    left_out, fault = 0, ""
    rng = np.random.default_rng(0)
    lines = [" ".join(line.lower().split()) for line in re.split(r"[\n,]", text) if line.strip()]
    for place, line in enumerate(lines):
        fault = _fault(line, shape) if place < MOST_LAYERS else f"expected at most {MOST_LAYERS} layers."
        if fault:
            left_out = len(lines) - place
            fault = f"Layer {place + 1}, “{line}”, and all that follows is left out: {fault}"
            break
        kind, _, number = line.partition(" ")
        if kind == "pool":
            layers.append(nn.MaxPool2d(2))
            shape = (shape[0] // 2, shape[1] // 2, shape[2])
        elif kind == "conv":
            layers += [nn.Conv2d(shape[2], int(number), 3, rng=rng, init=_zeros), nn.ReLU()]
            shape = (shape[0] - 2, shape[1] - 2, int(number))
        else:
            layers += _flat(shape)
            layers += [nn.Linear(math.prod(shape), int(number), rng=rng, init=_zeros), nn.ReLU()]
            shape = (int(number),)
    last = nn.Linear(math.prod(shape), ANSWERS, rng=rng, init=_zeros)
    return nn.Sequential(*layers, *_flat(shape), last), left_out, fault


def _fault(line: str, shape: tuple[int, ...]) -> str:
    """Return what is wrong with one layer on top of an output of that shape; empty if nothing is."""
    kind, _, number = line.partition(" ")
    most = {"conv": MOST_MAPS, "dense": MOST_NEURONS}.get(kind, 0)
    if line != "pool" and not (most and number.isdecimal() and 1 <= int(number) <= most):
        return f"expected pool, conv 1 to {MOST_MAPS}, or dense 1 to {MOST_NEURONS:,}."
    if kind != "dense" and len(shape) < 3:
        return "after a dense layer there is no picture any more."
    if kind != "dense" and min(shape[:2]) < (2 if kind == "pool" else 3):
        return f"the picture is only {shape[0]} × {shape[1]} there."
    if kind == "dense" and math.prod(shape) * int(number) > MOST_WEIGHTS:
        return f"it would have {math.prod(shape) * int(number):,} weights; this page holds {MOST_WEIGHTS:,}."
    work = 9 * shape[2] * int(number) * (shape[0] - 2) * (shape[1] - 2) if kind == "conv" else 0
    if work > MOST_WORK:
        return f"it would multiply {work:,} times for one picture; this page bears {MOST_WORK:,}."
    return ""


def _flat(shape: tuple[int, ...]) -> list[nn.Layer]:
    return [nn.Flatten()] if len(shape) == 3 else []


def _zeros(shape: tuple[int, ...], rng: np.random.Generator) -> nn.Array:
    return np.zeros(shape, np.float32)
