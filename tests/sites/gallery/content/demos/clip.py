"""A sound of the demo or of the reader."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Clip, Frame, Recording, Sound, demo

TIME = np.arange(4000) / 8000
FADE = np.minimum(1, np.minimum(TIME, 0.5 - TIME) * 40)
CLIPS = {
    "low-tone": 0.5 * FADE * np.sin(2 * np.pi * 220 * TIME),
    "high-tone": 0.5 * FADE * np.sin(2 * np.pi * 880 * TIME),
    "rising": 0.5 * FADE * np.sin(2 * np.pi * (200 * TIME + 700 * TIME**2)),
}


@dataclass
class Controls:
    sound: Annotated[Recording, Clip(CLIPS, rate=8000, most_seconds=1.5)] = Recording("rising")


@demo(title="Clip")
def clip(controls: Controls, rng: np.random.Generator) -> Frame:
    """A sound of the demo or of the reader."""
    samples = controls.sound.samples
    return Frame(
        heard=Sound(samples, controls.sound.rate, label="The sound"),
        metrics={"peak": float(np.abs(samples).max())},
        text=f"{len(samples)} samples",
    )
