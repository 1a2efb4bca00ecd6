"""Record a network's activations, attention, gates, states and gradients without changing its code."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np

from sitegen.nn.array import AnyArray, Array
from sitegen.nn.module import Module
from sitegen.nn.tensor import Tensor


class Captured:
    """The published arrays by name: the module's dotted path, a dot, and the kind (``"0.output"``).

    Every module publishes ``output``; recurrent ones ``hidden``, their gates (``input_gate``, ...), ``cell``,
    and in the backward pass ``hidden_grad`` (B, T, H); attention its weights as ``attention`` (B, heads, T,
    S). The arrays belong to the network: do not write into them.

    Attributes:
        gradients: for every module by path, the gradient that reached its output.
    """

    def __init__(self) -> None:
        self._arrays: dict[str, list[AnyArray]] = {}
        self.gradients: dict[str, Array] = {}

    def add(self, name: str, array: AnyArray) -> None:
        """Record one array under ``name``."""
        self._arrays.setdefault(name, []).append(array)

    def __getitem__(self, name: str) -> AnyArray:
        return self.all(name)[-1]

    def __contains__(self, name: str) -> bool:
        return name in self._arrays

    def __iter__(self) -> Iterator[str]:
        return iter(self._arrays)

    def all(self, name: str) -> list[AnyArray]:
        """Return what every call published under ``name``, oldest first; KeyError names the known ones."""
        if name not in self._arrays:
            raise KeyError(f"{name!r} was not published; there is {', '.join(self._arrays) or 'nothing yet'}")
        return self._arrays[name]

    @property
    def gradient_norms(self) -> dict[str, float]:
        """The Euclidean norm of every module's output gradient, by path."""
        return {path: float(np.linalg.norm(grad)) for path, grad in self.gradients.items()}


@contextmanager
def capture(module: Module) -> Iterator[Captured]:
    """Watch ``module`` and everything below it while the ``with`` block runs.

    Outside the block nothing is recorded, and speed does not change. One capture is active at a time: a
    second one inside the block replaces the first until it ends.

    Example:
        >>> from sitegen.nn import Linear, Sequential, Tanh
        >>> model = Sequential(Linear(2, 3, rng=np.random.default_rng(0)), Tanh())
        >>> with capture(model) as seen:
        ...     y = model(np.ones((1, 2), np.float32))
        ...     y.sum().backward()
        >>> list(seen), seen["0.output"].shape, sorted(seen.gradient_norms)
        (['0.output', '1.output', 'output'], (1, 3), ['', '0', '1'])
    """
    seen = Captured()
    named = list(module.named_modules())
    before = [(part, part.watcher, vars(part).get("watch_gradient")) for _, part in named]
    for path, part in named:
        part.watcher = _watcher(seen, path)
        vars(part)["watch_gradient"] = _gradient_watcher(seen, path)
    try:
        yield seen
    finally:
        for part, watcher, watch_gradient in before:
            part.watcher = watcher
            if watch_gradient is None:
                del vars(part)["watch_gradient"]  # the method of the class shows again
            else:
                vars(part)["watch_gradient"] = watch_gradient


def _watcher(seen: Captured, path: str) -> Callable[[str, AnyArray], None]:
    prefix = f"{path}." if path else ""
    return lambda name, array: seen.add(prefix + name, array)


def _gradient_watcher(seen: Captured, path: str) -> Callable[[Tensor], None]:
    def keep(grad: Tensor) -> None:
        seen.gradients[path] = grad.array

    def watch(output: Tensor) -> None:
        if not output.is_leaf:
            output.register_hook(keep)

    return watch
