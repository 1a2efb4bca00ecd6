"""Layers made of layers: one after the other, and around a shortcut."""

from collections.abc import Iterator

from sitegen.nn.array import AnyArray, Array, check_shape, describe
from sitegen.nn.module import Layer, Module


class Sequential(Layer):
    """Layers one after the other; their names are ``"0"``, ``"1"`` and so on.

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

    def __init__(self, *layers: Layer) -> None:
        super().__init__()
        for i, layer in enumerate(layers):
            if not isinstance(layer, Layer):
                raise TypeError(f"Sequential: layer {i} expected a Layer, received {describe(layer)}")
        self.layers = layers

    def children(self) -> Iterator[tuple[str, Module]]:
        """Yield the layers under their numbers, as PyTorch names them."""
        yield from ((str(i), layer) for i, layer in enumerate(self.layers))

    def __iter__(self) -> Iterator[Layer]:
        return iter(self.layers)

    def __len__(self) -> int:
        return len(self.layers)

    def __getitem__(self, index: int) -> Layer:
        return self.layers[index]

    def forward(self, x: AnyArray) -> Array:
        """Pass ``x`` through every layer in order."""
        for layer in self.layers:
            x = layer(x)
        return x

    def backward(self, grad: Array) -> Array:
        """Pass ``grad`` through every layer in the opposite order (the chain rule)."""
        for layer in reversed(self.layers):
            grad = layer.backward(grad)
        return grad


class Residual(Layer):
    """A layer with a shortcut around it: y = x + layer(x) (He et al. 2016).

    Shape:
        x: an array that ``layer`` accepts and returns in the same shape; so is the output.

    Raises:
        ValueError: ``layer`` does not keep the shape.
    """

    def __init__(self, layer: Layer) -> None:
        super().__init__()
        self.layer = layer

    def forward(self, x: Array) -> Array:
        """Return x + layer(x)."""
        y = self.layer(x)
        check_shape("Residual", "the layer's output", y, x.shape)
        return x + y

    def backward(self, grad: Array) -> Array:
        """Return dx = dy + (gradient through the layer): the shortcut passes the gradient unchanged."""
        return grad + self.layer.backward(grad)
