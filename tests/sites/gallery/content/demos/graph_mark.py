"""A deeper network with its weights, and one with values."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Frame, Graph, Seed, demo


@dataclass
class Controls:
    seed: Annotated[int, Seed()] = 1


@demo(title="Graph")
def graph_mark(controls: Controls, rng: np.random.Generator) -> Frame:
    """A deeper network with its weights, and one with values."""
    deep = [rng.normal(size=(4, 2)), rng.normal(size=(4, 4)), rng.normal(size=(1, 4))]
    names = [["x₁", "x₂"], [], [], ["output"]]
    return Frame(
        network=Graph(deep, names=names, label="Layers of 2, 4, 4 and 1"),
        small=Graph(
            [[[0.5, -1.5], [2.0, 0.3]], [[1.0, -0.7]]],
            values=[[1, 0], [0.6, 0.9], [0.3]],
            label="With values",
        ),
    )
