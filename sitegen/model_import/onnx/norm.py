"""Normalisations that an exporter has written as several operations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from sitegen.model_import.onnx.graph import Arrays, Node, OnnxGraph

# Kind, node, arrays, output, settings and constants of an `OnnxLayer`.
Found = tuple[str, Node, Arrays, str, dict[str, Any], tuple[str, ...]]


def _number(graph: OnnxGraph, name: str) -> float | None:
    array = graph.constants.get(name)
    return float(array.reshape(-1)[0]) if array is not None and array.size == 1 else None


def _epsilon(graph: OnnxGraph, name: str) -> tuple[str, float] | None:
    """Return v and ε where a value is √(v + ε)."""
    root = graph.makers.get(name)
    if root is None or root.op != "Sqrt":
        return None
    total = graph.makers.get(root.inputs[0])
    if total is None or total.op != "Add":
        return None
    for i in (0, 1):
        epsilon = _number(graph, total.inputs[i])
        if epsilon is not None:
            return total.inputs[1 - i], epsilon
    return None


def _affine(graph: OnnxGraph, name: str, channels: int | None = None) -> tuple[Arrays, str, tuple[str, ...]]:
    """Return the scale and the shift that are applied to a value, and the value behind them."""
    arrays: Arrays = {}
    names: list[str] = []
    for op, role in (("Mul", "weight"), ("Add", "bias")):
        readers = graph.readers(name)
        if len(readers) != 1 or readers[0].op != op:
            break
        given = next((part for part in readers[0].inputs if part in graph.constants), None)
        if given is None:
            break
        vector = graph.constants[given]
        if max(vector.shape, default=1) != vector.size or channels not in (None, vector.size):
            break
        arrays[role], name = vector.reshape(-1), readers[0].outputs[0]
        names.append(given)
    return arrays, name, tuple(names)


def layer_norms(graph: OnnxGraph, node: Node) -> Iterator[Found]:
    """Yield the layer whose division a node is: (x - mean)/√(variance + ε), or x/√(mean of x² + ε)."""
    if node.op == "Div":
        rooted = _epsilon(graph, node.inputs[1])
    elif node.op == "Mul":  # x·(1/√(v + ε))
        inverse = graph.makers.get(node.inputs[1])
        rooted = (
            _epsilon(graph, inverse.inputs[0]) if inverse is not None and inverse.op == "Reciprocal" else None
        )
        if (
            rooted is None
            and inverse is not None
            and inverse.op == "Div"
            and _number(graph, inverse.inputs[0]) == 1
        ):
            rooted = _epsilon(graph, inverse.inputs[1])
    else:
        return
    if rooted is None:
        return
    variance, epsilon = rooted
    mean = graph.makers.get(variance)
    power = graph.makers.get(mean.inputs[0]) if mean is not None and mean.op == "ReduceMean" else None
    if mean is None or power is None or power.op not in ("Pow", "Mul") or power.inputs[0] != node.inputs[0]:
        return
    if power.op == "Mul" and power.inputs[1] != node.inputs[0]:
        return
    if power.op == "Pow" and _number(graph, power.inputs[1]) != 2:
        return
    away = graph.makers.get(node.inputs[0])
    centre = graph.makers.get(away.inputs[1]) if away is not None and away.op == "Sub" else None
    centred = (
        centre is not None
        and away is not None
        and centre.op == "ReduceMean"
        and centre.inputs[0] == away.inputs[0]
    )
    arrays, output, names = _affine(graph, node.outputs[0])
    if "weight" not in arrays:
        return
    axes = graph.constants.get(mean.input(1))
    axis = mean.attributes.get("axes") or ([] if axes is None else axes.reshape(-1).tolist())
    settings = {"epsilon": epsilon, "axis": axis[0] if len(axis) == 1 else axis}
    yield "LayerNormalization" if centred else "RMSNormalization", node, arrays, output, settings, names


def group_norms(graph: OnnxGraph, node: Node) -> Iterator[Found]:
    """Yield the layer of an ``InstanceNormalization``: of each channel, or of groups made by a ``Reshape``.

    Raises:
        ValueError: scales of groups.
    """
    if node.op != "InstanceNormalization":
        return
    scale, shift = (graph.constants.get(node.input(i)) for i in (1, 2))
    if scale is None or shift is None:
        raise ValueError("the scale is computed from an input")
    settings = {"epsilon": node.attributes.get("epsilon", 1e-5), "num_groups": scale.size}
    maker = graph.makers.get(node.inputs[0])
    readers = graph.readers(node.outputs[0])
    if maker is None or maker.op != "Reshape" or len(readers) != 1 or readers[0].op != "Reshape":
        arrays = {"weight": scale, "bias": shift}
        yield "GroupNormalization", node, arrays, node.outputs[0], settings, tuple(node.inputs[1:3])
        return
    if not (np.all(scale == 1) and np.all(shift == 0)):
        raise ValueError("one scale for each group has no equal in sitegen.nn")
    arrays, output, names = _affine(graph, readers[0].outputs[0])
    yield "GroupNormalization", node, arrays, output, settings, names
