"""Parameters, and the flat storage that they are views of."""

from collections.abc import Iterable

import numpy as np

from sitegen.nn.array import Array, check_float, check_shape


class Buffer:
    """An array that belongs to a module and is saved with it, but is not trained (a running mean, say).

    Assigning to ``value`` copies into the array that is already there, so that views of it stay valid.

    Args:
        value: the first contents, of any shape; kept in its own floating-point dtype.
        name: for messages.
    """

    def __init__(self, value: Array, name: str = "") -> None:
        check_float(type(self).__name__, value, "value")
        self.name = name
        self._value: Array = np.array(value, order="C")

    @property
    def value(self) -> Array:
        """The array itself, not a copy."""
        return self._value

    @value.setter
    def value(self, value: Array) -> None:
        if value is not self._value:
            check_shape(self.name or type(self).__name__, "value", value, self._value.shape)
            self._value[...] = value

    def astype(self, dtype: type[np.floating]) -> None:
        """Replace the array by one of another floating-point dtype."""
        self._value = self._value.astype(dtype)


class Storage:
    """Two flat vectors, values and gradients, in which a model's parameters are stored one after the other.

    One vector instead of many small arrays makes an optimiser step cheap: a few array operations in
        all.
    """

    def __init__(self, size: int, dtype: np.dtype) -> None:
        self.value: Array = np.zeros(size, dtype)
        self.grad: Array = np.zeros(size, dtype)


class Parameter(Buffer):
    """A trained array and the gradient of the loss with respect to it.

    ``backward`` *adds* to ``grad``; ``optimizer.zero_grad()`` clears it. Both arrays may be views of a
    `Storage`.

    Shape:
        value and grad: the same, of any shape, of a floating-point dtype.

    Example:
        >>> weight = Parameter(np.ones((2, 3), np.float32), "weight")
        >>> weight.grad.shape, weight.size
        ((2, 3), 6)
    """

    def __init__(self, value: Array, name: str = "") -> None:
        super().__init__(value, name)
        self._grad: Array = np.zeros_like(self._value)
        self.storage: Storage | None = None
        self.offset = 0
        self.size = self._value.size

    @property
    def grad(self) -> Array:
        """The accumulated gradient, shaped like ``value``."""
        return self._grad

    @grad.setter
    def grad(self, grad: Array) -> None:
        if grad is not self._grad:
            check_shape(self.name or "Parameter", "grad", grad, self._grad.shape)
            self._grad[...] = grad

    def move(self, storage: Storage, offset: int) -> None:
        """Copy value and gradient into ``storage`` at ``offset`` and become a view of it."""
        place = slice(offset, offset + self.size)
        storage.value[place] = self._value.ravel()
        storage.grad[place] = self._grad.ravel()
        self._value = storage.value[place].reshape(self._value.shape)
        self._grad = storage.grad[place].reshape(self._grad.shape)
        self.storage, self.offset = storage, offset

    def __getstate__(self) -> tuple[str, Array, Array]:
        return self.name, self._value.copy(), self._grad.copy()

    def __setstate__(self, state: tuple[str, Array, Array]) -> None:
        # A copied model has arrays of its own: the copied views are no longer views of the copied storage.
        self.name, self._value, self._grad = state
        self.storage, self.offset, self.size = None, 0, self._value.size

    def astype(self, dtype: type[np.floating]) -> None:
        """Replace value and gradient by arrays of another dtype, outside any storage."""
        super().astype(dtype)
        self._grad = self._grad.astype(dtype)
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
        end += parameter.size
    assert storage is not None  # noqa: S101 - the loop above has returned otherwise
    return storage.value[start:end], storage.grad[start:end]


def _move_all(parameters: list[Parameter]) -> tuple[Array, Array]:
    dtypes = {parameter.value.dtype for parameter in parameters}
    if len(dtypes) > 1:
        raise ValueError(f"parameters: expected one dtype, received {sorted(map(str, dtypes))}")
    storage = Storage(sum(parameter.size for parameter in parameters), dtypes.pop())
    offset = 0
    for parameter in parameters:
        parameter.move(storage, offset)
        offset += parameter.size
    return storage.value, storage.grad
