"""A demo that shows what it was given: cheap, and the same on every machine."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Bars, Frame, Slider, Toggle, demo


@dataclass
class Controls:
    speed: Annotated[float, Slider(0.0, 1.0, unit="m/s")] = 0.5
    twice: Annotated[bool, Toggle()] = False


@demo(title="Half of it")
def half(controls: Controls, rng: np.random.Generator) -> Frame:
    """Show a speed and its half."""
    values = np.array([controls.speed, controls.speed / 2]) * (2 if controls.twice else 1)
    return Frame(
        speeds=Bars({"whole": values[0], "half": values[1]}),
        metrics={"speed": float(values[0])},
        text=f"Half of {values[0]:g} is {values[1]:g}.",
    )
