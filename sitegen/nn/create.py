"""Functions that make tensors, join several, or choose between two."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from sitegen.nn.arithmetic import operand
from sitegen.nn.array import AnyArray
from sitegen.nn.autograd import Gradients, Node, backpropagate, needs_grad, record, unbroadcast
from sitegen.nn.comparison import constant
from sitegen.nn.shaping import plain_index, sizes
from sitegen.nn.tensor import Tensor


def tensor(data: Any, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """Return a copy of ``data``; without a ``dtype``, floats become float32 and lists of integers int64.

    Shape:
        data: any. returns: the same.
    """
    plain = plain_index(data)
    if dtype is None and not isinstance(plain, np.ndarray):
        return Tensor(plain, requires_grad)
    array = np.array(plain, dtype)
    if dtype is None and array.dtype == np.float64:
        array = array.astype(np.float32)
    return Tensor(array, requires_grad)


def as_tensor(value: Any) -> Tensor:
    """Return ``value`` if it is a tensor, else a tensor of it."""
    return value if isinstance(value, Tensor) else Tensor(value)


def from_numpy(array: AnyArray) -> Tensor:
    """Return a tensor that shares the memory of ``array``.

    Shape:
        array: any. returns: the same.
    """
    return Tensor(array)


def zeros(*size: Any, dtype: Any = np.float32, requires_grad: bool = False) -> Tensor:
    """Return a tensor of zeros, float32 without a ``dtype``."""
    return Tensor(np.zeros(sizes(size), dtype), requires_grad)


def ones(*size: Any, dtype: Any = np.float32, requires_grad: bool = False) -> Tensor:
    """Return a tensor of ones, float32 without a ``dtype``."""
    return Tensor(np.ones(sizes(size), dtype), requires_grad)


def full(size: tuple[int, ...], value: float, dtype: Any = None) -> Tensor:
    """Return a tensor whose elements are all ``value``."""
    return Tensor(np.full(size, value, dtype or {float: np.float32, int: np.int64}.get(type(value))))


def zeros_like(x: Any) -> Tensor:
    """Return zeros in the shape and dtype of ``x``."""
    return Tensor(np.zeros_like(plain_index(x)))


def ones_like(x: Any) -> Tensor:
    """Return ones in the shape and dtype of ``x``."""
    return Tensor(np.ones_like(plain_index(x)))


def arange(*limits: float, dtype: Any = None) -> Tensor:
    """Return evenly spaced numbers, as NumPy's ``arange`` does; floats are float32, other numbers int64."""
    return Tensor(_usual(np.arange(*limits), dtype))


def linspace(start: float, end: float, steps: int) -> Tensor:
    """Return ``steps`` evenly spaced float32 numbers from ``start`` to ``end``."""
    return Tensor(_usual(np.linspace(start, end, steps), None))


def eye(n: int) -> Tensor:
    """Return the identity matrix (n, n), float32."""
    return Tensor(np.eye(n, dtype=np.float32))


def _usual(array: AnyArray, dtype: Any) -> AnyArray:
    if dtype is None:
        dtype = np.float32 if array.dtype.kind == "f" else np.int64  # a browser's NumPy has int32
    return array.astype(dtype)


def randn(*size: Any, generator: np.random.Generator) -> Tensor:
    """Return float32 numbers drawn from N(0, 1)."""
    return Tensor(generator.standard_normal(sizes(size)).astype(np.float32))


def rand(*size: Any, generator: np.random.Generator) -> Tensor:
    """Return float32 numbers drawn evenly from [0, 1)."""
    return Tensor(generator.random(sizes(size)).astype(np.float32))


def randn_like(x: Any, *, generator: np.random.Generator) -> Tensor:
    """Return float32 numbers drawn from N(0, 1) in the shape of ``x``."""
    return randn(np.shape(plain_index(x)), generator=generator)


def rand_like(x: Any, *, generator: np.random.Generator) -> Tensor:
    """Return float32 numbers drawn evenly from [0, 1) in the shape of ``x``."""
    return rand(np.shape(plain_index(x)), generator=generator)


def randint(low: int, high: int, size: tuple[int, ...], *, generator: np.random.Generator) -> Tensor:
    """Return integers drawn evenly from [low, high)."""
    return Tensor(generator.integers(low, high, size))


def randperm(n: int, *, generator: np.random.Generator) -> Tensor:
    """Return the numbers from 0 to n - 1 in an order that is drawn."""
    return Tensor(generator.permutation(n))


def bernoulli(p: Any, *, generator: np.random.Generator) -> Tensor:
    """Return 1 with the probability that ``p`` has for each element, else 0; float32."""
    chances = plain_index(p)
    return Tensor((generator.random(np.shape(chances)) < chances).astype(np.float32))


def multinomial(
    p: Any, num_samples: int, replacement: bool = False, *, generator: np.random.Generator
) -> Tensor:
    """Draw places with probabilities in proportion to every row of ``p``.

    Shape:
        p: (C,) or (B, C). returns: (num_samples,) or (B, num_samples), integers.
    """
    rows = np.atleast_2d(plain_index(p)).astype(np.float64)
    drawn = [generator.choice(len(row), num_samples, replacement, row / row.sum()) for row in rows]
    return Tensor(np.array(drawn) if np.ndim(plain_index(p)) == 2 else drawn[0])


