"""Readers of the files that Keras writes: ``.keras``, ``.weights.h5`` and the older ``.h5``.

No code of a file is run. A ``.keras`` file has the settings of the layers and their order; a ``.weights.h5``
file has neither; the older ``.h5`` has the order, and the settings if the whole model was saved.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sitegen.model_import.keras.layer import KerasLayer, group_name, kind_of

MODELS = ("Sequential", "Functional", "Model")
# Groups of a file that hold no weights of layers: the optimizer's memory and states of random generators.
NO_LAYERS = ("optimizer", "seed_generator", "_loss_tracker", "metrics")
ENDS = {"forward_layer": "forward", "backward_layer": "backward"}
PROJECTIONS = {"query": "query", "key": "key", "value": "value", "attention_output": "output"}
DENSE = {f"{name}_dense": name for name in ("query", "key", "value", "output")}
NEEDED = "weights of Keras need h5py: pip install 'sitegen-live[models]'"
# What reading a damaged or foreign file raises.
DAMAGED = (
    *(OSError, EOFError, zipfile.BadZipFile, zlib.error),
    *(KeyError, IndexError, ValueError, TypeError, AttributeError),
)
Groups = dict[tuple[str, ...], dict[str, NDArray[Any]]]


def read_keras_file(path: Path) -> tuple[tuple[KerasLayer, ...], bool]:
    """Return the layers that hold weights, and whether they come in the order of the model.

    Raises:
        ValueError: h5py is not installed, or the file is not one that Keras writes.
    """
    try:
        import h5py  # noqa: PLC0415 - optional
    except ImportError as error:
        raise ValueError(NEEDED) from error
    try:
        if path.suffix.lower() == ".keras":
            return _archive_layers(path, h5py)
        with path.open("rb") as file, h5py.File(file, "r") as h5:
            if "layer_names" in _names(h5) or "model_weights" in h5:
                return tuple(_legacy_layers(h5)), True
            return tuple(_named_by_group(_numbered(h5))), False
    except DAMAGED as error:
        if isinstance(error, OSError) and error.strerror:
            raise
        raise ValueError("expected a file that Keras wrote, received something else") from error


def _archive_layers(path: Path, h5py: Any) -> tuple[tuple[KerasLayer, ...], bool]:
    with zipfile.ZipFile(path) as archive:
        layers = json.loads(archive.read("config.json"))["config"].get("layers")
        with h5py.File(io.BytesIO(archive.read("model.weights.h5")), "r") as h5:
            groups = _numbered(h5)
    # A class of the author's own has no list of layers; attributes give the groups their names.
    if layers is None:
        return tuple(_named_by_group(groups)), False
    return tuple(_configured(layers, groups, (), ())), True


def _names(h5: Any) -> set[str]:
    return {name.rstrip("0123456789") for name in h5.attrs}


def _numbered(h5: Any) -> Groups:
    """Return the arrays of every layer by its group; cells and projections are parts of their layer."""
    found: Groups = {}

    def visit(name: str, item: Any) -> None:
        *path, vars_name, number = ["", *name.split("/")]
        if not hasattr(item, "shape") or vars_name != "vars" or any(part in NO_LAYERS for part in path):
            return
        path = path[1:-1] if len(path) > 2 and path[-1] == "cell" else path[1:]
        end = (ENDS.get(path[-1]) or DENSE.get(path[-1])) if len(path) > 1 else None
        layer = tuple(path[:-1] if end else path)
        found.setdefault(layer, {})[f"{end}.{number}" if end else number] = np.asarray(item)

    h5.visititems(visit)
    return found


def _number(name: str) -> tuple[str, int]:
    """Return what sorts ``dense_10`` behind ``dense_2``."""
    stem, _, last = name.rpartition("_")
    return (stem, int(last)) if last.isdecimal() else (name, 0)


def _named_by_group(groups: Groups) -> Iterator[KerasLayer]:
    """Yield layers with the names of their groups: attributes, or kinds that are counted."""
    for group in sorted(groups, key=lambda parts: [_number(part) for part in parts]):
        path = tuple(part for part in group if part not in ("layers", "_layer_checkpoint_dependencies"))
        yield KerasLayer(path or ("model",), kind_of(group[-1]) if group else None, groups[group])


def _configured(
    layers: list[Mapping[str, Any]], groups: Groups, inside: tuple[str, ...], path: tuple[str, ...]
) -> Iterator[KerasLayer]:
    """Yield the layers of a configuration in their order, with their arrays.

    Keras names a group by the class of the layer and counts those of one class within a model.
    """
    counts: Counter[str] = Counter()
    for layer in layers:
        kind, settings = layer["class_name"], layer["config"]
        stem = group_name(kind)
        group = (*inside, "layers", f"{stem}_{counts[stem]}" if counts[stem] else stem)
        counts[stem] += 1
        own = (*path, settings.get("name", stem))
        if kind in MODELS:
            yield from _configured(settings["layers"], groups, group, own)
            continue
        # A wrapper that is not known, or a layer of the author's own, may hold its arrays deeper.
        arrays = {
            ".".join((*place[len(group) :], name)): array
            for place, held in groups.items()
            if place[: len(group)] == group
            for name, array in held.items()
        }
        if arrays:
            shape = tuple((layer.get("build_config") or {}).get("input_shape") or ())
            yield KerasLayer(own, kind, arrays, settings, shape)


def _attribute(holder: Any, name: str) -> list[str]:
    """Return a list of names; a long one is stored in pieces with numbers."""
    pieces = [name] if name in holder.attrs else []
    while f"{name}{len(pieces)}" in holder.attrs:
        pieces.append(f"{name}{len(pieces)}")
    texts = [text for piece in pieces for text in holder.attrs[piece]]
    return [text.decode() if isinstance(text, bytes) else str(text) for text in texts]


def _legacy_layers(h5: Any) -> Iterator[KerasLayer]:
    """Yield the layers of an older file, whose arrays have names such as ``inner/dense/kernel:0``."""
    holder = h5.get("model_weights", h5)
    config = json.loads(h5.attrs["model_config"]) if "model_config" in h5.attrs else {}
    known = _settings(config.get("config", {}), ())
    for top in _attribute(holder, "layer_names"):
        found: Groups = {}
        for name in _attribute(holder[top], "weight_names"):
            owner, role = _owner(top, name, known)
            found.setdefault(owner, {})[role] = np.asarray(holder[top][name])
        for path, arrays in found.items():
            settings = known.get(path, {})
            kind = settings.get("class_name") or kind_of(path[-1])
            shape = tuple((settings.get("build_config") or {}).get("input_shape") or ())
            yield KerasLayer(path, kind, arrays, settings.get("config", {}), shape)


def _settings(config: Any, path: tuple[str, ...]) -> dict[tuple[str, ...], Mapping[str, Any]]:
    """Return the configuration of every layer by its path."""
    found: dict[tuple[str, ...], Mapping[str, Any]] = {}
    layers = config if isinstance(config, list) else config.get("layers", ())
    for layer in layers:
        own = (*path, layer["config"].get("name", "") if isinstance(layer["config"], dict) else "")
        found |= _settings(layer["config"], own) if layer["class_name"] in MODELS else {own: layer}
    return found


def _owner(top: str, name: str, known: Mapping[tuple[str, ...], Any]) -> tuple[tuple[str, ...], str]:
    """Return the path of the layer that an array belongs to, and the array's role in it."""
    *parts, role = name.split("/")
    role = role.partition(":")[0].replace("depthwise_", "")
    parts = [part for part in parts if not part.rstrip("0123456789").rstrip("_").endswith("_cell")]
    last = parts[-1] if parts else top
    end = next((end for end in ("forward", "backward") if last.startswith(f"{end}_")), "")
    end = end or (PROJECTIONS.get(last, "") if len(parts) > 1 else "")
    last = parts[-2] if end and len(parts) > 1 else last
    role = f"{end}.{role}" if end else role
    inside = [path for path in known if path[0] == top and path[-1] == last]
    if inside:
        return inside[0], role
    return ((top,) if end or last == top or (top,) in known else (top, last)), role
