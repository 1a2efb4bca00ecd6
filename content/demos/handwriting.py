"""A network for the digits of MNIST, and how a drawn digit becomes what it expects. No demo itself."""

from functools import cache
from pathlib import Path

import numpy as np

from sitegen import nn
from sitegen.demo import Pixels, Stroke, draw

SIDE, BOX = 28, 20  # pixels: of a picture, and of the square in its middle that a digit fits into
WEIGHTS = Path(__file__).parent / "weights" / "drawing.npz"
PEN = 2.6  # pixels, as wide as the strokes of most digits of MNIST


def network(rng: np.random.Generator) -> nn.Sequential:
    """Return a network from pictures (B, 28, 28, 1) to ten scores (B, 10)."""
    return nn.Sequential(
        *(nn.Conv2d(1, 8, 3, rng=rng), nn.ReLU(), nn.MaxPool2d(2)),  # 8 maps of 13 × 13
        *(nn.Conv2d(8, 16, 3, rng=rng), nn.ReLU(), nn.MaxPool2d(2)),  # 16 maps of 5 × 5
        *(nn.Flatten(), nn.Linear(16 * 5 * 5, 10, rng=rng)),
    )


@cache
def reader() -> tuple[nn.Sequential, nn.ModelCard]:
    """Return the network with the weights that content/demos/train/drawing.py made, and their card."""
    model = network(np.random.default_rng(0))
    return model, nn.load_model(WEIGHTS, model)


def prepared(strokes: tuple[Stroke, ...]) -> Pixels:
    """Return strokes as MNIST prepares its digits: 20 pixels tall or wide, the centre of mass in the middle.

    Shape:
        strokes: each (points, 2), from 0 to 1. returns: (28, 28), float32, 0 paper, 1 ink.
    """
    if not strokes:
        return np.zeros((SIDE, SIDE), np.float32)
    points = np.concatenate(strokes)
    reach = max(float(np.ptp(points, axis=0).max()), 1e-9)
    scale = min((BOX - PEN) / SIDE / reach, 4.0)  # a dot stays one
    start = np.concatenate([stroke[:-1] if len(stroke) > 1 else stroke for stroke in strokes])
    end = np.concatenate([stroke[1:] if len(stroke) > 1 else stroke for stroke in strokes])
    length = np.hypot(*(end - start).T)[:, None] + 1e-9  # a line's ink grows with its length
    centre = (length * (start + end) / 2).sum(axis=0) / length.sum()
    return draw(tuple((stroke - centre) * scale + 0.5 for stroke in strokes), SIDE, SIDE, PEN)


def turned(strokes: tuple[Stroke, ...], degrees: float) -> tuple[Stroke, ...]:
    """Return strokes turned clockwise round the middle of their pad."""
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return tuple((stroke - 0.5) @ turn + 0.5 for stroke in strokes)
