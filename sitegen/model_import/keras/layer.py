"""A layer of a Keras model: its kind, its arrays by their roles, and its settings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from numpy.typing import NDArray

FILTERS = ("kernel", "bias")
SCALED = ("gamma", "beta")
GATES = ("kernel", "recurrent_kernel", "bias")
# The roles of a layer's arrays in the order in which Keras stores them.
ROLES: dict[str, tuple[str, ...]] = {
    "Dense": FILTERS,
    "Conv1D": FILTERS,
    "Conv2D": FILTERS,
    "Conv2DTranspose": FILTERS,
    "DepthwiseConv1D": FILTERS,
    "DepthwiseConv2D": FILTERS,
    "Embedding": ("embeddings",),
    "BatchNormalization": (*SCALED, "moving_mean", "moving_variance"),
    "LayerNormalization": SCALED,
    "GroupNormalization": SCALED,
    "SimpleRNN": GATES,
    "LSTM": GATES,
    "GRU": GATES,
    "Bidirectional": tuple(f"{end}.{role}" for end in ("forward", "backward") for role in GATES),
    "MultiHeadAttention": tuple(
        f"{part}.{role}" for part in ("query", "key", "value", "output") for role in FILTERS
    ),
}
# Which setting says that a role is absent.
SWITCHES = {"bias": "use_bias", "gamma": "scale", "beta": "center"}


def group_name(kind: str) -> str:
    """Return the name of a class as Keras writes it into files, such as ``layer_normalization``."""
    spaced = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", kind)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", spaced).lower()


KIND_OF_GROUP = {group_name(kind): kind for kind in ROLES}


def kind_of(name: str) -> str | None:
    """Return the kind that a name given by Keras stands for, such as ``dense_2``."""
    return KIND_OF_GROUP.get(re.sub(r"_\d+$", "", name))


@dataclass(frozen=True)
class KerasLayer:
    """A layer that holds weights.

    Attributes:
        path: the names of the models that it is part of, and its own.
        kind: the name of its class; None where the file does not say it.
        arrays: by role, such as ``kernel`` or ``forward.kernel``; by number where the file has only an order.
        settings: the arguments of the class; empty where the file does not have them.
        input_shape: with None for the batch; empty where the file does not say it.
    """

    path: tuple[str, ...]
    kind: str | None
    arrays: Mapping[str, NDArray[Any]]
    settings: Mapping[str, Any] = field(default_factory=dict)
    input_shape: tuple[int | None, ...] = ()

    @property
    def name(self) -> str:
        """The dotted path."""
        return ".".join(self.path)

    @property
    def has_own_name(self) -> bool:
        """Whether the author has named it: Keras itself counts names such as ``dense_2``."""
        return kind_of(self.path[-1]) is None

    def __str__(self) -> str:
        return f"{self.name} ({self.kind})" if self.kind else self.name


def arrays_by_role(layer: KerasLayer, kind: str) -> dict[str, NDArray[Any]]:
    """Return the arrays of a layer by role.

    Raises:
        ValueError: numbered arrays whose roles cannot be known, or roles that the kind does not have.
    """
    roles = ROLES[kind]
    if set(layer.arrays) <= set(roles):
        return dict(layer.arrays)
    inner = layer.settings.get("layer", {}).get("config", layer.settings)
    found: dict[str, NDArray[Any]] = {}
    for prefix in dict.fromkeys(role.rpartition(".")[0] for role in roles):
        numbered = {
            int(name.rpartition(".")[2]): array
            for name, array in layer.arrays.items()
            if name.rpartition(".")[0] == prefix and name.rpartition(".")[2].isdecimal()
        }
        whole = [role for role in roles if role.rpartition(".")[0] == prefix]
        present = [role for role in whole if inner.get(SWITCHES.get(role.rpartition(".")[2], ""), True)]
        if not layer.settings and len(numbered) == len(whole) - 1 and whole[-1].endswith("bias"):
            present = whole[:-1]
        if len(numbered) != len(present):
            raise ValueError(
                f"{layer}: expected {len(present)} arrays ({', '.join(present)}), received {len(numbered)}"
                + ("" if layer.settings else "; save the model as .keras, which says what they are")
            )
        found.update(zip(present, (numbered[i] for i in sorted(numbered)), strict=True))
    if len(found) != len(layer.arrays):
        unknown = ", ".join(name for name in layer.arrays if not name.rpartition(".")[2].isdecimal())
        raise ValueError(f"{layer}: received arrays that {kind} does not have: {unknown}")
    return found
