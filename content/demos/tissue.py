"""Tissue made of random numbers with faint lesions in it, and a small U-Net that marks these. No demo itself.

Nothing here is a picture of a person. A tissue is smooth ground, vessels across it, and grain; a lesion is a
patch that is a little brighter. Its contrast is counted in multiples of the grain's standard deviation.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from sitegen import nn

SIDE = 64  # a tissue is 64 × 64 pixels
GRAIN = 0.05  # the standard deviation of the grain, where black is 0 and white is 1
VESSELS = 3
SCANNERS = ("known", "brighter", "coarser")
CONTRASTS = tuple(np.arange(1, 6.5, 0.5).tolist())  # in multiples of the grain
ALARM = 30  # a tissue is called ill where the network marks at least so many pixels
THRESHOLD = 0.3  # the probability from which on a pixel is marked
FOLDER = Path(__file__).parent
WEIGHTS, SCREENING = FOLDER / "weights" / "lesions.npz", FOLDER / "data" / "screening.npz"

Floats = npt.NDArray[np.float64]


class UNet(nn.Module):
    """A score for each pixel, from the pixel's own neighbourhood and from a view four times as coarse.

    Shape:
        x: (B, 64, 64, 1). returns: (B, 64, 64, 1), scores before the sigmoid.
    """

    def __init__(self, rng: np.random.Generator) -> None:
        super().__init__()
        self.fine = nn.Conv2d(1, 8, 3, padding="same", rng=rng)
        self.middle = nn.Conv2d(8, 12, 3, padding="same", rng=rng)
        self.coarse = nn.Conv2d(12, 20, 3, padding="same", rng=rng)
        self.deep = nn.Conv2d(20, 16, 3, padding="same", rng=rng)
        self.join_middle = nn.Conv2d(16 + 12, 10, 3, padding="same", rng=rng)
        self.join_fine = nn.Conv2d(10 + 8, 1, 1, rng=rng)
        self.pool, self.relu, self.up = nn.MaxPool2d(2), nn.ReLU(), nn.Upsample2d(2, "bilinear")

    def forward(self, x: Any) -> nn.Tensor:
        """Go down to 16 × 16 pixels and come up again, with what was seen on the way."""
        fine = self.relu(self.fine((x - 0.4) * 8.0))
        middle = self.relu(self.middle(self.pool(fine)))
        coarse = self.relu(self.deep(self.relu(self.coarse(self.pool(middle)))))
        middle = self.relu(self.join_middle(nn.cat([self.up(coarse), middle], dim=3)))
        return self.join_fine(nn.cat([self.up(middle), fine], dim=3))


@cache
def marker() -> tuple[UNet, nn.ModelCard]:
    """Return the network with the weights that content/demos/train/lesions.py made, and their card."""
    model = UNet(np.random.default_rng(0))
    return model, nn.load_model(WEIGHTS, model)


@dataclass(frozen=True)
class Tissues:
    """Some tissues, in parts, so that one lesion can be shown fainter or stronger.

    Attributes:
        ground: tissue and vessels. Shape: (n, 64, 64).
        lesion: how much of each pixel is lesion, from 0 to 1. Shape: ditto.
        grain: noise of standard deviation 1. Shape: ditto.
    """

    ground: Floats
    lesion: Floats
    grain: Floats

    @property
    def truth(self) -> nn.BoolArray:
        """Which pixels belong to a lesion. Shape: (n, 64, 64)."""
        return np.asarray(self.lesion > 0.5)

    def pictures(self, contrast: float | Floats, scanner: str = SCANNERS[0]) -> nn.Array:
        """Return what a scanner makes of them.

        Shape:
            contrast: one number, or (n, 1, 1). returns: (n, 64, 64), float32, 0 black, 1 white.
        """
        grain = smooth(self.grain, 1.4) if scanner == "coarser" else self.grain
        brighter = 0.2 if scanner == "brighter" else 0.0
        seen = self.ground + GRAIN * (contrast * self.lesion + grain) + brighter
        return np.clip(seen, 0, 1).astype(np.float32)


def tissues(number: int, rng: np.random.Generator, *, ill: bool | nn.BoolArray = True) -> Tissues:
    """Return new tissues; those that are not ill have no lesion. Shape: ill: (number,)."""
    size = (number, SIDE, SIDE)
    ground = 0.4 + 0.06 * smooth(rng.standard_normal(size), 9) + 0.03 * smooth(rng.standard_normal(size), 3)
    y, x = np.mgrid[:SIDE, :SIDE] - (SIDE - 1) / 2
    for _ in range(VESSELS):
        turn, off, bend, bright = rng.uniform(
            (0, -28, -0.012, 0.04), (2 * np.pi, 28, 0.012, 0.12), (number, 4)
        ).T[..., None, None]
        along, across = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
        ground += bright * np.exp(-(((across - off - bend * along**2) / 1.3) ** 2))
    lesion = np.maximum(
        patch(number, rng, x, y), patch(number, rng, x, y) * (rng.random((number, 1, 1)) < 0.4)
    )
    grain = smooth(rng.standard_normal(size), 0.5)
    return Tissues(ground, lesion * np.reshape(ill, (-1, 1, 1)), grain)


def patch(number: int, rng: np.random.Generator, x: Floats, y: Floats) -> Floats:
    """Return one patch in each picture, its edge soft and uneven. Shape: x, y: (64, 64)."""
    left, top, radius, two, three = rng.uniform(
        (-22, -22, 5, 0, 0), (22, 22, 9, 2 * np.pi, 2 * np.pi), (number, 5)
    ).T[..., None, None]
    angle = np.arctan2(y - top, x - left)
    edge = radius * (1 + 0.2 * np.cos(2 * angle + two) + 0.12 * np.cos(3 * angle + three))
    return np.asarray(1 / (1 + np.exp(np.hypot(x - left, y - top) - edge)))


def smooth(noise: Floats, width: float) -> Floats:
    """Return noise blurred by a bell curve of that width in pixels, its standard deviation 1 again."""
    lines = np.fft.fftfreq(SIDE)
    kept = np.exp(-2 * (np.pi * width) ** 2 * (lines[:, None] ** 2 + lines**2))
    blurred = np.fft.ifft2(np.fft.fft2(noise) * kept).real
    return np.asarray(blurred / np.sqrt((kept**2).mean()))


def dice(marked: nn.BoolArray, truth: nn.BoolArray) -> float:
    """Return twice what both share, of what both have: 1 where they agree, 0 where they never meet."""
    return float(2 * (marked & truth).sum() / max(int(marked.sum() + truth.sum()), 1))


def best_brightness(pictures: nn.Array, truth: nn.BoolArray) -> tuple[float, float]:
    """Return the brightness that marks the lesions best when all above it is marked, and its Dice."""
    found = [(dice(pictures > level, truth), float(level)) for level in np.linspace(0.2, 0.9, 71)]
    score, level = max(found)
    return level, score


def predict(model: UNet, pictures: nn.Array) -> nn.Array:
    """Return the probability of lesion at each pixel. Shape: (n, 64, 64) to the same."""
    probability: nn.Array = nn.sigmoid(model.predict(pictures[..., None])[..., 0])
    return probability


def score(probability: nn.Array) -> nn.Array:
    """Return the highest threshold at which a tissue is called ill. Shape: (n, 64, 64) to (n,)."""
    flat = probability.reshape(len(probability), -1)
    highest: nn.Array = np.partition(flat, -ALARM, axis=1)[:, -ALARM]
    return highest
