"""Dropout: in training, some numbers are left out at random, so that no unit relies on a single other one."""

import numpy as np

from sitegen.nn.array import Array, check_float
from sitegen.nn.init import check_generator
from sitegen.nn.module import Layer


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

    def forward(self, x: Array) -> Array:
        """Return x times the mask, which is 0 or 1/(1-p)."""
        check_float("Dropout", x)
        if not self.training or self.p == 0:
            self.save(x, None)
            return x
        mask = (self.rng.random(x.shape) >= self.p).astype(x.dtype)
        mask *= 1 / (1 - self.p)
        self.save(x, mask)
        return x * mask

    def backward(self, grad: Array) -> Array:
        """Return dy times the same mask."""
        (mask,) = self.restore(grad)
        return grad if mask is None else grad * mask
