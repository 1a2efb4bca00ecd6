"""Layers that summarise whole images or whole sequences, and the one that unrolls an image.

Any floating-point dtype goes in and the same comes out; nothing is trained.

Letters: B batch, C channels, T time.
"""

import math
from typing import Any

import numpy as np

from sitegen.nn.array import Array, check_float
from sitegen.nn.autograd import Gradients, record
from sitegen.nn.module import Layer
from sitegen.nn.shaping import plain_index
from sitegen.nn.tensor import Tensor


def places_of(owner: str, x: Any) -> Array:
    """Return (B, places, C) of an image or a sequence; refuse one without places."""
    source = plain_index(x)
    check_float(owner, source)
    if source.ndim < 3 or 0 in source.shape[1:-1]:
        raise ValueError(f"{owner}: x expected shape (B, ..., C) with places, received {source.shape}")
    places: Array = source.reshape(source.shape[0], math.prod(source.shape[1:-1]), source.shape[-1])
    return places


class GlobalAveragePool(Layer):
    """The mean over all places of an image, or all steps of a sequence.

    Shape:
        x: (B, ..., C), an image (B, H, W, C) or a sequence (B, T, C). output: (B, C).
    """

    def forward(self, x: Any) -> Tensor:
        """Return the mean over all axes but the first and the last."""
        places, shape = places_of("GlobalAveragePool", x), plain_index(x).shape

        def backward(grad: Array) -> Gradients:
            share = (grad * (1 / places.shape[1]))[:, None]
            return (np.broadcast_to(share, places.shape).reshape(shape),)

        return record(places.mean(axis=1), (x,), backward, "GlobalAveragePool")


class GlobalMaxPool(Layer):
    """The maximum over all places of an image, or all steps of a sequence.

    Shape:
        x: (B, ..., C). output: (B, C).
    """

    def forward(self, x: Any) -> Tensor:
        """Return the maximum over all axes but the first and the last; dy goes to the first that held it."""
        places, shape = places_of("GlobalMaxPool", x), plain_index(x).shape
        winner = places.argmax(axis=1)[:, None]

        def backward(grad: Array) -> Gradients:
            dx: Array = np.zeros(places.shape, grad.dtype)
            np.put_along_axis(dx, winner, grad[:, None], axis=1)
            return (dx.reshape(shape),)

        y = np.take_along_axis(places, winner, axis=1)[:, 0]
        return record(y, (x,), backward, "GlobalMaxPool")


class LastStep(Layer):
    """The last time step of a sequence, where a recurrent network has read everything.

    Shape:
        x: (B, T, D), or what a recurrent layer returns. output: (B, D).
    """

    def forward(self, x: Any) -> Tensor:
        """Return the last step."""
        x = x[0] if isinstance(x, tuple) else x
        source = plain_index(x)
        check_float("LastStep", source, ndim=3)

        def backward(grad: Array) -> Gradients:
            dx: Array = np.zeros(source.shape, grad.dtype)
            dx[:, -1] = grad
            return (dx,)

        return record(source[:, -1], (x,), backward, "LastStep")


class Flatten(Layer):
    """Lay all features of an example in one row, channels running fastest (as Keras does, unlike PyTorch).

    Shape:
        x: (B, ...). output: (B, product of the other axes).
    """

    def forward(self, x: Any) -> Tensor:
        """Return ``x`` as rows."""
        source = plain_index(x)
        check_float("Flatten", source)
        y = source.reshape(source.shape[0], math.prod(source.shape[1:]))
        return record(y, (x,), lambda grad: (grad.reshape(source.shape),), "Flatten")
