"""Never comes back from its fourth step."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Curve, Frame, Toggle, demo


@dataclass
class Controls:
    sane: Annotated[bool, Toggle()] = False


@demo(title="It is stuck", poster_steps=2, until=0, speed="full")
def stuck(controls: Controls, rng: np.random.Generator) -> Iterator[Frame]:
    """Turns in an endless loop, as a program with a mistake does."""
    step = 0
    while True:
        yield Frame(line=Curve(np.arange(5.0) + step % 7, label="A line"), text=f"step {step}")
        step += 1
        while step > 3 and not controls.sane:
            pass
