"""Find the module for every layer of a Keras model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from sitegen.errors import Problem, SitegenError, near_miss
from sitegen.model_import.keras.convert import Arrays, convert
from sitegen.model_import.keras.layer import ROLES, KerasLayer, arrays_by_role
from sitegen.model_import.keras.settings import differences
from sitegen.nn import (
    GRU,
    LSTM,
    RNN,
    BatchNorm,
    Conv1d,
    Conv2d,
    ConvTranspose2d,
    Embedding,
    GroupNorm,
    LayerNorm,
    Linear,
    Module,
    MultiheadAttention,
)

# The first row that matches holds: a convolution of sequences is one of pictures, too.
CLASSES: list[tuple[type[Module], tuple[str, ...]]] = [
    (MultiheadAttention, ("MultiHeadAttention",)),
    (Conv1d, ("Conv1D", "DepthwiseConv1D")),
    (Conv2d, ("Conv2D", "DepthwiseConv2D")),
    (ConvTranspose2d, ("Conv2DTranspose",)),
    (Linear, ("Dense",)),
    (Embedding, ("Embedding",)),
    (LayerNorm, ("LayerNormalization",)),
    (GroupNorm, ("GroupNormalization",)),
    (BatchNorm, ("BatchNormalization",)),
    (GRU, ("GRU", "Bidirectional")),
    (LSTM, ("LSTM", "Bidirectional")),
    (RNN, ("SimpleRNN", "Bidirectional")),
]


def kind_for(module: Module) -> str | None:
    """Return the kind of Keras layer whose weights a module takes; None where none is known."""
    kinds = next((row[1] for row in CLASSES if isinstance(module, row[0])), None)
    if kinds is None:
        return None
    if isinstance(module, Conv2d):
        return kinds[module.groups == module.in_channels > 1]
    return kinds[bool(getattr(module, "bidirectional", False))]


def fit_keras(
    source: Path, layers: Sequence[KerasLayer], ordered: bool, model: Module, answers: bool
) -> Arrays:
    """Return the arrays of Keras layers in the layouts of ``model``, for ``model.load_state_dict``.

    Layers are found by their names if the model has them, else by their order; where the file has no order,
    by their order among the layers of one kind.

    Args:
        source: the file, for messages.
        layers: those that hold weights.
        ordered: whether they come in the order of the model.
        model: defines names and layers; it is not changed.
        answers: whether the model's answers are compared afterwards.

    Raises:
        SitegenError: names every layer that is not known, or whose settings the model does not share.
    """
    faults = [
        f"{layer}: not a layer that is imported; those are {', '.join(ROLES)}"
        for layer in layers
        if layer.kind is not None and layer.kind not in ROLES
    ]
    modules, foreign = _modules(model)
    faults += [
        f"{path} ({type(part).__name__}): no layer of Keras is imported for it" for path, part in foreign
    ]
    _raise(source, faults)
    result: Arrays = {}
    for path, layer in _pairs(source, layers, ordered, modules).items():
        module = modules[path]
        kind = layer.kind or kind_for(module) or ""
        if not _fits(kind, module):
            faults.append(f"{layer}: {path or 'the model'} expected {kind_for(module)}, received {kind}")
            continue
        different = [f"{layer}: {text}" for text in differences(layer, module, answers)]
        if different:
            faults += different
            continue
        try:
            ours = convert(arrays_by_role(layer, kind), layer, kind, module)
        except ValueError as error:
            faults.append(str(error))
            continue
        result.update({f"{path}.{name}" if path else name: array for name, array in ours.items()})
    _raise(source, faults)
    return result


def _raise(source: Path, faults: Sequence[str]) -> None:
    if faults:
        raise SitegenError(Problem(f"{source.name}: {fault}") for fault in faults)


def _modules(model: Module) -> tuple[dict[str, Module], list[tuple[str, Module]]]:
    """Return the modules that take weights of Keras by path, and others that hold weights."""
    taken: dict[str, Module] = {}
    foreign: list[tuple[str, Module]] = []
    inside: str | None = None
    for path, module in model.named_modules():
        if inside is not None and path.startswith(inside):
            continue
        if kind_for(module) is not None:
            taken[path] = module
        elif any("." not in name for name, _ in module.named_arrays()):
            foreign.append((path, module))
        if isinstance(module, MultiheadAttention):  # its projections come with it
            inside = f"{path}." if path else ""
    return taken, foreign


def _fits(kind: str, module: Module) -> bool:
    kinds = next((row[1] for row in CLASSES if isinstance(module, row[0])), ())
    if kind.startswith("Depthwise"):
        return kind in kinds and getattr(module, "groups", 0) == getattr(module, "in_channels", 1)
    both = bool(getattr(module, "bidirectional", False))
    return kind in kinds and (kind == "Bidirectional") == both


def _pairs(
    source: Path, layers: Sequence[KerasLayer], ordered: bool, modules: Mapping[str, Module]
) -> dict[str, KerasLayer]:
    """Return the layer for every path of ``modules``."""
    named = {layer.name: layer for layer in layers}
    known = named.keys() & modules.keys()
    if any(named[name].has_own_name for name in known) or known == named.keys() == modules.keys():
        unnamed = [layer for layer in layers if layer.name not in known]
        rest = {path: module for path, module in modules.items() if path not in known}
        if unnamed and not ordered and not any(layer.has_own_name for layer in unnamed):
            return {name: named[name] for name in known} | _by_kind(source, unnamed, rest)
        faults = []
        for name in sorted(named.keys() - modules.keys()):
            hint = near_miss(name, sorted(modules.keys() - known))
            faults.append(f"{named[name]}: the model has no such layer" + (f"; {hint}" if hint else ""))
        faults += [f"{path}: the file has no layer of this name" for path in modules if path not in known]
        _raise(source, faults)
        return named
    if ordered:
        if len(layers) != len(modules):
            ours = ", ".join(f"{path} ({kind_for(part)})" for path, part in modules.items()) or "none"
            theirs = ", ".join(map(str, layers)) or "none"
            _raise(source, [f"expected {len(modules)} layers with weights: {ours}; received {theirs}"])
        return dict(zip(modules, layers, strict=True))
    return _by_kind(source, layers, modules)


def _by_kind(
    source: Path, layers: Sequence[KerasLayer], modules: Mapping[str, Module]
) -> dict[str, KerasLayer]:
    """Return the layer for every path, by the order among layers of one kind within one model."""
    theirs: dict[str, list[KerasLayer]] = {}
    ours: dict[str, list[str]] = {}
    for layer in layers:
        theirs.setdefault(layer.kind or layer.name, []).append(layer)
    for path, module in modules.items():
        ours.setdefault(kind_for(module) or "", []).append(path)
    found: dict[str, KerasLayer] = {}
    faults = []
    for kind in sorted(theirs.keys() | ours.keys()):
        group, paths = theirs.get(kind, []), ours.get(kind, [])
        if len(group) != len(paths):
            expected = f"{len(paths)} ({', '.join(paths)})" if paths else "none"
            received = ", ".join(layer.name for layer in group) or "none"
            faults.append(f"{kind}: expected {expected}, received {received}")
        elif len({layer.path[:-1] for layer in group}) > 1 or (kind == "Bidirectional" and len(group) > 1):
            names = ", ".join(layer.name for layer in group)
            faults.append(f"{kind}: the file does not say in which order {names} come")
        else:
            found.update(zip(paths, group, strict=True))
    if faults:
        hint = "Save the model as .keras, which has the order and the settings of its layers."
        raise SitegenError(Problem(f"{source.name}: {fault}", hint=hint) for fault in faults)
    return found
