"""Element by element operations of a `Tensor`, with NumPy's broadcasting."""

import math
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from sitegen.nn import elementary
from sitegen.nn.array import AnyArray
from sitegen.nn.autograd import Gradients, Node, needs_grad, record, unbroadcast

if TYPE_CHECKING:
    from sitegen.nn.tensor import Tensor

Operand: TypeAlias = "float | AnyArray | Node | np.generic"


def operand(value: Any, dtype: "np.dtype[Any]") -> Any:
    """Return the array or number of ``value``; constants take the tensor's ``dtype`` if that is a float.

    A float64 constant would otherwise turn a float32 network into a float64 one.
    """
    if isinstance(value, Node):
        return value.array
    if isinstance(value, (bool, int, float)):
        return value
    array = np.asarray(value)
    if array.dtype.kind == "f" and dtype.kind == "f" and array.dtype != dtype:
        return array.astype(dtype)
    return array if array.ndim else array.item()


def floats(array: AnyArray) -> AnyArray:
    """Return integers as float32: what arithmetic with floats makes of them."""
    return array if array.dtype.kind == "f" else array.astype(np.float32)


def narrow(array: AnyArray, *sources: Any) -> AnyArray:
    """Return float32 where NumPy widened integers to float64 and no source was float64."""
    if array.dtype == np.float64 and not any(getattr(s, "dtype", None) == np.float64 for s in sources):
        return array.astype(np.float32)
    return array


