from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import matplotlib.pyplot as plt
import numpy as np

from sitegen.demo import Curve, Figure, Frame, Slider, demo


@dataclass
class Controls:
    noise: Annotated[float, Slider(0.0, 0.5)] = 0.1


@demo(title="A circle around a ring", poster_steps=20)
def ring(controls: Controls, rng: np.random.Generator) -> Iterator[Frame]:
    """The radius of a circle follows the points of a ring."""
    angles = rng.uniform(0, 2 * np.pi, 80)
    points = (1 + controls.noise * rng.normal(size=80)) * np.array([np.cos(angles), np.sin(angles)])
    radius, errors = 0.2, []
    turn = np.linspace(0, 2 * np.pi, 60)
    while True:
        errors.append(float(np.mean((np.hypot(*points) - radius) ** 2)))
        fig, ax = plt.subplots(figsize=(4, 4))
        ax.scatter(*points, s=12)
        ax.plot(radius * np.cos(turn), radius * np.sin(turn), color="C1", label="circle")
        ax.set_aspect("equal")
        yield Frame(
            plane=Figure(fig, alt=f"Dots of a ring, and a circle with the radius {radius:.2f}"),
            error=Curve(errors),
            metrics={"error": errors[-1]},
            text=f"The radius is {radius:.2f}.",
        )
        radius += 0.2 * (np.hypot(*points).mean() - radius)
