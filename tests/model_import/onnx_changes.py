"""Graphs that differ from an ONNX model in one thing: an attribute, an operator, a constant or an input."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper

OTHER = {
    "Relu": ("Tanh", "Sigmoid", "LeakyRelu"),
    "Gelu": ("Relu",),
    "Tanh": ("Sigmoid",),
    "Sigmoid": ("HardSigmoid", "Tanh"),
    "Elu": ("Relu", "Celu"),
    "MaxPool": ("AveragePool",),
    "GlobalAveragePool": ("GlobalMaxPool",),
    "ReduceMean": ("ReduceMax", "ReduceSum"),
    "Add": ("Sub",),
    "Softmax": ("LogSoftmax",),
}
WORDS = {
    "approximate": ("none", "tanh"),
    "auto_pad": ("SAME_UPPER", "SAME_LOWER", "VALID"),
    "direction": ("forward", "reverse"),
}
FLAGS = ("linear_before_reset", "ceil_mode", "count_include_pad", "input_forget", "transB", "keepdims")
NUMBERS: dict[str, dict[str, Any]] = {
    "LSTM": {"clip": 0.2, "activations": ["Tanh", "Tanh", "Tanh"], "input_forget": 1},
    "GRU": {"clip": 0.2, "activations": ["HardSigmoid", "Tanh"] * 2},
    "RNN": {"clip": 0.2, "activations": ["Relu"]},
    "Gemm": {"alpha": 0.5, "beta": 2.0},
    "Gather": {"axis": 1},
    "Conv": {"dilations": [2, 2], "strides": [2, 1]},
}


def changes(model: Any) -> Iterator[tuple[str, Any]]:
    """Yield what is changed, and the changed copy."""
    for i, node in enumerate(model.graph.node):
        for what, copy in _changed_node(model, i, node):
            yield f"{i} {node.op_type} {what}", copy
    for i, tensor in enumerate(model.graph.initializer):
        value = numpy_helper.to_array(tensor)
        if value.dtype.kind == "f":
            for what, other in [
                ("times 1.5", value * 1.5),
                *([] if value.any() else [("plus 1", value + 1)]),
            ]:
                copy = _copy(model)
                changed = numpy_helper.from_array(np.asarray(other, value.dtype), tensor.name)
                copy.graph.initializer[i].CopyFrom(changed)
                yield f"initialiser {i} {what}", copy


def _changed_node(model: Any, i: int, node: Any) -> Iterator[tuple[str, Any]]:
    given = {attribute.name for attribute in node.attribute}
    for attribute in node.attribute:
        for value in _others(attribute):
            yield f"{attribute.name}={value}", _with(model, i, {attribute.name: value})
    for key, value in NUMBERS.get(node.op_type, {}).items():
        if key not in given or key in ("alpha", "beta"):
            yield f"{key}={value}", _with(model, i, {key: value})
    for op in OTHER.get(node.op_type, ()):
        copy = _copy(model)
        copy.graph.node[i].op_type = op
        if op not in ("AveragePool", "ReduceMax", "ReduceSum", "LogSoftmax"):
            del copy.graph.node[i].attribute[:]
        yield f"becomes {op}", copy
    if node.op_type in ("Conv", "Gemm", "LSTM", "GRU", "RNN") and len(node.input) > 2 and node.input[2]:
        copy = _copy(model)
        del copy.graph.node[i].input[-1 if node.op_type in ("Conv", "Gemm") else 3 :]
        yield "without its last inputs", copy
    if node.op_type == "Constant" and node.attribute[0].t.data_type == onnx.TensorProto.FLOAT:
        copy = _copy(model)
        value = numpy_helper.to_array(node.attribute[0].t)
        changed = numpy_helper.from_array(np.asarray(value * 1.5, value.dtype))
        copy.graph.node[i].attribute[0].t.CopyFrom(changed)
        yield "times 1.5", copy


def _copy(model: Any) -> Any:
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    return copy


def _with(model: Any, i: int, values: dict[str, Any]) -> Any:
    copy = _copy(model)
    node = copy.graph.node[i]
    kept = [attribute for attribute in node.attribute if attribute.name not in values]
    if values.get("auto_pad") in WORDS["auto_pad"]:
        kept = [attribute for attribute in kept if attribute.name != "pads"]
    fresh = [helper.make_attribute(name, value) for name, value in values.items()]
    del node.attribute[:]
    node.attribute.extend([*kept, *fresh])
    return copy


def _others(attribute: Any) -> Iterator[Any]:
    value = helper.get_attribute_value(attribute)
    if attribute.name in WORDS:
        yield from (word for word in WORDS[attribute.name] if word != value.decode())
    elif attribute.name in FLAGS:
        yield 1 - value
    elif isinstance(value, float):
        yield value * 2
        yield value + 0.01
    elif attribute.name in ("axis", "group"):
        yield from (n for n in (-1, 0, 1, 2) if n != value)
    elif attribute.name == "perm":
        yield [*value[:-2], value[-1], value[-2]]
    elif isinstance(value, list) and value and isinstance(value[0], int):
        for i in range(len(value)):
            yield [n + (i == j) for j, n in enumerate(value)]
