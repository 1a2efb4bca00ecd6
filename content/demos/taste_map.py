"""The picture of films and one viewer in the plane of taste. No demo itself."""

from collections.abc import Iterable, Sequence

import numpy as np

from sitegen.demo import Note, Surface

from .films import GENRE, GENRES, LOVED, Floats
from .taste import MIDDLE, SIDE

WIDE = 1.6 * SIDE
ROWS, COLUMNS = 40, 64
NEAR = 0.16  # numbers that are nearer to each other would cover one another


def taste_map(you: Floats, films: Floats, good: Floats, notes: Sequence[Note], name: str = "you") -> Surface:
    """Return the films by kind and one viewer, over the stars that an average film would get there.

    Shape:
        you: (2,). films: (f, 2). good: (f,).
    """
    plane = Surface.plane((ROWS, COLUMNS), (-WIDE, WIDE), (-SIDE, SIDE))
    stars = MIDDLE + good.mean() - ((plane - you) ** 2).sum(axis=1)
    return Surface(
        stars.reshape(ROWS, COLUMNS),
        label="Films near each other are liked by the same viewers",
        x_range=(-WIDE, WIDE),
        y_range=(-SIDE, SIDE),
        low=LOVED - 1.5,
        high=LOVED + 1.5,
        points=np.vstack((films, you)),
        classes=np.append(GENRE, len(GENRES)),
        class_names=(*GENRES, name),
        notes=[*notes, Note(spot(you), name)],
    )


def numbers(films: Floats, listed: Iterable[int]) -> list[Note]:
    """Return the places in a list as notes at the films; those of close neighbours share one."""
    groups: list[tuple[Floats, list[str]]] = []
    for place, film in enumerate(listed, 1):
        near = [texts for where, texts in groups if np.abs(where - films[film]).max() < NEAR]
        if near:
            near[0].append(str(place))
        else:
            groups.append((films[film], [str(place)]))
    return [Note(spot(where), " ".join(texts)) for where, texts in groups]


def spot(place: Floats) -> tuple[float, float]:
    """Return a place of the map for a note. Shape: (2,)."""
    return float(place[0]), float(place[1])
