"""How much each dot of a picture speaks for an answer, by three methods. No demo itself."""

from functools import cache

import numpy as np

from sitegen import nn

from .handwriting import SIDE, network, reader

PATH_STEPS = 128  # pictures between blank paper and the drawing
PATCH, STRIDE = 4, 2  # pixels: what is covered at a time, and how far it moves
PATH, SLOPE, COVER = "integrated gradients", "gradient × ink", "occlusion"


@cache
def model() -> nn.Sequential:
    """Return the trained network with float64 numbers, so that small differences of scores are not lost."""
    exact = network(np.random.default_rng(0))
    exact.load_state_dict(reader()[0].state_dict())
    exact.astype(np.float64)
    return exact


def scrambled(layers: tuple[str, ...], rng: np.random.Generator) -> nn.Sequential:
    """Return the trained network, some layers of it as they were before any training."""
    fresh = network(rng).astype(np.float64)
    state, untrained = model().state_dict(), fresh.state_dict()
    fresh.load_state_dict({n: (untrained if n[0] in layers else state)[n] for n in state})
    return fresh


def score(network: nn.Sequential, pictures: nn.Array, digit: int) -> nn.Array:
    """Return the score of one digit, before softmax. Shape: (n, 28, 28) to (n,)."""
    return network.predict(pictures[..., None])[:, digit]


def explain(method: str, network: nn.Sequential, picture: nn.Array, digit: int) -> nn.Array:
    """Return how much each dot speaks for a digit. Shape: (28, 28).

    Integrated gradients are those of Sundararajan, Taly and Yan (2017), summed at the middles of equal steps.
    """
    if method == COVER:
        return occlusion(network, picture, digit)
    steps = (np.arange(PATH_STEPS) + 0.5) / PATH_STEPS if method == PATH else np.ones(1)
    made: nn.Array = picture * gradient(network, steps[:, None, None] * picture, digit).mean(axis=0)
    return made


def gradient(network: nn.Sequential, pictures: nn.Array, digit: int) -> nn.Array:
    """Return the slope of the score for every dot. Shape: (n, 28, 28), returned alike."""
    x = nn.Tensor(pictures, requires_grad=True)
    (slopes,) = nn.grad(network(x[..., None])[:, digit].sum(), x)
    return slopes.array


def occlusion(network: nn.Sequential, picture: nn.Array, digit: int) -> nn.Array:
    """Return the mean loss of score over all square patches of paper that cover a dot."""
    starts = range(0, SIDE - PATCH + 1, STRIDE)
    places = [(row, column) for row in starts for column in starts]
    covered = np.repeat(picture[None], len(places), axis=0)
    for copy, (row, column) in zip(covered, places, strict=True):
        copy[row : row + PATCH, column : column + PATCH] = 0
    losses = score(network, picture[None], digit) - score(network, covered, digit)
    total, times = np.zeros((2, SIDE, SIDE))
    for loss, (row, column) in zip(losses, places, strict=True):
        total[row : row + PATCH, column : column + PATCH] += loss
        times[row : row + PATCH, column : column + PATCH] += 1
    return total / times


def likeness(one: nn.Array, other: nn.Array) -> float:
    """Return the correlation of the sizes of two maps: 1 if alike, 0 if unrelated."""
    first, second = (np.abs(part).ravel() - np.abs(part).mean() for part in (one, other))
    return float(first @ second / max(float(np.sqrt(first @ first) * np.sqrt(second @ second)), 1e-12))
