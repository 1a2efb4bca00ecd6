"""Points of two classes."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Frame, Points, PointSet, Scatter, demo


@dataclass
class Controls:
    points: Annotated[
        PointSet, Points(x_range=(-2, 2), y_range=(-1, 1), classes=("cats", "dogs"), most=20)
    ] = PointSet("-1,0.5,0;-1.5,0.2,0;-0.6,-0.3,0;1,0.4,1;1.4,-0.5,1")
    centre: Annotated[PointSet, Points(most=1, label="One centre")] = PointSet("0,0,0")


@demo(title="Points")
def points(controls: Controls, rng: np.random.Generator) -> Frame:
    """Points of two classes."""
    chosen = controls.points
    if not len(chosen.positions):
        return Frame(text="no points")
    return Frame(
        plane=Scatter(
            chosen.positions, chosen.classes, class_names=("cats", "dogs"), x_range=(-2, 2), y_range=(-1, 1)
        ),
        text=f"{(chosen.classes == 0).sum()} cats, {(chosen.classes == 1).sum()} dogs",
    )
