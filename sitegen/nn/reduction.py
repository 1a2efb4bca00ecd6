"""Operations of a `Tensor` that bring many elements together: sums, means, maxima, and matrix products."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np

from sitegen.nn import elementary
from sitegen.nn.arithmetic import floats, operand
from sitegen.nn.array import AnyArray
from sitegen.nn.autograd import Gradients, Node, needs_grad, record, refuse_reuse, unbroadcast
from sitegen.nn.shaping import Shaped

if TYPE_CHECKING:
    from sitegen.nn.tensor import Tensor

Dim: TypeAlias = "int | tuple[int, ...] | None"


class Extremes(NamedTuple):
    """The largest or smallest elements along an axis, and where they are."""

    values: "Tensor"
    indices: "Tensor"


def spread(grad: AnyArray, shape: tuple[int, ...], dim: Dim, keepdim: bool) -> AnyArray:
    """Repeat the gradient of a reduction over ``dim`` along the axes that were reduced."""
    if dim is not None and not keepdim:
        grad = np.expand_dims(grad, dim)
    return np.broadcast_to(grad, shape)


def along(x: AnyArray, dim: int, function: Callable[[AnyArray], AnyArray]) -> AnyArray:
    """Apply a function of the last axis along ``dim``."""
    if dim in (-1, x.ndim - 1):
        return function(x)
    return function(np.ascontiguousarray(x.swapaxes(dim, -1))).swapaxes(dim, -1)


class Reduced(Shaped):
    """Reductions, softmax and matrix products."""

    __slots__ = ()

    def sum(self, dim: Dim = None, keepdim: bool = False) -> "Tensor":
        """Return the sum over ``dim``, or over all elements."""
        a = self.array
        y = a.sum(axis=dim, keepdims=keepdim)
        return record(y, (self,), lambda grad: (spread(grad, a.shape, dim, keepdim),), "sum")

    def mean(self, dim: Dim = None, keepdim: bool = False) -> "Tensor":
        """Return the mean over ``dim``, or over all elements."""
        a = floats(self.array)
        y = np.asarray(a.mean(axis=dim, keepdims=keepdim))
        share = y.size / a.size if a.size else 0.0
        return record(y, (self,), lambda grad: (spread(grad * share, a.shape, dim, keepdim),), "mean")

    def var(self, dim: Dim = None, keepdim: bool = False, correction: int = 1) -> "Tensor":
        """Return the variance over ``dim``; divided by n - ``correction``, with 1 as in PyTorch."""
        a = floats(self.array)
        centred = a - a.mean(axis=dim, keepdims=True)
        y = np.asarray(a.var(axis=dim, keepdims=keepdim, ddof=correction))
        scale = 2 / (a.size // max(y.size, 1) - correction)
        return record(
            y, (self,), lambda grad: (spread(grad * scale, a.shape, dim, keepdim) * centred,), "var"
        )

    def std(self, dim: Dim = None, keepdim: bool = False, correction: int = 1) -> "Tensor":
        """Return the square root of `var`."""
        return self.var(dim, keepdim, correction).sqrt()

    def norm(self, p: float = 2, dim: Dim = None, keepdim: bool = False) -> "Tensor":
        """Return the length of vectors along ``dim``; at 0 its gradient is 0.

        Args:
            p: 2 for the Euclidean length, 1 for the sum of absolute values.
            dim: the axis or axes of the vectors; without it, all elements are one vector.
            keepdim: whether those axes stay, with length 1.
        """
        if p == 1:
            return self.abs().sum(dim, keepdim)
        if p != 2:
            raise ValueError(f"norm: p expected 1 or 2, received {p}")
        a = floats(self.array)
        y = np.sqrt((a * a).sum(axis=dim, keepdims=keepdim))
        safe = np.where(y > 0, y, 1).astype(a.dtype)
        return record(y, (self,), lambda grad: (a * spread(grad / safe, a.shape, dim, keepdim),), "norm")

    def prod(self, dim: int) -> "Tensor":
        """Return the product along ``dim``, whose elements must not be 0 where a gradient is wanted."""
        a = self.array
        y = a.prod(axis=dim)
        return record(y, (self,), lambda grad: (spread(grad * y, a.shape, dim, False) / a,), "prod")

    def cumsum(self, dim: int) -> "Tensor":
        """Return the sums of all elements up to each one, along ``dim``."""
        y = np.cumsum(self.array, axis=dim)
        return record(
            y, (self,), lambda grad: (np.flip(np.cumsum(np.flip(grad, dim), axis=dim), dim),), "cumsum"
        )

    def amax(self, dim: Dim = None, keepdim: bool = False) -> "Tensor":
        """Return the largest element along ``dim``; equal ones share the gradient."""
        return self._chosen(self.array.max(axis=dim, keepdims=True), dim, keepdim)

    def amin(self, dim: Dim = None, keepdim: bool = False) -> "Tensor":
        """Return the smallest element along ``dim``; equal ones share the gradient."""
        return self._chosen(self.array.min(axis=dim, keepdims=True), dim, keepdim)

    def _chosen(self, kept: AnyArray, dim: Dim, keepdim: bool) -> "Tensor":
        a = self.array
        y = kept if keepdim else kept.reshape(()) if dim is None else kept.squeeze(dim)

        def backward(grad: AnyArray) -> Gradients:
            equal = (a == kept).astype(grad.dtype)
            equal /= equal.sum(axis=dim, keepdims=True)
            return (equal * spread(grad, a.shape, dim, keepdim),)

        return record(y, (self,), backward, "amax")

    def max(self, dim: Any = None, keepdim: bool = False) -> Any:
        """Return the largest element; with ``dim``, values and indices; with a tensor, `maximum`."""
        return self._arg(np.argmax, self.amax, self.maximum, dim, keepdim)

    def min(self, dim: Any = None, keepdim: bool = False) -> Any:
        """Return the smallest element; with ``dim``, values and indices; with a tensor, `minimum`."""
        return self._arg(np.argmin, self.amin, self.minimum, dim, keepdim)

    def _arg(self, find: Any, all_of: Any, of_both: Any, dim: Any, keepdim: bool) -> Any:
        if dim is None:
            return all_of()
        if isinstance(dim, (Node, np.ndarray)):
            return of_both(dim)
        index = np.expand_dims(find(self.array, axis=dim), dim)
        values = self.gather(dim, index)
        at = record(index, (), refuse_reuse, "indices")
        return Extremes(values, at) if keepdim else Extremes(values.squeeze(dim), at.squeeze(dim))

    def topk(self, k: int, dim: int = -1) -> Extremes:
        """Return the ``k`` largest elements along ``dim``, the largest first, and their indices."""
        index = np.take(np.argsort(-self.array, axis=dim, kind="stable"), np.arange(k), axis=dim)
        return Extremes(self.gather(dim, index), record(index, (), refuse_reuse, "indices"))

    def sort(self, dim: int = -1, descending: bool = False) -> Extremes:
        """Return the elements along ``dim`` in order, and where they were."""
        index = np.argsort(-self.array if descending else self.array, axis=dim, kind="stable")
        return Extremes(self.gather(dim, index), record(index, (), refuse_reuse, "indices"))

    def __matmul__(self, other: Any) -> "Tensor":
        a, b = self.array, operand(other, self.array.dtype)

        def backward(grad: AnyArray) -> Gradients:
            return matmul_gradients(grad, a, b, self.requires_grad, needs_grad(other))

        return record(a @ b, (self, other), backward, "matmul")

    matmul = mm = bmm = __matmul__

    def softmax(self, dim: int = -1) -> "Tensor":
        """Return eˣ/Σeˣ along ``dim``."""
        y = along(floats(self.array), dim, elementary.softmax)

        def backward(grad: AnyArray) -> Gradients:
            if dim in (-1, y.ndim - 1):
                return (elementary.softmax_backward(y, grad),)
            return (y * (grad - (grad * y).sum(axis=dim, keepdims=True)),)

        return record(y, (self,), backward, "softmax")

    def log_softmax(self, dim: int = -1) -> "Tensor":
        """Return log softmax along ``dim``, without overflow."""
        y = along(floats(self.array), dim, elementary.log_softmax)
        return record(
            y, (self,), lambda grad: (grad - np.exp(y) * grad.sum(axis=dim, keepdims=True),), "log_softmax"
        )

    def logsumexp(self, dim: int, keepdim: bool = False) -> "Tensor":
        """Return log Σ eˣ along ``dim``, without overflow."""
        a = floats(self.array)
        most = a.max(axis=dim, keepdims=True)
        powers = np.exp(a - most)
        total = powers.sum(axis=dim, keepdims=True)
        y = most + np.log(total)
        shares = powers / total
        return record(
            y if keepdim else y.squeeze(dim),
            (self,),
            lambda grad: (shares * spread(grad, a.shape, dim, keepdim),),
            "logsumexp",
        )


def matmul_gradients(grad: AnyArray, a: AnyArray, b: AnyArray, first: bool, second: bool) -> Gradients:
    """Return da = dy·bᵀ and db = aᵀ·dy, where wanted; vectors are rows or columns, as in NumPy's matmul."""
    rows = a[None] if a.ndim == 1 else a
    columns = b[:, None] if b.ndim == 1 else b
    if a.ndim == 1:
        grad = np.expand_dims(grad, -1 if b.ndim == 1 else -2)
    if b.ndim == 1:
        grad = np.expand_dims(grad, -1)
    da = unbroadcast(grad @ columns.swapaxes(-1, -2), rows.shape).reshape(a.shape) if first else None
    db = unbroadcast(rows.swapaxes(-1, -2) @ grad, columns.shape).reshape(b.shape) if second else None
    return da, db
