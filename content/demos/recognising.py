"""A network that turns a picture of a face into 16 numbers, and what its test found. No demo itself."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from sitegen import nn

NUMBERS = 16  # of an embedding
FOLDER = Path(__file__).parent
RESULTS = FOLDER / "data" / "faces.npz"
FEW, MANY = "few round faces", "as many of both"
WEIGHTS = {FEW: FOLDER / "weights" / "faces-few.npz", MANY: FOLDER / "weights" / "faces.npz"}
EDGES = np.linspace(0, 2, 81)  # of the bins in which the test's distances are counted
SIZES = (1, 10, 100, 1_000, 10_000)  # of a gallery
THRESHOLD = 0.8  # below it, two pictures count as one person
FINE = 100  # distances of searches are kept in hundredths


def network(rng: np.random.Generator) -> nn.Sequential:
    """Return a network from pictures (B, 40, 40, 1) to embeddings (B, 16), each of length 1."""
    return nn.Sequential(
        *(nn.Conv2d(1, 12, 5, 2, padding=2, rng=rng), nn.ReLU()),  # 20 × 20 places
        *(nn.Conv2d(12, 24, 3, 2, padding=1, rng=rng), nn.ReLU()),  # 10 × 10
        *(nn.Conv2d(24, 24, 3, 2, padding=1, rng=rng), nn.ReLU()),  # 5 × 5
        *(nn.Flatten(), nn.Linear(5 * 5 * 24, NUMBERS, rng=rng), nn.L2Normalize()),
    )


@cache
def recogniser(learned: str = FEW) -> tuple[nn.Sequential, nn.ModelCard]:
    """Return the network with the weights that content/demos/train/faces.py made, and their card."""
    model = network(np.random.default_rng(0))
    return model, nn.load_model(WEIGHTS[learned], model)


def embed(model: nn.Module, pictures: nn.Array) -> nn.Array:
    """Return the numbers of each face. Shape: (n, 40, 40) to (n, 16)."""
    numbers: nn.Array = model.predict(pictures[..., None])
    return numbers


def apart(a: nn.Array, b: nn.Array) -> nn.Array:
    """Return how far faces are apart, from 0 to 2. Shape: (..., 16), (..., 16) to (...)."""
    distance: nn.Array = np.linalg.norm(a - b, axis=-1)
    return distance


@dataclass(frozen=True)
class Rates:
    """How often a test goes wrong at each threshold of EDGES.

    Shape:
        false_match: (81,), the share of pairs of two people that count as one person.
        false_non_match: (81,), the share of pairs of one person that count as two.
    """

    false_match: nn.Array
    false_non_match: nn.Array

    @property
    def equal_error(self) -> float:
        """The error where both kinds are equally frequent."""
        place = int((self.false_match > self.false_non_match).argmax())
        gap = self.false_non_match - self.false_match
        share = gap[place - 1] / (gap[place - 1] - gap[place])
        low, high = self.false_match[place - 1], self.false_match[place]
        return float(low + share * (high - low))

    def at(self, threshold: float) -> tuple[float, float]:
        """Return both errors at a threshold: false matches, false non-matches."""
        found = (np.interp(threshold, EDGES, each) for each in (self.false_match, self.false_non_match))
        false_match, false_non_match = map(float, found)
        return false_match, false_non_match


@cache
def counted() -> dict[str, nn.IntArray]:
    """Return what the training script counted, by name."""
    with np.load(RESULTS) as file:
        return {name: file[name] for name in file.files}


def rates(one: nn.IntArray, two: nn.IntArray) -> Rates:
    """Return the errors for counts of distances in bins. Shape: (80,), (80,)."""
    same, other = (np.concatenate(([0], counts.cumsum() / counts.sum())) for counts in (one, two))
    return Rates(other, 1 - same)
