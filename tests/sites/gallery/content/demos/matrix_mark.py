"""A few numbers to read."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Frame, Matrix, Seed, demo


@dataclass
class Controls:
    seed: Annotated[int, Seed()] = 1


@demo(title="Matrix")
def matrix_mark(controls: Controls, rng: np.random.Generator) -> Frame:
    """A few numbers to read."""
    weights = np.round(rng.normal(size=(4, 5)), 2)
    small = Matrix(
        [[42.0, 3.0], [7.0, 1248.0]],
        ["ill", "well"],
        ["ill", "well"],
        label="Answers",
        row_label="truth",
        column_label="answer",
    )
    return Frame(
        scores=Matrix(
            weights,
            ["der", "kleine", "Hund", "schläft"],
            ["the", "little", "dog", "is", "asleep"],
            label="Scores",
        ),
        counts=small,
    )
