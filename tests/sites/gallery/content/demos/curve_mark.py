"""Several lines, a logarithmic axis."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Curve, Frame, Seed, demo


@dataclass
class Controls:
    seed: Annotated[int, Seed()] = 1


@demo(title="Curve")
def curve_mark(controls: Controls, rng: np.random.Generator) -> Frame:
    """Several lines, a logarithmic axis."""
    x = np.arange(1, 200)
    lines = {"training": 2.3 * x**-0.8, "held out": 2.4 * x**-0.5, "baseline": np.full(199, 1.5)}
    return Frame(
        loss=Curve(lines, x, log_y=True, x_label="step", y_label="loss", label="Loss"),
        text=str(controls.seed),
    )
