"""What demos that train on a collection of examples share. No demo itself."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from sitegen import nn


def endless(*arrays: Any, size: int, rng: np.random.Generator) -> Iterator[tuple[Any, ...]]:
    """Yield batches of all examples, then of all again in another order, and so on.

    Shape:
        arrays: (n, ...) with the same n, at least `size`. yields: (size, ...) of each.
    """
    while True:
        yield from nn.batches(*arrays, size=size, rng=rng, drop_last=True)
