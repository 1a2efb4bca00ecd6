"""From PyTorch's weights to ours, for a model built here with the same layers under the same names.

What differs: channels come last here, so filters are reordered, and a Linear behind a Flatten reads the image
in another order.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import numpy as np

from sitegen.nn.array import AnyArray
from sitegen.nn.batch_norm import BatchNorm
from sitegen.nn.convolution_layers import Conv1d, Conv2d
from sitegen.nn.module import Module
from sitegen.nn.upsampling import ConvTranspose2d

Tensors: TypeAlias = dict[str, AnyArray]


def _filters(theirs: Tensors) -> Tensors:
    weight = theirs.pop("weight")
    return {**theirs, "weight": weight.transpose(0, 2, 3, 1) if weight.ndim == 4 else weight}


def _sequence_filters(theirs: Tensors) -> Tensors:
    weight = theirs.pop("weight")
    return {**theirs, "weight": weight.transpose(0, 2, 1)[:, None] if weight.ndim == 3 else weight}


def _batch_norm(theirs: Tensors) -> Tensors:
    theirs.pop("num_batches_tracked", None)  # a count that only PyTorch's own averaging needs
    return theirs


# The first row that matches holds; modules without a row keep names and layouts. A converter takes what
# stands under the module's path out of ``theirs`` and returns what it does not know, so that loading can
# report it.
CONVERTERS: list[tuple[type[Module], Callable[[Tensors], Tensors]]] = [
    (Conv1d, _sequence_filters),
    (Conv2d, _filters),
    (ConvTranspose2d, _filters),
    (BatchNorm, _batch_norm),
]


def from_pytorch(
    state: Mapping[str, Any], model: Module, flattened: Mapping[str, tuple[int, int, int]] | None = None
) -> Tensors:
    """Return ``state`` in our layouts, for ``model.load_state_dict``, which checks names and shapes.

    Args:
        state: arrays or CPU tensors by name: ``torch_model.state_dict()``, or from `read_safetensors`.
        model: our model, which defines the names; it is not changed.
        flattened: for every Linear that follows a Flatten of an image, its path and PyTorch's (C, H, W).

    Raises:
        ValueError: a tensor that a layer needs is missing, or ``flattened`` does not fit.
    """
    left: Tensors = {name: np.asarray(value) for name, value in state.items()}
    result: Tensors = {}
    for path, module in model.named_modules():
        convert = next((row[1] for row in CONVERTERS if isinstance(module, row[0])), None)
        if convert is None:
            continue
        prefix = f"{path}." if path else ""
        names = [name for name in left if name.startswith(prefix) and "." not in name[len(prefix) :]]
        theirs = {name[len(prefix) :]: left.pop(name) for name in names}
        try:
            ours = convert(theirs)
        except KeyError as error:
            received = ", ".join(names) or "none"
            raise ValueError(f"{prefix}{error.args[0]}: missing; {path} has {received}") from error
        result.update({prefix + name: array for name, array in ours.items()})
    result.update(left)
    for path, shape in (flattened or {}).items():
        result[f"{path}.weight"] = _channels_last(f"{path}.weight", result, shape)
    return result


def _channels_last(name: str, tensors: Tensors, shape: tuple[int, int, int]) -> AnyArray:
    weight = tensors.get(name)
    columns = shape[0] * shape[1] * shape[2]
    if weight is None or weight.ndim != 2 or weight.shape[1] != columns:
        received = "nothing" if weight is None else f"shape {weight.shape}"
        raise ValueError(f"{name}: expected {columns} columns for a flattened {shape}, received {received}")
    return weight.reshape(-1, *shape).transpose(0, 2, 3, 1).reshape(weight.shape)
