"""A demo whose result is known."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Frame, Slider, demo


@dataclass
class Controls:
    speed: Annotated[float, Slider(0.0, 1.0)] = 0.5


@demo(title="Half")
def depth(controls: Controls, rng: np.random.Generator) -> Frame:
    """Give half."""
    return Frame(metrics={"accuracy": controls.speed}, text="Half.")
