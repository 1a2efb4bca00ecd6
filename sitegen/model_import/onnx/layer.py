"""The layers of an ONNX graph: which constants belong together, their roles, and their settings.

Arrays have the names, layouts and order of gates that PyTorch gives them, whatever the graph has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sitegen.model_import.onnx.graph import Arrays, Node, OnnxGraph
from sitegen.model_import.onnx.norm import group_norms, layer_norms
from sitegen.model_import.onnx.recurrent import recurrent_arrays, refuse_recurrent

# Which inputs of an operator are weights, and their roles.
INPUTS = {
    "Conv": {"weight": 1, "bias": 2},
    "ConvTranspose": {"weight": 1, "bias": 2},
    "BatchNormalization": {"weight": 1, "bias": 2, "running_mean": 3, "running_var": 4},
    "LayerNormalization": {"weight": 1, "bias": 2},
    "GroupNormalization": {"weight": 1, "bias": 2},
    "RMSNormalization": {"weight": 1},
}
ROLES = ("weight", "bias", "running_mean", "running_var", "in_proj_weight", "in_proj_bias")


@dataclass(frozen=True)
class OnnxLayer:
    """A layer that holds weights.

    Attributes:
        kind: ``Linear``, ``Embedding``, ``Position``, or the operator.
        node: the one that takes the weights.
        arrays: by role, as PyTorch names them.
        output: the name of the value that the layer makes, its bias included.
        settings: the other attributes of the operator.
        constants: the names of its constants in the file.
    """

    kind: str
    node: Node
    arrays: Arrays
    output: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    constants: tuple[str, ...] = ()

    @property
    def paths(self) -> list[str]:
        """The paths that a module with these weights may have, by the names in the file."""
        named = [name.rpartition(".")[0] for name in self.constants if name.rpartition(".")[2] in ROLES]
        return [path for path in dict.fromkeys([*named, self.node.scope]) if path]

    @property
    def name(self) -> str:
        """What to call the layer: a path that the file gives it, or its node's name."""
        return next(iter(self.paths), self.node.name or self.output)

    def __str__(self) -> str:
        return f"{self.name} ({self.kind})"


@np.errstate(all="ignore")  # a damaged file may hold any numbers
def find_layers(graph: OnnxGraph) -> tuple[list[OnnxLayer], list[str]]:
    """Return the layers of a graph in the order in which they run, and what no layer of `sitegen.nn` does."""
    found: dict[int, OnnxLayer] = {}
    faults: list[str] = []
    places = {id(node): i for i, node in enumerate(graph.nodes)}
    for node in graph.nodes:
        try:
            for layer in _layers(graph, node):
                found[places[id(layer.node)]] = layer
        except ValueError as error:
            faults.append(f"{node}: {error}")
    return [found[i] for i in sorted(found)], faults


def _layers(graph: OnnxGraph, node: Node) -> Iterator[OnnxLayer]:
    if node.op in INPUTS:
        _check_whole(graph, node)
        yield _whole(graph, node, node.op, INPUTS[node.op])
    elif node.op in MAKERS:
        yield from MAKERS[node.op](graph, node)
    for norm in (*layer_norms(graph, node), *group_norms(graph, node)):
        yield OnnxLayer(*norm)


def _check_whole(graph: OnnxGraph, node: Node) -> None:
    """Refuse what no layer of `sitegen.nn` does.

    Raises:
        ValueError: names it.
    """
    weight, settings = graph.constants.get(node.input(1)), node.attributes
    if weight is None:
        raise ValueError("the weight is computed from an input")
    if "Conv" in node.op and weight.ndim not in (3, 4)[node.op == "ConvTranspose" :]:
        raise ValueError(f"a weight of shape {weight.shape} has no layer in sitegen.nn")
    if settings.get("training_mode") or (node.op == "BatchNormalization" and len(node.outputs) > 1):
        raise ValueError("training_mode expected 0; export the model after model.eval()")
    if node.op == "GroupNormalization" and graph.opset < 21:
        raise ValueError("one scale for each group; export with opset 21, which has one for each channel")


def _whole(graph: OnnxGraph, node: Node, kind: str, roles: Mapping[str, int]) -> OnnxLayer:
    """Return a layer whose arrays are inputs of one node."""
    arrays: Arrays = {}
    names = []
    for role, i in roles.items():
        name = node.input(i)
        if name and name not in graph.constants:
            raise ValueError(f"{role} is computed from an input")
        if name:
            arrays[role] = graph.constants[name]
            names.append(name)
    return OnnxLayer(kind, node, arrays, node.outputs[0], node.attributes, tuple(names))


