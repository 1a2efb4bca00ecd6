"""The graph of an ONNX file: its nodes in their order, its constants, and who makes and reads a value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]
# Operators that give every element what the element at the same place becomes.
ELEMENTWISE = frozenset([
    "Abs", "Add", "Cast", "Celu", "Clip", "Div", "Dropout", "Elu", "Erf", "Exp", "Gelu", "HardSigmoid",
    "HardSwish", "Identity", "LeakyRelu", "Log", "Max", "Min", "Mish", "Mul", "Neg", "PRelu", "Pow",
    "Reciprocal", "Relu", "Selu", "Sigmoid", "Softplus", "Softsign", "Sqrt", "Sub", "Swish", "Tanh",
    "ThresholdedRelu", "Where",
])  # fmt: skip
# Operators that read channels before places.
CHANNELS_FIRST = frozenset([
    "Conv", "ConvTranspose", "BatchNormalization", "InstanceNormalization", "GroupNormalization",
    "MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool", "LpPool", "Resize", "Upsample",
])  # fmt: skip


@dataclass(frozen=True)
class Node:
    """One operation.

    Attributes:
        op: the operator, such as ``Conv``.
        name: of the node; the exporter gives it.
        inputs: names of values; empty for one that is not given.
        outputs: names of values.
        attributes: by name, as Python values.
        scope: the path of the module that it comes from, where the exporter says it.
        proto: the node as the library ``onnx`` has it.
    """

    op: str
    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: Mapping[str, Any]
    scope: str = ""
    proto: Any = field(default=None, compare=False)

    def __str__(self) -> str:
        return f"{self.op} ({self.name})" if self.name else self.op

    def input(self, i: int) -> str:
        """Return the name of an input, empty if it is not given."""
        return self.inputs[i] if i < len(self.inputs) else ""


@dataclass(frozen=True)
class GraphInput:
    """A value that the caller gives: its name, lengths of its axes (a name where free), and dtype."""

    name: str
    shape: tuple[int | str, ...]
    dtype: Any


@dataclass(frozen=True)
class OnnxGraph:
    """The graph of an ONNX file.

    Attributes:
        opset: the version of the operators.
        inputs: what the caller gives.
        outputs: names of the results.
        nodes: in the order in which they run, without those that only compute with constants.
        constants: initialisers and what is computed from them alone, by name.
    """

    opset: int
    inputs: tuple[GraphInput, ...]
    outputs: tuple[str, ...]
    nodes: tuple[Node, ...]
    constants: Arrays

    @cached_property
    def makers(self) -> dict[str, Node]:
        """The node that makes each value."""
        return {name: node for node in self.nodes for name in node.outputs}

    @cached_property
    def _readers(self) -> dict[str, list[Node]]:
        found: dict[str, list[Node]] = {}
        for node in self.nodes:
            for name in dict.fromkeys(node.inputs):
                found.setdefault(name, []).append(node)
        return found

    def readers(self, name: str) -> list[Node]:
        """Return the nodes that read a value."""
        return self._readers.get(name, [])

    def data(self, node: Node) -> list[str]:
        """Return the inputs of a node that are no constants."""
        return [name for name in node.inputs if name and name not in self.constants]

    def before(self, name: str) -> Iterator[Node]:
        """Yield the nodes that lead to a value, from the last one back, along their first input."""
        while name in self.makers:
            node = self.makers[name]
            yield node
            sources = self.data(node)
            if not sources:
                return
            name = sources[0]

    @property
    def channels_first(self) -> bool:
        """Whether pictures and sequences are given to the graph with channels before places."""
        for given in self.inputs:
            for node in self.readers(given.name):
                turned = node.attributes.get("perm", ())[:2]
                if node.op == "Transpose" and len(given.shape) > 2 and turned == [0, len(given.shape) - 1]:
                    return False
        return any(node.op in ("Conv", "ConvTranspose") for node in self.nodes)
