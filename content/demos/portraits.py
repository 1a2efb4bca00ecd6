"""Faces drawn from numbers: invented people, and views of them in other light or turned. No demo itself.

No picture of a person is involved. A person is a row of numbers from 0 to 1, one for each part of the face; a
view is a row of numbers for what changes from one picture to the next. Both are drawn with ellipses.
"""

import numpy as np
import numpy.typing as npt

from sitegen import nn

from .face_parts import Drawing, Views, column

SIDE = 40  # a picture is 40 × 40 pixels
LONG, ROUND = "long faces", "round faces"
GROUPS = (LONG, ROUND)

PARTS = {
    # part: (least, most), where the head is about 1 wide and the picture reaches from -1 to 1
    "skin": (0.55, 0.88),
    "hair": (0.05, 0.5),
    "jaw": (0.0, 0.45),
    "hairline": (-0.62, -0.34),
    "sides": (-0.3, 1.0),
    "parting": (-0.45, 0.45),
    "top": (0.03, 0.16),
    "eye_apart": (0.2, 0.34),
    "eye_high": (-0.16, 0.06),
    "eye_wide": (0.085, 0.15),
    "eye_open": (0.035, 0.08),
    "eye_slant": (-0.3, 0.3),
    "iris": (0.02, 0.4),
    "brow_above": (0.1, 0.2),
    "brow_thick": (0.015, 0.055),
    "brow_slant": (-0.35, 0.35),
    "nose_long": (0.16, 0.36),
    "nose_wide": (0.05, 0.13),
    "mouth_high": (0.4, 0.58),
    "mouth_wide": (0.13, 0.3),
    "lips": (0.02, 0.06),
    "ears": (0.06, 0.16),
    "beard": (-1.0, 0.6),
    "head_wide": (0.48, 0.6),
    "head_long": (0.78, 0.92),
}
ROUNDER = {"head_wide": (0.62, 0.74), "head_long": (0.68, 0.8)}


def people(number: int, rng: np.random.Generator) -> nn.Array:
    """Return new people. Shape: (number, len(PARTS)), from 0 to 1."""
    return rng.random((number, len(PARTS)))


def views(number: int, rng: np.random.Generator) -> Views:
    """Return views as a camera might meet them."""
    turn, lean, light, smile, across, down = rng.uniform(-1, 1, (6, number))
    return Views(
        25 * turn,
        7 * lean,
        0.9 * light,
        rng.uniform(0.8, 1.1, number),
        0.9 * smile,
        (rng.random(number) < 0.25).astype(float),
        rng.uniform(0.92, 1.04, number),
        0.05 * across,
        0.05 * down,
        rng.uniform(0.4, 0.95, number),
    )


def frontal(number: int = 1) -> Views:
    """Return the view of a passport photograph."""
    zero, one = np.zeros(number), np.ones(number)
    return Views(zero, zero, zero, one, zero, zero, one, zero, zero, 0.9 * one)


def draw(faces: nn.Array, group: npt.ArrayLike, seen: Views, side: int = SIDE) -> nn.Array:
    """Return pictures of people.

    Shape:
        faces: (n, len(PARTS)). group: (n,) or one, 0 for long faces, 1 for round ones.
        returns: (n, side, side), float32, 0 black, 1 white.
    """
    part = measures(faces, np.broadcast_to(group, len(faces)))
    y, x = np.mgrid[:side, :side].astype(np.float32) * (2 / side) - 1 + 1 / side
    lean = np.radians(seen.lean)
    x, y = x - column(seen.across), y - column(seen.down)
    x, y = (
        (x * column(np.cos(lean)) + y * column(np.sin(lean))) / column(seen.size),
        (y * column(np.cos(lean)) - x * column(np.sin(lean))) / column(seen.size),
    )
    return Drawing(x, y, part, seen, 1.5 / side).picture()


def measures(faces: nn.Array, group: npt.ArrayLike) -> dict[str, nn.Array]:
    """Return the measure of each part. Shape: each (n, 1, 1)."""
    least, most = np.array(list(PARTS.values())).T
    rounder = np.array(list({**PARTS, **ROUNDER}.values())).T
    chosen = np.asarray(group, bool)[:, None]
    low, high = np.where(chosen, rounder[0], least), np.where(chosen, rounder[1], most)
    return {name: column(values) for name, values in zip(PARTS, (low + faces * (high - low)).T, strict=True)}