def _linear(graph: OnnxGraph, node: Node) -> Iterator[OnnxLayer]:
    """Yield the layer of ``Gemm``, or of ``MatMul`` and the ``Add`` behind it."""
    left, right = (graph.constants.get(node.input(i)) for i in (0, 1))
    if left is not None or right is None or right.ndim != 2:
        return  # numbers of a formula; what a model has in their place is seen when both are run
    if node.op == "Gemm":
        if node.attributes.get("transA", 0):
            raise ValueError("transA expected 0, received 1")
        arrays = {"weight": right if node.attributes.get("transB", 0) else right.T}
        arrays["weight"] = arrays["weight"] * np.asarray(node.attributes.get("alpha", 1.0), right.dtype)
        names = [node.inputs[1]]
        if node.input(2):
            bias = graph.constants.get(node.inputs[2])
            if bias is None:
                raise ValueError("the bias is computed from an input")
            beta = np.asarray(node.attributes.get("beta", 1.0), right.dtype)
            if bias.ndim > 1 and bias.size != bias.shape[-1]:
                raise ValueError(f"a bias of shape {bias.shape} has no layer in sitegen.nn")
            arrays["bias"] = np.broadcast_to(bias.reshape(-1) * beta, arrays["weight"].shape[:1])
            names.append(node.inputs[2])
        yield OnnxLayer("Linear", node, arrays, node.outputs[0], {}, tuple(names))
        return
    arrays, names, output = {"weight": right.T}, [node.inputs[1]], node.outputs[0]
    for reader in _following(graph, output):
        added = [name for name in reader.inputs if name in graph.constants]
        if reader.op == "Add" and added and graph.constants[added[0]].shape == right.shape[1:]:
            arrays["bias"], output = graph.constants[added[0]], reader.outputs[0]
            names.append(added[0])
    yield OnnxLayer("Linear", node, arrays, output, {}, tuple(names))


def _following(graph: OnnxGraph, name: str) -> Iterator[Node]:
    """Yield the one node that reads a value, and those behind it as long as they only change its shape."""
    readers = [node for node in graph.readers(name) if node.op != "Shape"]
    while len(readers) == 1 and name not in graph.outputs:
        yield readers[0]
        if readers[0].op not in ("Reshape", "Identity", "Squeeze", "Unsqueeze"):
            return
        name = readers[0].outputs[0]
        readers = [node for node in graph.readers(name) if node.op != "Shape"]


def _position(graph: OnnxGraph, node: Node) -> Iterator[OnnxLayer]:
    """Yield what may be the trained vectors of places: (T, D) or (1, T, D) added to a sequence."""
    for name in node.inputs:
        table: NDArray[Any] | None = graph.constants.get(name)
        if table is None or table.dtype.kind != "f":
            continue
        shape = table.shape[1:] if table.ndim == 3 and table.shape[0] == 1 else table.shape
        if len(shape) == 2 and min(shape) > 1:
            arrays = {"weight": table.reshape(shape)}
            yield OnnxLayer("Position", node, arrays, node.outputs[0], {}, (name,))


def _recurrent(graph: OnnxGraph, node: Node) -> Iterator[OnnxLayer]:
    refuse_recurrent(graph, node)
    names = tuple(node.inputs[1:4])
    arrays = recurrent_arrays(node, [graph.constants.get(name) for name in names])
    yield OnnxLayer(node.op, node, arrays, node.outputs[0], node.attributes, names)


def _embedding(graph: OnnxGraph, node: Node) -> Iterator[OnnxLayer]:
    table = graph.constants.get(node.input(0))
    if table is None or table.ndim != 2 or table.dtype.kind != "f":
        return
    if node.attributes.get("axis", 0) not in (0, -2):
        raise ValueError(f"axis expected 0, received {node.attributes['axis']}")
    yield _whole(graph, node, "Embedding", {"weight": 0})


def _prelu(graph: OnnxGraph, node: Node) -> Iterator[OnnxLayer]:
    slope = graph.constants.get(node.input(1))
    if slope is None or max(slope.shape, default=1) != slope.size:
        raise ValueError("slope expected one number for all, or one for each channel")
    yield OnnxLayer("PRelu", node, {"weight": slope.reshape(-1)}, node.outputs[0], {}, (node.input(1),))


MAKERS: dict[str, Callable[[OnnxGraph, Node], Iterator[OnnxLayer]]] = {
    "Gemm": _linear,
    "MatMul": _linear,
    "LSTM": _recurrent,
    "GRU": _recurrent,
    "RNN": _recurrent,
    "Gather": _embedding,
    "PRelu": _prelu,
    "Add": _position,
}
