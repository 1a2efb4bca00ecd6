"""Two spirals and one budget of parameters: spent on one wide layer, or on several narrow ones?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Bars, Choice, Curve, Frame, Percent, Seed, Slider, Surface, demo
from sitegen.nn import Adam, Array, BinaryCrossEntropy, Layer, Linear, ReLU, Sequential, Sigmoid, Tanh

WIDTHS = {1: 300, 2: 32, 3: 22, 4: 18, 5: 16}  # layers: units in each, about 1,150 parameters together
ACTIVATIONS: dict[str, type[Layer]] = {"tanh": Tanh, "sigmoid": Sigmoid, "relu": ReLU}
TRAINING, HELD_OUT = 512, 1_000  # points to learn from, and new ones to judge by
STEPS_PER_FRAME = 4
SIDE = 40  # the picture is 40 × 40 cells


@dataclass
class Controls:
    """What the reader may change."""

    layers: Annotated[int, Slider(1, 5, label="Hidden layers")] = 3
    activation: Annotated[str, Choice("tanh", "sigmoid", "relu")] = "tanh"
    turns: Annotated[float, Slider(1, 3, step=0.5, label="Turns of the spirals")] = 3.0
    noise: Annotated[float, Slider(0, 0.2, step=0.01)] = 0.02
    rate: Annotated[float, Slider(0.0005, 0.1, log=True, live=True, label="Learning rate")] = 0.01
    seed: Annotated[int, Seed()] = 1


@demo(
    title="Depth spends parameters better",
    poster_steps=250,
    facts=(
        f"Data: two spirals, {TRAINING} points to learn from, {HELD_OUT:,} new ones to measure accuracy.",
        "Baseline: guessing is right for 50 % of the points.",
        f"Training: Adam on all points at once, {STEPS_PER_FRAME} steps a frame; 250 frames are 1,000 steps.",
    ),
)
def depth(controls: Controls, rng: np.random.Generator) -> Iterator[Frame]:
    """Two spirals, one network: watch the boundary bend."""
    x, y = spirals(TRAINING, controls, rng)
    new_x, new_y = spirals(HELD_OUT, controls, rng)
    model = network(controls, rng)
    loss, optimizer = BinaryCrossEntropy(), Adam(model.parameters(), lr=controls.rate)

    edge = 1.1 * controls.turns
    cells = Surface.plane(SIDE, (-edge, edge), (-edge, edge))
    steps: list[int] = []
    losses: list[float] = []
    new_losses: list[float] = []
    while True:
        steps.append(STEPS_PER_FRAME * len(steps))
        new_scores = model.predict(new_x)
        model.zero_grad()
        losses.append(loss(model(x), y))
        model.backward(loss.backward())
        new_losses.append(loss(new_scores, new_y))
        accuracy = float(np.mean((new_scores > 0) == (new_y > 0.5)))
        yield Frame(
            boundary=Surface(
                probability(model.predict(cells)).reshape(SIDE, SIDE),
                label="What the network answers where",
                x_range=(-edge, edge),
                y_range=(-edge, edge),
                points=x,
                classes=y[:, 0],
                class_names=("first spiral", "second spiral"),
            ),
            loss=Curve(
                {"training": losses, "held-out": new_losses},
                steps,
                x_label="Adam steps",
                y_label="loss",
                y_range=(1e-3, 1),
                log_y=True,
            ),
            gradient=Bars(
                gradient_sizes(model),
                label="Gradient that reaches each layer",
                x_label="typical size for one weight",
                x_range=(1e-8, 1),
                log=True,
            ),
            metrics={
                "accuracy": Percent(accuracy),
                "loss": losses[-1],
                "parameters": model.parameter_count,
                "adam_steps": steps[-1],
            },
            text=f"After {steps[-1]:,} steps, {accuracy:.1%} of {HELD_OUT:,} new points are told apart.",
        )
        optimizer.lr = controls.rate
        for _ in range(STEPS_PER_FRAME):
            optimizer.zero_grad()
            loss(model(x), y)
            model.backward(loss.backward())
            optimizer.step()


def spirals(count: int, controls: Controls, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return points (count, 2), whose distance from the middle is their turn, and classes (count, 1)."""
    turn = controls.turns * np.sqrt(rng.random(count))  # the root spreads them evenly along the arms
    arm = np.arange(count) % 2
    angle = 2 * np.pi * turn + np.pi * arm
    points = turn[:, None] * np.column_stack((np.cos(angle), np.sin(angle)))
    points += controls.noise * rng.standard_normal((count, 2))
    return points.astype(np.float32), arm[:, None].astype(np.float32)


def network(controls: Controls, rng: np.random.Generator) -> Sequential:
    """Return 2 inputs, equally wide hidden layers, 1 output."""
    width, activation = WIDTHS[controls.layers], ACTIVATIONS[controls.activation]
    layers: list[Layer] = [Linear(2, width, rng=rng), activation()]
    for _ in range(controls.layers - 1):
        layers += [Linear(width, width, rng=rng), activation()]
    return Sequential(*layers, Linear(width, 1, rng=rng))


def gradient_sizes(model: Sequential) -> dict[str, float]:
    """Return for each layer the root of the mean squared gradient of its weights."""
    weights = [p for name, p in model.named_parameters().items() if name.endswith("weight")]
    names = [*(f"layer {place}" for place in range(1, len(weights))), "output"]
    return {
        name: float(np.sqrt(np.mean(np.square(weight.grad))))
        for name, weight in zip(names, weights, strict=True)
    }


def probability(score: Array) -> Array:
    """Return the probability of the second spiral."""
    return 1 / (1 + np.exp(-np.clip(score, -30, 30)))
