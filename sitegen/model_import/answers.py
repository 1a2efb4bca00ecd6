"""Stored inputs and outputs of the original model, and the comparison with the imported one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sitegen.errors import Problem, SitegenError
from sitegen.nn import Module, capture
from sitegen.nn.weights import read_weights

TOLERANCE = 1e-4


@dataclass(frozen=True)
class Answers:
    """What the original model answers.

    Attributes:
        inputs: ``input``, or ``input.0``, ``input.1`` and so on.
        output: ``output``.
        layers: outputs of layers by their path, stored as ``layer.PATH``.
    """

    inputs: tuple[NDArray[Any], ...]
    output: NDArray[Any]
    layers: dict[str, NDArray[Any]]


def read_answers(path: Path, *, channels_first: bool) -> Answers:
    """Return the pairs of a file.

    Args:
        path: an .npz file with ``input`` and ``output``.
        channels_first: whether pictures and sequences in it have their channels before their places.

    Raises:
        SitegenError: not such a file.
    """
    try:
        arrays = read_weights(path)
    except (OSError, ValueError) as error:
        raise SitegenError(Problem(f"{path.name}: {error}")) from error
    names = sorted(name for name in arrays if name == "input" or name.startswith("input."))
    if not names or "output" not in arrays:
        found = ", ".join(arrays) or "nothing"
        raise SitegenError(Problem(f"{path.name}: expected arrays named input and output, received {found}"))

    def ours(x: NDArray[Any]) -> NDArray[Any]:
        x = np.moveaxis(x, 1, -1) if channels_first and x.ndim > 2 else x
        return np.ascontiguousarray(x, np.float32 if x.dtype.kind == "f" else None)

    layers = {name.removeprefix("layer."): ours(x) for name, x in arrays.items() if name.startswith("layer.")}
    return Answers(tuple(ours(arrays[name]) for name in names), ours(arrays["output"]), layers)


def check_answers(model: Module, answers: Answers, source: str) -> float:
    """Return the largest difference of the model's answers from the stored ones.

    Raises:
        SitegenError: it exceeds `TOLERANCE`, with the first layer that differs, if layers are stored.
    """
    with capture(model) as seen:
        output = model.predict(*answers.inputs)
    received = output[0] if isinstance(output, tuple) else output
    if received.shape != answers.output.shape:
        raise SitegenError(
            Problem(f"{source}: output expected shape {answers.output.shape}, received {received.shape}")
        )
    difference = float(np.abs(received - answers.output).max())
    if difference <= TOLERANCE:
        return difference
    hint = "Store outputs of layers as layer.PATH to learn where it begins."
    for path, expected in answers.layers.items():
        name = f"{path}.output"
        if name in seen and seen[name].shape == expected.shape:
            off = float(np.abs(seen[name] - expected).max())
            if not off <= TOLERANCE:
                kind = type(dict(model.named_modules())[path]).__name__
                hint = f"The first layer that differs is {path} ({kind}), by {off:.2g}."
                break
    raise SitegenError(
        Problem(
            f"{source}: the answers differ from the stored ones by {difference:.2g}; "
            f"expected at most {TOLERANCE}",
            hint=hint,
        )
    )
