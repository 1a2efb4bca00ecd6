"""Pixels in ink, in greys, signed, in colours, with boxes and a mask."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Drawing, Frame, Image, Ink, Seed, demo

SEVEN = "0.25,0.2 0.5,0.19 0.74,0.2 0.62,0.42 0.52,0.62 0.44,0.82;0.36,0.5 0.68,0.5"


@dataclass
class Controls:
    seed: Annotated[int, Seed()] = 1


@demo(title="Image")
def image_mark(controls: Controls, rng: np.random.Generator) -> Frame:
    """Pixels in ink, in greys, signed, in colours, with boxes and a mask."""
    digit = Ink(28, 28).parse(SEVEN, Drawing).pixels
    y, x = np.mgrid[-1:1:40j, -1:1:40j]
    blob = np.exp(-6 * ((x - 0.3) ** 2 + (y + 0.2) ** 2))
    colours = np.stack((blob, (x + 1) / 2, (y + 1) / 2), axis=2)
    return Frame(
        ink=Image(digit, label="Ink"),
        grey=Image(
            0.3 + 0.2 * np.sin(9 * x) + 0.4 * blob, scale="grey", mask=blob > 0.5, label="Grey with a mask"
        ),
        signed=Image(rng.normal(size=(5, 5)), scale="signed", label="A filter"),
        colours=Image(colours, label="Colours"),
        boxes=Image(
            digit,
            boxes=[[5, 3, 23, 25], [9, 12, 20, 17]],
            box_names=["seven 0.98", "bar 0.61"],
            label="Boxes",
        ),
    )
