"""A demo that divides by zero."""

from dataclasses import dataclass

import numpy as np

from sitegen.demo import Frame, demo


@dataclass
class Controls:
    pass


@demo(title="Crash")
def crash(controls: Controls, rng: np.random.Generator) -> Frame:
    """Raise."""
    return Frame(metrics={"x": 1 / 0})
