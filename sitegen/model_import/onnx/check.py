"""Compare a model with the ONNX graph that its weights come from, by running both."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sitegen.errors import Problem, SitegenError
from sitegen.model_import.onnx.graph import OnnxGraph
from sitegen.model_import.onnx.trace import (
    ModelRun,
    Trace,
    in_graph_layout,
    layouts,
    run_model,
    trace_graph,
)
from sitegen.nn import Module, MultiheadAttention

TOLERANCE = 2e-5  # of the largest number; rounding gives 1e-7 to 1e-6, the two forms of GELU differ by 5e-5
UNCHECKED = "activations, the order of layers and numbers of heads were not checked; give --expect"


@np.errstate(all="ignore")  # a damaged file may hold any numbers
def check_graph(source: str, graph: OnnxGraph, model: Module, inputs: tuple[NDArray[Any], ...] = ()) -> str:
    """Return what was compared, as a sentence.

    Drawn numbers go through the graph and through the model. Differences are measured in units of the
    largest number of the output.

    Args:
        source: the file, for messages.
        graph: from `read_onnx_file`.
        model: has its weights.
        inputs: of the model, in its layouts; used if the graph does not run on drawn ones.

    Raises:
        SitegenError: the answers differ by more than `TOLERANCE`, with the first layer that differs.
    """
    traces, reason = trace_graph(graph)
    if not traces and inputs:
        traces, _ = trace_graph(graph, in_graph_layout(graph, inputs))
    if not traces:
        return f"The graph cannot be run here ({reason}): {UNCHECKED}."
    worst = 0.0
    for trace in traces:
        expected = [trace.values[name] for name in graph.outputs]
        if not np.isfinite(expected[0]).all() or not expected[0].size or np.ptp(expected[0]) < 1e-12:
            return f"The graph gives no numbers to compare for drawn inputs: {UNCHECKED}."
        worst = max(worst, _compare(source, graph, model, trace))
    rest = graph.outputs[1:]
    more = f" Only the first output was compared, not {', '.join(rest)}." if rest else ""
    return f"The answers differ by at most {worst:.1e} from those of the graph, for drawn inputs.{more}"


def _compare(source: str, graph: OnnxGraph, model: Module, trace: Trace) -> float:
    """Return how far the model's answer is from that of one run of the graph."""
    expected = trace.values[graph.outputs[0]]
    runs: list[ModelRun] = []
    refused: list[str] = []
    nearest = np.inf
    for inputs in layouts(graph, trace.feeds):
        try:
            run = run_model(model, inputs)
        except ValueError as error:
            refused.append(str(error))
            continue
        runs.append(run)
        if run.outputs:
            nearest = min(nearest, distance(run.outputs[0], expected))
    if nearest <= TOLERANCE:
        return nearest
    if not runs:
        raise SitegenError(Problem(f"{source}: {refused[0]}"))
    received = runs[0].outputs[0].shape if runs[0].outputs else "nothing"
    if nearest == np.inf:
        text = f"output expected shape {expected.shape}, received {received}"
    else:
        text = f"the answers differ from those of the graph by {nearest:.2g}; expected at most {TOLERANCE}"
    raise SitegenError(Problem(f"{source}: {text}", hint=first_difference(graph, model, trace, runs[0])))


def distance(ours: NDArray[Any], theirs: NDArray[Any]) -> float:
    """Return the largest difference over the largest number; channels of ``theirs`` may be first."""
    scale = float(np.abs(theirs).max(initial=0)) or 1.0
    turned = [theirs, np.moveaxis(theirs, 1, -1)] if theirs.ndim > 2 else [theirs]
    found = [float(np.abs(ours - each).max(initial=0)) / scale for each in turned if each.shape == ours.shape]
    return min((value for value in found if not np.isnan(value)), default=np.inf)


def first_difference(graph: OnnxGraph, model: Module, trace: Trace, run: ModelRun) -> str:
    """Return a sentence on the first module whose output is not among the values of the graph."""
    modules = dict(model.named_modules())
    sorted_values = {
        name: np.sort(array.ravel())
        for name, array in trace.values.items()
        if array.dtype.kind == "f" and name not in graph.constants
    }
    inside = [f"{path}." for path, part in modules.items() if isinstance(part, MultiheadAttention)]
    before = [given.name for given in graph.inputs]
    for name in run.seen:
        path = name.removesuffix("output").removesuffix(".")
        module = modules.get(path)
        if module is None or not name.endswith("output") or path.startswith(tuple(inside)):
            continue
        if any(True for _ in module.children()) and not isinstance(module, MultiheadAttention):
            continue
        output = np.sort(run.seen[name].ravel())
        equal = [key for key, array in sorted_values.items() if _equal(output, array)]
        if not equal:
            steps = [node for value in before for node in graph.readers(value) if node.op != "Shape"]
            there = ", ".join(dict.fromkeys(map(str, steps))) or "nothing"
            return (
                f"The first layer whose output the graph does not have is {path} ({type(module).__name__}); "
                f"there the graph has {there}."
            )
        before = equal
    return "The graph has the output of every layer; what forward computes between or after them differs."


def _equal(ours: NDArray[Any], theirs: NDArray[Any]) -> bool:
    if ours.shape != theirs.shape:
        return False
    scale = max(float(np.abs(theirs).max(initial=0)), 1e-12)
    return bool(np.abs(ours - theirs).max(initial=0) <= TOLERANCE * scale)
