"""A plain function: one frame for each set of values."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Curve, Frame, Slider, demo


@dataclass
class Controls:
    slope: Annotated[float, Slider(-2.0, 2.0, step=0.5)] = 1.0


@demo(title="A line")
def answer(controls: Controls, rng: np.random.Generator) -> Frame:
    """Move the slope and watch the line turn."""
    x = np.linspace(-1.0, 1.0, 20)
    return Frame(
        line=Curve(controls.slope * x, x, label="The line", y_range=(-2, 2)),
        metrics={"slope": controls.slope},
        text=f"The slope is {controls.slope:g}.",
    )
