"""Small pictures with titles, some set off."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Frame, ImageGrid, Seed, demo


@dataclass
class Controls:
    seed: Annotated[int, Seed()] = 1


@demo(title="ImageGrid")
def grid_mark(controls: Controls, rng: np.random.Generator) -> Frame:
    """Small pictures with titles, some set off."""
    y, x = np.mgrid[-1:1:12j, -1:1:12j]
    turns = rng.uniform(0, np.pi, 12)
    bars = np.array([np.exp(-20 * (x * np.cos(t) + y * np.sin(t)) ** 2) for t in turns])
    return Frame(
        grid=ImageGrid(
            bars,
            [f"{np.degrees(t):.0f}°" for t in turns],
            highlight=(2, 7),
            highlight_label="wrong",
            label="Answers",
        ),
        filters=ImageGrid(rng.normal(size=(8, 3, 3)), scale="signed", label="Filters"),
    )
