"""Where weights start: every initialiser draws from the generator it is given, and returns float32.

All weights are stored output first and input last: (out, in), for a convolution (out, kernel height, kernel
    width, in).
The fan-in is how many inputs feed one output, the fan-out how many outputs one input feeds.
"""

import math
from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from sitegen.nn.array import Array, describe

Shape: TypeAlias = tuple[int, ...]
Initializer: TypeAlias = Callable[[Shape, np.random.Generator], Array]


def check_generator(owner: str, rng: np.random.Generator) -> None:
    """Refuse anything but a NumPy ``Generator``; raises TypeError."""
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"{owner}: rng expected np.random.default_rng(seed), received {describe(rng)}")


def fans(shape: Shape) -> tuple[int, int]:
    """Return fan-in and fan-out of a weight.

    >>> fans((8, 2)), fans((16, 3, 3, 4))
    ((2, 8), (36, 144))
    """
    if len(shape) < 2:
        raise ValueError(f"shape: expected at least two axes (out, ..., in), received {shape}")
    return math.prod(shape[1:]), math.prod(shape[:-1])


def uniform(shape: Shape, rng: np.random.Generator, bound: float) -> Array:
    """Draw float32 numbers from U(-bound, bound).

    Shape:
        returns: ``shape``, float32.
    """
    check_generator("uniform", rng)
    return rng.uniform(-bound, bound, shape).astype(np.float32)


def normal(shape: Shape, rng: np.random.Generator, std: float = 1.0) -> Array:
    """Draw float32 numbers from N(0, std²).

    Shape:
        returns: ``shape``, float32.
    """
    check_generator("normal", rng)
    return (std * rng.standard_normal(shape)).astype(np.float32)


def fan_in_uniform(shape: Shape, rng: np.random.Generator) -> Array:
    """Draw from U(-1/√fan_in, 1/√fan_in), the default of PyTorch's Linear and Conv2d.

    Shape:
        returns: ``shape``, float32.
    """
    return uniform(shape, rng, 1 / math.sqrt(fans(shape)[0]))


def xavier_uniform(shape: Shape, rng: np.random.Generator) -> Array:
    """Draw from U(±√(6/(fan_in+fan_out))), which keeps the variance through tanh (Glorot and Bengio 2010).

    Shape:
        returns: ``shape``, float32.
    """
    return uniform(shape, rng, math.sqrt(6 / sum(fans(shape))))


def xavier_normal(shape: Shape, rng: np.random.Generator) -> Array:
    """Draw from N(0, 2/(fan_in+fan_out)) (Glorot and Bengio 2010).

    Shape:
        returns: ``shape``, float32.
    """
    return normal(shape, rng, math.sqrt(2 / sum(fans(shape))))


def kaiming_uniform(shape: Shape, rng: np.random.Generator) -> Array:
    """Draw from U(±√(6/fan_in)), which keeps the variance through ReLU (He et al. 2015).

    Shape:
        returns: ``shape``, float32.
    """
    return uniform(shape, rng, math.sqrt(6 / fans(shape)[0]))


def kaiming_normal(shape: Shape, rng: np.random.Generator) -> Array:
    """Draw from N(0, 2/fan_in), which keeps the variance through ReLU (He et al. 2015).

    Shape:
        returns: ``shape``, float32.
    """
    return normal(shape, rng, math.sqrt(2 / fans(shape)[0]))


def orthogonal(shape: Shape, rng: np.random.Generator) -> Array:
    """Draw a random orthogonal matrix, which keeps the length of a vector (Saxe et al. 2014).

    With more than two axes, all but the first count as one. The shorter side's vectors are orthonormal.

    Shape:
        returns: ``shape``, float32.
    """
    check_generator("orthogonal", rng)
    rows, columns = shape[0], fans(shape)[0]
    q, r = np.linalg.qr(rng.standard_normal((max(rows, columns), min(rows, columns))))
    # Without the signs of r's diagonal the result would not be uniformly distributed (Mezzadri 2007).
    q = q * np.sign(np.diag(r))
    return np.ascontiguousarray((q if rows >= columns else q.T).reshape(shape), dtype=np.float32)
