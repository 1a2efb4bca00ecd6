"""Convert the arrays of one layer of an ONNX graph into the layouts of `sitegen.nn`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sitegen.model_import.onnx.graph import CHANNELS_FIRST, ELEMENTWISE, Arrays, OnnxGraph
from sitegen.model_import.onnx.layer import OnnxLayer
from sitegen.nn import BatchNorm, Conv1d, Conv2d, ConvTranspose2d, Module

Shapes = Mapping[str, tuple[int, ...]]


def convert(layer: OnnxLayer, module: Module, graph: OnnxGraph, shapes: Shapes) -> Arrays:
    """Return the arrays of one layer by the names of ``module``.

    An array that is switched off in the graph is 0, or 1 for a scale, where the module has it.

    Args:
        layer: one of the graph.
        module: takes its weights.
        graph: has what surrounds the layer.
        shapes: of the values of the graph; without them, pictures that are flattened are not found.
    """
    arrays = {role: np.asarray(array, np.float32) for role, array in layer.arrays.items()}
    weight = arrays.get("weight")
    if isinstance(module, Conv1d) and weight is not None:
        flat = weight.reshape(*weight.shape[:2], -1) if 1 in weight.shape[2:] else weight
        arrays["weight"] = flat.transpose(0, 2, 1)[:, None] if flat.ndim == 3 else weight
    elif isinstance(module, (Conv2d, ConvTranspose2d)) and weight is not None and weight.ndim == 4:
        arrays["weight"] = weight.transpose(0, 2, 3, 1)
    elif len(shapes.get(layer.output, ())) == 2:
        arrays = _reordered(layer, arrays, graph, shapes)
    held = {name: holder for name, holder in module.named_arrays() if "." not in name}
    for name, start in (("weight", 1), ("bias", 0)):
        if name in held and name not in arrays:
            arrays[name] = np.full(held[name].shape, start, np.float32)
    if "bias" in arrays and "bias" not in held and not arrays["bias"].any():
        del arrays["bias"]
    return arrays


def recurrent(layer: OnnxLayer, module: Any, number: int) -> Arrays:
    """Return the arrays of one layer of a recurrent module under the names of that layer."""
    held = dict(module.named_arrays())
    result: Arrays = {}
    for end in module.ends:
        names = {role: f"{role}_l{number}{end}" for role in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")}
        zeros = np.zeros(len(layer.arrays["weight_ih"]), np.float32)
        theirs = {role: layer.arrays.get(f"{role}{end}", zeros) for role in names}
        if names["bias_hh"] not in held and not module.draws_both:  # only the sum counts
            theirs |= {"bias_ih": theirs["bias_ih"] + theirs["bias_hh"], "bias_hh": zeros}
        for role, name in names.items():
            if name in held or theirs[role].any():
                result[name] = np.asarray(theirs[role], np.float32)
    return result


def identity(module: BatchNorm, bias: NDArray[Any] | None) -> Arrays:
    """Return arrays with which a batch norm gives what comes in, plus ``bias``: the file has folded it."""
    variance = max(1 - module.eps, 0.0)
    size = module.num_features
    return {
        "weight": np.full(size, math.sqrt(variance + module.eps), np.float32),
        "bias": np.zeros(size, np.float32) if bias is None else bias,
        "running_mean": np.zeros(size, np.float32),
        "running_var": np.full(size, variance, np.float32),
    }


def _reordered(layer: OnnxLayer, arrays: Arrays, graph: OnnxGraph, shapes: Shapes) -> Arrays:
    """Return the arrays of a layer of vectors for pictures whose channels are last.

    A picture that is flattened before the layer, or made from its output, has its channels first in the
    graph.
    """
    before = flattened(graph, layer.node.inputs[0], shapes)
    after = unflattened(graph, layer.output, shapes)
    if layer.kind != "Linear":
        places = before or after
        return {role: _channels_last(array, places) for role, array in arrays.items()}
    result = dict(arrays)
    result["weight"] = _channels_last(arrays["weight"].T, before).T
    return {role: _channels_last(array, after) for role, array in result.items()}


def _channels_last(array: NDArray[Any], shape: Sequence[int]) -> NDArray[Any]:
    """Return rows that are ordered (C, ...places) in the order (...places, C)."""
    if not shape or len(array) != math.prod(shape):
        return array
    return np.moveaxis(array.reshape(*shape, *array.shape[1:]), 0, len(shape) - 1).reshape(array.shape)


def flattened(graph: OnnxGraph, name: str, shapes: Shapes) -> tuple[int, ...]:
    """Return (C, ...places) where a value is a flattened picture with channels first, else nothing."""
    steps = graph.before(name)
    for node in steps:
        source = node.inputs[0] if node.inputs else ""
        shape, made = shapes.get(source, ()), shapes.get(node.outputs[0], ())
        if len(made) == 2 and len(shape) > 2 and made[1] == math.prod(shape[1:]):
            for earlier in graph.before(source):
                if earlier.op in CHANNELS_FIRST:
                    return shape[1:]
                if earlier.op not in ELEMENTWISE and earlier.op not in ("Concat", "Pad", "Slice"):
                    return ()
            return ()
        if node.op not in ELEMENTWISE and node.op not in (
            "BatchNormalization",
            "LayerNormalization",
            "Reshape",
        ):
            return ()
    return ()


def unflattened(graph: OnnxGraph, name: str, shapes: Shapes, depth: int = 12) -> tuple[int, ...]:
    """Return (C, ...places) where a picture with channels first is made from a value, else nothing."""
    for node in graph.readers(name) if depth else []:
        made = node.outputs[0]
        shape = shapes.get(made, ())
        if node.op == "Reshape" and len(shape) > 2 and len(shapes.get(name, ())) == 2:
            return shape[1:] if _read_channels_first(graph, made, depth) else ()
        if node.op in ELEMENTWISE or node.op in ("BatchNormalization", "LayerNormalization"):
            found = unflattened(graph, made, shapes, depth - 1)
            if found:
                return found
    return ()


def _read_channels_first(graph: OnnxGraph, name: str, depth: int) -> bool:
    readers = graph.readers(name) if depth else []
    return any(
        node.op in CHANNELS_FIRST
        or (node.op in ELEMENTWISE and _read_channels_first(graph, node.outputs[0], depth - 1))
        for node in readers
    )
