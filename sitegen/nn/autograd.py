"""The tape: every tensor remembers how it was computed, and `backpropagate` sends gradients to its inputs.

An operation, a layer or a loss is one node: it computes its output with NumPy, and gives `record` the output,
the inputs, and a function from the output's gradient to the inputs' gradients. Nodes are numbered as they are
made, and the walk takes the largest number first, so that a node is reached after everything that used it.
"""

import heapq
import itertools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

import numpy as np

from sitegen.nn.array import AnyArray, Array

if TYPE_CHECKING:
    from sitegen.nn.tensor import Tensor

Gradients: TypeAlias = "tuple[AnyArray | None, ...]"
Backward: TypeAlias = Callable[[Array], Gradients]

PLACES = itertools.count(1)

if sys.platform == "linux":
    # A step's memory is freed with its loss. glibc gives freed memory back to the system, unless a block as
    # large as this one was freed before; the next step would spend a third of its time on getting it back.
    np.empty(1 << 24, np.uint8)


class Mode:
    """Whether operations are recorded now, whether NaN is sought, and whether a graph is being freed."""

    recording = True
    anomaly = False
    freeing = False


MODE = Mode()


@contextmanager
def no_grad() -> Iterator[None]:
    """Record nothing inside the block: results have no gradient, and take no memory for one."""
    before, MODE.recording = MODE.recording, False
    try:
        yield
    finally:
        MODE.recording = before


@contextmanager
def detect_anomaly() -> Iterator[None]:
    """Name the first layer whose output, or the first operation whose gradient, is NaN or infinite.

    Raises:
        FloatingPointError: inside the block, at that layer or operation.
    """
    before, MODE.anomaly = MODE.anomaly, True
    try:
        yield
    finally:
        MODE.anomaly = before


class Node:
    """The part of a `Tensor` that the tape needs: its array, and how it was computed.

    Attributes:
        array: the numbers, as a NumPy array.
        requires_grad: whether gradients reach this tensor.
    """

    # Python clears slots in the order of their names: `_inputs` goes before the `Link` in `_local_backward`.
    __slots__ = ("_grad", "_inputs", "_local_backward", "_name", "_place", "array", "requires_grad")
    result: ClassVar[type["Tensor"]]  # what operations return; set where Tensor is defined

    array: AnyArray
    requires_grad: bool
    _grad: AnyArray | None
    _inputs: tuple[Any, ...]
    _local_backward: Backward | None
    _place: int
    _name: str

    def _accumulate(self, grad: AnyArray, place: int) -> None:
        """Add to the gradient of a leaf; ``place`` is that of the node that sends it."""
        del place
        self._grad = np.array(grad, self.array.dtype) if self._grad is None else self._grad + grad


class Link:
    """The function of a node, which frees what comes before the node without a deep stack.

    Where a graph is dropped without a walk, such as the sum of all losses, Python frees each node's inputs
    inside the freeing of the node, and a browser's stack does not hold thousands of such calls. A few nodes
    therefore have a link: it keeps the inputs until the nodes after it are freed. Two primes choose these
    nodes, so that every long chain has some.
    """

    __slots__ = ("_held",)
    dropped: ClassVar[list[tuple[tuple[Any, ...], Backward]]] = []

    def __init__(self, inputs: tuple[Any, ...], backward: Backward) -> None:
        self._held = inputs, backward

    def __call__(self, grad: Array) -> Gradients:
        """Return the gradients of the inputs, as the node's own function does."""
        return self._held[1](grad)

    def __del__(self) -> None:
        self.dropped.append(self._held)
        if not MODE.freeing:
            MODE.freeing = True
            del self._held
            while self.dropped:
                self.dropped.pop()
            MODE.freeing = False


