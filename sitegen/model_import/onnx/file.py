"""A reader of ONNX files. No operator of the file's own is run, and data beside it only from its folder."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sitegen.model_import.onnx.graph import Arrays, GraphInput, Node, OnnxGraph
from sitegen.model_import.onnx.run import GraphError, run_node

NEEDED = "models in ONNX need onnx: pip install 'sitegen-live[models]'"
# What reading a damaged file raises, besides the errors of the libraries.
DAMAGED = (TypeError, AttributeError, LookupError, UnicodeError, RecursionError, MemoryError)
QUANTISED = ("QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear", "MatMulInteger", "ConvInteger")
RANDOM = (
    "Bernoulli",
    "Multinomial",
    "RandomNormal",
    "RandomNormalLike",
    "RandomUniform",
    "RandomUniformLike",
)
FOLDED = 1 << 24  # numbers of all constants that are computed from constants


def read_onnx_file(path: Path) -> OnnxGraph:
    """Return the graph of a file.

    Raises:
        ValueError: onnx is not installed, the file is not ONNX or damaged, or it has what is not imported:
            control flow, quantised numbers, operators of other domains, random operators, data outside its
            folder. All such nodes are named.
    """
    try:
        import onnx  # noqa: PLC0415 - optional
        import onnx.inliner  # noqa: PLC0415 - optional
        from google.protobuf.message import DecodeError  # noqa: PLC0415 - optional
    except ImportError as error:
        raise ValueError(NEEDED) from error
    try:
        return _graph(path, onnx)
    except (DecodeError, onnx.checker.ValidationError, *DAMAGED) as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise ValueError(
            f"expected an ONNX file, received something else or a damaged one: {reason}"
        ) from error


def _graph(path: Path, onnx: Any) -> OnnxGraph:
    model = onnx.load_model_from_string(path.read_bytes())
    if not model.graph.node or not model.opset_import:
        raise ValueError("expected an ONNX file, received something without a graph")
    for tensor in model.graph.initializer:
        _load_external(tensor, path, onnx.TensorProto)
    onnx.checker.check_model(model)
    _refuse(model)
    if model.functions:
        model = onnx.inliner.inline_local_functions(model)
        _refuse(model)
    opset = next((each.version for each in model.opset_import if each.domain in ("", "ai.onnx")), 0)
    nodes = [_node(proto, onnx.helper) for proto in model.graph.node]
    constants = {tensor.name: _array(tensor, tensor.name, onnx) for tensor in model.graph.initializer}
    inputs = tuple(_input(each, onnx.helper) for each in model.graph.input if each.name not in constants)
    kept = tuple(_folded(nodes, constants, opset))
    return OnnxGraph(opset, inputs, tuple(output.name for output in model.graph.output), kept, constants)


def _refuse(model: Any) -> None:
    """Refuse what is not imported, all at once.

    Raises:
        ValueError: names it.
    """
    faults = [
        f"{tensor.values.name}: sparse weights are not imported" for tensor in model.graph.sparse_initializer
    ]
    functions = {(function.domain, function.name) for function in model.functions}
    for node in [*model.graph.node, *(node for function in model.functions for node in function.node)]:
        named = f"{node.op_type} ({node.name})" if node.name else node.op_type
        if any(attribute.HasField("g") or attribute.graphs for attribute in node.attribute):
            faults.append(f"{named}: control flow and graphs within graphs are not imported")
        elif node.op_type in QUANTISED or node.op_type.startswith("QLinear"):
            faults.append(
                f"{named}: quantised numbers are not imported; export the model before it is quantised"
            )
        elif node.op_type in RANDOM:
            faults.append(f"{named}: operators that draw at random are not imported")
        elif node.domain not in ("", "ai.onnx") and (node.domain, node.op_type) not in functions:
            faults.append(
                f"{named}: operators of {node.domain} are not imported; export without optimisation"
            )
    if faults:
        raise ValueError("; ".join(dict.fromkeys(faults)))


def _load_external(tensor: Any, path: Path, kinds: Any) -> None:
    """Put the numbers of a tensor that lie in a file beside the model into the tensor.

    Raises:
        ValueError: the file is missing, outside the folder of the model, or too short.
    """
    if tensor.data_location != kinds.EXTERNAL:
        return
    entries = {entry.key: entry.value for entry in tensor.external_data}
    location, folder = entries.get("location", ""), path.resolve().parent
    inside = "\0" not in location and bool(location) and (folder / location).resolve().is_relative_to(folder)
    if not inside or not (folder / location).is_file():
        raise ValueError(f"{tensor.name}: data in {location!r}: expected a file in the folder of the model")
    bits = {kinds.DOUBLE: 64, kinds.INT64: 64, kinds.UINT64: 64, kinds.FLOAT: 32, kinds.INT32: 32}
    length = math.prod(tensor.dims) * bits.get(tensor.data_type, 16) // 8
    offset, size = entries.get("offset", "0"), (folder / location).stat().st_size
    if tensor.data_type not in bits:
        length = int(entries.get("length", "-1")) if entries.get("length", "-1").isdecimal() else -1
    if not offset.isdecimal() or not 0 <= length <= size - int(offset):
        raise ValueError(
            f"{tensor.name}: {location} has {size} bytes, expected {length} from byte {offset} on"
        )
    with (folder / location).open("rb") as file:
        file.seek(int(offset))
        tensor.raw_data = file.read(length)
    tensor.data_location = kinds.DEFAULT
    del tensor.external_data[:]


def _array(tensor: Any, name: str, onnx: Any) -> NDArray[Any]:
    """Return the numbers of a tensor.

    Raises:
        ValueError: fewer numbers than its shape says, or numbers that NumPy does not have.
    """
    try:
        array = np.asarray(onnx.numpy_helper.to_array(tensor))
    except (ValueError, TypeError, KeyError, NotImplementedError) as error:
        raise ValueError(f"{name}: {error}") from error
    if array.dtype.kind not in "biufOUS":
        kind = onnx.TensorProto.DataType.Name(tensor.data_type)
        raise ValueError(f"{name}: numbers of {kind} are not imported; export the model in float32")
    return array


def _node(proto: Any, helper: Any) -> Node:
    attributes = {each.name: _value(helper.get_attribute_value(each)) for each in proto.attribute}
    entries = {entry.key: entry.value for entry in proto.metadata_props}
    return Node(
        *(proto.op_type, proto.name, tuple(proto.input), tuple(proto.output), attributes),
        _scope(proto.name, entries.get("pkg.torch.onnx.name_scopes", "")),
        proto,
    )


def _value(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, (list, tuple)):
        return [_value(part) for part in value]
    return value


def _scope(name: str, scopes: str) -> str:
    """Return the path of the module in the names that PyTorch's two exporters write, else nothing."""
    if scopes:
        try:
            parts = ast.literal_eval(scopes)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return ""
        return str(parts[-2]) if isinstance(parts, list) and len(parts) > 1 else ""
    return ".".join(name.split("/")[1:-1]) if name.startswith("/") else ""


def _input(given: Any, helper: Any) -> GraphInput:
    kind = given.type.tensor_type
    shape = tuple(
        dim.dim_value if dim.HasField("dim_value") else dim.dim_param or f"{given.name}.{i}"
        for i, dim in enumerate(kind.shape.dim)
    )
    try:
        dtype = np.dtype(helper.tensor_dtype_to_np_dtype(kind.elem_type))
    except (KeyError, TypeError) as error:
        raise ValueError(f"{given.name}: an input of this kind is not imported") from error
    return GraphInput(given.name, shape, dtype)


def _folded(nodes: list[Node], constants: Arrays, opset: int) -> Iterator[Node]:
    """Yield the nodes that depend on an input; add what the others make to ``constants``."""
    total = 0
    for node in nodes:
        known = all(name in constants for name in node.inputs if name)
        # A table of vectors that is read at fixed places is still an embedding.
        table = constants.get(node.input(0)) if node.op == "Gather" else None
        if known and not (table is not None and table.ndim == 2 and table.dtype.kind == "f"):
            try:
                made = run_node(node, opset, constants)
            except GraphError:
                made = {}
            size = sum(array.size for array in made.values())
            if made and total + size <= FOLDED:
                total += size
                constants.update(made)
                continue
        yield node
