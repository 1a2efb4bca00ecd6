"""What a `Tensor` is to Python and NumPy: numbers, lists, arrays, other dtypes."""

from typing import TYPE_CHECKING, Any

import numpy as np

from sitegen.nn.array import AnyArray
from sitegen.nn.autograd import Node, record
from sitegen.nn.comparison import Compared, constant

if TYPE_CHECKING:
    from sitegen.nn.tensor import Tensor


class Converted(Compared):
    """The conversions."""

    __slots__ = ()

    def numpy(self) -> AnyArray:
        """Return the array itself, not a copy."""
        return self.array

    def item(self) -> Any:
        """Return the only number as a Python number."""
        return self.array.item()

    def tolist(self) -> Any:
        """Return nested lists of Python numbers."""
        return self.array.tolist()

    def to(self, dtype: Any) -> "Tensor":
        """Return the numbers in another dtype; a name of a device changes nothing, there is only one."""
        if isinstance(dtype, str) or dtype is self.array.dtype.type:
            return self  # type: ignore[return-value]  # every one is a Tensor
        if isinstance(dtype, Node):
            dtype = dtype.array.dtype
        y = self.array.astype(dtype)
        if y.dtype.kind != "f":
            return constant(y)
        return record(y, (self,), lambda grad: (grad.astype(self.array.dtype),), "to")

    def float(self) -> "Tensor":
        """Return float32."""
        return self.to(np.float32)

    def double(self) -> "Tensor":
        """Return float64."""
        return self.to(np.float64)

    def long(self) -> "Tensor":
        """Return int64."""
        return self.to(np.int64)

    def bool(self) -> "Tensor":
        """Return whether every element differs from 0."""
        return self.to(np.bool_)

    def cpu(self) -> "Tensor":
        """Return the tensor: there is only one device."""
        return self  # type: ignore[return-value]  # every one is a Tensor

    contiguous = cpu

    @property
    def dtype(self) -> "np.dtype[Any]":
        """The NumPy dtype."""
        return self.array.dtype

    @property
    def device(self) -> str:
        """The only device."""
        return "cpu"

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return self.array.ndim

    def dim(self) -> int:
        """Return the number of axes."""
        return self.array.ndim

    def size(self, dim: int | None = None) -> Any:
        """Return the shape, or the length of one axis."""
        return self.array.shape if dim is None else self.array.shape[dim]

    def numel(self) -> int:
        """Return the number of elements."""
        return self.array.size

    def __float__(self) -> Any:
        return float(self.array.item())

    def __int__(self) -> int:
        return int(self.array.item())

    def __index__(self) -> int:
        return self.array.__index__()

    def __bool__(self) -> Any:
        return bool(self.array)

    def __format__(self, spec: str) -> str:
        return format(self.array.item(), spec) if self.array.ndim == 0 else format(str(self), spec)
