"""Operations of a `Tensor` that choose and move elements without computing with them."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sitegen.nn.arithmetic import Elementwise, operand
from sitegen.nn.array import AnyArray
from sitegen.nn.autograd import (
    MODE,
    PLACES,
    Gradients,
    Link,
    Node,
    needs_grad,
    record,
    refuse_reuse,
    unbroadcast,
)

if TYPE_CHECKING:
    from sitegen.nn.tensor import Tensor


def plain_index(index: Any) -> Any:
    """Return an index with arrays in place of tensors."""
    if isinstance(index, Node):
        return index.array
    if isinstance(index, tuple):
        return tuple(plain_index(part) for part in index)
    return index


def _views(index: Any) -> bool:
    """Return whether NumPy gives a view for this index, so that no element is chosen twice."""
    parts = index if isinstance(index, tuple) else (index,)
    return all(part is None or part is ... or isinstance(part, (int, np.integer, slice)) for part in parts)


def sizes(shape: tuple[Any, ...]) -> tuple[int, ...]:
    """Return the numbers of ``f(2, 3)`` and of ``f((2, 3))`` alike."""
    return tuple(shape[0]) if len(shape) == 1 and isinstance(shape[0], (tuple, list)) else tuple(shape)


class Shaped(Elementwise):
    """Indexing, reshaping and the order of axes."""

    __slots__ = ()

    @property
    def shape(self) -> tuple[int, ...]:
        """The length of every axis."""
        return self.array.shape

    def __getitem__(self, index: Any) -> "Tensor":
        index, a = plain_index(index), self.array

        def backward(grad: AnyArray) -> Gradients:
            dx = np.zeros_like(a)
            if _views(index):
                dx[index] = grad
            else:
                np.add.at(dx, index, grad)
            return (dx,)

        return record(a[index], (self,), backward, "index")

    def __setitem__(self, index: Any, value: Any) -> None:
        index, new = plain_index(index), operand(value, self.array.dtype)
        if not (MODE.recording and (self.requires_grad or needs_grad(value))):
            self.array[index] = new
            return
        if self._local_backward is None and self.requires_grad:
            raise RuntimeError(
                "x[...] = value: x is a leaf that requires a gradient; use nn.where, or no_grad()"
            )
        # What was recorded before is moved to a tensor of its own, and this one becomes the result.
        before = record(self.array, (), refuse_reuse, self._name)
        before.requires_grad, before._inputs, before._local_backward = (
            self.requires_grad,
            self._inputs,
            self._local_backward,
        )
        before._place, self._place = self._place, next(PLACES)
        self.array = self.array.copy()
        self.array[index] = new

        def backward(grad: AnyArray) -> Gradients:
            kept = grad.copy()
            kept[index] = 0
            return kept, unbroadcast(grad[index], np.shape(new)) if needs_grad(value) else None

        self.requires_grad, self._inputs = True, (before, value)
        self._local_backward = Link(self._inputs, backward)

    def __len__(self) -> int:
        return len(self.array)

    def __iter__(self) -> Iterator["Tensor"]:
        return (self[i] for i in range(len(self.array)))

    def reshape(self, *shape: Any) -> "Tensor":
        """Return the same elements in another shape; one length may be -1."""
        a = self.array
        return record(a.reshape(sizes(shape)), (self,), lambda grad: (grad.reshape(a.shape),), "reshape")

    view = reshape

    def flatten(self, start_dim: int = 0, end_dim: int = -1) -> "Tensor":
        """Return the axes from ``start_dim`` to ``end_dim`` as one; channels come last in it."""
        first, last = start_dim % self.array.ndim, end_dim % self.array.ndim
        shape = self.array.shape
        size = int(np.prod(shape[first : last + 1]))
        return self.reshape(*shape[:first], size, *shape[last + 1 :])

    def unflatten(self, dim: int, sizes: tuple[int, ...]) -> "Tensor":
        """Return one axis as several of the given ``sizes``."""
        dim, shape = dim % self.array.ndim, self.array.shape
        return self.reshape(*shape[:dim], *sizes, *shape[dim + 1 :])

    def permute(self, *dims: Any) -> "Tensor":
        """Return the axes in the order ``dims``."""
        order = sizes(dims)
        return record(
            self.array.transpose(order), (self,), lambda grad: (grad.transpose(np.argsort(order)),), "permute"
        )

    def transpose(self, dim0: int, dim1: int) -> "Tensor":
        """Return the tensor with two axes exchanged."""
        y = self.array.swapaxes(dim0, dim1)
        return record(y, (self,), lambda grad: (grad.swapaxes(dim0, dim1),), "transpose")

    @property
    def T(self) -> "Tensor":
        """The axes in the opposite order."""
        return self.permute(*range(self.array.ndim)[::-1])

    @property
    def mT(self) -> "Tensor":
        """The last two axes exchanged."""
        return self.transpose(-2, -1)

    def unsqueeze(self, dim: int) -> "Tensor":
        """Return the tensor with a new axis of length 1 at ``dim``."""
        a = self.array
        return record(np.expand_dims(a, dim), (self,), lambda grad: (grad.reshape(a.shape),), "unsqueeze")

    def squeeze(self, dim: int | None = None) -> "Tensor":
        """Return the tensor without the axis ``dim`` if its length is 1, or without all such axes."""
        a = self.array
        y = a if dim is not None and a.shape[dim] != 1 else a.squeeze(dim)
        return record(y, (self,), lambda grad: (grad.reshape(a.shape),), "squeeze")

    def expand(self, *shape: Any) -> "Tensor":
        """Return the tensor repeated along axes of length 1; -1 keeps a length."""
        a, wanted = self.array, sizes(shape)
        extra = len(wanted) - a.ndim
        full = tuple(a.shape[i - extra] if n == -1 else n for i, n in enumerate(wanted))
        y = np.broadcast_to(a, full)
        return record(y, (self,), lambda grad: (unbroadcast(grad, a.shape),), "expand")

    def expand_as(self, other: "Tensor") -> "Tensor":
        """Return the tensor repeated to the shape of ``other``."""
        return self.expand(*other.shape)

    def repeat(self, *counts: Any) -> "Tensor":
        """Return the tensor laid side by side ``counts`` times along every axis."""
        times, a = sizes(counts), self.array
        lead = (1,) * (len(times) - a.ndim) + a.shape

        def backward(grad: AnyArray) -> Gradients:
            blocks = grad.reshape([n for pair in zip(times, lead, strict=True) for n in pair])
            return (blocks.sum(axis=tuple(range(0, 2 * len(times), 2))).reshape(a.shape),)

        return record(np.tile(a, times), (self,), backward, "repeat")

    def repeat_interleave(self, repeats: int, dim: int) -> "Tensor":
        """Return every element ``repeats`` times in a row along ``dim``."""
        return self[
            (slice(None),) * (dim % self.array.ndim) + (np.repeat(np.arange(self.shape[dim]), repeats),)
        ]

    def gather(self, dim: int, index: Any) -> "Tensor":
        """Return the elements that ``index`` names along ``dim``, one for each of its own."""
        a, chosen = self.array, plain_index(index)

        def backward(grad: AnyArray) -> Gradients:
            dx = np.zeros_like(a)
            places = list(np.indices(chosen.shape, sparse=True))
            places[dim] = chosen
            np.add.at(dx, tuple(places), grad)
            return (dx,)

        within = tuple(slice(n) if i != dim % a.ndim else slice(None) for i, n in enumerate(chosen.shape))
        return record(np.take_along_axis(a[within], chosen, dim), (self,), backward, "gather")

    def index_select(self, dim: int, index: Any) -> "Tensor":
        """Return the slices along ``dim`` that ``index`` names."""
        return self[(slice(None),) * (dim % self.array.ndim) + (plain_index(index),)]

    def masked_fill(self, mask: Any, value: float) -> "Tensor":
        """Return the tensor with ``value`` where ``mask`` is True."""
        a, hidden = self.array, plain_index(mask)
        y = np.where(hidden, np.asarray(value, a.dtype), a)
        return record(y, (self,), lambda g: (unbroadcast(np.where(hidden, 0, g), a.shape),), "masked_fill")

    def tril(self, diagonal: int = 0) -> "Tensor":
        """Return the tensor with zeros above a diagonal of its last two axes."""
        return record(np.tril(self.array, diagonal), (self,), lambda grad: (np.tril(grad, diagonal),), "tril")

    def triu(self, diagonal: int = 0) -> "Tensor":
        """Return the tensor with zeros below a diagonal of its last two axes."""
        return record(np.triu(self.array, diagonal), (self,), lambda grad: (np.triu(grad, diagonal),), "triu")

    def flip(self, *dims: Any) -> "Tensor":
        """Return the tensor with the order of some axes turned round."""
        axes = sizes(dims)
        return record(np.flip(self.array, axes), (self,), lambda grad: (np.flip(grad, axes),), "flip")

    def roll(self, shifts: Any, dims: Any = None) -> "Tensor":
        """Return the tensor with elements moved along axes; what leaves at one end enters at the other."""
        back = tuple(-n for n in shifts) if isinstance(shifts, tuple) else -shifts
        y = np.roll(self.array, shifts, dims)
        return record(y, (self,), lambda grad: (np.roll(grad, back, dims),), "roll")

    def split(self, size: int | Sequence[int], dim: int = 0) -> tuple["Tensor", ...]:
        """Return parts of ``size`` along ``dim``, or of the sizes that are given; the last may be smaller."""
        length = self.array.shape[dim]
        parts = (
            [min(size, length - i) for i in range(0, length, size)] if isinstance(size, int) else list(size)
        )
        if sum(parts) != length:
            raise ValueError(f"split: sizes expected to add up to {length}, received {parts}")
        lead, ends = (slice(None),) * (dim % self.array.ndim), np.cumsum(parts).tolist()
        return tuple(self[(*lead, slice(end - n, end))] for n, end in zip(parts, ends, strict=True))

    def chunk(self, chunks: int, dim: int = 0) -> tuple["Tensor", ...]:
        """Return ``chunks`` parts along ``dim``, as equal as PyTorch makes them."""
        return self.split(-(-self.array.shape[dim] // chunks), dim)

    def unbind(self, dim: int = 0) -> tuple["Tensor", ...]:
        """Return every slice along ``dim``, without that axis."""
        lead = (slice(None),) * (dim % self.array.ndim)
        return tuple(self[(*lead, i)] for i in range(self.array.shape[dim]))
