"""Lists of recommended films, and what hidden ratings say of them. No demo itself."""

import numpy as np
import numpy.typing as npt

from .films import LOVED, NAMES, NEW, VIEWERS, Floats, Places, World
from .taste import Taste, expected

SHOWN = 5  # films in a list
HIDDEN = 0.2  # of all ratings are kept for the test

Marks = npt.NDArray[np.bool_]


def best(scores: Floats, seen: Marks) -> Places:
    """Return the films with the highest scores that were not yet seen. Shape: (n, f) to (n, SHOWN)."""
    return np.argsort(np.where(seen, np.inf, -scores), axis=1, kind="stable")[:, :SHOWN]


class Trial:
    """Some ratings are known, the others hidden; the hidden ones judge what is recommended."""

    def __init__(self, world: World, of_the_new: int, rng: np.random.Generator) -> None:
        ratings = world.ratings(of_the_new, rng)
        hidden = (rng.random(len(ratings.film)) < HIDDEN) & (ratings.film != NEW)
        self.known, self.hidden = ratings.part(~hidden), ratings.part(hidden)
        self.loved = self.hidden.part(self.hidden.stars >= LOVED)
        self.seen: Marks = np.zeros((VIEWERS, len(NAMES)), dtype=bool)
        self.seen[self.known.viewer, self.known.film] = True
        self.fans = np.flatnonzero((world.liking[:, NEW] >= LOVED) & ~self.seen[:, NEW])
        known = self.known
        praise = np.bincount(known.film[known.stars >= LOVED], minlength=len(NAMES)).astype(np.float64)
        self.popular: Places = best(np.broadcast_to(praise, self.seen.shape), self.seen)
        count = np.maximum(np.bincount(known.film, minlength=len(NAMES)), 1)
        means = np.bincount(known.film, known.stars, minlength=len(NAMES)) / count
        self.error_of_means = self._error(means[self.hidden.film])

    def error(self, model: Taste) -> float:
        """Return the root mean squared error of the network on the hidden ratings, in stars."""
        viewers, films, good = model.places()
        stars = expected(viewers, films, good)[self.hidden.viewer, self.hidden.film]
        return self._error(np.clip(stars, 1, 5))

    def found(self, lists: Places, *, new: bool) -> float:
        """Return which share of loved, hidden films is in the lists of those who love them.

        Args:
            lists: the films that each viewer is shown. Shape: (viewers, SHOWN).
            new: whether to look for the new film only, among all viewers who would love it.
        """
        who, what = (self.fans, np.full(len(self.fans), NEW)) if new else (self.loved.viewer, self.loved.film)
        return float((lists[who] == what[:, None]).any(axis=1).mean())

    def _error(self, stars: Floats) -> float:
        return float(np.sqrt(np.mean((stars - self.hidden.stars) ** 2)))
