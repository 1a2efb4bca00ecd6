"""An invented counter of bicycles, hour by hour, and the network that forecasts it. No demo itself.

Nothing here was counted on a street. The counter stands on an invented bridge; how many bicycles pass in an
hour depends on the hour, the weekday, holidays, rain, warmth, and on what nobody writes down.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from sitegen import nn

DAY, WEEK = 24, 168  # hours
READ, AHEAD = 2 * DAY, 3 * DAY  # hours that the network reads, and that it forecasts
HARMONICS = 4  # sines and cosines of the hour of the day, each once and up to four times as fast
FEATURES = 2 * HARMONICS + 3 + 2  # the hour, the kind of day, rain and warmth
STATE, WIDTH = 16, 32
SCALE = 100  # bicycles, in whose square roots the network counts
LOW, HIGH = 0.05, 0.95  # of all counts, so many lie below the band's lower and upper edge
NOTHING, LATER, BRIDGE = CHANGES = ("nothing", "later hours", "new bridge")
HOURS_LATER = 2.0  # by which the mornings and evenings of working days move
STAYING = 0.3  # of those who ride to work, the share that the new bridge leaves
WEIGHTS = Path(__file__).parent / "weights" / "bicycles.npz"

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Counter:
    """Some days of the counter. An hour's place is its number, from midnight before a Monday.

    Attributes:
        count: bicycles in each hour. Shape: (hours,).
        known: what is known ahead of each hour: its calendar and its weather. Shape: (hours, FEATURES).
        rain: millimetres. Shape: (hours,).
        holiday: which days are holidays. Shape: (days,).
    """

    count: Floats
    known: nn.Array
    rain: Floats
    holiday: nn.BoolArray


def count_bicycles(
    days: int, rng: np.random.Generator, change: str = NOTHING, changed: int = 0, size: float = 1.0
) -> Counter:
    """Return the counts of some days; from one of them on, the town may be another one.

    Args:
        days: how many.
        rng: decides on weather, holidays, and all that nobody writes down.
        change: one of CHANGES.
        changed: the first day of the change.
        size: of the change, from 0 for none to 1.
    """
    hours = np.arange(days * DAY)
    day, hour = hours // DAY, hours % DAY + 0.5
    holiday = rng.random(days) < 0.03
    free = ((np.arange(days) % 7 == 6) | holiday)[day]
    saturday = (day % 7 == 5) & ~free
    working = ~free & ~saturday
    warmth = np.sin(2 * np.pi * (hours / DAY + rng.uniform(0, 365)) / 365)
    warmth = 11 + 9 * warmth + 3 * slow(days, 0.8, rng)[day] + 3 * np.sin(2 * np.pi * (hour - 9) / DAY)
    rain = rainfall(len(hours), rng)

    after = (day >= changed) & (change != NOTHING)
    moved = hour - HOURS_LATER * size * after * (change == LATER)
    kept = 1 - (1 - STAYING) * size * after * (change == BRIDGE)
    commute = working * kept * (240 * bump(moved, 8, 0.9) + 210 * bump(moved, 17.3, 1.4))
    errands = (45 + 25 * saturday - 20 * free) * bump(hour, 13.5, 3.6)
    leisure = (30 + 60 * saturday + 85 * free) * bump(hour, 15, 2.8) * np.clip(warmth / 15, 0.1, 1.7)
    expected = 3 + commute * np.exp(-0.22 * rain) * np.clip(0.75 + warmth / 60, 0.5, 1.1)
    expected += errands * np.exp(-0.3 * rain) + leisure * np.exp(-0.8 * rain)
    unwritten = np.exp(0.18 * slow(days, 0.92, rng)[day]) * rng.gamma(60, 1 / 60, len(hours))

    turn = 2 * np.pi * hour[:, None] / DAY * np.arange(1, HARMONICS + 1)
    known = np.column_stack((np.sin(turn), np.cos(turn), working, saturday, free, rain / 3, warmth / 10 - 1))
    return Counter(rng.poisson(expected * unwritten).astype(float), known.astype(np.float32), rain, holiday)


def bump(hour: npt.NDArray[np.floating[Any]], middle: float, width: float) -> Floats:
    """Return a bell curve over the hours of a day, 1 in its middle."""
    return np.asarray(np.exp(-(((hour - middle) / width) ** 2) / 2))


def slow(days: int, kept: float, rng: np.random.Generator) -> Floats:
    """Return one number a day, of standard deviation 1, of which the next day keeps a share."""
    drawn = rng.standard_normal(days)
    for day in range(1, days):
        drawn[day] = kept * drawn[day - 1] + np.sqrt(1 - kept**2) * drawn[day]
    return drawn


def rainfall(hours: int, rng: np.random.Generator) -> Floats:
    """Return the rain of each hour in millimetres: showers and rainy days, dry more often than not."""
    drawn, strength, switched = rng.random(hours), rng.gamma(1.5, 1.2, hours), 0
    rain = np.zeros(hours)
    for hour in range(hours):
        switched = int(drawn[hour] < (0.85 if switched else 0.025))
        rain[hour] = switched * strength[hour]
    return rain


class Forecaster(nn.Module):
    """A recurrent network reads two days and sums them up; another part answers for each hour to come.

    Shape:
        past: (B, READ, FEATURES + 1), what is known of each hour, and its count as a square root.
        ahead: (B, AHEAD, FEATURES), what is known of each hour to come. returns: (B, AHEAD, 3), the lower
            edge, the middle and the upper edge of what it expects, as square roots.
    """

    def __init__(self, rng: np.random.Generator) -> None:
        super().__init__()
        self.gru = nn.GRU(FEATURES + 1, STATE, rng=rng)
        self.remember = nn.Linear(STATE, WIDTH, rng=rng)
        self.see = nn.Linear(FEATURES, WIDTH, rng=rng)
        self.join, self.expect = nn.Linear(WIDTH, WIDTH, rng=rng), nn.Linear(WIDTH, 3, rng=rng)
        self.tanh, self.softplus = nn.Tanh(), nn.Softplus()

    def forward(self, past: Any, ahead: Any) -> nn.Tensor:
        """Read the past hour by hour; then answer for all hours to come."""
        states, _ = self.gru(past)
        seen = self.tanh(self.see(ahead) + self.remember(states[:, -1:]))
        out = self.expect(self.tanh(self.join(seen)))
        middle, width = out[:, :, :1], self.softplus(out[:, :, 1:] - 2.0)
        return nn.cat([middle - width[:, :, :1], middle, middle + width[:, :, 1:]], dim=2)


@cache
def forecaster() -> tuple[Forecaster, nn.ModelCard]:
    """Return the network with the weights that content/demos/train/bicycles.py made, and their card."""
    model = Forecaster(np.random.default_rng(0))
    return model, nn.load_model(WEIGHTS, model)


def windows(counter: Counter, starts: nn.IntArray) -> tuple[nn.Array, nn.Array, nn.Array]:
    """Return what the network reads at some starts, what is known ahead, and the counts to come.

    Shape:
        starts: (n,), hours; each has READ hours before it and AHEAD behind.
        returns: (n, READ, FEATURES + 1), (n, AHEAD, FEATURES), and (n, AHEAD), counts as square roots.
    """
    hours = np.asarray(starts)[:, None] + np.arange(-READ, AHEAD)
    roots = np.sqrt(counter.count / SCALE).astype(np.float32)[hours]
    known = counter.known[hours]
    past = np.concatenate((known[:, :READ], roots[:, :READ, None]), axis=2)
    return past, known[:, READ:], roots[:, READ:]


def forecast(model: Forecaster, counter: Counter, starts: nn.IntArray) -> Floats:
    """Return lower edge, middle and upper edge in bicycles. Shape: (n,) to (3, n, AHEAD)."""
    past, ahead, _ = windows(counter, starts)
    roots = np.clip(model.predict(past, ahead), 0, None).astype(float)
    return np.moveaxis(SCALE * roots**2, 2, 0)


def last_week(counter: Counter, starts: nn.IntArray) -> Floats:
    """Return the counts of the same hours a week before. Shape: (n,) to (n, AHEAD)."""
    copied: Floats = counter.count[np.asarray(starts)[:, None] + np.arange(AHEAD) - WEEK]
    return copied


def truth(counter: Counter, starts: nn.IntArray) -> Floats:
    """Return the counts that came. Shape: (n,) to (n, AHEAD)."""
    came: Floats = counter.count[np.asarray(starts)[:, None] + np.arange(AHEAD)]
    return came
