"""A straight line that learns to run through points."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Curve, Frame, Seed, Slider, demo


@dataclass
class Controls:
    """What the reader may change."""

    noise: Annotated[float, Slider(0.0, 1.0)] = 0.3
    rate: Annotated[float, Slider(0.01, 1.0, log=True, live=True, label="Learning rate")] = 0.3
    seed: Annotated[int, Seed()] = 1


@demo(
    title="A line finds its place",
    poster_steps=100,
    facts=("Data: 30 points around the line 2x + 0.5.", "Training: gradient descent, at most 300 steps."),
)
def fit(controls: Controls, rng: np.random.Generator) -> Iterator[Frame]:
    """A flat line turns, step by step, until it runs through the points."""
    x = np.linspace(0, 1, 30)
    y = 2 * x + 0.5 + controls.noise * rng.standard_normal(30)
    best = np.mean((np.polyval(np.polyfit(x, y, 1), x) - y) ** 2)
    slope, offset = 0.0, 0.0
    errors: list[float] = []
    for step in range(301):
        line = slope * x + offset
        miss = line - y
        errors.append(float(np.mean(miss**2)))
        yield Frame(
            picture=Curve({"line": line}, x, points={"points": np.column_stack((x, y))}, y_range=(-1, 4)),
            error=Curve(errors, x_label="step", y_range=(0, 4)),
            metrics={"error": errors[-1], "best_error": best, "slope": slope, "offset": offset},
            text=f"After {step} steps the line is {slope:.2f}·x + {offset:.2f}.",
        )
        slope -= controls.rate * 2 * float(np.mean(miss * x))
        offset -= controls.rate * 2 * float(np.mean(miss))
