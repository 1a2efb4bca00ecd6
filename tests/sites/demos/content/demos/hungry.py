"""Asks for more memory than there is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Curve, Frame, Slider, demo

PIECE = 2**31 - 2**24  # bytes; a third of these does not fit into WebAssembly's four gigabytes


@dataclass
class Controls:
    pieces: Annotated[int, Slider(0, 3, live=True)] = 0


@demo(title="It is hungry", poster_steps=2, until=0, speed="full")
def hungry(controls: Controls, rng: np.random.Generator) -> Iterator[Frame]:
    """Asks for so many pieces of memory, of two gigabytes each."""
    while True:
        kept = [np.empty(PIECE, np.uint8) for _ in range(controls.pieces)]
        yield Frame(line=Curve(np.arange(5.0), label="A line"), text=f"{len(kept)} pieces")
