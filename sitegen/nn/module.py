"""The base class of layers and models: a forward pass, and parameters with names."""

import difflib
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from sitegen.nn.array import AnyArray, Array, describe
from sitegen.nn.autograd import MODE, Node, no_grad
from sitegen.nn.parameter import Buffer, Parameter, flatten
from sitegen.nn.printing import describe_module
from sitegen.nn.shaping import plain_index
from sitegen.nn.tensor import Tensor

CONTAINERS = (tuple, list, dict)


def held(name: str, value: object, kind: type) -> Iterator[tuple[str, Any]]:
    """Yield name and value of everything of ``kind`` in an attribute, also within tuples, lists and dicts."""
    if isinstance(value, kind):
        yield name, value
    elif isinstance(value, CONTAINERS):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, item in items:
            yield from held(f"{name}.{key}", item, kind)


class Module:
    """A part of a network: ``forward`` computes with tensors, and the tape finds the gradients.

    Modules, parameters and buffers in attributes, also within lists, tuples and dicts, are found by their
    names. A subclass defines ``forward``; ``module(x)`` calls it.

    Example:
        >>> from sitegen.nn import Linear, ReLU
        >>> class Net(Module):
        ...     def __init__(self, rng):
        ...         super().__init__()
        ...         self.layers = [Linear(2, 8, rng=rng), Linear(8, 1, rng=rng)]
        ...     def forward(self, x):
        ...         return self.layers[1](self.layers[0](x).tanh())
        >>> net = Net(np.random.default_rng(0))
        >>> net(np.ones((5, 2), np.float32)).shape, net.parameter_count
        ((5, 1), 33)
    """

    training = True
    watcher: Callable[[str, AnyArray], None] | None = None
    forward: Callable[..., Any]

    def __call__(self, *inputs: Any, **options: Any) -> Any:
        """Run ``forward``; an error names the path of the module that raised it."""
        try:
            output = self.forward(*inputs, **options)
        except (TypeError, ValueError, FloatingPointError) as error:
            _locate(error, self)
            raise
        if self.watcher is not None or MODE.anomaly:
            self._watch(output)
        return output

    def _watch(self, output: Any) -> None:
        first = output[0] if isinstance(output, tuple) else output
        if not isinstance(first, Node):
            return
        if MODE.anomaly and not np.isfinite(first.array).all():
            error = FloatingPointError(f"{type(self).__name__}: the output is the first with NaN or infinity")
            _locate(error, self)
            raise error
        if self.watcher is not None:
            self.watcher("output", first.array)
            self.watch_gradient(first)

    def watch_gradient(self, output: Any) -> None:
        """Do nothing; `capture` puts its own function here while it is active."""

    def predict(self, *inputs: Any, **options: Any) -> Any:
        """Return the output as an array, computed as in ``eval()`` and `no_grad`; restores the modes."""
        modes = [(module, module.training) for module in self.modules()]
        for module, _ in modes:
            module.training = False
        try:
            with no_grad():
                return arrays(self(*inputs, **options))
        finally:
            for module, training in modes:
                module.training = training

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(vars(self).get(name), Buffer) and not (value is None or isinstance(value, Buffer)):
            raise TypeError(
                f"{type(self).__name__}: {name} expected a Parameter, received {describe(value)}; "
                f"to replace the numbers: module.{name}.data = array"
            )
        object.__setattr__(self, name, value)

    def register_buffer(self, name: str, data: Any) -> None:
        """Set an attribute that is saved with the module, but not trained."""
        setattr(self, name, Buffer(data))

    def __repr__(self) -> str:
        return describe_module(self)

    def named_children(self) -> Iterator[tuple[str, "Module"]]:
        """Yield name and module of every direct child, in the order of assignment."""
        for name, value in vars(self).items():
            yield from held(name, value, Module)

    def children(self) -> Iterator["Module"]:
        """Yield every direct child."""
        return (child for _, child in self.named_children())

    def named_modules(self, prefix: str = "") -> Iterator[tuple[str, "Module"]]:
        """Yield dotted path and module of this module (path ``""``) and all below, each once."""
        seen: set[int] = set()
        stack: list[tuple[str, Module]] = [(prefix, self)]
        while stack:
            path, module = stack.pop()
            if id(module) not in seen:
                seen.add(id(module))
                yield path, module
                below = [
                    (f"{path}.{name}" if path else name, child) for name, child in module.named_children()
                ]
                stack.extend(reversed(below))

    def modules(self) -> list["Module"]:
        """Return this module and all below it, each once."""
        return [module for _, module in self.named_modules()]

    def named_arrays(self) -> Iterator[tuple[str, Buffer]]:
        """Yield dotted name and holder of every parameter and buffer; one that is shared comes once."""
        seen: set[int] = set()
        for path, module in self.named_modules():
            for attribute, value in vars(module).items():
                for name, holder in held(attribute, value, Buffer):
                    if id(holder) not in seen:
                        seen.add(id(holder))
                        yield (f"{path}.{name}" if path else name), holder

    def named_parameters(self) -> Iterator[tuple[str, Parameter]]:
        """Yield dotted name (``"0.weight"`` for example) and parameter, each once."""
        return ((name, value) for name, value in self.named_arrays() if isinstance(value, Parameter))

    def parameters(self) -> list[Parameter]:
        """Return every parameter once, in a fixed order."""
        return [value for _, value in self.named_parameters()]

    def all_names(self, prefix: str = "") -> Iterator[tuple[str, Buffer]]:
        """Yield what `named_arrays` does, but a shared parameter under each of its names."""
        for attribute, value in vars(self).items():
            for name, holder in held(attribute, value, Buffer):
                yield prefix + name, holder
        for name, child in self.named_children():
            yield from child.all_names(f"{prefix}{name}.")

    def flatten(self) -> tuple[Array, Array]:
        """Return all values and all gradients as two flat vectors that share memory with the parameters."""
        return flatten(self.parameters())

    @property
    def parameter_count(self) -> int:
        """The number of trained numbers, shared ones counted once."""
        return sum(parameter.array.size for parameter in self.parameters())

    def zero_grad(self) -> None:
        """Clear every gradient."""
        for parameter in self.parameters():
            parameter.grad = None

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Freeze (False) or train (True) all parameters; returns the module."""
        for parameter in self.parameters():
            parameter.requires_grad = requires_grad
        return self

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
        """Return a copy of every parameter and buffer by its dotted name, as arrays."""
        return {name: holder.array.copy() for name, holder in self.named_arrays()}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Copy ``state`` into the parameters and buffers; unless every name and shape fits, change nothing.

        Raises:
            ValueError: names every tensor that is missing, unknown, of another shape, or not finite.
        """
        holders, named = dict(self.named_arrays()), dict(self.all_names())
        given = {id(named[name]) for name in state if name in named}
        faults = [f"{name}: missing" for name, holder in holders.items() if id(holder) not in given]
        for name, value in state.items():
            array, holder = plain_index(value), named.get(name)
            if holder is None:
                near = difflib.get_close_matches(name, named, 1)
                faults.append(f"{name}: unknown" + (f", did you mean {near[0]}?" if near else ""))
            elif not isinstance(array, np.ndarray) or array.dtype.kind not in "fiu":
                faults.append(f"{name}: expected an array of numbers, received {type(array).__name__}")
            elif array.shape != holder.shape:
                faults.append(f"{name}: expected shape {holder.shape}, received {array.shape}")
            elif not (np.abs(array) <= np.finfo(holder.dtype).max).all():
                faults.append(
                    f"{name}: expected finite numbers of {holder.dtype}, received NaN or larger ones"
                )
        if faults:
            raise ValueError(f"{type(self).__name__}: the state does not fit; " + "; ".join(faults))
        for name, value in state.items():
            named[name].data = value

    def multiply_adds(self, shapes: list[tuple[int, ...]], output: tuple[int, ...]) -> int:
        """Return the multiply-adds of this module itself, without its children (see `count`)."""
        del shapes, output
        return 0


def arrays(value: Any) -> Any:
    """Return arrays in place of tensors, also within tuples."""
    if isinstance(value, tuple):
        parts = [arrays(part) for part in value]
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    return plain_index(value)


def _locate(error: Exception, module: Module) -> None:
    """Put the path of the module that raised ``error``, as seen from ``module``, before the message."""
    source, message = vars(error).setdefault("_nn_source", (module, str(error)))
    path = next((path for path, part in module.named_modules() if part is source), "")
    if path:
        error.args = (f"{path}: {message}",)


class Layer(Module):
    """A module with one tensor in and one tensor out: what `Sequential` is made of."""

    if TYPE_CHECKING:  # the same methods, with the type that a layer returns

        def __call__(self, *inputs: Any, **options: Any) -> Tensor:
            """Return the output."""

        def predict(self, *inputs: Any, **options: Any) -> Array:
            """Return the output as an array."""
