"""Compare the settings of a layer of an ONNX graph with the module that takes its weights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from sitegen.model_import.onnx.graph import OnnxGraph
from sitegen.model_import.onnx.layer import OnnxLayer
from sitegen.nn import (
    BatchNorm,
    Conv1d,
    Conv2d,
    ConvTranspose2d,
    Embedding,
    GroupNorm,
    LayerNorm,
    Module,
    RMSNorm,
)
from sitegen.nn.convolution import sides

Pair = tuple[int, int]


def differences(
    layer: OnnxLayer, module: Module, graph: OnnxGraph, shapes: Sequence[tuple[int, ...]]
) -> Iterator[str]:
    """Yield the settings under which the module would give other answers than the layer of the graph.

    Args:
        layer: one of the graph.
        module: takes its weights.
        graph: has what comes before the layer.
        shapes: of the layer's input in every run of the graph.
    """
    if isinstance(module, ConvTranspose2d):
        yield from _transposed(layer.settings, module)
    elif isinstance(module, Conv2d):
        yield from _convolution(layer, module, graph, shapes)
    elif isinstance(module, (BatchNorm, LayerNorm, GroupNorm, RMSNorm)):
        yield from _norm(layer, module, shapes)
    elif isinstance(module, Embedding) and module.padding_idx is not None:
        row = layer.arrays["weight"][module.padding_idx : module.padding_idx + 1]
        if row.any():
            yield f"padding_idx is {module.padding_idx}, and the graph has other numbers than 0 in that row"


def _norm(layer: OnnxLayer, module: Any, shapes: Sequence[tuple[int, ...]]) -> Iterator[str]:
    epsilon = float(layer.settings.get("epsilon", 1e-5))
    ours = float(np.finfo(np.float32).eps) if module.eps is None else module.eps
    if abs(epsilon - ours) > 1e-5 * max(epsilon, ours):
        yield f"epsilon is {epsilon:.7g}, and the model has {ours:.7g}: write eps={epsilon:.7g}"
    axis = layer.settings.get("axis", -1)
    last = {-1, *(len(shape) - 1 for shape in shapes)}
    if not isinstance(module, (BatchNorm, GroupNorm)) and axis not in last:
        yield f"axis expected the last, received {axis}"
    groups = layer.settings.get("num_groups")
    if isinstance(module, GroupNorm) and groups != module.num_groups:
        yield f"num_groups is {groups}, and the model has {module.num_groups}"


def _pairs(values: Any, count: int, fill: int) -> list[int]:
    """Return the numbers of a setting for ``count`` axes."""
    found = [int(value) for value in values or ()]
    return found if len(found) == count else [fill] * count


def _convolution(
    layer: OnnxLayer, module: Conv2d, graph: OnnxGraph, shapes: Sequence[tuple[int, ...]]
) -> Iterator[str]:
    settings, count = layer.settings, layer.arrays["weight"].ndim - 2
    kernel = list(layer.arrays["weight"].shape[2:])
    stride = _pairs(settings.get("strides"), count, 1)
    dilation = _pairs(settings.get("dilations"), count, 1)
    # Keras' exporter makes a sequence a picture, which may be of width one.
    turned = isinstance(module, Conv1d) and count == 2 and kernel[1] == 1 != kernel[0]

    def ours(values: Sequence[Any], fill: Any) -> tuple[Any, ...]:
        """Return values for height and width; a sequence is a picture of height one."""
        both = (fill, *values) if count == 1 else tuple(values)
        return both[::-1] if turned else both

    for name, values, held in (
        ("strides", stride, module.stride),
        ("dilations", dilation, module.dilation),
        ("kernel_shape", kernel, module.kernel_size),
    ):
        theirs = ours(values, 1)
        if theirs != held and not (name == "dilations" and set(module.kernel_size) == {1}):
            yield f"{name} is {theirs}, and the model has {held}"
    groups = int(settings.get("group", 1))
    if groups != module.groups:
        yield f"group is {groups}, and the model has {module.groups}"
    before = _pads_before(layer, graph, count)
    for shape in shapes or [(1, 1, *[97] * count)]:
        size = ours(shape[2:], 1)
        pads = _zeros(settings, shape[2:], kernel, stride, dilation)
        both = [(a + c, b + d) for (a, b), (c, d) in zip(pads, before, strict=True)]
        added = sides("", module.padding, size, module.kernel_size, module.stride, module.dilation)
        if added not in (ours(pads, (0, 0)), ours(both, (0, 0))):
            zeros = f"pads are {ours(pads, (0, 0))} zeros (before, after) at an input of {size}"
            yield f"{zeros}, and the model adds {added}"
            return


def _zeros(
    settings: Any, size: Sequence[int], kernel: list[int], stride: list[int], dilation: list[int]
) -> list[Pair]:
    """Return the zeros before and after, for each axis."""
    count, auto = len(kernel), settings.get("auto_pad", "NOTSET")
    if auto == "VALID":
        return [(0, 0) for _ in kernel]
    if auto in ("SAME_UPPER", "SAME_LOWER"):
        found = []
        for n, k, s, d in zip(size, kernel, stride, dilation, strict=True):
            needed = max((-(-n // s) - 1) * s + (k - 1) * d + 1 - n, 0)
            less, more = needed // 2, -(-needed // 2)
            found.append((less, more) if auto == "SAME_UPPER" else (more, less))
        return found
    pads = _pairs(settings.get("pads"), 2 * count, 0)
    return [(pads[i], pads[count + i]) for i in range(count)]


def _pads_before(layer: OnnxLayer, graph: OnnxGraph, count: int) -> list[Pair]:
    """Return the zeros that a ``Pad`` in front of a convolution adds to each of its places."""
    nothing = [(0, 0) for _ in range(count)]
    node = graph.makers.get(layer.node.inputs[0])
    if node is None or node.op != "Pad" or node.attributes.get("mode", "constant") != "constant":
        return nothing
    pads, value, axes = (graph.constants.get(node.input(i)) for i in (1, 2, 3))
    if (
        pads is None
        or axes is not None
        or pads.size != 2 * (count + 2)
        or (value is not None and value.any())
    ):
        return nothing
    return [(int(pads[2 + i]), int(pads[count + 4 + i])) for i in range(count)]


def _transposed(settings: Any, module: ConvTranspose2d) -> Iterator[str]:
    if settings.get("auto_pad", "NOTSET") not in ("NOTSET", "VALID") or settings.get("output_shape"):
        yield "auto_pad and output_shape are not imported; export with pads and output_padding"
        return
    pads = _pairs(settings.get("pads"), 4, 0)
    if pads[:2] != pads[2:]:
        yield f"pads {pads} cut the sides unequally, which has no equal in sitegen.nn"
    rows = (
        ("group", (int(settings.get("group", 1)),), (1,)),
        ("dilations", tuple(_pairs(settings.get("dilations"), 2, 1)), (1, 1)),
        ("strides", tuple(_pairs(settings.get("strides"), 2, 1)), module.stride),
        ("pads", tuple(pads[:2]), module.padding),
        ("output_padding", tuple(_pairs(settings.get("output_padding"), 2, 0)), module.output_padding),
    )
    yield from (
        f"{name} is {theirs}, and the model has {ours}" for name, theirs, ours in rows if theirs != ours
    )
