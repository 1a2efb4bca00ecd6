"""Counts its presses."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Bars, Button, Frame, demo


@dataclass
class Controls:
    presses: Annotated[int, Button("Press")] = 0


@demo(title="Button")
def button(controls: Controls, rng: np.random.Generator) -> Frame:
    """Counts its presses."""
    return Frame(
        presses=Bars({"presses": controls.presses}, x_range=(0, 10)), text=f"{controls.presses} presses"
    )
