"""A cellular automaton whose rule is a small network, and the picture that it grows. No demo itself."""

from functools import cache
from pathlib import Path

import numpy as np

from sitegen import nn

WEIGHTS = Path(__file__).parent / "weights"
SIDE = 18  # cells each way
CHANNELS = 12  # numbers of a cell: red, green, blue, opacity, and eight that are not shown
SHOWN, OPACITY = 4, 3
HIDDEN = 56
ALIVE = 0.1  # the opacity above which a cell keeps itself and its neighbours alive
MOST = 100  # the largest number of a cell outside training
RATE = 0.5  # the share of cells that are updated in a step


class Rule(nn.Module):
    """What every cell does: look at itself and its eight neighbours, and change its numbers a little.

    Shape:
        cells: (B, SIDE, SIDE, CHANNELS). updated: (B, SIDE, SIDE, 1), 1 where a cell is updated, else 0.
        output: like the cells, after one step.
    """

    def __init__(self, *, rng: np.random.Generator) -> None:
        super().__init__()
        self.hidden = nn.Linear(3 * CHANNELS, HIDDEN, rng=rng)
        self.change = nn.Linear(HIDDEN, CHANNELS, bias=False, rng=rng)
        self.change.weight.array.fill(0)  # an untrained rule changes nothing
        after, before = np.eye(SIDE, k=1, dtype=np.float32), np.eye(SIDE, k=-1, dtype=np.float32)
        self.slope = nn.from_numpy((after - before) / 2)
        self.blur = nn.from_numpy((after + 2 * np.eye(SIDE, dtype=np.float32) + before) / 4)

    def forward(self, cells: nn.Tensor, updated: nn.Array) -> nn.Tensor:
        """Return the cells after one step."""
        cells = nn.as_tensor(cells)
        seen = nn.cat([cells, *self.slopes(cells)], dim=-1)
        after = cells + self.change(self.hidden(seen).relu()) * updated
        alive = near_life(cells.array) & near_life(after.array)
        return after * alive.astype(np.float32)

    def slopes(self, cells: nn.Tensor) -> tuple[nn.Tensor, nn.Tensor]:
        """Return how the numbers grow to the right and downwards: two Sobel filters, as products."""
        shape = cells.shape
        rows = cells.reshape(shape[0], SIDE, -1)
        across = (self.blur @ (self.slope @ cells).reshape(rows.shape)).reshape(shape)
        down = (self.slope @ (self.blur @ cells).reshape(rows.shape)).reshape(shape)
        return across, down


def near_life(cells: nn.Array) -> nn.BoolArray:
    """Return whether a cell or a neighbour is opaque enough. Shape: (B, S, S, C) to (B, S, S, 1)."""
    lives = np.pad(cells[..., OPACITY] > ALIVE, ((0, 0), (1, 1), (1, 1)))
    wide = lives[:, :, :-2] | lives[:, :, 1:-1] | lives[:, :, 2:]
    near: nn.BoolArray = wide[:, :-2] | wide[:, 1:-1] | wide[:, 2:]
    return near[..., None]


def seed_cells(count: int = 1) -> nn.Array:
    """Return empty grids with one living cell each in the middle."""
    cells = np.zeros((count, SIDE, SIDE, CHANNELS), np.float32)
    cells[:, SIDE // 2, SIDE // 2, OPACITY:] = 1
    return cells


def chosen(rng: np.random.Generator, count: int = 1) -> nn.Array:
    """Draw which cells are updated. Shape: (count, SIDE, SIDE, 1), 0 or 1."""
    return (rng.random((count, SIDE, SIDE, 1)) < RATE).astype(np.float32)


@cache
def leaf() -> nn.Array:
    """Return the picture: a leaf with its veins and a ladybird. Shape: (SIDE, SIDE, 4), premultiplied."""
    fine = 4  # points across a cell
    y, x = ((np.mgrid[: SIDE * fine, : SIDE * fine] + 0.5) / (SIDE * fine) - 0.5) * 24
    along, aside = (x - y) / np.sqrt(2), (x + y) / np.sqrt(2)  # along the midrib, up to the right
    half = 5.6 * np.sqrt(np.clip(1 - (along / 10.2) ** 2, 0, None)) * (1 - 0.035 * along)
    picture = np.zeros((*x.shape, 4))

    def paint(where: nn.BoolArray, red: float, green: float, blue: float) -> None:
        picture[where] = (red, green, blue, 1)

    paint((abs(aside) < 0.9) & (along > -13) & (along < 0), 0.45, 0.29, 0.16)
    blade = abs(aside) < half
    paint(blade, 0.36, 0.68, 0.28)
    paint(blade & (aside > 0), 0.20, 0.50, 0.22)
    paint(blade & (abs(aside) < 0.7), 0.80, 0.90, 0.50)
    body = np.hypot(x - 3.2, y + 0.6) < 3.9
    paint(body, 0.88, 0.16, 0.12)
    paint(body & (y < -2.7), 0.12, 0.12, 0.14)
    for across in (1.5, 4.9):
        paint(np.hypot(x - across, y - 0.4) < 0.95, 0.12, 0.12, 0.14)
    cells: nn.Array = picture.reshape(SIDE, fine, SIDE, fine, 4).mean(axis=(1, 3)).astype(np.float32)
    return cells


def bitten(cells: nn.Array, middles: nn.Array, radii: nn.Array) -> nn.Array:
    """Return grids with a round hole each, in which every number is 0.

    Shape:
        cells: (B, SIDE, SIDE, n). middles: (B, 2), across and down, in cells. radii: (B,).
    """
    down, across = np.mgrid[:SIDE, :SIDE] + 0.5
    far = (across - middles[:, 0, None, None]) ** 2 + (down - middles[:, 1, None, None]) ** 2
    kept: nn.BoolArray = far >= radii[:, None, None] ** 2
    return cells * kept[..., None].astype(np.float32)


def bites(count: int, rng: np.random.Generator) -> tuple[nn.Array, nn.Array]:
    """Draw middles and radii of bites that hit the leaf. Shape: (count, 2) and (count,)."""
    return rng.uniform(SIDE / 4, 3 * SIDE / 4, (count, 2)), rng.uniform(SIDE / 8, SIDE / 3.5, count)


def pixel_error(cells: nn.Array) -> float:
    """Return the root mean square difference to the picture, of red, green, blue and opacity from 0 to 1."""
    return float(np.sqrt(((cells[..., :SHOWN].clip(0, 1) - leaf()) ** 2).mean()))


def stepped(rule: Rule, cells: nn.Array, steps: int, rng: np.random.Generator) -> nn.Array:
    """Return the cells after some steps; their numbers stay finite, also with a rule that has no bounds."""
    for _ in range(steps):
        cells = rule.predict(cells, chosen(rng, len(cells))).clip(-MOST, MOST)
    return cells


@cache
def rule(name: str) -> tuple[Rule, nn.ModelCard]:
    """Return a trained rule, `healing` or `growing`, and its card."""
    model = Rule(rng=np.random.default_rng(0))
    return model, nn.load_model(WEIGHTS / f"{name}.npz", model)
