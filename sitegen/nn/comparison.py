"""Operations of a `Tensor` without a gradient: comparisons, places, rounding, and changes in place."""

from typing import TYPE_CHECKING, Any, Self

import numpy as np

from sitegen.nn.arithmetic import operand
from sitegen.nn.array import AnyArray
from sitegen.nn.autograd import MODE, needs_grad, record, refuse_reuse
from sitegen.nn.reduction import Reduced

if TYPE_CHECKING:
    from sitegen.nn.tensor import Tensor


def constant(array: Any) -> "Tensor":
    """Return a leaf without a gradient."""
    return record(array, (), refuse_reuse, "leaf")


class Compared(Reduced):
    """What returns truth values, whole numbers or the tensor itself."""

    __slots__ = ()

    def __lt__(self, other: Any) -> "Tensor":
        return constant(self.array < operand(other, self.array.dtype))

    def __le__(self, other: Any) -> "Tensor":
        return constant(self.array <= operand(other, self.array.dtype))

    def __gt__(self, other: Any) -> "Tensor":
        return constant(self.array > operand(other, self.array.dtype))

    def __ge__(self, other: Any) -> "Tensor":
        return constant(self.array >= operand(other, self.array.dtype))

    def __eq__(self, other: object) -> Any:
        return NotImplemented if other is None else constant(self.array == operand(other, self.array.dtype))

    def __ne__(self, other: object) -> Any:
        return NotImplemented if other is None else constant(self.array != operand(other, self.array.dtype))

    __hash__ = object.__hash__

    def __and__(self, other: Any) -> "Tensor":
        return constant(self.array & operand(other, self.array.dtype))

    def __or__(self, other: Any) -> "Tensor":
        return constant(self.array | operand(other, self.array.dtype))

    def __invert__(self) -> "Tensor":
        return constant(~self.array)

    def __mod__(self, other: Any) -> "Tensor":
        return constant(self.array % operand(other, self.array.dtype))

    def __floordiv__(self, other: Any) -> "Tensor":
        return constant(self.array // operand(other, self.array.dtype))

    __rand__, __ror__ = __and__, __or__

    def argmax(self, dim: Any = None, keepdim: bool = False) -> "Tensor":
        """Return the index of the largest element, the first of equals."""
        return constant(self.array.argmax(axis=dim, keepdims=keepdim))

    def argmin(self, dim: Any = None, keepdim: bool = False) -> "Tensor":
        """Return the index of the smallest element, the first of equals."""
        return constant(self.array.argmin(axis=dim, keepdims=keepdim))

    def argsort(self, dim: int = -1, descending: bool = False) -> "Tensor":
        """Return the indices that sort the elements along ``dim``."""
        return constant(np.argsort(-self.array if descending else self.array, axis=dim, kind="stable"))

    def nonzero(self) -> "Tensor":
        """Return the indices of all elements that are not 0, one row for each."""
        return constant(np.argwhere(self.array))

    def all(self, dim: int | None = None) -> "Tensor":
        """Return whether all elements are true."""
        return constant(self.array.all(axis=dim))

    def any(self, dim: int | None = None) -> "Tensor":
        """Return whether some element is true."""
        return constant(self.array.any(axis=dim))

    def isnan(self) -> "Tensor":
        """Return where the elements are not numbers."""
        return constant(np.isnan(self.array))

    def isfinite(self) -> "Tensor":
        """Return where the elements are neither NaN nor infinite."""
        return constant(np.isfinite(self.array))

    def sign(self) -> "Tensor":
        """Return -1, 0 or 1 for every element."""
        return constant(np.sign(self.array))

    def round(self) -> "Tensor":
        """Return the nearest whole numbers."""
        return constant(np.rint(self.array))

    def floor(self) -> "Tensor":
        """Return the next whole numbers below."""
        return constant(np.floor(self.array))

    def _change(self, array: AnyArray, *sources: Any) -> Self:
        """Write ``array`` into this tensor, which must not be part of what is recorded."""
        if MODE.recording and (self.requires_grad or any(needs_grad(source) for source in sources)):
            raise RuntimeError(
                "a tensor that needs a gradient cannot be changed in place; make a new one (x = x + 1), "
                "or change a parameter under nn.no_grad()"
            )
        self.array[...] = array
        self._changed()
        return self

    def _changed(self) -> None:
        """Note that the numbers are others than before (for parameters)."""

    def copy_(self, other: Any) -> Self:
        """Replace all numbers by those of ``other``; returns the tensor."""
        return self._change(operand(other, self.array.dtype), other)

    def fill_(self, value: float) -> Self:
        """Replace all numbers by ``value``; returns the tensor."""
        return self._change(np.asarray(value))

    def zero_(self) -> Self:
        """Replace all numbers by 0; returns the tensor."""
        return self.fill_(0)

    def add_(self, other: Any, alpha: float = 1) -> Self:
        """Add ``alpha`` times ``other`` in place; returns the tensor."""
        return self._change(self.array + alpha * operand(other, self.array.dtype), other)

    def sub_(self, other: Any, alpha: float = 1) -> Self:
        """Subtract ``alpha`` times ``other`` in place; returns the tensor."""
        return self.add_(other, -alpha)

    def mul_(self, other: Any) -> Self:
        """Multiply by ``other`` in place; returns the tensor."""
        return self._change(self.array * operand(other, self.array.dtype), other)

    def div_(self, other: Any) -> Self:
        """Divide by ``other`` in place; returns the tensor."""
        return self._change(self.array / operand(other, self.array.dtype), other)

    def lerp_(self, end: Any, weight: float) -> Self:
        """Move towards ``end`` by the share ``weight`` in place; returns the tensor."""
        return self._change(self.array + weight * (operand(end, self.array.dtype) - self.array), end)

    def clamp_(self, min: float | None = None, max: float | None = None) -> Self:
        """Cut every number to [min, max] in place; returns the tensor."""
        return self._change(np.clip(self.array, min, max))

    def _in_place(self, other: Any) -> bool:
        """Return whether ``x += other`` changes this tensor, or gives a new one that is recorded."""
        leaf = self._local_backward is None
        if MODE.recording and self.requires_grad and leaf:
            self._change(self.array)  # raises
        return leaf and not (MODE.recording and needs_grad(other))

    def __iadd__(self, other: Any) -> Any:  # type: ignore[misc]  # in place or not, see _in_place
        return self.add_(other) if self._in_place(other) else self + other

    def __isub__(self, other: Any) -> Any:  # type: ignore[misc]  # in place or not, see _in_place
        return self.sub_(other) if self._in_place(other) else self - other

    def __imul__(self, other: Any) -> Any:  # type: ignore[misc]  # in place or not, see _in_place
        return self.mul_(other) if self._in_place(other) else self * other

    def __itruediv__(self, other: Any) -> Any:  # type: ignore[misc]  # in place or not, see _in_place
        return self.div_(other) if self._in_place(other) else self / other
