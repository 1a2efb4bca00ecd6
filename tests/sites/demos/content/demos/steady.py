"""A demo without end that says in words which values it runs with."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Button, Choice, Curve, Frame, Percent, Scatter, Seed, Slider, Toggle, demo


@dataclass
class Controls:
    gain: Annotated[float, Slider(0.01, 10.0, log=True, live=True)] = 1.0
    size: Annotated[int, Slider(10, 80, step=10, unit="points")] = 20
    shape: Annotated[str, Choice("sine", "cosine")] = "sine"
    mirror: Annotated[bool, Toggle(live=True)] = False
    seed: Annotated[int, Seed()] = 1
    kick: Annotated[int, Button()] = 0
    secret: Annotated[int, Slider(0, 9)] = 7


@demo(title="A wave that travels", poster_steps=12, until=0, speed="full")
def steady(controls: Controls, rng: np.random.Generator) -> Iterator[Frame]:
    """Points on a wave; the gain reaches the running loop, the number of points starts it again."""
    x = np.linspace(0.0, 6.0, controls.size)
    noise = rng.normal(0.0, 0.05, controls.size)
    wave = np.sin if controls.shape == "sine" else np.cos
    step = 0
    while True:
        y = controls.gain * wave(x + step / 50 + controls.kick) + noise
        if controls.mirror:
            y = -y
        words = f"gain {controls.gain:g}, {controls.size} points, {controls.shape}, kick {controls.kick}, "
        yield Frame(
            wave=Curve(y, x, label="The wave"),
            points=Scatter(np.stack((x, y), 1), label="Its points"),
            metrics={"high": float(y.max()), "share": Percent((y > 0).mean())},
            text=f"{words}secret {controls.secret}, mirror {controls.mirror}",
        )
        step += 1
