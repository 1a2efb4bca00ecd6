"""A decision with its points."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Frame, Handle, Note, Seed, Slider, Surface, demo


@dataclass
class Controls:
    across: Annotated[float, Slider(-1, 1, step=0.1)] = 0.0
    seed: Annotated[int, Seed()] = 1


@demo(title="Surface")
def surface_mark(controls: Controls, rng: np.random.Generator) -> Frame:
    """A decision with its points."""
    points = rng.uniform(-1, 1, size=(60, 2))
    plane = Surface.plane(40, (-1, 1), (-1, 1))
    values = 1 / (1 + np.exp(-8 * (plane[:, 0] * plane[:, 1]))).reshape(40, 40)
    inside = (points[:, 0] * points[:, 1] > 0).astype(int)
    wide = Surface.plane((36, 58), (-1.6, 1.6), (-1, 1))
    return Frame(
        plane=Surface(values, x_range=(-1, 1), y_range=(-1, 1), points=points, classes=inside),
        wide=Surface(
            (np.hypot(*wide.T) < 0.8).reshape(36, 58),
            x_range=(-1.6, 1.6),
            notes=[Note((0, 0), "inside"), Note((0.75, 0.8), "outside")],
            handles=[Handle((controls.across, -0.8), "across")],
        ),
        stretched=Surface(values, x_label="x", y_label="y", stretch=True),
    )
