"""Recurrent layers of an ONNX graph, with the names and the order of gates that PyTorch has."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sitegen.model_import.onnx.graph import Arrays, Node, OnnxGraph

# Where PyTorch's gates are among those of ONNX: i, f, g, o in i, o, f, c; r, z, n in z, r, h.
ORDER = {"LSTM": (0, 2, 3, 1), "GRU": (1, 0, 2), "RNN": (0,)}
FUNCTIONS = {"LSTM": ["sigmoid", "tanh", "tanh"], "GRU": ["sigmoid", "tanh"], "RNN": ["tanh"]}


def refuse_recurrent(graph: OnnxGraph, node: Node) -> None:
    """Refuse what no recurrent layer of `sitegen.nn` does.

    Raises:
        ValueError: names it, with what is expected.
    """
    settings, faults = node.attributes, []
    direction = settings.get("direction", "forward")
    if direction == "reverse":
        faults.append("direction expected 'forward' or 'bidirectional', received 'reverse'")
    ends = 2 if direction == "bidirectional" else 1
    functions = [str(name).lower() for name in settings.get("activations", ())]
    if functions and functions != FUNCTIONS[node.op] * ends:
        faults.append(f"activations expected {FUNCTIONS[node.op] * ends}, received {functions}")
    for name in ("clip", "input_forget", "layout"):
        if settings.get(name):
            faults.append(f"{name} expected 0, received {settings[name]}")
    if node.op == "GRU" and not settings.get("linear_before_reset", 0):
        faults.append(
            "linear_before_reset expected 1, received 0; PyTorch's and Keras' GRU (reset_after=True) has 1"
        )
    if node.input(4):
        faults.append("sequence_lens: lengths are not imported; export the model without lengths")
    if node.input(7):
        faults.append("peepholes (P) have no equal in sitegen.nn")
    for i, role in ((1, "W"), (2, "R"), (3, "B")):
        if node.input(i) and node.input(i) not in graph.constants:
            faults.append(f"{role} is computed from an input")
    for i in (5, 6):
        start = graph.constants.get(node.input(i))
        if start is not None and start.any():
            faults.append(
                f"{'initial_h' if i == 5 else 'initial_c'} expected zeros, received a trained state"
            )
    if faults:
        raise ValueError("; ".join(faults))


def recurrent_arrays(node: Node, inputs: list[NDArray[Any] | None]) -> Arrays:
    """Return the arrays of one layer, ``weight_ih`` and so on, those backwards with ``_reverse``.

    Args:
        node: the operation.
        inputs: W (ends, gates·H, D), R (ends, gates·H, H), and B (ends, 2·gates·H) if there is one.

    Raises:
        ValueError: shapes that do not fit together.
    """
    first, second, both = inputs[0], inputs[1], inputs[2] if len(inputs) > 2 else None
    order = ORDER[node.op]
    if first is None or second is None or first.ndim != 3 or second.ndim != 3:
        raise ValueError("expected W and R with three axes")
    rows = len(order) * second.shape[2]
    shapes = (first.shape[1], second.shape[1], rows if both is None else both.shape[-1] // 2)
    size = node.attributes.get("hidden_size", second.shape[2])
    if shapes != (rows, rows, rows) or len(first) != len(second) or size != second.shape[2]:
        raise ValueError(f"W, R and B expected {rows} rows, received {shapes}")

    def ours(array: NDArray[Any]) -> NDArray[Any]:
        parts = np.split(array, len(order))
        return np.concatenate([parts[i] for i in order])

    found: Arrays = {}
    for end in range(len(first)):
        ending = "_reverse" if end else ""
        found[f"weight_ih{ending}"], found[f"weight_hh{ending}"] = ours(first[end]), ours(second[end])
        if both is not None:
            found[f"bias_ih{ending}"] = ours(both[end, :rows])
            found[f"bias_hh{ending}"] = ours(both[end, rows:])
    return found
