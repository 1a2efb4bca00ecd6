"""Parameters, and the flat storage that they are views of."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from sitegen.nn.array import AnyArray, Array, check_float, check_shape
from sitegen.nn.autograd import PLACES
from sitegen.nn.comparison import constant
from sitegen.nn.shaping import plain_index
from sitegen.nn.tensor import Tensor


class Buffer(Tensor):
    """A tensor that belongs to a module and is saved with it, but is not trained (a running mean, say).

    Assigning to ``data`` copies into the array that is already there, so that views of it stay valid.

    Args:
        data: the first contents, of any shape; an array is kept in its own floating-point dtype.
    """

    __slots__ = ("__weakref__",)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        check_float(type(self).__name__, self.array, "data")
        self.array = np.array(self.array, order="C")

    @property
    def data(self) -> Tensor:
        """The same numbers outside the graph; changes reach this tensor."""
        return constant(self.array)

    @data.setter
    def data(self, data: Any) -> None:
        array = plain_index(data)
        if array is not self.array:
            check_shape(type(self).__name__, "data", array, self.array.shape)
            self.array[...] = array
            self._changed()

    def astype(self, dtype: type[np.floating]) -> None:
        """Replace the array by one of another floating-point dtype."""
        self.array = self.array.astype(dtype)

    def __getstate__(self) -> Any:
        return self.array.copy(), None if self._grad is None else self._grad.copy(), self.requires_grad

    def __setstate__(self, state: Any) -> None:
        Tensor.__init__(self, state[0])
        self._grad, self.requires_grad = state[1:]


class Storage:
    """Two flat vectors, values and gradients, in which a model's parameters are stored one after the other.

    One vector instead of many small arrays makes an optimiser step cheap: a few array operations in
        all.
    """

    def __init__(self, size: int, dtype: np.dtype) -> None:
        self.value: Array = np.zeros(size, dtype)
        self.grad: Array = np.zeros(size, dtype)


class Parameter(Buffer):
    """A trained tensor.

    ``backward`` *adds* to its gradient; ``optimizer.zero_grad()`` clears it. The numbers and the gradient may
    be views of a `Storage`.

    Shape:
        data and grad: the same, of any shape, of a floating-point dtype.

    Args:
        data: the first contents.
        requires_grad: False for a frozen parameter, which keeps its numbers.

    Example:
        >>> weight = Parameter(np.ones((2, 3), np.float32))
        >>> (weight * 2).sum().backward()
        >>> weight.grad.shape, weight.numel()
        ((2, 3), 6)
    """

    __slots__ = ("_changed_at", "filled", "offset", "storage")

    def __init__(self, data: Any, requires_grad: bool = True) -> None:
        super().__init__(data)
        self._reset(requires_grad)

    def _reset(self, requires_grad: bool) -> None:
        if self._grad is None:
            self._grad = np.zeros_like(self.array)
            self.filled = False  # whether a gradient arrived since zero_grad
        self.requires_grad = requires_grad
        self.storage: Storage | None = None
        self.offset, self._changed_at = 0, 0

    @property
    def grad(self) -> Tensor | None:
        """The gradient that arrived since ``zero_grad``, shaped like the parameter, or None."""
        return constant(self._grad) if self.filled else None

    @grad.setter
    def grad(self, grad: Any) -> None:
        if grad is None:
            self.filled = False
            return
        array = plain_index(grad)
        check_shape("Parameter", "grad", array, self.array.shape)
        self.gradient[...] = array
        self.filled = True

    @property
    def gradient(self) -> Array:
        """The array that gradients are added to; what it holds counts only if ``filled``."""
        return self._grad  # type: ignore[return-value]  # it always has one

    def _accumulate(self, grad: AnyArray, place: int) -> None:
        if self._changed_at > place:
            raise RuntimeError(
                f"backward: a parameter of shape {self.array.shape} was changed, by optimizer.step() or in "
                "place, after the forward pass that used it; the gradient would be that of other weights. "
                "Compute the loss again after the step"
            )
        if self.filled:
            self._grad += grad
        else:
            self._grad[...] = grad  # type: ignore[index]
            self.filled = True

    def _changed(self) -> None:
        self._changed_at = next(PLACES)

    def move(self, storage: "Storage", offset: int) -> None:
        """Copy numbers and gradient into ``storage`` at ``offset`` and become a view of it."""
        place = slice(offset, offset + self.array.size)
        storage.value[place] = self.array.ravel()
        storage.grad[place] = self.gradient.ravel()
        self.array = storage.value[place].reshape(self.array.shape)
        self._grad = storage.grad[place].reshape(self.array.shape)
        self.storage, self.offset = storage, offset

    def __setstate__(self, state: Any) -> None:
        # A copied model has arrays of its own: the copied views are no longer views of the copied storage.
        array, grad, self.filled, requires_grad = state
        Tensor.__init__(self, array)
        self._grad = grad
        self._reset(requires_grad)

    def __getstate__(self) -> Any:
        return self.array.copy(), self.gradient.copy(), self.filled, self.requires_grad

    def astype(self, dtype: type[np.floating]) -> None:
        """Replace numbers and gradient by arrays of another dtype, outside any storage."""
        super().astype(dtype)
        self._grad = self.gradient.astype(dtype)
        self.storage = None


def flatten(parameters: Iterable[Parameter]) -> tuple[Array, Array]:
    """Return all values and all gradients as two flat vectors that share memory with the parameters.

    Parameters that already lie one behind the other (a model's, or a part of it) are left where they are;
    otherwise all are moved to a new storage. So two optimisers over overlapping parameters both stay right:
    whichever finds its parameters moved gets the new vectors at its next step.

    Shape:
        returns: two vectors of length N, the number of all elements, in the parameters' dtype.

    Raises:
        ValueError: there is no parameter, or their dtypes differ.
    """
    unique = list(dict.fromkeys(parameters))
    if not unique:
        raise ValueError("parameters: expected at least one parameter, received none")
    storage, start = unique[0].storage, unique[0].offset
    end = start
    for parameter in unique:
        if storage is None or parameter.storage is not storage or parameter.offset != end:
            return _move_all(unique)
        end += parameter.array.size
    assert storage is not None  # noqa: S101 - the loop above has returned otherwise
    return storage.value[start:end], storage.grad[start:end]


def _move_all(parameters: list[Parameter]) -> tuple[Array, Array]:
    dtypes = {parameter.array.dtype for parameter in parameters}
    if len(dtypes) > 1:
        raise ValueError(f"parameters: expected one dtype, received {sorted(map(str, dtypes))}")
    storage = Storage(sum(parameter.array.size for parameter in parameters), dtypes.pop())
    offset = 0
    for parameter in parameters:
        parameter.move(storage, offset)
        offset += parameter.array.size
    return storage.value, storage.grad
