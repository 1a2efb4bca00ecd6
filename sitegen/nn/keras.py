"""From Keras' weights to ours. The model must be built here first, with the same layers in the same order.

What differs: Keras stores a Dense input first, filters as (height, width, in, out), a GRU's gates in the
    order z, r, h,
and attention's projections separately and per head. Images are channels last in both, so a Flatten needs
no reordering.
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np

from sitegen.nn.array import AnyArray
from sitegen.nn.attention import MultiheadAttention
from sitegen.nn.batch_norm import BatchNorm
from sitegen.nn.convolution_layers import Conv1d, Conv2d
from sitegen.nn.embedding import Embedding
from sitegen.nn.gru import GRU
from sitegen.nn.linear import Linear
from sitegen.nn.lstm import LSTM
from sitegen.nn.module import Module
from sitegen.nn.norm import LayerNorm
from sitegen.nn.rnn import RNN
from sitegen.nn.upsampling import ConvTranspose2d

Arrays: TypeAlias = Sequence[AnyArray]


def _named(*names: str, order: tuple[int, ...] = ()) -> Callable[[Arrays], dict[str, AnyArray]]:
    def convert(arrays: Arrays) -> dict[str, AnyArray]:
        first = arrays[0].transpose(order) if order and arrays[0].ndim == len(order) else arrays[0]
        return dict(zip(names, (first, *arrays[1:]), strict=True))

    return convert


def _sequence_filters(arrays: Arrays) -> dict[str, AnyArray]:
    return {"weight": np.moveaxis(arrays[0], -1, 0)[:, None], "bias": arrays[1]}


def _recurrent(arrays: Arrays) -> dict[str, AnyArray]:
    return {
        "weight_ih_l0": arrays[0].T,
        "weight_hh_l0": arrays[1].T,
        "bias_ih_l0": arrays[2],
    }


def _gru(arrays: Arrays) -> dict[str, AnyArray]:
    def reordered(array: AnyArray) -> AnyArray:
        z, r, n = np.split(array, 3, axis=0)
        return np.concatenate((r, z, n))

    bias = np.atleast_2d(arrays[2])
    return {
        "weight_ih_l0": reordered(arrays[0].T),
        "weight_hh_l0": reordered(arrays[1].T),
        "bias_ih_l0": reordered(bias[0]),
        "bias_hh_l0": reordered(bias[-1]),
    }


def _attention(arrays: Arrays) -> dict[str, AnyArray]:
    features = arrays[0].shape[0]
    return {
        "in_proj_weight": np.concatenate([arrays[i].reshape(features, -1).T for i in (0, 2, 4)]),
        "in_proj_bias": np.concatenate([arrays[i].reshape(-1) for i in (1, 3, 5)]),
        "out_proj.weight": arrays[6].reshape(-1, features).T,
        "out_proj.bias": arrays[7],
    }


# The first row that matches holds: the layer, how many arrays it has, and what becomes of them.
CONVERTERS: list[tuple[type[Module], int, Callable[[Arrays], dict[str, AnyArray]]]] = [
    (MultiheadAttention, 8, _attention),
    (Conv1d, 2, _sequence_filters),
    (Conv2d, 2, _named("weight", "bias", order=(3, 0, 1, 2))),
    (ConvTranspose2d, 2, _named("weight", "bias", order=(3, 0, 1, 2))),
    (Linear, 2, _named("weight", "bias", order=(1, 0))),
    (Embedding, 1, _named("weight")),
    (LayerNorm, 2, _named("weight", "bias")),
    (BatchNorm, 4, _named("weight", "bias", "running_mean", "running_var")),
    (GRU, 3, _gru),
    (RNN, 3, _recurrent),
    (LSTM, 3, _recurrent),
]


def from_keras(weights: Arrays, model: Module) -> dict[str, AnyArray]:
    """Return Keras' weights in our layouts, for ``model.load_state_dict``, which checks the shapes.

    Args:
        weights: ``keras_model.get_weights()``, of layers with a bias and with the default order of arrays. A
            GRU must have ``reset_after=True``, the default.
        model: our model, whose layers are filled in their order; it is not changed.

    Raises:
        ValueError: there are fewer or more arrays than the model takes, or a layer that Keras does not have.
    """
    result: dict[str, AnyArray] = {}
    used, inside_attention = 0, "\0"
    for path, module in model.named_modules():
        if path.startswith(inside_attention):
            continue
        row = next((row for row in CONVERTERS if isinstance(module, row[0])), None)
        if row is None:
            if any(name == path for name in _owners(module, path)):
                raise ValueError(f"{path}: {type(module).__name__} has no equal in Keras")
            continue
        _, count, convert = row
        if used + count > len(weights):
            raise ValueError(
                f"weights: expected {count} arrays for {path} ({type(module).__name__}) from place {used}, "
                f"received {len(weights)} in all"
            )
        prefix = f"{path}." if path else ""
        for name, array in convert(weights[used : used + count]).items():
            result[prefix + name] = array
        second = vars(module).get("bias_hh_l0")
        if second is not None and f"{prefix}bias_hh_l0" not in result:
            result[f"{prefix}bias_hh_l0"] = np.zeros_like(second.array)
        used += count
        if isinstance(module, MultiheadAttention):
            inside_attention = f"{path}." if path else "out_proj"
    if used != len(weights):
        raise ValueError(f"weights: expected {used} arrays, received {len(weights)}")
    return result


def _owners(module: Module, path: str) -> list[str]:
    """Return ``path`` once for every array that the module itself holds."""
    return [path for name, _ in module.named_arrays() if "." not in name]
