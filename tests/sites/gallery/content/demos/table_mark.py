"""Rows and columns."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Frame, Seed, Table, demo


@dataclass
class Controls:
    seed: Annotated[int, Seed()] = 1


@demo(title="Table")
def table_mark(controls: Controls, rng: np.random.Generator) -> Frame:
    """Rows and columns."""
    return Frame(table=Table({"word": ["cat", "dog"], "count": [12, 1834], "share": [0.25, 1 / 3]}))
