"""Convert the arrays of one Keras layer into the layouts of `sitegen.nn`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sitegen.model_import.keras.layer import GATES, ROLES, KerasLayer
from sitegen.nn import GRU, Module
from sitegen.nn.keras import CONVERTERS

Arrays = dict[str, NDArray[Any]]


def convert(theirs: Mapping[str, NDArray[Any]], layer: KerasLayer, kind: str, module: Module) -> Arrays:
    """Return the arrays of one layer by the names of ``module``.

    An array that is switched off in Keras is 0, or 1 for a scale, where the module has it.

    Raises:
        ValueError: a GRU whose reset gate comes before the product, or arrays that are missing.
    """
    if kind == "Bidirectional":
        ends = {"forward": "", "backward": "_reverse"}
        result: Arrays = {}
        for end, ending in ends.items():
            half = {name.removeprefix(f"{end}."): x for name, x in theirs.items() if name.startswith(end)}
            for name, array in convert(half, layer, "recurrent", module).items():
                result[name + ending] = array
        return result
    arrays = {**_absent(theirs, layer, kind), **theirs}
    if isinstance(module, GRU) and arrays["bias"].ndim != 2:
        raise ValueError(
            f"{layer}: a GRU with reset_after=False has no equal in sitegen.nn; "
            "train it with reset_after=True"
        )
    if kind.startswith("Depthwise"):
        kernel = arrays["kernel"]
        arrays["kernel"] = kernel.reshape(*kernel.shape[:-2], 1, -1)
    roles = GATES if kind == "recurrent" else ROLES[kind]
    missing = [role for role in roles if role not in arrays]
    if missing:
        raise ValueError(f"{layer}: missing {', '.join(missing)}")
    row = next((row for row in CONVERTERS if isinstance(module, row[0])), None)
    ordered = [arrays[role] for role in roles]
    ours = row[2](ordered) if row else dict(zip(("weight", "bias"), ordered, strict=True))
    held = dict(module.named_arrays())
    if "bias_hh_l0" in held and "bias_hh_l0" not in ours:
        ours["bias_hh_l0"] = np.zeros_like(held["bias_hh_l0"].array)
    # A bias that neither has is not handed on; one that only Keras has is refused when the state is loaded.
    return {name: x for name, x in ours.items() if name in held or set(theirs) >= set(roles)}


def _absent(theirs: Mapping[str, NDArray[Any]], layer: KerasLayer, kind: str) -> Arrays:
    """Return what stands for arrays that are switched off: biases and shifts of 0, scales of 1.

    Raises:
        ValueError: a GRU without biases, of which the file does not say where its reset gate comes.
    """
    found: Arrays = {}
    vectors = [array for array in theirs.values() if array.ndim == 1]
    if kind.endswith("Normalization") and vectors:
        found = {"gamma": np.ones_like(vectors[0]), "beta": np.zeros_like(vectors[0])}
    for role, kernel in theirs.items():
        prefix, _, last = role.rpartition(".")
        bias = f"{prefix}.bias" if prefix else "bias"
        if last != "kernel" or bias in theirs:
            continue
        shape: tuple[int, ...] = kernel.shape[-1:]
        if kind.startswith("Depthwise"):
            shape = (kernel.shape[-2] * kernel.shape[-1],)
        elif kind == "Conv2DTranspose":
            shape = kernel.shape[-2:-1]
        elif kind == "MultiHeadAttention" and prefix != "output":
            shape = kernel.shape[1:]
        elif "recurrent_kernel" in theirs and kernel.shape[1] == 3 * len(theirs["recurrent_kernel"]):
            if not layer.settings:
                raise ValueError(
                    f"{layer}: a GRU without biases may have reset_after=False, which has no equal in "
                    "sitegen.nn; save the model as .keras, which says it"
                )
            shape = (2, *shape)
        found[bias] = np.zeros(shape, kernel.dtype)
    return found
