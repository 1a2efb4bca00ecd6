"""Read the weights of a trained model from a file, by its ending."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from numpy.typing import NDArray

from sitegen.errors import Problem, SitegenError
from sitegen.model_import.keras import KerasLayer, read_keras_file
from sitegen.model_import.onnx import OnnxGraph, find_layers, read_onnx_file, settled
from sitegen.model_import.torch_file import read_torch_file
from sitegen.nn.safetensors import read_safetensors
from sitegen.nn.weights import SCALE, read_weights, unpack_weights

Origin = Literal["pytorch", "keras", "onnx", "sitegen"]
ENDINGS = (".safetensors", ".pt", ".pth", ".npz", ".keras", ".h5", ".hdf5", ".onnx")
TENSORFLOW = 'the weights as .weights.h5 where TensorFlow is: model.save_weights("NAME.weights.h5")'
INSTEAD = {
    ".ckpt": TENSORFLOW,
    ".index": TENSORFLOW,
    ".pb": TENSORFLOW,
    ".tflite": TENSORFLOW,
    ".gguf": "the weights before their conversion to GGUF, as .safetensors",
    ".bin": "the same weights as .safetensors",
}


@dataclass(frozen=True)
class ModelFile:
    """The weights of a file.

    Attributes:
        path: the file.
        origin: whose names and layouts they have.
        arrays: by name, in the order of the file.
        layers: those of a Keras file; none of others.
        ordered: whether ``layers`` come in the order of the model.
        graph: that of an ONNX file; its arrays are those of its layers.
    """

    path: Path
    origin: Origin
    arrays: dict[str, NDArray[Any]]
    layers: tuple[KerasLayer, ...] = ()
    ordered: bool = True
    graph: OnnxGraph | None = None


def read_model(path: Path) -> ModelFile:
    """Return the weights of a file.

    Raises:
        SitegenError: a kind of file that is not read, with what to do instead; or a file that is damaged.
    """
    ending = path.suffix.lower()
    checkpoint = path.is_dir() or ".data-" in path.name or path.name == "checkpoint"
    if checkpoint or ending not in ENDINGS:
        kind = "of TensorFlow" if checkpoint else f"in {ending or 'a file without ending'}"
        instead = TENSORFLOW if checkpoint else INSTEAD.get(ending)
        hint = f"Save {instead}." if instead else f"Expected {', '.join(ENDINGS)}."
        raise SitegenError(Problem(f"{path.name}: weights {kind} are not read", hint=hint))
    try:
        found = _read(path, ending)
    except (OSError, ValueError) as error:
        message = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        name = "" if message.startswith(path.name) else f"{path.name}: "
        raise SitegenError(Problem(f"{name}{message}")) from error
    return _of_npz(path, found) if isinstance(found, dict) else found


def _read(path: Path, ending: str) -> ModelFile | dict[str, NDArray[Any]]:
    """Return what a file holds; the arrays of an .npz, which does not say who wrote it."""
    if ending == ".safetensors":
        return ModelFile(path, "pytorch", read_safetensors(path))
    if ending in (".pt", ".pth"):
        return ModelFile(path, "pytorch", read_torch_file(path))
    if ending in (".keras", ".h5", ".hdf5"):
        layers, ordered = read_keras_file(path)
        arrays = {f"{layer.name}.{role}": x for layer in layers for role, x in layer.arrays.items()}
        return ModelFile(path, "keras", arrays, layers, ordered)
    if ending == ".onnx":
        graph = settled(read_onnx_file(path))
        return ModelFile(path, "onnx", _graph_arrays(graph), graph=graph)
    return read_weights(path)


def _of_npz(path: Path, arrays: dict[str, NDArray[Any]]) -> ModelFile:
    """Return the weights of an .npz, with their origin by their names."""
    if arrays and all(re.fullmatch(r"arr_\d+", name) for name in arrays):
        return ModelFile(path, "keras", dict(sorted(arrays.items(), key=lambda row: int(row[0][4:]))))
    if any(name.endswith((SCALE, "num_batches_tracked")) or "_l0" in name for name in arrays):
        quantised = any(name.endswith(SCALE) for name in arrays)
        return (
            ModelFile(path, "sitegen", dict(unpack_weights(arrays)))
            if quantised
            else ModelFile(path, "pytorch", arrays)
        )
    return ModelFile(path, "pytorch", arrays)


def _graph_arrays(graph: OnnxGraph) -> dict[str, NDArray[Any]]:
    """Return the arrays of the layers of a graph; its constants if some are of no layer of `sitegen.nn`."""
    layers, faults = find_layers(graph)
    if faults:
        return {name: array for name, array in graph.constants.items() if array.dtype.kind == "f"}
    found: dict[str, NDArray[Any]] = {}
    for layer in layers:
        again = f"{layer.name}.{next(iter(layer.arrays))}" in found
        name = f"{layer.name} {layer.node.name or layer.output}" if again else layer.name
        found.update({f"{name}.{role}": array for role, array in layer.arrays.items()})
    return found
