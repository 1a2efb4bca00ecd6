"""On or off."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Frame, Text, Toggle, demo


@dataclass
class Controls:
    mirrored: Annotated[bool, Toggle()] = False


@demo(title="Toggle")
def toggle(controls: Controls, rng: np.random.Generator) -> Frame:
    """On or off."""
    return Frame(said=Text("a mirrored word"[:: -1 if controls.mirrored else 1]), text=str(controls.mirrored))