class Elementwise(Node):
    """The operators and the functions of one number."""

    __slots__ = ()

    def __add__(self, other: Operand) -> "Tensor":
        a, b = self.array, operand(other, self.array.dtype)
        y = np.asarray(a + b)

        def backward(grad: AnyArray) -> Gradients:
            share = unbroadcast(grad, b.shape) if needs_grad(other) else None
            return unbroadcast(grad, a.shape), share

        return record(narrow(y, a, b), (self, other), backward, "add")

    def __mul__(self, other: Operand) -> "Tensor":
        a, b = self.array, operand(other, self.array.dtype)
        y = np.asarray(a * b)

        def backward(grad: AnyArray) -> Gradients:
            share = unbroadcast(grad * a, b.shape) if needs_grad(other) else None
            return unbroadcast(grad * b, a.shape) if self.requires_grad else None, share

        return record(narrow(y, a, b), (self, other), backward, "mul")

    def __sub__(self, other: Operand) -> "Tensor":
        a, b = self.array, operand(other, self.array.dtype)
        y = np.asarray(a - b)

        def backward(grad: AnyArray) -> Gradients:
            share = unbroadcast(-grad, b.shape) if needs_grad(other) else None
            return unbroadcast(grad, a.shape), share

        return record(narrow(y, a, b), (self, other), backward, "sub")

    def __rsub__(self, other: Operand) -> "Tensor":
        return -self + other

    def __truediv__(self, other: Operand) -> "Tensor":
        a, b = floats(self.array), operand(other, self.array.dtype)
        y = np.asarray(a / b)

        def backward(grad: AnyArray) -> Gradients:
            share = unbroadcast(-grad * y / b, b.shape) if needs_grad(other) else None
            return unbroadcast(grad / b, a.shape) if self.requires_grad else None, share

        return record(narrow(y, a, b), (self, other), backward, "div")

    def __rtruediv__(self, other: Operand) -> "Tensor":
        b = floats(self.array)
        y = np.asarray(operand(other, b.dtype) / b)
        return record(y, (self,), lambda grad: (unbroadcast(-grad * y / b, b.shape),), "div")

    def __pow__(self, power: Operand) -> "Tensor":
        a, b = self.array, operand(power, self.array.dtype)
        if not isinstance(power, Node):
            y = np.asarray(a**b)
            return record(
                narrow(y, a, b),
                (self,),
                lambda grad: (unbroadcast(grad * b * a ** (b - 1), a.shape),),
                "pow",
            )
        y = np.asarray(a**b)

        def backward(grad: AnyArray) -> Gradients:
            slope = grad * y * np.log(np.where(a > 0, a, 1)) if needs_grad(power) else None
            mine = unbroadcast(grad * b * a ** (b - 1), a.shape) if self.requires_grad else None
            return mine, None if slope is None else unbroadcast(slope, b.shape)

        return record(y, (self, power), backward, "pow")

    def __rpow__(self, base: float) -> "Tensor":
        return (self * math.log(base)).exp()

    def __neg__(self) -> "Tensor":
        return record(-self.array, (self,), lambda grad: (-grad,), "neg")

    __radd__, __rmul__ = __add__, __mul__

    def exp(self) -> "Tensor":
        """Return e to the power of every element."""
        y = np.exp(floats(self.array))
        return record(y, (self,), lambda grad: (grad * y,), "exp")

    def log(self) -> "Tensor":
        """Return the natural logarithm of every element."""
        a = floats(self.array)
        return record(np.log(a), (self,), lambda grad: (grad / a,), "log")

    def log1p(self) -> "Tensor":
        """Return log(1 + x) of every element, exact for small x."""
        a = floats(self.array)
        return record(np.log1p(a), (self,), lambda grad: (grad / (1 + a),), "log1p")

    def sqrt(self) -> "Tensor":
        """Return the square root of every element."""
        y = np.sqrt(floats(self.array))
        return record(y, (self,), lambda grad: (0.5 * grad / y,), "sqrt")

    def rsqrt(self) -> "Tensor":
        """Return 1/√x of every element."""
        return self**-0.5

    def square(self) -> "Tensor":
        """Return the square of every element."""
        a = self.array
        return record(a * a, (self,), lambda grad: (2 * grad * a,), "square")

    def abs(self) -> "Tensor":
        """Return the absolute value of every element; the slope at 0 is 0."""
        a = self.array
        return record(np.abs(a), (self,), lambda grad: (grad * np.sign(a),), "abs")

    def sin(self) -> "Tensor":
        """Return the sine of every element."""
        a = floats(self.array)
        return record(np.sin(a), (self,), lambda grad: (grad * np.cos(a),), "sin")

    def cos(self) -> "Tensor":
        """Return the cosine of every element."""
        a = floats(self.array)
        return record(np.cos(a), (self,), lambda grad: (-grad * np.sin(a),), "cos")

    def clamp(self, min: Any = None, max: Any = None) -> "Tensor":
        """Return every element cut to [min, max]; outside there is no gradient."""
        if isinstance(min, Node) or isinstance(max, Node):
            above = self * 1 if min is None else self.maximum(min)
            return above if max is None else above.minimum(max)
        a = self.array
        low, high = (None if limit is None else operand(limit, a.dtype) for limit in (min, max))
        y = np.clip(a, low, high)
        inside = np.ones(y.shape, a.dtype)
        if low is not None:
            inside *= a >= low
        if high is not None:
            inside *= a <= high
        return record(y, (self,), lambda grad: (unbroadcast(grad * inside, a.shape),), "clamp")

    def maximum(self, other: Operand) -> "Tensor":
        """Return the larger element of both; where they are equal, each gets half of the gradient."""
        return self._extreme(np.maximum, other)

    def minimum(self, other: Operand) -> "Tensor":
        """Return the smaller element of both; where they are equal, each gets half of the gradient."""
        return self._extreme(np.minimum, other)

    def _extreme(self, choose: Any, other: Operand) -> "Tensor":
        a, b = self.array, operand(other, self.array.dtype)
        y = np.asarray(choose(a, b))
        mine = ((y == a) - 0.5 * (a == b)).astype(y.dtype)

        def backward(grad: AnyArray) -> Gradients:
            share = unbroadcast(grad * (1 - mine), b.shape) if needs_grad(other) else None
            return unbroadcast(grad * mine, a.shape), share

        return record(y, (self, other), backward, choose.__name__)

    def tanh(self) -> "Tensor":
        """Return the hyperbolic tangent of every element."""
        y = elementary.tanh(floats(self.array))
        return record(y, (self,), lambda grad: (grad * (1 - y * y),), "tanh")

    def sigmoid(self) -> "Tensor":
        """Return 1/(1+e⁻ˣ) of every element."""
        y = elementary.sigmoid(floats(self.array))
        return record(y, (self,), lambda grad: (grad * (y * (1 - y)),), "sigmoid")

    def relu(self) -> "Tensor":
        """Return every element, or 0 where it is negative; the slope at 0 is 0."""
        y = elementary.rectified(floats(self.array))
        return record(y, (self,), lambda grad: (grad * (y > 0).astype(y.dtype),), "relu")

    def __abs__(self) -> "Tensor":
        return self.abs()

    pow, add, mul, sub, div = __pow__, __add__, __mul__, __sub__, __truediv__
    neg, clip = __neg__, clamp
