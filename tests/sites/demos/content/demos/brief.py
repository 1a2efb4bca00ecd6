"""Ends by itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Curve, Frame, Slider, demo


@dataclass
class Controls:
    steps: Annotated[int, Slider(2, 9)] = 5


@demo(title="It ends", poster_steps=4, until=0, speed="full")
def brief(controls: Controls, rng: np.random.Generator) -> Iterator[Frame]:
    """So many steps, and no more."""
    for step in range(controls.steps):
        yield Frame(line=Curve(np.arange(5.0) * step, label="A line"), text=f"step {step}")
