"""Words, and words in equal widths."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Frame, Seed, Text, demo


@dataclass
class Controls:
    seed: Annotated[int, Seed()] = 1


@demo(title="Text")
def text_mark(controls: Controls, rng: np.random.Generator) -> Frame:
    """Words, and words in equal widths."""
    return Frame(said=Text("A first paragraph.\nA second one."), code=Text("a = 1\n  b = 2", mono=True))
