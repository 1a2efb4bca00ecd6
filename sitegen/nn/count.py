"""The cost of a network: parameters and multiply-adds, layer by layer."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from sitegen.nn.array import AnyArray
from sitegen.nn.module import Module
from sitegen.nn.shaping import plain_index


@dataclass(frozen=True)
class Cost:
    """The cost of one module, without the modules below it.

    Attributes:
        path: the dotted path of the module.
        kind: its class.
        output: shape of its latest output.
        parameters: trained numbers.
        multiply_adds: multiplications with the addition that follows, in one forward pass over all its calls;
            element-wise work (activations, normalisation) is not counted.
    """

    path: str
    kind: str
    output: tuple[int, ...]
    parameters: int
    multiply_adds: int


def count(model: Module, *inputs: AnyArray | tuple[int, ...]) -> list[Cost]:
    """Return the cost of every module that has one, found by one forward pass in evaluation mode.

    Args:
        model: the network; it is not changed.
        inputs: what ``forward`` takes: arrays, or shapes that stand for float32 zeros.

    Example:
        >>> from sitegen.nn import Linear, Sequential, Tanh
        >>> model = Sequential(Linear(2, 32, rng=np.random.default_rng(0)), Tanh())
        >>> [(cost.path, cost.parameters, cost.multiply_adds) for cost in count(model, (1, 2))]
        [('0', 96, 64)]
    """
    named = list(model.named_modules())
    totals = {id(part): 0 for _, part in named}
    outputs: dict[int, tuple[int, ...]] = {}
    for _, part in named:
        part.forward = _counted(part, totals, outputs)
    try:
        model.predict(*(np.zeros(x, np.float32) if isinstance(x, tuple) else x for x in inputs))
    finally:
        for _, part in named:
            del part.forward  # restores the method of the class
    owned: dict[str, int] = {}
    for name, parameter in model.named_parameters():
        path = name.rpartition(".")[0]
        owned[path] = owned.get(path, 0) + parameter.array.size
    costs = [
        Cost(path, type(part).__name__, outputs.get(id(part), ()), owned.get(path, 0), totals[id(part)])
        for path, part in named
    ]
    return [cost for cost in costs if cost.parameters or cost.multiply_adds]


def _counted(part: Module, totals: dict[int, int], outputs: dict[int, tuple[int, ...]]) -> Any:
    forward = part.forward

    def run(*inputs: Any, **options: Any) -> Any:
        output = forward(*inputs, **options)
        shapes = [x.shape for x in map(plain_index, inputs) if isinstance(x, np.ndarray)]
        shape = plain_index(output[0] if isinstance(output, tuple) else output).shape
        totals[id(part)] += part.multiply_adds(shapes, shape)
        outputs[id(part)] = shape
        return output

    return run


def summary(model: Module, *inputs: AnyArray | tuple[int, ...]) -> str:
    """Return a table of every module that has a cost: path, class, output shape, parameters, multiply-adds.

    Args:
        model: the network; it is not changed.
        inputs: as for `count`: arrays, or shapes such as ``(1, 28, 28, 1)``.
    """
    rows = [
        (cost.path, cost.kind, str(cost.output), f"{cost.parameters:,}", f"{cost.multiply_adds:,}")
        for cost in count(model, *inputs)
    ]
    total = sum(cost.multiply_adds for cost in count(model, *inputs))
    table = [("module", "class", "output", "parameters", "multiply-adds"), *rows]
    table.append(("total", "", "", f"{model.parameter_count:,}", f"{total:,}"))
    widths = [max(len(row[i]) for row in table) for i in range(5)]
    return "\n".join(
        "  ".join(
            cell.rjust(w) if i > 2 else cell.ljust(w)
            for i, (cell, w) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in table
    )
