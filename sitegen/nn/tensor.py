"""`Tensor`: a NumPy array that takes part in the tape. `create` has functions that make or join tensors."""

from typing import Any

import numpy as np

from sitegen.nn.arithmetic import operand
from sitegen.nn.array import AnyArray, describe
from sitegen.nn.autograd import MODE, PLACES, Node, backpropagate, needs_grad, record, refuse_reuse
from sitegen.nn.comparison import constant
from sitegen.nn.conversion import Converted
from sitegen.nn.shaping import plain_index

# The operator of a tensor that stands for NumPy's function with an array as its first operand.
REFLECTED = {
    "add": "__add__",
    "subtract": "__sub__",
    "multiply": "__mul__",
    "divide": "__truediv__",
    "matmul": "__matmul__",
    "power": "__pow__",
    "maximum": "maximum",
    "minimum": "minimum",
    "less": "__lt__",
    "less_equal": "__le__",
    "greater": "__gt__",
    "greater_equal": "__ge__",
    "equal": "__eq__",
    "not_equal": "__ne__",
}


class Tensor(Converted):
    """An array with PyTorch's methods, whose gradient `backward` finds.

    NumPy's functions accept a tensor that needs no gradient, and return arrays; ``x.array`` is the array.

    Shape:
        data: any. Floats become float32 and integers int64, unless ``data`` is an array or a dtype is given.

    Args:
        data: an array, a number, or nested lists of numbers.
        requires_grad: whether `backward` fills ``grad``.
        dtype: a NumPy dtype.

    Example:
        >>> x = Tensor([1.0, 2.0, 3.0], requires_grad=True)
        >>> (x * x).sum().backward()
        >>> x.grad
        tensor([2., 4., 6.])
    """

    __slots__ = ()

    def __init__(self, data: Any, requires_grad: bool = False, dtype: Any = None) -> None:
        array = data.array if isinstance(data, Node) else data
        kept = isinstance(array, np.ndarray) or dtype is not None
        self.array = np.asarray(array, dtype)
        if not kept and self.array.dtype.kind in "fi":
            usual = np.float32 if self.array.dtype.kind == "f" else np.int64  # a browser's NumPy has int32
            self.array = self.array.astype(usual, copy=False)
        self.requires_grad = False
        self._grad, self._inputs, self._local_backward, self._name, self._place = (
            None,
            (),
            None,
            "leaf",
            next(PLACES),
        )
        self.requires_grad_(requires_grad)

    @property
    def grad(self) -> "Tensor | None":
        """The gradient that `backward` added up here, or None."""
        return None if self._grad is None else constant(self._grad)

    @grad.setter
    def grad(self, grad: "Tensor | AnyArray | None") -> None:
        self._grad = None if grad is None else np.array(plain_index(grad), self.array.dtype)

    @property
    def data(self) -> "Tensor":
        """The same numbers outside the graph; changes reach this tensor."""
        return constant(self.array)

    @data.setter
    def data(self, data: "Tensor | AnyArray") -> None:
        self.array = np.asarray(plain_index(data), self.array.dtype)

    @property
    def is_leaf(self) -> bool:
        """Whether no recorded operation made this tensor."""
        return self._local_backward is None

    def requires_grad_(self, requires_grad: bool = True) -> "Tensor":
        """Switch the gradient of a leaf on or off; returns the tensor."""
        if requires_grad and self.array.dtype.kind != "f":
            raise TypeError(
                f"requires_grad: expected floating-point numbers, received {describe(self.array)}"
            )
        if self._local_backward is not None:
            raise RuntimeError("requires_grad: expected a leaf; use x.detach() for a result")
        self.requires_grad = requires_grad
        return self

    def detach(self) -> "Tensor":
        """Return the same numbers as a leaf without a gradient."""
        return constant(self.array)

    def clone(self) -> "Tensor":
        """Return a copy through which gradients pass."""
        return record(self.array.copy(), (self,), lambda grad: (grad,), "clone")

    def backward(self, gradient: Any = None, retain_graph: bool = False, create_graph: bool = False) -> None:
        """Add the gradient of this tensor with respect to every leaf to its ``grad``; frees the graph.

        Args:
            gradient: where to begin, shaped like this tensor; 1 for a single number.
            retain_graph: refused, see below.
            create_graph: refused: there are no gradients of gradients here.

        Raises:
            RuntimeError: nothing to go back to, more than one number without a ``gradient``, a graph that was
                used before, or a parameter that an optimizer changed after the forward pass.
        """
        if create_graph:
            raise RuntimeError(
                "backward: create_graph is not available; gradients of gradients are not recorded"
            )
        if retain_graph:
            raise RuntimeError(
                "backward: retain_graph is not available, since layers use their buffers again; "
                "add the losses and go back once: (a + b).backward()"
            )
        if not self.requires_grad:
            raise RuntimeError(
                "backward: no parameter or input of this computation requires a gradient; was it made "
                "under no_grad(), by predict(), or with NumPy's functions on x.array?"
            )
        if gradient is None:
            if self.array.size != 1:
                raise RuntimeError(
                    f"backward: expected one number, received shape {self.shape}; take .sum() or .mean(), "
                    "or pass the gradient to begin with"
                )
            grad = np.ones_like(self.array)
        else:
            grad = np.asarray(plain_index(gradient))
            if grad.shape != self.shape or grad.dtype != self.array.dtype:
                raise ValueError(
                    f"backward: gradient expected {describe(self.array)}, received {describe(grad)}"
                )
        backpropagate(self, grad)

    def register_hook(self, hook: Any) -> None:
        """Call ``hook`` with the gradient of this tensor, as a `Tensor`, once it is complete."""
        backward = self._local_backward
        if backward is None or backward is refuse_reuse:
            raise RuntimeError("register_hook: expected the result of a recorded operation")

        def hooked(grad: AnyArray) -> Any:
            new = hook(constant(grad))
            return backward(grad if new is None else np.asarray(plain_index(new)))

        self._local_backward = hooked

    def retain_grad(self) -> None:
        """Keep the gradient of this result in ``grad``, as leaves do."""
        if self._local_backward is not None:
            self.register_hook(lambda grad: setattr(self, "grad", grad))

    def __array__(self, dtype: Any = None, copy: Any = None) -> AnyArray:
        return np.array(self.array, dtype, copy=copy)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        # array + tensor comes here: the tensor's own operator takes over, so that it is recorded.
        if method == "__call__" and not options and isinstance(inputs[0], np.ndarray):
            name = REFLECTED.get(ufunc.__name__)
            if name is not None:
                return getattr(constant(operand(inputs[0], inputs[1].array.dtype)), name)(inputs[1])
        if MODE.recording and any(needs_grad(value) for value in inputs):
            raise TypeError(
                f"np.{ufunc.__name__}: NumPy records no gradient; use the tensor's own method, nn.functional "
                "or x.detach()"
            )
        arrays = [plain_index(value) for value in inputs]
        if "out" in options:
            options["out"] = tuple(plain_index(value) for value in options["out"])
        return getattr(ufunc, method)(*arrays, **options)

    def __repr__(self) -> str:
        numbers = np.array2string(self.array, precision=4, separator=", ", prefix="tensor(")
        return f"tensor({numbers}{', requires_grad=True' if self.requires_grad else ''})"

    def __getstate__(self) -> Any:
        if self._local_backward is not None:
            raise TypeError("a tensor with a graph cannot be copied or pickled; use x.detach()")
        return self.array, self.requires_grad, self._grad

    def __setstate__(self, state: Any) -> None:
        Tensor.__init__(self, state[0], state[1])
        self._grad = state[2]


Node.result = Tensor
