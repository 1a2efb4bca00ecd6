"""Where each word looks."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Arrows, Frame, Seed, demo


@dataclass
class Controls:
    seed: Annotated[int, Seed()] = 1


@demo(title="Arrows")
def arrows_mark(controls: Controls, rng: np.random.Generator) -> Frame:
    """Where each word looks."""
    short = np.array([[0.9, 0.05, 0.05], [0.1, 0.1, 0.8], [0.1, 0.7, 0.2]])
    long = 0.05 + 0.8 * np.eye(6)[[0, 1, 4, 3, 2, 5]]
    return Frame(
        short=Arrows(
            ["vier", "und", "zwanzig"],
            ["four", "twenty", "and"],
            short,
            label="Short",
            source_label="German",
            target_label="English",
        ),
        long=Arrows(
            ["siebenhundert", "acht", "und", "neunzig", "tausend", "."],
            ["seven hundred", "and", "ninety", "eight", "thousand", "."],
            long,
            label="Long",
            source_label="German",
            target_label="English",
        ),
        signed=Arrows(["a", "b", "c", "d"], ["w", "x", "y"], rng.normal(size=(3, 4)), label="Signed"),
    )
