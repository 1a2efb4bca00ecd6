"""A detector: a network that looks at a scene once; each cell of a grid proposes a digit. No demo itself."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from sitegen import nn

CELL = 4  # pixels of a scene, rows and columns
USUAL = 12.5  # pixels: the side that an output of 0 stands for
ENOUGH = 0.5  # overlap from which a found square counts as right
OVERLAPS = np.arange(1, 10) / 10
"""What the filter may allow, where results are kept."""
THRESHOLDS = np.arange(1, 50) / 50
FOLDER = Path(__file__).parent
WEIGHTS, RESULTS = FOLDER / "weights" / "detection.npz", FOLDER / "data" / "detection.npz"


@dataclass(frozen=True)
class Found:
    """Squares that are said to hold a digit, the surest first.

    Shape:
        squares: (n, 3), middle across, middle down, and side, in pixels. digits: (n,).
        scores: (n,), from 0 to 1.
    """

    squares: nn.Array
    digits: nn.IntArray
    scores: nn.Array

    def chosen(self, places: nn.IntArray) -> "Found":
        """Return some of them."""
        return Found(self.squares[places], self.digits[places], self.scores[places])


def network(rng: np.random.Generator) -> nn.Sequential:
    """Return a network from scenes (B, 40, 40, 1) to 14 numbers for each of 10 × 10 cells.

    These are a score for "the middle of a digit is here", a score for each digit, how far the middle is from
    the cell's, across and down, in cells, and the logarithm of its side over USUAL.
    """
    return nn.Sequential(
        *(nn.Conv2d(1, 16, 5, 2, padding=2, rng=rng), nn.ReLU()),  # 20 × 20 places
        *(nn.Conv2d(16, 24, 3, 2, padding=1, rng=rng), nn.ReLU()),  # 10 × 10, the cells
        *(nn.Conv2d(24, 36, 3, padding="same", rng=rng), nn.ReLU()),
        *(nn.Conv2d(36, 40, 3, padding="same", rng=rng), nn.ReLU()),
        nn.Conv2d(40, 14, 1, rng=rng),
    )


@cache
def detector() -> tuple[nn.Sequential, nn.ModelCard]:
    """Return the network with the weights that content/demos/train/detection.py made, and their card."""
    model = network(np.random.default_rng(0))
    return model, nn.load_model(WEIGHTS, model)


@cache
def measured(name: str) -> nn.Array:
    """Return results in the test's 1,000 scenes, of the network or with `template_` before the name.

    Shape:
        curve: (9, 51), by OVERLAPS, the best precision at a recall of at least 0, 0.02, ... 1.
        points: (9, 49, 2), by OVERLAPS and THRESHOLDS, precision and recall.
    """
    with np.load(RESULTS) as file:
        results: nn.Array = file[name].astype(np.float32)
    return results


def proposals(output: nn.Array) -> Found:
    """Return what each cell says. Shape: output: (10, 10, 14)."""
    rows, columns = np.mgrid[: output.shape[0], : output.shape[1]] + 0.5
    shares = nn.softmax(output[..., 1:11])
    squares = np.stack(
        (
            CELL * (columns + output[..., 11]),
            CELL * (rows + output[..., 12]),
            USUAL * np.exp(np.clip(output[..., 13], -1, 1)),
        ),
        axis=-1,
    )
    scores = nn.sigmoid(output[..., 0]) * shares.max(axis=-1)
    found = Found(squares.reshape(-1, 3), shares.argmax(axis=-1).reshape(-1), scores.reshape(-1))
    return found.chosen(np.argsort(-found.scores, kind="stable"))


def overlap(a: nn.Array, b: nn.Array) -> nn.Array:
    """Return what squares share, over what they cover together (IoU). Shape: (n, 3), (m, 3) to (n, m)."""
    a, b = a[:, None], b[None]
    reach = np.minimum(a[..., :2] + a[..., 2:] / 2, b[..., :2] + b[..., 2:] / 2)
    reach = reach - np.maximum(a[..., :2] - a[..., 2:] / 2, b[..., :2] - b[..., 2:] / 2)
    both = np.clip(reach, 0, None).prod(axis=-1)
    share: nn.Array = both / (a[..., 2] ** 2 + b[..., 2] ** 2 - both)
    return share


def filtered(found: Found, threshold: float, most: float) -> Found:
    """Return those above the threshold, without those that overlap a surer one by more than `most`."""
    found = found.chosen(np.flatnonzero(found.scores >= threshold))
    near = overlap(found.squares, found.squares) > most
    kept: list[int] = []
    for place in range(len(found.scores)):
        if not near[place, kept].any():
            kept.append(place)
    return found.chosen(np.array(kept, np.intp))


def judged(found: Found, squares: nn.Array, digits: nn.IntArray) -> nn.IntArray:
    """Return for each found square the place of the digit that it finds, or -1 where it is wrong.

    It is right if its digit is, and its square overlaps that digit's by ENOUGH; each digit counts once.

    Shape:
        squares: (m, 3). digits: (m,). returns: (n,).
    """
    share = overlap(found.squares, squares) * (found.digits[:, None] == digits)
    right = np.full(len(found.scores), -1)
    for place in range(len(right)):
        if len(digits) and share[place].max() >= ENOUGH:
            right[place] = share[place].argmax()
            share[:, right[place]] = 0
    return right
