"""The network that gives films and viewers their places in a plane. No demo itself."""

from collections.abc import Iterator

import numpy as np

from sitegen.nn import Adam, Embedding, Module, MSELoss, Tensor, cosine_decay

from .films import NAMES, VIEWERS, Floats, Places, Ratings

STEPS, RATE, DECAY = 80, 0.1, 0.05
MIDDLE = 4.0  # stars for an average film where the viewer stands
SIDE = 1.3  # the plane reaches so far up and down
PULL = 1.0  # how strongly somebody with few ratings is kept in the middle
_GRID = np.linspace(-SIDE, SIDE, 41)
PLANE: Floats = np.stack(np.meshgrid(_GRID, _GRID), axis=-1).reshape(-1, 2)


class Taste(Module):
    """Stars are what a film is good for, minus the squared distance between viewer and film.

    Shape:
        viewer, film: (n,), whole numbers. output: (n,), stars above or below `MIDDLE`.
    """

    def __init__(self, rng: np.random.Generator) -> None:
        super().__init__()
        self.viewers = Embedding(VIEWERS, 2, rng=rng, std=0.1)
        self.films = Embedding(len(NAMES), 2, rng=rng, std=0.1)
        self.good = Embedding(len(NAMES), 1, rng=rng, std=0.01)

    def forward(self, viewer: Places, film: Places) -> Tensor:
        """Return the stars that viewers are expected to give."""
        far = (self.viewers(viewer) - self.films(film)).pow(2).sum(-1)
        return self.good(film).squeeze(-1) - far

    def places(self) -> tuple[Floats, Floats, Floats]:
        """Return where the viewers and films stand, and how good films are. Shape: (v, 2), (f, 2), (f,)."""
        viewers, films, good = (part.weight.array for part in (self.viewers, self.films, self.good))
        return viewers.astype(np.float64), films.astype(np.float64), good[:, 0].astype(np.float64)


def train(model: Taste, known: Ratings) -> Iterator[int]:
    """Move all dots so that distances fit the known stars; yield the number of steps done."""
    stars = (known.stars - MIDDLE).astype(np.float32)
    criterion, optimizer = MSELoss(), Adam(model.parameters(), lr=RATE)
    for step in range(STEPS):
        optimizer.zero_grad()
        size = sum(weight.pow(2).mean() for weight in model.parameters())
        loss = criterion(model(known.viewer, known.film), stars) + DECAY * size
        loss.backward()
        optimizer.lr = cosine_decay(step, RATE, STEPS)
        optimizer.step()
        yield step + 1


def expected(where: Floats, films: Floats, good: Floats) -> Floats:
    """Return the expected stars of each film. Shape: (n, 2), (f, 2), (f,) to (n, f)."""
    far: Floats = ((where[:, None] - films) ** 2).sum(-1)
    return MIDDLE + good - far


def settle(stars: Floats, films: Floats, good: Floats) -> Floats:
    """Return the places in the plane that fit some ratings best; the films stay where they are.

    Shape:
        stars: (n, f), 0 where nothing is rated. films: (f, 2). good: (f,). returns: (n, 2).
    """
    guess = expected(PLANE, films, good)
    rated = (stars > 0).astype(np.float64)
    misfit = rated @ (guess**2).T - 2 * (rated * stars) @ guess.T + PULL * (PLANE**2).sum(1)
    places: Floats = PLANE[misfit.argmin(axis=1)]
    return places