def cat(tensors: Sequence[Any], dim: int = 0) -> Tensor:
    """Return the tensors one behind the other along an axis that they have.

    Shape:
        tensors: equal but for axis ``dim``. returns: their lengths along ``dim`` added up.
    """
    arrays = [plain_index(part) for part in tensors]
    ends = np.cumsum([array.shape[dim] for array in arrays])[:-1]
    y = np.concatenate(arrays, axis=dim)
    return record(y, tuple(tensors), lambda grad: tuple(np.split(grad, ends, axis=dim)), "cat")


def stack(tensors: Sequence[Any], dim: int = 0) -> Tensor:
    """Return the tensors one behind the other along a new axis.

    Shape:
        tensors: all of one shape. returns: that shape with the new axis ``dim``.
    """
    y = np.stack([plain_index(part) for part in tensors], axis=dim)

    def backward(grad: AnyArray) -> Gradients:
        return tuple(np.moveaxis(grad, dim, 0))

    return record(y, tuple(tensors), backward, "stack")


def where(condition: Any, x: Any, y: Any) -> Tensor:
    """Return ``x`` where the condition holds, else ``y``; all are broadcast.

    Shape:
        condition, x, y: shapes that broadcast. returns: the common shape.
    """
    dtype = next((part.array.dtype for part in (x, y) if isinstance(part, Node)), np.dtype(np.float32))
    chosen, a, b = plain_index(condition), operand(x, dtype), operand(y, dtype)

    def backward(grad: AnyArray) -> Gradients:
        first = unbroadcast(np.where(chosen, grad, 0), np.shape(a)) if needs_grad(x) else None
        second = unbroadcast(np.where(chosen, 0, grad), np.shape(b)) if needs_grad(y) else None
        return first, second

    return record(np.where(chosen, a, b), (x, y), backward, "where")


def maximum(x: Any, y: Any) -> Tensor:
    """Return the larger element of both."""
    return as_tensor(x).maximum(y)


def minimum(x: Any, y: Any) -> Tensor:
    """Return the smaller element of both."""
    return as_tensor(x).minimum(y)


def einsum(equation: str, *operands: Any) -> Tensor:
    """Return the sum of products that ``equation`` names, for one or two operands: ``"bij,bjk->bik"``.

    Shape:
        operands: as in the equation; a letter must not occur twice in one operand. returns: as after ``->``.
    """
    inputs, arrow, output = equation.replace(" ", "").partition("->")
    letters = inputs.split(",")
    if not arrow or len(letters) != len(operands) or not 1 <= len(operands) <= 2 or "." in equation:
        raise ValueError(
            f"einsum: expected one or two operands and a result, as in 'ij,jk->ik', received {equation!r}"
        )
    if any(len(set(part)) < len(part) for part in (*letters, output)):
        raise ValueError(f"einsum: a letter may occur once in an operand, received {equation!r}")
    arrays = [plain_index(part) for part in operands]
    lengths = {
        letter: n
        for part, array in zip(letters, arrays, strict=True)
        for letter, n in zip(part, array.shape, strict=True)
    }

    def backward(grad: AnyArray) -> Gradients:
        shares: list[AnyArray | None] = []
        for i, part in enumerate(letters):
            other = [(letters[j], arrays[j]) for j in range(len(letters)) if j != i]
            known = output + "".join(other_letters for other_letters, _ in other)
            sources = ",".join([output, *(other_letters for other_letters, _ in other)])
            kept = "".join(letter for letter in part if letter in known)
            share = np.einsum(f"{sources}->{kept}", grad, *(array for _, array in other), optimize=True)
            # A letter that is in this operand alone was summed over: the gradient is the same along it.
            for axis, letter in enumerate(part):
                if letter not in known:
                    share = np.expand_dims(share, axis)
            shares.append(np.broadcast_to(share, [lengths[letter] for letter in part]))
        return tuple(shares)

    return record(np.einsum(equation, *arrays, optimize=True), operands, backward, "einsum")


def grad(output: Tensor, inputs: Sequence[Tensor] | Tensor, grad_output: Any = None) -> tuple[Tensor, ...]:
    """Return the gradients of ``output`` with respect to some leaves, and leave their ``grad`` alone.

    Raises:
        RuntimeError: ``output`` does not depend on one of them.
    """
    leaves = (inputs,) if isinstance(inputs, Tensor) else tuple(inputs)
    found: dict[int, AnyArray] = {}
    backpropagate(
        output, np.ones_like(output.array) if grad_output is None else plain_index(grad_output), found
    )
    missing = [i for i, leaf in enumerate(leaves) if id(leaf) not in found]
    if missing:
        raise RuntimeError(f"grad: expected inputs that the output depends on; those at {missing} are not")
    return tuple(constant(found[id(leaf)]) for leaf in leaves)
