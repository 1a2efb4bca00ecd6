"""Raises when the reader asks for too much."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Curve, Frame, Slider, demo


@dataclass
class Controls:
    at: Annotated[int, Slider(0, 50)] = 20


@demo(title="It breaks", poster_steps=3, until=0, speed="full")
def breaks(controls: Controls, rng: np.random.Generator) -> Iterator[Frame]:
    """Raises an exception at the step that the control names; 0 never."""
    for step in range(10_000):
        if controls.at and step >= controls.at:
            raise ValueError(f"no more than {controls.at} steps")
        yield Frame(line=Curve(np.arange(5.0) + step, label="A line"), text=f"step {step}")
