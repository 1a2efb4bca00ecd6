"""A decision with its points."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Frame, Seed, Surface, demo


@dataclass
class Controls:
    seed: Annotated[int, Seed()] = 1


@demo(title="Surface")
def surface_mark(controls: Controls, rng: np.random.Generator) -> Frame:
    """A decision with its points."""
    points = rng.uniform(-1, 1, size=(60, 2))
    plane = Surface.plane(40, (-1, 1), (-1, 1))
    values = 1 / (1 + np.exp(-8 * (plane[:, 0] * plane[:, 1]))).reshape(40, 40)
    inside = (points[:, 0] * points[:, 1] > 0).astype(int)
    return Frame(plane=Surface(values, x_range=(-1, 1), y_range=(-1, 1), points=points, classes=inside))
