"""Words that the reader writes."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Frame, TextField, Tokens, demo


@dataclass
class Controls:
    word: Annotated[str, TextField(most=24)] = "Donaudampfschiff"
    report: Annotated[str, TextField(most=200, lines=3, label="A short report")] = (
        "Rain in the north.\nSun in the south."
    )


@demo(title="TextField")
def text_field(controls: Controls, rng: np.random.Generator) -> Frame:
    """Words that the reader writes."""
    letters = list(controls.word) or [""]
    vowels = [0.5 if letter.casefold() in "aeiou" else -0.5 for letter in letters]
    lines = controls.report.count("\n") + 1
    return Frame(
        letters=Tokens(letters, vowels),
        text=f"{controls.word}; {lines} lines, {len(controls.report)} letters",
    )
