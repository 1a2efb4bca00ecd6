"""A small tape: each operation records its gradient function; ``backward`` runs these in reverse order.

For the demo on backpropagation, whose graph can be drawn from ``parents`` and ``operation``, and for the
tests, where it checks the hand-written layers. Training uses those layers: a record per operation is too
slow in the browser, where freeing a chain of several thousand records also exhausts the stack.
"""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from sitegen.nn.array import AnyArray, Array

Number: TypeAlias = "float | AnyArray | Value"


def _sum_to(grad: Array, shape: tuple[int, ...]) -> Array:
    """Undo broadcasting: add up ``grad`` over the axes along which ``shape`` was repeated."""
    extra = grad.ndim - len(shape)
    axes = tuple(range(extra)) + tuple(i + extra for i, n in enumerate(shape) if n == 1)
    total: Array = grad.sum(axis=axes, keepdims=True)
    return total.reshape(shape)


class Value:
    """A number or array that remembers how it was computed.

    Shape:
        data and grad: the same, of any shape; operations broadcast as NumPy does.

    Example:
        >>> x, y = Value(3.0), Value(2.0)
        >>> z = x * y + x
        >>> z.backward()
        >>> float(z.data), float(x.grad), float(y.grad)
        (9.0, 3.0, 3.0)

    Args:
        data: a number or an array; whole numbers become float64.
        parents: the values that it was computed from.
        operation: a short name of how, for the graph.
        send: takes the gradient of this value, returns one gradient per parent.

    Attributes:
        grad: the sum of all gradients that arrived, shaped like ``data``; `backward` adds to it.
    """

    # Makes array * value call this class instead of building an array of objects.
    __array_ufunc__ = None

    def __init__(
        self,
        data: float | AnyArray,
        parents: tuple["Value", ...] = (),
        operation: str = "",
        send: Callable[[Array], tuple[Array, ...]] = lambda _: (),
    ) -> None:
        array = np.asarray(data)
        self.data: Array = array if array.dtype.kind == "f" else array.astype(np.float64)
        self.grad: Array = np.zeros_like(self.data)
        self.parents, self.operation, self._send = parents, operation, send

    def __repr__(self) -> str:
        return f"Value({self.operation or 'leaf'}, {self.data.tolist()})"

    def backward(self) -> None:
        """Send gradients to everything this value depends on, starting with 1 for every element here."""
        order: list[Value] = []
        seen: set[int] = set()
        stack = [(self, False)]
        while stack:  # a loop, not recursion: a long chain would exceed the browser's small stack
            value, done = stack.pop()
            if done:
                order.append(value)
            elif id(value) not in seen:
                seen.add(id(value))
                stack.append((value, True))
                stack.extend((parent, False) for parent in value.parents)
        arrived = {id(self): np.ones_like(self.data)}
        for value in reversed(order):
            grad = arrived[id(value)]
            value.grad = value.grad + grad
            for parent, share in zip(value.parents, value.shares(grad), strict=True):
                known = arrived.get(id(parent))
                arrived[id(parent)] = share if known is None else known + share

    def shares(self, grad: Array) -> tuple[Array, ...]:
        """Return the gradient of each parent, in its shape, for the gradient ``grad`` of this value."""
        sent = zip(self.parents, self._send(grad), strict=True)
        return tuple(_sum_to(share, parent.data.shape) for parent, share in sent)

    def lift(self, other: Number) -> "Value":
        """Return ``other`` if it is a `Value`, else a new leaf; a number takes the dtype of this value."""
        if isinstance(other, Value):
            return other
        return Value(np.asarray(other, self.data.dtype) if isinstance(other, (int, float)) else other)

    def __add__(self, other: Number) -> "Value":
        o = self.lift(other)
        return Value(self.data + o.data, (self, o), "+", lambda g: (g, g))

    def __mul__(self, other: Number) -> "Value":
        o = self.lift(other)
        return Value(self.data * o.data, (self, o), "×", lambda g: (g * o.data, g * self.data))

    def __pow__(self, power: float) -> "Value":
        if not isinstance(power, (int, float)):
            raise TypeError(f"Value: power expected a number, received {type(power).__name__}")
        return Value(
            self.data**power,
            (self,),
            f"^{power}",
            lambda g: (g * power * self.data ** (power - 1),),
        )

    def __matmul__(self, other: "Value") -> "Value":
        """Multiply matrices: at least two axes on both sides."""
        o = self.lift(other)

        def send(g: Array) -> tuple[Array, ...]:
            return g @ o.data.swapaxes(-1, -2), self.data.swapaxes(-1, -2) @ g

        return Value(self.data @ o.data, (self, o), "@", send)

    def exp(self) -> "Value":
        """Return e to the power of every element."""
        y: Array = np.exp(self.data)
        return Value(y, (self,), "exp", lambda g: (g * y,))

    def log(self) -> "Value":
        """Return the natural logarithm of every element."""
        return Value(np.log(self.data), (self,), "log", lambda g: (g / self.data,))

    def tanh(self) -> "Value":
        """Return the hyperbolic tangent of every element."""
        y: Array = np.tanh(self.data)
        return Value(y, (self,), "tanh", lambda g: (g * (1 - y * y),))

    def relu(self) -> "Value":
        """Return every element, or 0 where it is negative."""
        return Value(np.maximum(self.data, 0), (self,), "relu", lambda g: (g * (self.data > 0),))

    def sigmoid(self) -> "Value":
        """Return 1/(1+e⁻ˣ) of every element."""
        return ((self * 0.5).tanh() + 1) * 0.5

    def sum(self, axis: int | None = None) -> "Value":
        """Return the sum over one axis, which keeps length 1, or over all."""
        y = np.asarray(self.data.sum() if axis is None else self.data.sum(axis=axis, keepdims=True))
        return Value(y, (self,), "sum", lambda g: (np.broadcast_to(g, self.data.shape),))

    def mean(self) -> "Value":
        """Return the mean over all elements."""
        return self.sum() * (1 / self.data.size)

    def reshape(self, *shape: int) -> "Value":
        """Return the same elements in another shape."""
        return Value(self.data.reshape(shape), (self,), "reshape", lambda g: (g.reshape(self.data.shape),))

    def transpose(self, *axes: int) -> "Value":
        """Return the axes in another order."""
        return Value(
            self.data.transpose(axes), (self,), "transpose", lambda g: (g.transpose(np.argsort(axes)),)
        )

    def __neg__(self) -> "Value":
        return self * -1.0

    def __sub__(self, other: Number) -> "Value":
        return self + -self.lift(other)

    def __truediv__(self, other: Number) -> "Value":
        return self * self.lift(other) ** -1

    def __radd__(self, other: Number) -> "Value":
        return self + other

    def __rmul__(self, other: Number) -> "Value":
        return self * other

    def __rsub__(self, other: Number) -> "Value":
        return self.lift(other) - self

    def __rtruediv__(self, other: Number) -> "Value":
        return self.lift(other) / self
