"""Convert the arrays of a file for a model of `sitegen.nn`: prefixes, layouts, flattened pictures."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sitegen.errors import Problem, SitegenError
from sitegen.model_import.keras import fit_keras
from sitegen.model_import.onnx import fit_onnx
from sitegen.model_import.read import ModelFile
from sitegen.nn import GRU, Conv1d, Conv2d, Flatten, Linear, Module, capture, from_keras, from_pytorch

PREFIXES = (
    "module.",
    "_orig_mod.",
    "model.",
)  # what DataParallel, torch.compile and wrappers put before names


def fit_state(
    file: ModelFile, model: Module, inputs: tuple[NDArray[Any], ...] = ()
) -> dict[str, NDArray[Any]]:
    """Return the arrays of ``file`` in the layouts of ``model``, for ``model.load_state_dict``.

    Args:
        file: the weights.
        model: defines names and layers; it is not changed.
        inputs: an input of the model in its own layout, to find pictures that are flattened.

    Raises:
        SitegenError: arrays that do not fit; or a Linear behind a flattened picture, whose order cannot be
            found without ``inputs``.
    """
    if file.graph is not None:
        return fit_onnx(file.path, file.graph, model, inputs)
    if file.layers:
        return fit_keras(file.path, file.layers, file.ordered, model, answers=bool(inputs))
    try:
        if file.origin == "keras":
            arrays = list(file.arrays.values())
            _refuse_first_reset(arrays, model)
            return from_keras(arrays, model)
        if file.origin == "sitegen":
            return file.arrays
        flattened = _flattened(model, inputs)
        return from_pytorch(without_prefix(file.arrays, model), model, flattened)
    except ValueError as error:
        raise SitegenError(Problem(f"{file.path.name}: {error}")) from error


def _refuse_first_reset(arrays: list[NDArray[Any]], model: Module) -> None:
    """Refuse a GRU of Keras that resets the state before the product: it has one bias, not two."""
    sizes = {part.hidden_size for part in model.modules() if isinstance(part, GRU)}
    for recurrent, bias in itertools.pairwise(arrays):
        if any(recurrent.shape == (size, 3 * size) and bias.shape == (3 * size,) for size in sizes):
            raise ValueError(f"a GRU with reset_after=False has no equal in sitegen.nn: bias {bias.shape}")


def without_prefix(arrays: dict[str, NDArray[Any]], model: Module) -> dict[str, NDArray[Any]]:
    """Return the arrays without a prefix that all names have and the model does not know."""
    known = {name for name, _ in model.all_names()}
    for prefix in PREFIXES:
        if arrays and all(name.startswith(prefix) for name in arrays) and not known & arrays.keys():
            return without_prefix({name.removeprefix(prefix): array for name, array in arrays.items()}, model)
    return arrays


def channels_first(file: ModelFile, model: Module) -> bool:
    """Return whether stored inputs and outputs of the original model have channels before places."""
    if file.graph is not None:
        return file.graph.channels_first
    return file.origin == "pytorch" and takes_pictures(model)


def takes_pictures(model: Module) -> bool:
    """Return whether the first layer with weights is a convolution: PyTorch's input is channels first."""
    first = next((part for part in model.modules() if isinstance(part, (Conv2d, Conv1d, Linear))), None)
    return isinstance(first, (Conv2d, Conv1d))


def _flattened(model: Module, inputs: tuple[NDArray[Any], ...]) -> dict[str, tuple[int, int, int]]:
    """Return PyTorch's (C, H, W) for every Linear behind a `Flatten` of a picture, by path."""
    named = list(model.named_modules())
    places = [i for i, (_, part) in enumerate(named) if isinstance(part, Flatten)]
    if not places or not any(isinstance(part, Conv2d) for part in model.modules()):
        return {}
    if not inputs:
        raise ValueError(
            "a Linear behind Flatten reads a picture in another order than PyTorch's; "
            "give --expect with an input"
        )
    with capture(model) as seen:
        model.predict(*inputs)
    found: dict[str, tuple[int, int, int]] = {}
    for i in places:
        # What goes into a Flatten is what the layer before it gave.
        before = [path for path, _ in named[:i] if f"{path}.output" in seen]
        shape = seen[f"{before[-1]}.output"].shape if before else inputs[0].shape
        after = next(((path, part) for path, part in named[i + 1 :] if isinstance(part, Linear)), None)
        if len(shape) == 4 and after is not None and after[1].in_features == int(np.prod(shape[1:])):
            found[after[0]] = (shape[3], shape[1], shape[2])
    return found
