"""Run an ONNX graph and a model of `sitegen.nn` on the same inputs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sitegen.model_import.onnx.graph import Arrays, OnnxGraph
from sitegen.model_import.onnx.run import GraphError, run_graph
from sitegen.nn import Captured, Module, capture

# Lengths of a free first axis, and of other free axes, to try; exporters may fix a batch by mistake.
LENGTHS = ((2, 6), (2, 16), (2, 32), (2, 64), (3, 6), (1, 6))
EXPECTED = (ValueError, TypeError, ArithmeticError, LookupError, AttributeError)  # what a model raises


@dataclass(frozen=True)
class Trace:
    """One run of a graph.

    Attributes:
        feeds: what the graph was given.
        values: every value of the graph by name.
    """

    feeds: Arrays
    values: Arrays


@dataclass(frozen=True)
class ModelRun:
    """One run of a model: its outputs, and what its modules gave in the order in which they ran."""

    outputs: tuple[NDArray[Any], ...]
    seen: Captured


def trace_graph(graph: OnnxGraph, given: Sequence[NDArray[Any]] = ()) -> tuple[list[Trace], str]:
    """Return runs of a graph, and why there is none.

    Free axes have other lengths in the second run.

    Args:
        graph: to run.
        given: inputs to use, in the layouts of the graph; else numbers are drawn.
    """
    if given:
        try:
            feeds = {
                each.name: array.astype(each.dtype) for each, array in zip(graph.inputs, given, strict=True)
            }
            return [Trace(feeds, run_graph(graph, feeds))], ""
        except (ValueError, TypeError) as error:
            return [], str(error)
    reason = ""
    for batch, size in LENGTHS if _is_free(graph) else LENGTHS[:1]:
        first, why = _run(graph, batch, size)
        reason = reason or why
        if first is None:
            continue
        # A second length, if the graph takes another one; else another batch.
        more = ((batch + 1, size + 1), (batch + 1, size)) if _is_free(graph) else ()
        runs = (_run(graph, *lengths)[0] for lengths in more)
        return [first, *[run for run in runs if run is not None][:1]], ""
    return [], reason


def _run(graph: OnnxGraph, batch: int, size: int) -> tuple[Trace | None, str]:
    feeds = draw_inputs(graph, batch, size)
    try:
        return Trace(feeds, run_graph(graph, feeds)), ""
    except GraphError as error:
        return None, str(error)


def _is_free(graph: OnnxGraph) -> bool:
    return any(isinstance(length, str) for given in graph.inputs for length in given.shape)


def settled(graph: OnnxGraph) -> OnnxGraph:
    """Return a graph in which what depends on shapes alone, and is equal for two lengths, is a constant.

    Exporters compute where they cut a weight from the shape of an input.
    """
    traces, _ = trace_graph(graph)
    if not traces or (_is_free(graph) and len(traces) < 2):
        return graph
    constants, nodes = dict(graph.constants), []
    known = set(constants)  # what does not depend on the numbers of an input
    for node in graph.nodes:
        if node.op == "Shape" or all(name in known for name in node.inputs if name):
            known.update(node.outputs)
        made = [name for name in node.outputs if name]
        values = [[trace.values[name] for trace in traces] for name in made]
        same = all(np.array_equal(a, b) for a, *rest in values for b in rest)
        table = node.op == "Gather" and node.inputs[0] in graph.constants
        if known.issuperset(node.outputs) and same and not table:
            constants.update(zip(made, (row[0] for row in values), strict=True))
        else:
            nodes.append(node)
    return replace(graph, nodes=tuple(nodes), constants=constants)


def draw_inputs(graph: OnnxGraph, batch: int, size: int) -> Arrays:
    """Return numbers for every input: normal ones, or integers that choose a row of an embedding.

    Args:
        graph: says how many axes inputs have, and which lengths are fixed.
        batch: length of a first axis that is free.
        size: length of the other free axes.
    """
    draw = np.random.default_rng(15)
    tables = [
        graph.constants[node.inputs[0]]
        for node in graph.nodes
        if node.op == "Gather" and node.inputs[0] in graph.constants
    ]
    rows = min((len(table) for table in tables if table.ndim == 2), default=2)
    lengths: dict[str, int] = {}
    feeds: Arrays = {}
    for given in graph.inputs:
        shape = []
        for i, length in enumerate(given.shape):
            drawn = size if i else batch
            number = lengths.setdefault(length, drawn) if isinstance(length, str) else length
            shape.append(min(number, 1 << 12))
        if given.dtype.kind == "f":
            feeds[given.name] = draw.standard_normal(shape).astype(given.dtype)
        else:
            own = [
                len(graph.constants[node.inputs[0]])
                for node in graph.readers(given.name)
                if node.op == "Gather" and node.inputs[0] in graph.constants
            ]
            high = 2 if given.dtype.kind == "b" else min(own, default=rows)
            feeds[given.name] = draw.integers(0, max(high, 1), shape).astype(given.dtype)
    return feeds


def in_graph_layout(graph: OnnxGraph, inputs: Sequence[NDArray[Any]]) -> list[NDArray[Any]]:
    """Return inputs of a model as its graph takes them."""
    return [np.moveaxis(x, -1, 1) if graph.channels_first and x.ndim > 2 else x for x in inputs]


def layouts(graph: OnnxGraph, feeds: Arrays) -> Iterator[tuple[NDArray[Any], ...]]:
    """Yield the inputs of a graph as a model may take them: channels last, or as they are."""
    plain = tuple(_narrow(array) for array in feeds.values())
    turned = tuple(
        np.ascontiguousarray(np.moveaxis(array, 1, -1)) if array.ndim > 2 else array for array in plain
    )
    both = (turned, plain) if graph.channels_first else (plain, turned)
    yield both[0]
    if any(a.shape != b.shape or not np.array_equal(a, b) for a, b in zip(*both, strict=True)):
        yield both[1]


def _narrow(array: NDArray[Any]) -> NDArray[Any]:
    return array.astype(np.float32) if array.dtype.kind == "f" else array


def run_model(model: Module, inputs: tuple[NDArray[Any], ...]) -> ModelRun:
    """Return the outputs of a model and of its modules.

    Raises:
        ValueError: the model does not take these inputs, or cannot be run.
    """
    try:
        with capture(model) as seen, np.errstate(all="ignore"):
            made = model.predict(*inputs)
    except EXPECTED as error:
        raise ValueError(f"the model does not run on an input of shape {inputs[0].shape}: {error}") from error
    return ModelRun(tuple(_arrays(made)), seen)


def _arrays(value: Any) -> Iterator[NDArray[Any]]:
    if isinstance(value, (tuple, list)):
        for part in value:
            yield from _arrays(part)
    elif isinstance(value, np.ndarray):
        yield value
