"""Layers made of layers: one after the other, side by side, and around a shortcut."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from sitegen.nn.array import check_shape, describe
from sitegen.nn.create import as_tensor, cat
from sitegen.nn.module import Layer, Module
from sitegen.nn.tensor import Tensor


def _check(owner: str, layers: Iterable[object]) -> None:
    for i, layer in enumerate(layers):
        if not isinstance(layer, Module):
            raise TypeError(f"{owner}: layer {i} expected a Module, received {describe(layer)}")


class Sequential(Layer):
    """Layers one after the other; their names are ``"0"``, ``"1"`` and so on.

    Of a layer that returns several things, such as an `LSTM`, the next one gets the first.

    Shape:
        x: what the first layer takes; the output is what the last layer gives.

    Example:
        >>> import numpy as np
        >>> from sitegen.nn import Linear, Tanh
        >>> rng = np.random.default_rng(0)
        >>> model = Sequential(Linear(2, 8, rng=rng), Tanh(), Linear(8, 1, rng=rng))
        >>> model(np.zeros((5, 2), np.float32)).shape, model.parameter_count
        ((5, 1), 33)
    """

    def __init__(self, *layers: Module) -> None:
        super().__init__()
        _check("Sequential", layers)
        self.layers = list(layers)

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """Yield the layers under their numbers, as PyTorch names them."""
        yield from ((str(i), layer) for i, layer in enumerate(self.layers))

    def __iter__(self) -> Iterator[Any]:
        return iter(self.layers)

    def __len__(self) -> int:
        return len(self.layers)

    def __getitem__(self, index: Any) -> Any:
        return Sequential(*self.layers[index]) if isinstance(index, slice) else self.layers[index]

    def append(self, layer: Module) -> "Sequential":
        """Add a layer at the end; returns the container."""
        _check("Sequential", [layer])
        self.layers.append(layer)
        return self

    def forward(self, x: Any) -> Tensor:
        """Pass ``x`` through every layer in order."""
        for layer in self.layers:
            x = layer(x)
            if type(x) is tuple:
                x = x[0]
        return as_tensor(x)


class ModuleList(Module):
    """A list of modules; a plain list in an attribute is found as well."""

    def __init__(self, modules: Iterable[Module] = ()) -> None:
        super().__init__()
        self.items = list(modules)
        _check("ModuleList", self.items)

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """Yield the modules under their numbers."""
        yield from ((str(i), module) for i, module in enumerate(self.items))

    def __iter__(self) -> Iterator[Any]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, index: Any) -> Any:
        return ModuleList(self.items[index]) if isinstance(index, slice) else self.items[index]

    def append(self, module: Module) -> "ModuleList":
        """Add a module at the end; returns the list."""
        _check("ModuleList", [module])
        self.items.append(module)
        return self


class ModuleDict(Module):
    """Modules by name; a plain dict in an attribute is found as well."""

    def __init__(self, modules: Mapping[str, Module] | None = None) -> None:
        super().__init__()
        self.items = dict(modules or {})
        _check("ModuleDict", self.items.values())

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """Yield the modules under their names."""
        yield from self.items.items()

    def __getitem__(self, name: str) -> Any:
        return self.items[name]

    def __setitem__(self, name: str, module: Module) -> None:
        _check("ModuleDict", [module])
        self.items[name] = module

    def __contains__(self, name: str) -> bool:
        return name in self.items

    def __iter__(self) -> Iterator[str]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


class Identity(Layer):
    """Give what comes in.

    Shape:
        x: any. output: the same.
    """

    def forward(self, x: Any) -> Tensor:
        """Return ``x``."""
        return as_tensor(x)


class Residual(Layer):
    """A layer with a shortcut around it: y = shortcut(x) + layer(x) (He et al. 2016).

    Shape:
        x: an array that ``layer`` accepts. output: what ``layer`` returns, in the shape of the shortcut.

    Args:
        layer: the way through.
        shortcut: a layer beside it where shapes differ, such as a `Conv2d` of size 1; without it, x itself.

    Raises:
        ValueError: the two shapes differ.
    """

    def __init__(self, layer: Module, shortcut: Module | None = None) -> None:
        super().__init__()
        _check("Residual", [layer])
        self.layer, self.shortcut = layer, shortcut

    def forward(self, x: Any) -> Tensor:
        """Return shortcut(x) + layer(x)."""
        beside = as_tensor(x) if self.shortcut is None else self.shortcut(x)
        y: Tensor = self.layer(x)
        hint = "" if self.shortcut else " (give Residual a shortcut that changes the shape)"
        check_shape("Residual", f"the layer's output{hint}", y.array, beside.shape)
        return beside + y


class Concat(Layer):
    """Several layers of one input, their outputs side by side.

    Shape:
        x: what every layer takes. output: theirs, joined along ``dim``.

    Args:
        layers: the branches.
        dim: the axis; the channels if not given.
    """

    def __init__(self, *layers: Module, dim: int = -1) -> None:
        super().__init__()
        _check("Concat", layers)
        self.layers, self.dim = list(layers), dim

    def forward(self, x: Any) -> Tensor:
        """Return the outputs side by side."""
        return cat([layer(x) for layer in self.layers], self.dim)


class Lambda(Layer):
    """A function as a layer.

    Shape:
        x: what the function takes. output: what it returns.
    """

    def __init__(self, function: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.function = function

    def forward(self, x: Any) -> Tensor:
        """Return function(x)."""
        return self.function(as_tensor(x))


class Reshape(Layer):
    """Every example in another shape.

    Shape:
        x: (B, ...). output: (B, *shape).
    """

    def __init__(self, *shape: int) -> None:
        super().__init__()
        self.shape = shape

    def forward(self, x: Any) -> Tensor:
        """Return ``x`` in the new shape."""
        return as_tensor(x).reshape(len(x), *self.shape)
