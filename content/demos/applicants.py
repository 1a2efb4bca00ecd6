"""People made of random numbers apply for a course; a network learns who passes. No demo itself."""

from dataclasses import dataclass

import numpy as np

from sitegen import nn

GRADES, POOR = 5, 3  # each is the ability and some noise; so many may be poor. The sixth input is the way
FAR = 3.0  # how much longer a villager's way is, in spreads of the way within a group
LUCK = 0.3  # what decides beside ability, in spreads of the ability
STEPS, BATCH, RATE = 300, 100, 0.01


@dataclass(frozen=True)
class School:
    """How a group is marked: the spread of its first grades round the ability, and how much too low."""

    noise: float = 1.0
    strict: float = 0.0
    far: bool = False


def people(number: int, school: School, way: bool, rng: np.random.Generator) -> tuple[nn.Array, nn.BoolArray]:
    """Return what is known of some people (n, 6), and who would pass (n,).

    The last column is their way to school; without `way` it is 0.
    """
    ability = rng.standard_normal(number)
    passed = ability + LUCK * rng.standard_normal(number) > 0
    spread = np.where(np.arange(GRADES) < POOR, school.noise, 1.0)
    grades = ability[:, None] - school.strict + spread * rng.standard_normal((number, GRADES))
    distance = rng.standard_normal(number) + FAR * school.far
    return np.column_stack((grades, distance * way)), passed


def trained(x: nn.Array, passed: nn.BoolArray, rng: np.random.Generator) -> nn.Sequential:
    """Return a network that has learned who passes, with float64 numbers: it ends alike on every machine."""
    model = nn.Sequential(nn.Linear(x.shape[1], 16, rng=rng), nn.Tanh(), nn.Linear(16, 1, rng=rng))
    model.astype(np.float64)
    criterion, optimizer = nn.BCEWithLogitsLoss(), nn.Adam(model.parameters(), lr=RATE)
    for _ in range(STEPS):
        batch = rng.integers(len(x), size=BATCH)
        optimizer.zero_grad()
        criterion(model(x[batch]), passed[batch, None]).backward()
        optimizer.step()
    return model
