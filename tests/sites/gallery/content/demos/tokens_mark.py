"""Words with their contributions."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Frame, Seed, Slider, Tokens, demo


@dataclass
class Controls:
    word: Annotated[int, Slider(1, 7)] = 2
    seed: Annotated[int, Seed()] = 1


@demo(title="Tokens")
def tokens_mark(controls: Controls, rng: np.random.Generator) -> Frame:
    """Words with their contributions."""
    words = "not a bad film , though the ending is far too long and the jokes are old".split()  # noqa: SIM905
    return Frame(
        words=Tokens(
            words, np.round(rng.normal(size=len(words)), 2), label="Contributions", value_label="contribution"
        ),
        attention=Tokens(
            ["the", "cat", "sat", "\n", "on", " ", "Donaudampfschifffahrtsgesellschaft"],
            [0.05, 0.6, 0.2, 0, 0.1, 0, 0.05],
            pick="word",
            picked=controls.word,
        ),
    )
