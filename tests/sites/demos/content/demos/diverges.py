"""Leaves the finite numbers."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Curve, Frame, Slider, demo


@dataclass
class Controls:
    factor: Annotated[float, Slider(0.0, 1e9)] = 1e6


@demo(title="It diverges", poster_steps=2, until=0, speed="full")
def diverges(controls: Controls, rng: np.random.Generator) -> Iterator[Frame]:
    """Multiplies until the numbers end."""
    value = np.ones(4)
    while True:
        yield Frame(line=Curve(value, label="Growth"), text=f"at most {value.max():g}")
        value = value * controls.factor
