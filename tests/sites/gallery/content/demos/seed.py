"""The start of all randomness."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Frame, Scatter, Seed, demo


@dataclass
class Controls:
    seed: Annotated[int, Seed()] = 3


@demo(title="Seed")
def seed(controls: Controls, rng: np.random.Generator) -> Frame:
    """The start of all randomness."""
    return Frame(
        cloud=Scatter(rng.normal(size=(40, 2)), x_range=(-3, 3), y_range=(-3, 3)),
        text=f"seed {controls.seed}",
    )
