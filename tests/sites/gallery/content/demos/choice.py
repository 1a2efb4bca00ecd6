"""One of several."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Choice, Frame, Text, demo


@dataclass
class Controls:
    shape: Annotated[str, Choice("circles", "spirals", "two moons")] = "spirals"


@demo(title="Choice")
def choice(controls: Controls, rng: np.random.Generator) -> Frame:
    """One of several."""
    return Frame(said=Text(f"You see {controls.shape}."), text=controls.shape)
