"""Points of three classes."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Frame, Scatter, Seed, demo


@dataclass
class Controls:
    seed: Annotated[int, Seed()] = 1


@demo(title="Scatter")
def scatter_mark(controls: Controls, rng: np.random.Generator) -> Frame:
    """Points of three classes."""
    points = rng.normal(size=(90, 2)) + np.repeat([[0, 2], [-2, -1], [2, -1]], 30, axis=0)
    return Frame(points=Scatter(points, np.repeat([0, 1, 2], 30), class_names=("cats", "dogs", "birds")))
