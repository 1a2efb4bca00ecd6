"""A drawing becomes an array."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Drawing, Frame, Image, Ink, demo

SEVEN = "0.25,0.2 0.5,0.19 0.74,0.2 0.62,0.42 0.52,0.62 0.44,0.82;0.36,0.5 0.68,0.5"


@dataclass
class Controls:
    digit: Annotated[Drawing, Ink(28, 28)] = Drawing(SEVEN)


@demo(title="Ink")
def ink(controls: Controls, rng: np.random.Generator) -> Frame:
    """A drawing becomes an array."""
    pixels = controls.digit.pixels
    return Frame(
        seen=Image(pixels, label="What the network would see"),
        metrics={"ink": float(pixels.sum())},
        text=f"{len(controls.digit.strokes)} strokes",
    )
