"""The array types of the library, and the checks of all arrays that the library receives.

NumPy 2 lets a single float64 operand turn a float32 network into a float64 one without warning, which halves
its speed in the browser. So nothing is converted silently here: an array of another dtype or shape is
refused, by name.
"""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.floating[Any]]
IntArray: TypeAlias = NDArray[np.integer[Any]]
BoolArray: TypeAlias = NDArray[np.bool_]
AnyArray: TypeAlias = NDArray[Any]


def describe(value: object) -> str:
    """Describe a received value: shape and dtype of an array, otherwise type and value.

    >>> describe(np.zeros((2, 3), np.float32)), describe(1.5)
    ('(2, 3) of float32', 'float 1.5')
    """
    if isinstance(value, np.ndarray):
        return f"{value.shape} of {value.dtype}"
    return f"{type(value).__name__} {value!r}"[:80]


def check_features(
    owner: str, x: Array, features: int, dtype: np.dtype[Any], ndim: int | None = None
) -> None:
    """Refuse an input whose last axis, dtype or number of axes is not what a layer was built for.

    Shape:
        x: (..., features), with ``ndim`` axes if that is given.

    Raises:
        TypeError: not an array, or another dtype than ``dtype``.
        ValueError: another shape.
    """
    if not isinstance(x, np.ndarray) or x.dtype != dtype:
        hint = (
            f"convert the data with .astype(np.{dtype}), or the model with model.astype"
            if isinstance(x, np.ndarray)
            else "a recurrent layer returns (output, state): take the first"
            if isinstance(x, tuple)
            else "pass an array or a tensor"
        )
        raise TypeError(f"{owner}: x expected an array of {dtype}, received {describe(x)}; {hint}")
    if x.ndim == 0 or x.shape[-1] != features or (ndim is not None and x.ndim != ndim):
        axes = "..., " if ndim is None else "any, " * (ndim - 1)
        hint = ""
        if ndim is not None and x.ndim == ndim and ndim > 2 and x.shape[1] == features:
            order = f"0, {', '.join(str(i) for i in range(2, ndim))}, 1"
            hint = f"; channels come last: x.transpose({order}) of an array, x.permute({order}) of a tensor"
        elif ndim is not None and x.ndim == ndim - 1 and x.shape[-1] == features:
            hint = "; the first axis is the batch: x[None]"
        raise ValueError(f"{owner}: x expected shape ({axes}{features}), received {x.shape}{hint}")


def check_float(owner: str, x: Array, name: str = "x", ndim: int | None = None) -> None:
    """Refuse anything but a floating-point array (with ``ndim`` axes, if that is given).

    Raises:
        TypeError: not an array of a floating-point dtype.
        ValueError: another number of axes.
    """
    if not isinstance(x, np.ndarray) or x.dtype.kind != "f":
        raise TypeError(f"{owner}: {name} expected a floating-point array, received {describe(x)}")
    if ndim is not None and x.ndim != ndim:
        raise ValueError(f"{owner}: {name} expected {ndim} axes, received shape {x.shape}")


def check_shape(owner: str, name: str, x: AnyArray, shape: tuple[int, ...]) -> None:
    """Refuse an array whose shape is not exactly ``shape``; raises ValueError."""
    if np.shape(x) != shape:
        raise ValueError(f"{owner}: {name} expected shape {shape}, received {np.shape(x)}")


def check_indices(owner: str, name: str, x: IntArray, limit: int) -> None:
    """Refuse anything but an integer array with values in [0, limit).

    Raises:
        TypeError: not an array of an integer dtype.
        ValueError: a value is negative or not below ``limit``.
    """
    if not isinstance(x, np.ndarray) or x.dtype.kind not in "iu":
        raise TypeError(f"{owner}: {name} expected an array of integers, received {describe(x)}")
    if x.size and (x.min() < 0 or x.max() >= limit):
        raise ValueError(f"{owner}: {name} expected values in [0, {limit}), received {x.min()} to {x.max()}")


def check_positive(owner: str, **values: float) -> None:
    """Refuse an option that is not above zero; raises ValueError naming it."""
    for name, value in values.items():
        if not value > 0:
            raise ValueError(f"{owner}: {name} expected a number above 0, received {value!r}")


def check_sizes(owner: str, **values: int) -> None:
    """Refuse a size that is not a whole number of at least 1; raises TypeError or ValueError naming it."""
    for name, value in values.items():
        if not isinstance(value, (int, np.integer)) or isinstance(value, bool):
            raise TypeError(f"{owner}: {name} expected a whole number, received {describe(value)}")
        if value < 1:
            raise ValueError(f"{owner}: {name} expected at least 1, received {value}")
