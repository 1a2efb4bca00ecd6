"""Run the nodes of an ONNX graph with the reference implementation of the library ``onnx``."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sitegen.model_import.onnx.graph import Arrays, Node, OnnxGraph

LIMIT = 1 << 25  # numbers of one value; a damaged graph may ask for any size


# What the reference implementation raises for operators that it lacks and for inputs that do not fit.
REFUSED = (
    *(ArithmeticError, LookupError, RuntimeError, TypeError, ValueError),
    *(AttributeError, AssertionError, ImportError, MemoryError),
)


class GraphError(ValueError):
    """A node that could not be run, with the reason."""


def run_node(node: Node, opset: int, values: Arrays) -> Arrays:
    """Return what a node makes of its inputs, by name.

    Raises:
        GraphError: the operator is not known, its inputs do not fit, or its result would be larger than
            `LIMIT`.
    """
    from onnx import ValueInfoProto, helper  # noqa: PLC0415 - optional
    from onnx.reference import ReferenceEvaluator  # noqa: PLC0415 - optional

    feeds = {name: values[name] for name in dict.fromkeys(node.inputs) if name}
    names = [name for name in node.outputs if name]
    try:
        size = _result_size(node, [values[name] for name in node.inputs if name])
        if size > LIMIT:
            raise MemoryError(f"expected at most {LIMIT} numbers, the graph asks for {size:.3g}")
        given = [
            helper.make_tensor_value_info(name, helper.np_dtype_to_tensor_dtype(array.dtype), array.shape)
            for name, array in feeds.items()
        ]
        results = [ValueInfoProto(name=name) for name in names]
        graph = helper.make_graph([node.proto], "node", given, results)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)])
        with np.errstate(all="ignore"):
            made = ReferenceEvaluator(model).run(None, feeds)
    except REFUSED as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise GraphError(f"{node}: {reason}") from error
    return {name: np.asarray(array) for name, array in zip(names, made, strict=True)}


def run_graph(graph: OnnxGraph, feeds: Arrays) -> Arrays:
    """Return every value of the graph by name.

    Raises:
        GraphError: as `run_node`.
    """
    values = {**graph.constants, **feeds}
    for node in graph.nodes:
        values.update(run_node(node, graph.opset, values))
    return values


def _broadcast(shapes: list[tuple[int, ...]]) -> int:
    """Return how many numbers elementwise operations of these shapes give."""
    length = max((len(shape) for shape in shapes), default=0)
    padded = [(1,) * (length - len(shape)) + shape for shape in shapes]
    return math.prod(max(sides) for sides in zip(*padded, strict=True))


def _total(array: NDArray[Any]) -> int:
    """Return the product of what an array of lengths names, in Python's integers."""
    return abs(math.prod(int(n) for n in array.ravel()[:64]))


def _result_size(node: Node, inputs: list[NDArray[Any]]) -> int:
    """Return about how many numbers a node makes on its way, before it is run."""
    if node.op in SIZES and inputs:
        return SIZES[node.op](node, inputs)
    shapes = [array.shape for array in inputs]
    return max(sum(math.prod(shape) for shape in shapes), _broadcast(shapes))


def _asked(_: Node, inputs: list[NDArray[Any]]) -> int:
    return _total(inputs[0])


def _expanded(_: Node, inputs: list[NDArray[Any]]) -> int:
    return _broadcast([inputs[0].shape, tuple(abs(int(n)) for n in inputs[-1].ravel()[:64])])


def _repeated(_: Node, inputs: list[NDArray[Any]]) -> int:
    return max(int(inputs[0].size), 1) * max(_total(inputs[-1]), 1)


def _range(_: Node, inputs: list[NDArray[Any]]) -> int:
    start, stop, step = (float(array.ravel()[0]) for array in inputs)
    finite = math.isfinite(stop - start) and step != 0
    return int(min(abs(stop - start) / abs(step), 1e18)) if finite else 1 << 60


def _one_hot(_: Node, inputs: list[NDArray[Any]]) -> int:
    return int(inputs[0].size) * max(_total(inputs[1]), 1)


def _resized(_: Node, inputs: list[NDArray[Any]]) -> int:
    size = inputs[0].size
    scales = [float(np.abs(array).clip(1, 1 << 20).prod()) for array in inputs[1:] if array.dtype.kind == "f"]
    sizes = [_total(array) for array in inputs[1:] if array.dtype.kind in "iu"]
    return max([size, *sizes, *(int(min(size * scale, 1e18)) for scale in scales)])


def _gathered(node: Node, inputs: list[NDArray[Any]]) -> int:
    shape = inputs[0].shape or (1,)
    chosen = int(shape[int(node.attributes.get("axis", 0)) % len(shape)])
    each: int = inputs[0].size // max(chosen, 1)
    return each * max(int(inputs[-1].size), 1)


def _padded(node: Node, inputs: list[NDArray[Any]]) -> int:
    pads = inputs[1] if len(inputs) > 1 else np.asarray(node.attributes.get("pads", ()))
    most = int(np.abs(pads.astype(float)).max(initial=0))
    return math.prod(n + 2 * most for n in inputs[0].shape)


def _product(node: Node, inputs: list[NDArray[Any]]) -> int:
    first, second = inputs[0].shape or (1,), inputs[-1 if node.op == "MatMul" else 1].shape or (1,)
    if node.op == "Gemm":
        return int(max(first)) * int(max(second))
    rows: int = first[-2] if len(first) > 1 else 1
    return rows * int(second[-1]) * _broadcast([first[:-2], second[:-2]])


def _letters(node: Node, inputs: list[NDArray[Any]]) -> int:
    equation = str(node.attributes.get("equation", ""))
    terms, _, result = equation.replace(" ", "").partition("->")
    lengths: dict[str, int] = {}
    for term, array in zip(terms.split(","), inputs, strict=False):
        lengths.update(zip(term, array.shape, strict=False))
    if "." in equation or not result:
        return math.prod(array.size for array in inputs)
    return math.prod(lengths.get(letter, 1) for letter in result)


def _windows(node: Node, inputs: list[NDArray[Any]]) -> int:
    """Return how many numbers all windows of a convolution or pooling hold."""

    def numbers(name: str, default: Any) -> list[int]:
        return [abs(int(n)) for n in node.attributes.get(name, ())] or list(default)

    shape = inputs[0].shape
    weight: tuple[int, ...] = inputs[1].shape if len(inputs) > 1 else ()
    kernel = numbers("kernel_shape", weight[2:])
    step = max(numbers("strides", [1])) if node.op == "ConvTranspose" else 1
    more = 2 * max(numbers("pads", [0])) + max(numbers("output_padding", [0]))
    more += max(numbers("output_shape", [0])) + max(kernel, default=1) * max(numbers("dilations", [1]))
    places = math.prod(n * step + more for n in shape[2:])
    channels = max((*shape[1:2], *weight[:2], 1))
    size: int = math.prod(shape[:1]) * channels * places * math.prod(kernel)
    return size


SIZES: dict[str, Callable[[Node, list[NDArray[Any]]], int]] = {
    "ConstantOfShape": _asked,
    "Expand": _expanded,
    "Tile": _repeated,
    "Range": _range,
    "OneHot": _one_hot,
    "Resize": _resized,
    "Upsample": _resized,
    "Gather": _gathered,
    "Pad": _padded,
    "MatMul": _product,
    "Gemm": _product,
    "Einsum": _letters,
    "Conv": _windows,
    "ConvTranspose": _windows,
    "MaxPool": _windows,
    "AveragePool": _windows,
    "LpPool": _windows,
}
