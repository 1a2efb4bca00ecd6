"""From PyTorch's weights to ours. The model must be built here first, with the same layers under the same names.

What differs: channels come last here, so filters are reordered; a recurrent layer has one bias where PyTorch
    adds two
(a GRU keeps both); and a Linear behind a Flatten reads the image in another order.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import numpy as np

from sitegen.nn.array import AnyArray
from sitegen.nn.convolution import Conv1d, Conv2d
from sitegen.nn.gru import GRU
from sitegen.nn.lstm import LSTM
from sitegen.nn.module import Module
from sitegen.nn.norm import BatchNorm
from sitegen.nn.recurrent import RNN
from sitegen.nn.upsampling import ConvTranspose2d

Take: TypeAlias = Callable[[str], AnyArray]


def _filters(*order: int) -> Callable[[Take], dict[str, AnyArray]]:
    def convert(take: Take) -> dict[str, AnyArray]:
        weight = take("weight")
        if weight.ndim == len(order):
            weight = weight.transpose(order)
        return {"weight": weight, "bias": take("bias")}

    return convert


def _sequence_filters(take: Take) -> dict[str, AnyArray]:
    return {"weight": np.moveaxis(take("weight"), 1, -1)[:, None], "bias": take("bias")}


def _recurrent(take: Take) -> dict[str, AnyArray]:
    bias = take("bias_ih_l0") + take("bias_hh_l0")
    return {"weight_ih": take("weight_ih_l0"), "weight_hh": take("weight_hh_l0"), "bias": bias}


def _gru(take: Take) -> dict[str, AnyArray]:
    names = {"weight_ih": "weight_ih_l0", "weight_hh": "weight_hh_l0", "bias": "bias_ih_l0"}
    return {name: take(theirs) for name, theirs in {**names, "bias_hh": "bias_hh_l0"}.items()}


def _batch_norm(take: Take) -> dict[str, AnyArray]:
    take("num_batches_tracked")  # a count that only PyTorch's own averaging needs
    return {name: take(name) for name in ("weight", "bias", "running_mean", "running_var")}


# The first row that matches holds; modules without a row keep names and layouts.
CONVERTERS: list[tuple[type[Module], Callable[[Take], dict[str, AnyArray]]]] = [
    (Conv1d, _sequence_filters),
    (Conv2d, _filters(0, 2, 3, 1)),
    (ConvTranspose2d, _filters(0, 2, 3, 1)),
    (GRU, _gru),
    (RNN, _recurrent),
    (LSTM, _recurrent),
    (BatchNorm, _batch_norm),
]


def from_pytorch(
    state: Mapping[str, Any], model: Module, flattened: Mapping[str, tuple[int, int, int]] | None = None
) -> dict[str, AnyArray]:
    """Return ``state`` in our layouts, for ``model.load_state_dict``, which checks names and shapes.

    Args:
        state: arrays or CPU tensors by name: ``torch_model.state_dict()``, or from `read_safetensors`.
        model: our model, which tells what stands under which name; it is not changed.
        flattened: for every Linear that follows a Flatten of an image, its path and PyTorch's (C, H, W).

    Raises:
        ValueError: names every tensor that is missing.
    """
    left = {name: np.asarray(value) for name, value in state.items()}
    missing: list[str] = []
    result: dict[str, AnyArray] = {}
    for path, module in model.named_modules():
        convert = next((row[1] for row in CONVERTERS if isinstance(module, row[0])), None)
        if convert is None:
            continue
        prefix = f"{path}." if path else ""
        for name, array in convert(_taker(left, prefix, missing)).items():
            result[prefix + name] = array
    if missing:
        raise ValueError("state: missing " + ", ".join(missing))
    result.update(left)
    for path, (channels, height, width) in (flattened or {}).items():
        weight = result[f"{path}.weight"]
        if weight.ndim != 2 or weight.shape[1] != channels * height * width:
            raise ValueError(
                f"{path}.weight: expected shape (..., {channels}·{height}·{width}), received {weight.shape}"
            )
        image = weight.reshape(-1, channels, height, width).transpose(0, 2, 3, 1)
        result[f"{path}.weight"] = image.reshape(weight.shape)
    return result


def _taker(left: dict[str, AnyArray], prefix: str, missing: list[str]) -> Take:
    def take(name: str) -> AnyArray:
        if prefix + name in left:
            return left.pop(prefix + name)
        if name not in (
            "num_batches_tracked",
            "bias",
        ):  # optional there; a bias missed here is told on loading
            missing.append(prefix + name)
        return np.zeros((1, 1, 1), np.float32)

    return take
