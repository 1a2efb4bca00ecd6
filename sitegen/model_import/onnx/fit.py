"""Find the module for every layer of an ONNX graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sitegen.errors import Problem, SitegenError
from sitegen.model_import.onnx.convert import convert, identity, recurrent
from sitegen.model_import.onnx.graph import Arrays, OnnxGraph
from sitegen.model_import.onnx.layer import OnnxLayer, find_layers
from sitegen.model_import.onnx.pairs import kind_for, pair_layers
from sitegen.model_import.onnx.settings import differences
from sitegen.model_import.onnx.trace import in_graph_layout, layouts, run_model, trace_graph
from sitegen.nn import BatchNorm, Module, MultiheadAttention


@np.errstate(all="ignore")  # a damaged file may hold any numbers
def fit_onnx(source: Path, graph: OnnxGraph, model: Module, inputs: tuple[NDArray[Any], ...] = ()) -> Arrays:
    """Return the weights of a graph in the layouts of ``model``, for ``model.load_state_dict``.

    Layers are found by their names if all have one that the model knows, else by the order in which the
    graph and the model run them.

    Args:
        source: the file, for messages.
        graph: from `read_onnx_file`.
        model: defines names and layers; it is not changed.
        inputs: of the model, in its layouts; without them numbers are drawn.

    Raises:
        SitegenError: names every layer that is not known, or whose settings the model does not share.
    """
    layers, faults = find_layers(graph)
    _raise(source, faults)
    given = in_graph_layout(graph, inputs)
    traces, reason = trace_graph(graph, given)
    if given and not traces:
        traces, reason = trace_graph(graph)
    shapes = {name: array.shape for name, array in traces[0].values.items()} if traces else {}
    order = _order(graph, model, traces[0].feeds) if traces else None
    modules, state, faults = _modules(model, graph, order)
    _raise(source, faults)
    for path, taken in pair_layers(source, layers, modules).items():
        module, prefix = modules[path], f"{path}." if path else ""
        different = []
        for layer in taken:
            runs = [trace.values[layer.node.inputs[0]].shape for trace in traces]
            name = f"{path or 'the model'} ({type(module).__name__})"
            end = f"(node {layer.node.name or layer.output})"
            different += [f"{name}: {text} {end}" for text in differences(layer, module, graph, runs)]
        faults += different
        if not different:
            ours = _arrays(taken, module, graph, shapes)
            state.update({prefix + name: array for name, array in ours.items()})
    _fold(modules, state)
    faults += _ties(model, state)
    ops = {node.op for node in graph.nodes}
    if not shapes and ops & {"Conv", "ConvTranspose"} and ops & {"Flatten", "Reshape"}:
        faults.append(
            f"the order of a flattened picture is not known, since the graph cannot be run: {reason}"
        )
    _raise(source, faults)
    return state


def _raise(source: Path, faults: Sequence[str]) -> None:
    if faults:
        raise SitegenError(Problem(f"{source.name}: {fault}") for fault in dict.fromkeys(faults))


def _order(graph: OnnxGraph, model: Module, feeds: Arrays) -> list[str] | None:
    """Return the paths of modules in the order in which they run, or None if the model cannot be run."""
    for inputs in layouts(graph, feeds):
        try:
            run = run_model(model, inputs)
        except ValueError:
            continue
        names = [name for name in run.seen if name == "output" or name.endswith(".output")]
        return [name.removesuffix("output").removesuffix(".") for name in names]
    return None


def _modules(
    model: Module, graph: OnnxGraph, order: list[str] | None
) -> tuple[dict[str, Module], Arrays, list[str]]:
    """Return the modules that take weights by path, arrays of other modules, and what has no equal."""
    taken: dict[str, Module] = {}
    own: Arrays = {}
    faults: list[str] = []
    inside: str | None = None
    for path, module in model.named_modules():
        prefix = f"{path}." if path else ""
        if inside is not None and path.startswith(inside):
            continue
        if kind_for(module) is not None:
            taken[path] = module
            if isinstance(module, MultiheadAttention):  # its projections come with it
                inside = prefix
            continue
        below = {id(holder) for child in module.children() for _, holder in child.named_arrays()}
        for name, holder in module.named_arrays():
            if id(holder) in below:
                continue
            found = graph.constants.get(prefix + name)
            if found is None or found.shape != holder.shape:
                text = f"the file has no weight of this name and shape {holder.shape}"
                faults.append(f"{prefix}{name} of {type(module).__name__}: {text}")
            else:
                own[prefix + name] = np.asarray(found, np.float32)
    if order is not None:
        places = {path: i for i, path in enumerate(order)}
        taken = dict(sorted(taken.items(), key=lambda row: places.get(row[0], len(places))))
    return taken, own, faults


def _arrays(layers: Sequence[OnnxLayer], module: Module, graph: OnnxGraph, shapes: Any) -> Arrays:
    """Return the arrays of the layers of one module by its names."""
    result: Arrays = {}
    if isinstance(module, MultiheadAttention):
        *parts, last = layers
        weights = [layer.arrays["weight"] for layer in parts]
        biases = [layer.arrays.get("bias", np.zeros(len(layer.arrays["weight"]))) for layer in parts]
        result = {"in_proj_weight": np.concatenate(weights), "in_proj_bias": np.concatenate(biases)}
        result |= {f"out_proj.{name}": x for name, x in last.arrays.items()}
        held = dict(module.named_arrays())
        if "out_proj.bias" in held:
            result.setdefault("out_proj.bias", np.zeros(module.embed_dim))
        return {name: np.asarray(x, np.float32) for name, x in result.items() if name in held or x.any()}
    for i, layer in enumerate(layers):
        if hasattr(module, "gates"):
            result |= recurrent(layer, module, i)
        else:
            result |= convert(layer, module, graph, shapes)
    return result


def _fold(modules: Mapping[str, Module], state: Arrays) -> None:
    """Write arrays with which a batch norm that the file has folded changes nothing into ``state``."""
    before = ""
    for path, module in modules.items():
        prefix = f"{path}." if path else ""
        if isinstance(module, BatchNorm) and f"{prefix}running_mean" not in state:
            bias = None
            held = {name for name, _ in modules[before].named_arrays()} if before in modules else set()
            if "bias" not in held:
                bias = state.pop(f"{before}.bias" if before else "bias", None)
            state.update({prefix + name: array for name, array in identity(module, bias).items()})
        before = path


def _ties(model: Module, state: Arrays) -> list[str]:
    """Return where the model has one parameter under two names, and the file has two."""
    first: dict[int, str] = {}
    faults = []
    for name, holder in model.all_names():
        if name not in state:
            continue
        other = first.setdefault(id(holder), name)
        if other != name and not np.array_equal(state[other], state[name]):
            faults.append(f"{name} and {other} are one parameter in the model, and two in the file")
    return faults
