"""A number for each name."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Bars, Frame, Seed, demo


@dataclass
class Controls:
    seed: Annotated[int, Seed()] = 1


@demo(title="Bars")
def bars_mark(controls: Controls, rng: np.random.Generator) -> Frame:
    """A number for each name."""
    return Frame(
        bars=Bars({"cat": 0.8, "dog": 0.15, "sparrow": -0.3}, x_label="score"), text=str(rng.integers(9))
    )
