"""Linear, logarithmic and stepped."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Bars, Frame, Slider, demo


@dataclass
class Controls:
    linear: Annotated[float, Slider(-1, 1)] = 0.25
    logarithmic: Annotated[float, Slider(1e-3, 1.0, log=True, unit="per step")] = 0.1
    stepped: Annotated[int, Slider(0, 100, step=25, unit="%")] = 50


@demo(title="Slider")
def slider(controls: Controls, rng: np.random.Generator) -> Frame:
    """Linear, logarithmic and stepped."""
    values = {
        "linear": controls.linear,
        "logarithmic": controls.logarithmic,
        "stepped": controls.stepped / 100,
    }
    return Frame(
        values=Bars(values, x_range=(-1, 1)),
        text=f"{controls.linear:g}, {controls.logarithmic:g}, {controls.stepped}",
    )
