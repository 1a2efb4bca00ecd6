"""One neuron: two inputs, two weights, a bias, and what they can and cannot tell apart."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
import numpy.typing as npt

from sitegen.demo import (
    Choice,
    Curve,
    Frame,
    Graph,
    Headline,
    Note,
    Percent,
    Preset,
    Seed,
    Slider,
    Stage,
    Surface,
    Table,
    demo,
)

Array = npt.NDArray[np.float32]

CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.float32)
TABLES = {"AND": [0, 0, 0, 1], "OR": [0, 1, 1, 1], "XOR": [0, 1, 1, 0]}  # the right answer for each corner
NOTES = [Note((0, 0), "neither"), Note((0, 1), "only x₂"), Note((1, 0), "only x₁"), Note((1, 1), "both")]
BLOB = 40  # points in each of two blobs
PLANE = (-0.5, 1.5)
RATE = np.float32(2)


@dataclass
class Controls:
    """What the reader may change."""

    task: Annotated[str, Choice("AND", "OR", "XOR", "two blobs")] = "AND"
    w1: Annotated[float, Slider(-10, 10, step=0.1, live=True, label="Weight w₁", main=True)] = 4.0
    w2: Annotated[float, Slider(-10, 10, step=0.1, live=True, label="Weight w₂")] = 4.0
    bias: Annotated[float, Slider(-10, 10, step=0.1, live=True, label="Bias b")] = -6.0
    training: Annotated[int, Slider(0, 300, live=True, unit="steps", label="Then train for", main=True)] = 0
    seed: Annotated[int, Seed(label="Seed of the blobs")] = 1


@demo(
    title="One neuron",
    stage=Stage("plane", side=("diagram", "activation")),
    headline=Headline("accuracy", label="right", said="always the same: 75%, XOR: 50%"),
    presets=(Preset("AND", task="AND"), Preset("OR", task="OR"), Preset("XOR", task="XOR", fails=True)),
    facts=(
        "Parameters: 3, two weights and a bias.",
        f"Data: the four rows of a truth table, or two blobs of {BLOB} points each.",
        "Baseline: always giving the commoner answer is right for 75% of AND and OR, 50% of XOR and blobs.",
        f"Training: gradient descent on the mean cross-entropy of all points, rate {RATE:g}.",
    ),
)
def neuron(controls: Controls, rng: np.random.Generator) -> Frame:
    """Set the weights by hand, or let training move them from there."""
    x, target = data(controls.task, rng)
    weights = np.array([controls.w1, controls.w2, controls.bias], dtype=np.float32)
    for _ in range(controls.training):
        weights = learn(weights, x, target)
    weights = np.round(weights, 3) + np.float32(0)  # further digits of float32 differ between machines

    output = sigmoid(weighted_sum(weights, x))
    correct = (output > 0.5) == (target > 0.5)
    accuracy = Percent(correct.mean())
    w1, w2, bias = weights
    return Frame(
        plane=Surface(
            sigmoid(weighted_sum(weights, Surface.plane(40, PLANE, PLANE))).reshape(40, 40),
            label="Its output over the plane",
            x_range=PLANE,
            y_range=PLANE,
            x_label="x₁",
            y_label="x₂",
            points=x,
            classes=target,
            class_names=("should be 0", "should be 1"),
            stretch=True,
            notes=NOTES if controls.task in TABLES else (),
        ),
        diagram=Graph(
            [[[w1, w2, bias]]],
            label="The neuron",
            names=[["x₁", "x₂", "1"], ["output"]],
        ),
        activation=activation(weights, x, target),
        sums=spelled_out(weights, x, target, output),
        metrics={
            "accuracy": accuracy,
            "loss": cross_entropy(output, target),
        },
        text=f"{controls.task}: {correct.sum()} of {len(x)} points are right"
        + (f" after {controls.training} steps of training." if controls.training else "."),
    )


def weighted_sum(weights: Array, x: Array) -> Array:
    """Return w₁·x₁ + w₂·x₂ + b for each point. Shape: x: (n, 2), returns (n,)."""
    total: Array = x @ weights[:2] + weights[2]
    return total


def sigmoid(z: Array) -> Array:
    """Squash a sum between 0 and 1."""
    return np.float32(1) / (np.float32(1) + np.exp(-z))


def learn(weights: Array, x: Array, target: Array) -> Array:
    """Return the weights after one step downhill."""
    error = sigmoid(weighted_sum(weights, x)) - target
    gradient = np.array([*(error @ x), error.sum()], dtype=np.float32) / np.float32(len(x))
    return weights - RATE * gradient


def cross_entropy(output: Array, target: Array) -> float:
    """Return the mean surprise at the right answers, in nats."""
    right = np.where(target > 0.5, output, 1 - output)
    return float(-np.log(np.maximum(right, 1e-12)).mean())


def data(task: str, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return points (n, 2) and the right answers (n,), 0 or 1."""
    if task in TABLES:
        return CORNERS, np.array(TABLES[task], dtype=np.float32)
    target = np.arange(2 * BLOB) % 2
    centers = np.where(target[:, None] == 1, 0.8, 0.2)
    points = centers + 0.2 * rng.standard_normal((2 * BLOB, 2))
    return np.clip(points, *PLANE).astype(np.float32), target.astype(np.float32)


def spelled_out(weights: Array, x: Array, target: Array, output: Array) -> Table:
    """Return the arithmetic of the first four points."""
    w1, w2, bias = weights
    rows = []
    for (x1, x2), total in zip(x[:4], weighted_sum(weights, x), strict=False):
        terms = f"{w1:.3g}·{x1:.2g} {w2:+.3g}·{x2:.2g} {bias:+.3g}"
        terms = terms.replace(" +", " + ").replace(" -", " − ")
        rows.append(f"{terms} = {total:.3g}".replace("-", "−"))
    return Table(
        {
            "w₁·x₁ + w₂·x₂ + b": rows,
            "output": [f"{value:.2f}" for value in output[:4]],
            "should be": [int(value) for value in target[:4]],
        },
        label="The sum spelled out" if len(x) == 4 else f"The sum spelled out for 4 of {len(x)} points",
    )


def activation(weights: Array, x: Array, target: Array) -> Curve:
    """Return the squashing curve with the points where their sums lie."""
    z = np.linspace(-10, 10, 81, dtype=np.float32)
    sums = np.clip(weighted_sum(weights, x), -10, 10)
    on_curve = np.column_stack((sums, sigmoid(sums)))
    return Curve(
        {"sigmoid": sigmoid(z)},
        z,
        label="From the sum to the output",
        x_label="weighted sum",
        y_range=(0, 1),
        points={"should be 0": on_curve[target < 0.5], "should be 1": on_curve[target > 0.5]},
    )
