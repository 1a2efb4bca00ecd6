"""The base class of layers and models: a forward pass, a backward pass, and named parameters."""

import difflib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Self

import numpy as np

from sitegen.nn.array import AnyArray, Array, describe
from sitegen.nn.parameter import Buffer, Parameter, flatten

# No program needs this many open passes; a forward loop without backward would otherwise fill the
# browser's memory.
MAX_SAVED = 1024


class Module:
    """A part of a network: ``forward`` computes, ``backward`` sends the gradient back.

    ``forward`` saves what ``backward`` needs on a stack, so one module may be called several times before its
    backward passes, which then run in the opposite order. ``backward`` takes the gradient with respect to the
    output, *adds* to every ``Parameter.grad`` and returns the gradient with respect to the input.

    Attributes that are modules, tuples of modules, parameters or buffers are found by their names. A list of
    modules is refused, since it could grow without notice to an optimiser.
    """

    training = True
    saving = True
    watcher: Callable[[str, AnyArray], None] | None = None
    forward: Callable[..., Any]
    backward: Callable[..., Any]

    def __init__(self) -> None:
        self._saved: list[tuple[tuple[int, ...], np.dtype, tuple[Any, ...]]] = []

    def __call__(self, *inputs: Any, **options: Any) -> Any:
        """Run ``forward``; publish the output to `capture` if it is active."""
        output = self.forward(*inputs, **options)
        if self.watcher is not None:
            self.watcher("output", output)
        return output

    def predict(self, *inputs: Any, **options: Any) -> Any:
        """Run forward as in ``eval()`` and save nothing for a backward pass; then restore the modes."""
        modes = [(module, module.training, module.saving) for module in self.modules()]
        for module, _, _ in modes:
            module.training = module.saving = False
        try:
            return self(*inputs, **options)
        finally:
            for module, training, saving in modes:
                module.training, module.saving = training, saving

    def save(self, output: Array, *values: Any) -> None:
        """Put ``values`` on the stack for the backward pass of ``output`` (for authors of layers)."""
        if self.saving:
            if len(self._saved) >= MAX_SAVED:
                raise RuntimeError(
                    f"{type(self).__name__}: {MAX_SAVED} forward passes without a backward one; "
                    "use model.predict(x) where no gradient is wanted, or model.forget()"
                )
            self._saved.append((output.shape, output.dtype, values))

    def restore(self, grad: Array) -> tuple[Any, ...]:
        """Take the values of the latest forward pass from the stack (for authors of layers).

        Raises:
            RuntimeError: there was no forward pass.
            ValueError: ``grad`` is not like that pass's output, and would be broadcast silently.
        """
        owner = type(self).__name__
        if not self._saved:
            raise RuntimeError(f"{owner}: backward was called without a forward pass before it")
        shape, dtype, values = self._saved[-1]
        if not isinstance(grad, np.ndarray) or grad.shape != shape or grad.dtype != dtype:
            raise ValueError(f"{owner}: grad expected {shape} of {dtype}, received {describe(grad)}")
        self._saved.pop()
        return values

    def forget(self) -> None:
        """Drop everything saved for backward passes, here and below."""
        for module in self.modules():
            module._saved.clear()

    def children(self) -> Iterator[tuple[str, "Module"]]:
        """Yield name and module of every direct child, in the order of assignment."""
        for name, value in vars(self).items():
            if isinstance(value, Module):
                yield name, value
            elif isinstance(value, tuple):
                yield from ((f"{name}.{i}", item) for i, item in enumerate(value) if isinstance(item, Module))
            elif isinstance(value, list) and any(isinstance(item, Module) for item in value):
                raise TypeError(f"{type(self).__name__}: {name} expected a tuple of modules, received a list")

    def named_modules(self, prefix: str = "") -> Iterator[tuple[str, "Module"]]:
        """Yield dotted path and module of this module (path ``""``) and all below, each once."""
        seen: set[int] = set()
        stack: list[tuple[str, Module]] = [(prefix, self)]
        while stack:
            path, module = stack.pop()
            if id(module) not in seen:
                seen.add(id(module))
                yield path, module
                below = [(f"{path}.{name}" if path else name, child) for name, child in module.children()]
                stack.extend(reversed(below))

    def modules(self) -> list["Module"]:
        """Return this module and all below it, each once."""
        return [module for _, module in self.named_modules()]

    def named_arrays(self) -> Iterator[tuple[str, Buffer]]:
        """Yield dotted name and holder of every parameter and buffer; one that is shared comes once."""
        seen: set[int] = set()
        for path, module in self.named_modules():
            for name, value in vars(module).items():
                if isinstance(value, Buffer) and id(value) not in seen:
                    seen.add(id(value))
                    yield (f"{path}.{name}" if path else name), value

    def named_parameters(self) -> dict[str, Parameter]:
        """Return every parameter by its dotted name, ``"0.weight"`` for example."""
        return {name: value for name, value in self.named_arrays() if isinstance(value, Parameter)}

    def parameters(self) -> list[Parameter]:
        """Return every parameter once, in a fixed order."""
        return list(self.named_parameters().values())

    def flatten(self) -> tuple[Array, Array]:
        """Return all values and all gradients as two flat vectors that share memory with the parameters."""
        return flatten(self.parameters())

    @property
    def parameter_count(self) -> int:
        """The number of trained numbers, shared ones counted once."""
        return sum(parameter.size for parameter in self.parameters())

    def zero_grad(self) -> None:
        """Set every gradient to zero."""
        for parameter in self.parameters():
            parameter.grad.fill(0)

    def train(self, mode: bool = True) -> Self:
        """Switch to training (or with ``mode=False`` to evaluation), here and below; returns the module."""
        for module in self.modules():
            module.training = mode
        return self

    def eval(self) -> Self:
        """Switch to evaluation (no dropout, running statistics), here and below; returns the module."""
        return self.train(False)

    def astype(self, dtype: type[np.floating]) -> Self:
        """Convert all parameters and buffers in place (float64 for gradient checks); returns the module."""
        for _, holder in self.named_arrays():
            holder.astype(dtype)
        return self

    def state_dict(self) -> dict[str, Array]:
        """Return a copy of every parameter and buffer by its dotted name."""
        return {name: holder.value.copy() for name, holder in self.named_arrays()}

    def load_state_dict(self, state: Mapping[str, Array]) -> None:
        """Copy ``state`` into the parameters and buffers; unless every name and shape fits, change nothing.

        Raises:
            ValueError: names every tensor that is missing, unknown, of another shape, or not of numbers.
        """
        holders = dict(self.named_arrays())
        faults = [f"{name}: missing" for name in holders if name not in state]
        for name, array in state.items():
            if name not in holders:
                near = difflib.get_close_matches(name, holders, 1)
                faults.append(f"{name}: unknown" + (f", did you mean {near[0]}?" if near else ""))
            elif not isinstance(array, np.ndarray) or array.dtype.kind not in "fiu":
                faults.append(f"{name}: expected an array of numbers, received {type(array).__name__}")
            elif array.shape != holders[name].value.shape:
                faults.append(f"{name}: expected shape {holders[name].value.shape}, received {array.shape}")
        if faults:
            raise ValueError(f"{type(self).__name__}: the state does not fit; " + "; ".join(faults))
        for name, holder in holders.items():
            holder.value = state[name]

    def multiply_adds(self, shapes: list[tuple[int, ...]], output: tuple[int, ...]) -> int:
        """Return the multiply-adds of this module itself, without its children (see `count`)."""
        del shapes, output
        return 0


class Layer(Module):
    """A module with one array in and one array out: what `Sequential` is made of.

    ``forward(x)`` and ``backward(grad)`` both return one array. On a first layer, whose input is data,
    ``input_grad`` may be set to False: the costly layers then skip this unused gradient, and return
    zeros.
    """

    input_grad = True

    forward: Callable[..., Array]
    backward: Callable[..., Array]

    def __call__(self, x: AnyArray, **options: Any) -> Array:
        """Run ``forward``; publish the output to `capture` if it is active."""
        output = self.forward(x, **options)
        if self.watcher is not None:
            self.watcher("output", output)
        return output

    def predict(self, x: AnyArray, **options: Any) -> Array:
        """Run forward as in ``eval()`` and save nothing for a backward pass; then restore the modes."""
        output: Array = super().predict(x, **options)
        return output

    def no_input_grad(self, shape: tuple[int, ...], grad: Array) -> Array:
        """Return zeros in place of an input gradient that is not wanted; they take no memory."""
        zero: Array = np.zeros((), grad.dtype)
        return np.broadcast_to(zero, shape)
