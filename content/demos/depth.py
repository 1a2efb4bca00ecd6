"""Two spirals and one budget of parameters: spent on one wide layer, or on several narrow ones?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import (
    Bars,
    Choice,
    Curve,
    Frame,
    Headline,
    Percent,
    Preset,
    Seed,
    Slider,
    Stage,
    Surface,
    demo,
)
from sitegen.nn import (
    Adam,
    Array,
    BCEWithLogitsLoss,
    Layer,
    Linear,
    ReLU,
    Sequential,
    Sigmoid,
    Tanh,
    xavier_uniform,
)

WIDTHS = {1: 300, 2: 32, 3: 22, 4: 18, 5: 16}  # layers: units in each, about 1,150 parameters together
ACTIVATIONS: dict[str, type[Layer]] = {"tanh": Tanh, "sigmoid": Sigmoid, "relu": ReLU}
TRAINING, HELD_OUT = 512, 1_000  # points to learn from, and new ones to judge by
STEPS_PER_FRAME = 4
LAST_STEP = 4_000
PLANE = (36, 58)  # rows and columns of the picture, whose sides a narrow place cuts


@dataclass
class Controls:
    """What the reader may change."""

    layers: Annotated[int, Slider(1, 5, label="Hidden layers", main=True)] = 3
    activation: Annotated[str, Choice("tanh", "sigmoid", "relu", main=True)] = "tanh"
    turns: Annotated[float, Slider(1, 3, step=0.5, label="Turns of the spirals")] = 3.0
    noise: Annotated[float, Slider(0, 0.2, step=0.01)] = 0.02
    rate: Annotated[float, Slider(0.0005, 0.1, log=True, live=True, label="Learning rate", main=True)] = 0.015
    seed: Annotated[int, Seed()] = 1


@demo(
    title="Depth spends parameters better",
    poster_steps=250,
    stage=Stage("boundary", side=("loss", "gradient")),
    headline=Headline("accuracy", label="right", baseline=0.5, said="of new points; guessing: 50%"),
    presets=(
        Preset("One wide layer", layers=1, activation="tanh"),
        Preset("Two layers", layers=2, activation="tanh"),
        Preset("Five of sigmoid", layers=5, activation="sigmoid", fails=True),
    ),
    facts=(
        f"Data: two spirals, {TRAINING} points to learn from, {HELD_OUT:,} new ones to measure accuracy.",
        "Baseline: guessing is right for 50% of the points.",
        f"Training: Adam on all points, {STEPS_PER_FRAME} steps a frame, at most {LAST_STEP:,} steps.",
    ),
    drift={"accuracy": 0.4, "loss": 0.5},  # float32 rounds differently elsewhere, and training enlarges it
)
def depth(controls: Controls, rng: np.random.Generator) -> Iterator[Frame]:
    """Two spirals, one network: watch the boundary bend."""
    x, y = spirals(TRAINING, controls, rng)
    new_x, new_y = spirals(HELD_OUT, controls, rng)
    model = network(controls, rng)
    criterion, optimizer = BCEWithLogitsLoss(), Adam(model.parameters(), lr=controls.rate)

    edge = 1.1 * controls.turns
    cells = Surface.plane(PLANE, (-1.6 * edge, 1.6 * edge), (-edge, edge))
    steps: list[int] = []
    losses: list[float] = []
    new_losses: list[float] = []
    for step in range(LAST_STEP + 1):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        if step % STEPS_PER_FRAME == 0:
            new_scores = model.predict(new_x)
            steps.append(step)
            losses.append(loss.item())
            new_losses.append(criterion(new_scores, new_y).item())
            accuracy = float(np.mean((new_scores > 0) == (new_y > 0.5)))
            yield Frame(
                boundary=Surface(
                    probability(model.predict(cells)).reshape(PLANE),
                    label="What the network answers where",
                    x_range=(-1.6 * edge, 1.6 * edge),
                    y_range=(-edge, edge),
                    points=x,
                    classes=y[:, 0],
                    class_names=("first spiral", "second spiral"),
                ),
                loss=loss_curve(steps, losses, new_losses),
                gradient=gradient_bars(model),
                metrics={
                    "accuracy": Percent(accuracy),
                    "loss": loss.item(),
                    "parameters": model.parameter_count,
                    "adam_steps": step,
                },
                text=f"After {step:,} steps, {accuracy:.1%} of {HELD_OUT:,} new points are told apart.",
            )
        optimizer.lr = controls.rate
        optimizer.step()


def spirals(number: int, controls: Controls, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return points (n, 2), whose distance from the middle is their turn, and classes (n, 1)."""
    turn = controls.turns * np.sqrt(rng.random(number))  # the root spreads them evenly along the arms
    arm = np.arange(number) % 2
    angle = 2 * np.pi * turn + np.pi * arm
    points = turn[:, None] * np.column_stack((np.cos(angle), np.sin(angle)))
    points += controls.noise * rng.standard_normal((number, 2))
    return points.astype(np.float32), arm[:, None].astype(np.float32)


def network(controls: Controls, rng: np.random.Generator) -> Sequential:
    """Return 2 inputs, equally wide hidden layers, 1 output."""
    width, activation = WIDTHS[controls.layers], ACTIVATIONS[controls.activation]
    layers: list[Layer] = [Linear(2, width, rng=rng), activation()]
    for _ in range(controls.layers - 1):
        layers += [Linear(width, width, rng=rng, init=xavier_uniform), activation()]
    return Sequential(*layers, Linear(width, 1, rng=rng, init=xavier_uniform))


def loss_curve(steps: list[int], losses: list[float], new_losses: list[float]) -> Curve:
    """Return the loss on both sets of points so far."""
    series = {"training": losses, "held-out": new_losses}
    return Curve(series, steps, x_label="Adam steps", y_label="loss", y_range=(1e-4, 1), log_y=True)


def gradient_bars(model: Sequential) -> Bars:
    """Return for each layer the root of the mean squared gradient of its weights."""
    weights = [p.gradient for name, p in model.named_parameters() if name.endswith("weight")]
    names = [*(f"layer {place}" for place in range(1, len(weights))), "output"]
    sizes = [float(np.sqrt(np.mean(np.square(grad)))) for grad in weights]
    return Bars(
        dict(zip(names, sizes, strict=True)),
        label="Gradient that reaches each layer",
        x_label="typical size for one weight",
        x_range=(1e-8, 1),
        log=True,
    )


def probability(score: Array) -> Array:
    """Return the probability of the second spiral."""
    return 1 / (1 + np.exp(-np.clip(score, -30, 30)))
