"""A waveform with its player."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Frame, Seed, Sound, demo


@dataclass
class Controls:
    seed: Annotated[int, Seed()] = 1


@demo(title="Sound")
def sound_mark(controls: Controls, rng: np.random.Generator) -> Frame:
    """A waveform with its player."""
    time = np.arange(8000) / 8000
    return Frame(
        tone=Sound(0.8 * np.sin(2 * np.pi * 330 * time) * np.exp(-4 * time), 8000, label="A plucked string")
    )