def record(array: Any, inputs: tuple[Any, ...], backward: Backward, name: str) -> "Tensor":
    """Return a tensor of ``array`` that remembers ``inputs`` and ``backward`` if an input needs a gradient.

    Args:
        array: the output of the operation.
        inputs: tensors, and anything else where an argument has no gradient.
        backward: takes the gradient of the output, returns one gradient (or None) for every input. It may be
            called once, and must not change the gradient that it is given.
        name: of the operation, for messages.
    """
    result: Tensor = Node.result.__new__(Node.result)
    result.array = array if type(array) is np.ndarray else np.asarray(array)
    result._grad = None
    result._name = name
    result._place = place = next(PLACES)
    if MODE.recording:
        for value in inputs:
            if isinstance(value, Node) and value.requires_grad:
                result.requires_grad = True
                result._inputs = inputs
                result._local_backward = backward if place % 61 and place % 67 else Link(inputs, backward)
                return result
    result.requires_grad = False
    result._inputs, result._local_backward = (), None
    return result


def needs_grad(value: object) -> bool:
    """Return whether the gradient of an input is needed."""
    return isinstance(value, Node) and value.requires_grad


def refuse_reuse(_: Array) -> Gradients:
    """Refuse a second walk through a node: what it saved is gone, or its buffers have other contents."""
    raise RuntimeError(
        "backward: this part of the graph was used by an earlier backward, which frees what it saved; "
        "compute the forward pass again, add the losses first, (a + b).backward(), or cut what is carried "
        "on from step to step, such as a recurrent state, with state.detach()"
    )


def backpropagate(root: Node, grad: AnyArray, only: dict[int, AnyArray] | None = None) -> None:
    """Send ``grad`` from ``root`` to all leaves that need it, and free the graph on the way.

    Args:
        root: where to begin.
        grad: its gradient, shaped like it.
        only: collects the gradients of leaves by their ``id`` instead of the leaves' own ``grad``.
    """
    if root._local_backward is None:
        root._accumulate(grad, root._place)
        return
    arrived: dict[int, AnyArray] = {}
    heap: list[tuple[int, Node]] = []
    node = root
    while True:
        place, inputs, backward = node._place, node._inputs, node._local_backward
        node._inputs, node._local_backward = (), refuse_reuse
        grads = backward(grad)  # type: ignore[misc]  # a node on the way has one
        if MODE.anomaly:
            _check_finite(node, grads)
        for value, share in zip(inputs, grads, strict=False):
            if share is None or not isinstance(value, Node) or not value.requires_grad:
                continue
            if value._local_backward is not None:
                at = value._place
                if at > place:
                    raise RuntimeError(
                        f"backward: an input of {node._name} was changed in place after it was used; "
                        "change a copy: x = x.clone()"
                    )
                if at in arrived:
                    arrived[at] = arrived[at] + share
                else:
                    arrived[at] = share
                    heapq.heappush(heap, (-at, value))
            elif only is None:
                value._accumulate(share, place)
            else:
                only[id(value)] = only[id(value)] + share if id(value) in only else share
        if not heap:
            return
        node = heapq.heappop(heap)[1]
        grad = arrived.pop(node._place)


def _check_finite(node: Node, grads: Gradients) -> None:
    for share in grads:
        if share is not None and not np.isfinite(share).all():
            raise FloatingPointError(
                f"backward: {node._name} with an output of shape {node.array.shape} is the first "
                "operation, from the loss on, whose gradient is NaN or infinite"
            )


def unbroadcast(grad: AnyArray, shape: tuple[int, ...]) -> AnyArray:
    """Add up ``grad`` over the axes along which an operand of ``shape`` was repeated.

    Shape:
        grad: the shape of the result. returns: ``shape``.
    """
    if grad.shape == shape:
        return grad
    extra = grad.ndim - len(shape)
    axes = tuple(range(extra)) + tuple(i + extra for i, n in enumerate(shape) if n == 1)
    total: AnyArray = grad.sum(axis=axes, keepdims=True)
    return total.reshape(shape)
