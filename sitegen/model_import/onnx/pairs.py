"""Find the layers of an ONNX graph for every module of a model: by their names, or by their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from sitegen.errors import Problem, SitegenError, near_miss
from sitegen.model_import.onnx.layer import OnnxLayer
from sitegen.nn import (
    GRU,
    LSTM,
    RNN,
    BatchNorm,
    Conv2d,
    ConvTranspose2d,
    Embedding,
    GroupNorm,
    LayerNorm,
    LearnedPosition,
    Linear,
    Module,
    MultiheadAttention,
    PReLU,
    RMSNorm,
)

KINDS: list[tuple[type[Module], str]] = [
    (MultiheadAttention, "Attention"),
    (Conv2d, "Conv"),
    (ConvTranspose2d, "ConvTranspose"),
    (Linear, "Linear"),
    (Embedding, "Embedding"),
    (LearnedPosition, "Position"),
    (LayerNorm, "LayerNormalization"),
    (RMSNorm, "RMSNormalization"),
    (GroupNorm, "GroupNormalization"),
    (BatchNorm, "BatchNormalization"),
    (GRU, "GRU"),
    (LSTM, "LSTM"),
    (RNN, "RNN"),
    (PReLU, "PRelu"),
]
Pairs = dict[str, list[OnnxLayer]]


def kind_for(module: Module) -> str | None:
    """Return the kind of layer whose weights a module takes; None where none is known."""
    return next((kind for row, kind in KINDS if isinstance(module, row)), None)


def pair_layers(source: Path, layers: Sequence[OnnxLayer], modules: Mapping[str, Module]) -> Pairs:
    """Return the layers for every path of ``modules``; a batch norm that the file has folded has none."""
    wanted = {kind_for(module) for module in modules.values()}
    kept = [layer for layer in layers if layer.kind != "Position" or "Position" in wanted]
    once = {(layer.kind, layer.constants or (layer.output,)): layer for layer in reversed(kept)}
    shared = [layer for layer in kept if once[layer.kind, layer.constants or (layer.output,)] is layer]
    first: list[str] = []
    for each in dict.fromkeys((tuple(map(id, kept)), tuple(map(id, shared)))):
        chosen = [layer for layer in kept if id(layer) in each]
        named = _by_name(chosen, modules)
        if named is not None:
            return named
        pairs, faults = _by_order(chosen, modules)
        if not faults:
            return pairs
        first = first or faults
    known = [layer.name for layer in kept]
    hints = [near_miss(path, known) for path in modules if path not in known]
    ours = (
        ", ".join(f"{path or 'the model'} ({kind_for(module)})" for path, module in modules.items()) or "none"
    )
    theirs = ", ".join(map(str, kept)) or "none"
    text = f"{first[0]}; expected layers with weights: {ours}; received {theirs}"
    raise SitegenError(Problem(f"{source.name}: {text}", hint=next((hint for hint in hints if hint), None)))


def _by_name(layers: Sequence[OnnxLayer], modules: Mapping[str, Module]) -> Pairs | None:
    """Return the layers by the paths that the file gives them, if it gives one to each."""
    pairs: Pairs = {path: [] for path in modules}
    for layer in layers:
        for path in (path for own in layer.paths for path in (own, own.rpartition(".")[0])):
            module = modules.get(path)
            kind = None if module is None else kind_for(module)
            if kind == layer.kind or (kind == "Attention" and layer.kind == "Linear"):
                pairs[path].append(layer)
                break
        else:
            return None
    for path, module in modules.items():
        if not _complete(pairs[path], module) and not (isinstance(module, BatchNorm) and not pairs[path]):
            return None
    return pairs


def _by_order(layers: Sequence[OnnxLayer], modules: Mapping[str, Module]) -> tuple[Pairs, list[str]]:
    """Return the layers for every path by the order in which both run, and the first that does not fit."""
    pairs: Pairs = {}
    at = 0
    for path, module in modules.items():
        pairs[path] = []
        kind = kind_for(module)
        if isinstance(module, BatchNorm) and (at == len(layers) or layers[at].kind != kind):
            continue  # exporters fold it into the layer before
        while not _complete(pairs[path], module):
            fits = at < len(layers) and layers[at].kind == ("Linear" if kind == "Attention" else kind)
            if not fits:
                found = str(layers[at]) if at < len(layers) else "no further layer"
                return {}, [
                    f"{path or 'the model'} ({type(module).__name__}): expected {kind}, received {found}"
                ]
            pairs[path].append(layers[at])
            at += 1
    rest = ", ".join(map(str, layers[at:]))
    return pairs, [f"the model has no module for {rest}"] if rest else []


def _complete(layers: Sequence[OnnxLayer], module: Module) -> bool:
    """Return whether these are all layers of a module: projections of attention, or layers of an LSTM."""
    if isinstance(module, MultiheadAttention):
        return sum(len(layer.arrays["weight"]) for layer in layers) == 4 * module.embed_dim
    return len(layers) == getattr(module, "num_layers", 1)
