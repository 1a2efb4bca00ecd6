"""The base class of marks, and the checks of their arrays.

A mark is one picture or table of a frame. It checks its arrays when it is created, so that an error points at
the line of the demo, and copies them, because a demo may write into its own arrays later. Numbers that are
not finite are no error: a diverging run has them, and the frame reports them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MOST_BYTES = 32 * 2**20
"""How much memory the arrays of one frame may take: a phone's browser closes a page that takes much more."""


class MarkError(ValueError):
    """A mark was given arrays that it cannot show."""


class Mark(ABC):
    """One picture or table of a frame."""

    kind: ClassVar[str]
    """The mark's name in the page: `curve`, `surface` ..."""

    def __init__(self, label: str) -> None:
        self.label = label
        """The heading above the picture; when empty, the mark's name in its frame becomes the heading."""
        self._arrays: dict[str, Floats] = {}

    @abstractmethod
    def picture(self, name: str) -> str:
        """Return the picture as SVG or HTML; `name` is its accessible name."""

    @abstractmethod
    def sentence(self) -> str:
        """Return one sentence that says what the picture shows."""

    @abstractmethod
    def table(self) -> str:
        """Return the numbers as an HTML table of a bounded size; empty for a mark that is text or a table."""

    @property
    def arrays(self) -> Mapping[str, Floats]:
        """The mark's numbers by argument, as they are drawn."""
        return self._arrays

    def describe_non_finite(self) -> str:
        """Say where numbers are not finite; empty when all are."""
        for argument, values in self._arrays.items():
            bad = ~np.isfinite(values)
            if bad.any():
                first = ", ".join(str(place) for place in np.argwhere(bad)[0])
                return f"{int(bad.sum()):,} of {values.size:,} numbers in {argument} (the first at [{first}])"
        return ""

    def _vector(self, argument: str, values: npt.ArrayLike, length: int | None = None) -> Floats:
        """Return a checked copy. Shape: (n,)."""
        array = self._numbers(argument, values)
        if array.ndim != 1 or not array.size:
            raise MarkError(f"{self._name()}: {argument} has shape {array.shape}; expected (n,) with n >= 1")
        if length is not None and len(array) != length:
            raise MarkError(f"{self._name()}: {argument} has {len(array)} values; expected {length}")
        return array

    def _matrix(self, argument: str, values: npt.ArrayLike) -> Floats:
        """Return a checked copy. Shape: (rows, columns)."""
        array = self._numbers(argument, values)
        if array.ndim != 2 or not array.size:
            raise MarkError(
                f"{self._name()}: {argument} has shape {array.shape}; expected (rows, columns), neither 0"
            )
        return array

    def _pairs(self, argument: str, values: npt.ArrayLike) -> Floats:
        """Return a checked copy. Shape: (n, 2)."""
        array = self._numbers(argument, values)
        if array.ndim != 2 or array.shape[1] != 2:
            raise MarkError(f"{self._name()}: {argument} has shape {array.shape}; expected (n, 2)")
        return array

    def _classes(
        self, argument: str, values: npt.ArrayLike | None, length: int, names: Sequence[str]
    ) -> Ints:
        """Return a checked copy, zeros for None. Shape: (n,)."""
        if values is None:
            return np.zeros(length, dtype=np.int64)
        array = self._numbers(argument, values)
        if array.shape != (length,):
            raise MarkError(f"{self._name()}: {argument} has shape {array.shape}; expected ({length},)")
        most = len(names) if names else 6
        if not np.isin(array, np.arange(most)).all():
            raise MarkError(
                f"{self._name()}: {argument} holds {array[~np.isin(array, np.arange(most))][0]:g}; "
                f"expected whole numbers from 0 to {most - 1}"
            )
        return array.astype(np.int64)

    def _numbers(self, argument: str, values: npt.ArrayLike) -> Floats:
        try:
            array = np.asarray(values)
        except ValueError as error:
            raise MarkError(f"{self._name()}: {argument} is not a regular array ({error})") from None
        if array.dtype.kind not in "biuf":
            raise MarkError(
                f"{self._name()}: {argument} holds {array.dtype.name} values; expected real numbers"
            )
        if 8 * array.size > MOST_BYTES:  # before the copy, which takes the same memory again
            raise MarkError(
                f"{self._name()}: {argument} has shape {array.shape} and takes {_megabytes(8 * array.size)}; "
                f"expected at most {_megabytes(MOST_BYTES)}: show a part of it, or means"
            )
        copy = array.astype(np.float64)
        self._arrays[argument] = copy
        return copy

    @property
    def size(self) -> int:
        """How many bytes the mark's arrays take."""
        return sum(values.nbytes for values in self._arrays.values())

    def _name(self) -> str:
        return type(self).__name__


def check_size(marks: Mapping[str, Mark]) -> None:
    """Refuse marks that together take more than `MOST_BYTES`."""
    total = sum(mark.size for mark in marks.values())
    if total > MOST_BYTES:
        largest = max(marks, key=lambda name: marks[name].size)
        raise MarkError(
            f"Frame: its marks hold {_megabytes(total)} of numbers; expected at most {_megabytes(MOST_BYTES)}"
            f" (the largest is {largest!r} with {_megabytes(marks[largest].size)})"
        )


def _megabytes(size: int) -> str:
    return f"{size / 2**20:.1f} MB"


def check_range(owner: str, argument: str, ends: tuple[float | None, float | None], *, log: bool) -> None:
    """Refuse an axis that runs backwards, has no length, or is logarithmic and reaches 0."""
    low, high = ends
    if low is not None and high is not None and not low < high:
        raise MarkError(f"{owner}: {argument} is ({low:g}, {high:g}); expected the lower end first")
    if log and any(end is not None and end <= 0 for end in ends):
        raise MarkError(
            f"{owner}: {argument} reaches {min(e for e in ends if e is not None):g}, "
            "but a logarithmic axis holds only numbers above 0"
        )
