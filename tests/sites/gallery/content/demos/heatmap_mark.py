"""Many numbers as colours."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Frame, Heatmap, Seed, demo


@dataclass
class Controls:
    seed: Annotated[int, Seed()] = 1


@demo(title="Heatmap")
def heatmap_mark(controls: Controls, rng: np.random.Generator) -> Frame:
    """Many numbers as colours."""
    return Frame(map=Heatmap(rng.normal(size=(24, 40)), x_label="time step"))
