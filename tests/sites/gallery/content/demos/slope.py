"""A line with a number that posts state."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Curve, Facts, Frame, Seed, Slider, demo


@dataclass
class Controls:
    gradient: Annotated[float, Slider(-2.0, 2.0, step=0.25)] = 1.0
    seed: Annotated[int, Seed()] = 1


@demo(
    title="A line",
    facts=Facts(
        parameters="1, the gradient.",
        data="20 points on the line, made here.",
        licence="none needed.",
        metric="rise, from the left end to the middle.",
        baseline="a flat line rises by 0.",
    ),
)
def slope(controls: Controls, rng: np.random.Generator) -> Frame:
    """Change the gradient."""
    x = np.linspace(-1.0, 1.0, 20)
    return Frame(
        line=Curve(controls.gradient * x, x, y_range=(-2, 2)), metrics={"rise": float(controls.gradient)}
    )
