"""Dropout: in training, some numbers are left out at random, so that no unit relies on a single other one."""

from typing import Any

import numpy as np

from sitegen.nn.array import check_float
from sitegen.nn.autograd import record
from sitegen.nn.create import as_tensor
from sitegen.nn.init import check_generator
from sitegen.nn.module import Layer
from sitegen.nn.shaping import plain_index
from sitegen.nn.tensor import Tensor


def dropout(x: Any, p: float = 0.5, training: bool = True, *, rng: np.random.Generator) -> Tensor:
    """Return x with every number set to 0 with probability ``p`` in training, the others scaled by 1/(1-p).

    Shape:
        x: (...), any float. returns: the same.
    """
    source = plain_index(x)
    check_float("Dropout", source)
    if not training or p == 0:
        return as_tensor(x)
    mask = (rng.random(source.shape) >= p).astype(source.dtype)
    mask *= 1 / (1 - p)
    return record(source * mask, (x,), lambda grad: (grad * mask,), "Dropout")


class Dropout(Layer):
    """Set every number to 0 with probability ``p``, scale the others by 1/(1-p) (Srivastava et al. 2014).

    In ``eval()`` nothing is changed.

    Shape:
        x: (...), any float. output: the same shape and dtype.

    Args:
        p: the share left out, in [0, 1).
        rng: where the choice is drawn from, at every forward pass in training.
    """

    def __init__(self, p: float = 0.5, *, rng: np.random.Generator) -> None:
        super().__init__()
        if not 0 <= p < 1:
            raise ValueError(f"Dropout: p expected in [0, 1), received {p}")
        check_generator("Dropout", rng)
        self.p, self.rng = float(p), rng

    def forward(self, x: Any) -> Tensor:
        """Return x times the mask, which is 0 or 1/(1-p)."""
        return dropout(x, self.p, self.training, rng=self.rng)
