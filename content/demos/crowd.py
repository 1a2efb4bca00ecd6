"""The people of a gallery, and visitors who are searched in it. No demo itself."""

from functools import cache

import numpy as np

from sitegen import nn

from .portraits import draw, frontal, people, views

GALLERY, VISITORS = 10_000, 100
GALLERY_SEED, VISITOR_SEED = 2_000, 3_000


@cache
def residents(group: int) -> nn.Array:
    """Return the people of a gallery, all of one group. Shape: (10000, parts)."""
    return people(GALLERY, np.random.default_rng(GALLERY_SEED + group))


def passport(faces: nn.Array, group: int) -> nn.Array:
    """Return pictures as a gallery has them: from the front, in even light. Shape: (n, 40, 40)."""
    return draw(faces, group, frontal(len(faces)))


@cache
def visitors(group: int) -> tuple[nn.Array, nn.Array]:
    """Return who visits, and what a camera sees of them. Shape: (100, parts), (100, 40, 40)."""
    rng = np.random.default_rng(VISITOR_SEED + group)
    faces = people(VISITORS, rng)
    return faces, draw(faces, group, views(VISITORS, rng))
