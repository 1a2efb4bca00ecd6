"""A plain recurrent network must recall the first symbol that it read, after a stretch of noise."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Curve, Frame, Headline, Heatmap, Percent, Preset, Seed, Slider, Stage, Toggle, demo
from sitegen.nn import (
    RNN,
    Adam,
    Array,
    CrossEntropyLoss,
    LastStep,
    Linear,
    Sequential,
    capture,
    clip_grad_norm_,
    orthogonal,
)

SYMBOLS, NOISE, ASK = "ABCD", "wxyz", "?"  # one to remember, then noise, then the question
KINDS = len(SYMBOLS + NOISE + ASK)
UNITS = 24
BATCH = 32
RECENT = 8  # batches over which accuracy is measured
STEPS_PER_FRAME, LAST_STEP = 2, 800
FLOOR = 1e-12  # the lower end of the gradient's axis


@dataclass
class Controls:
    """What the reader may change."""

    gap: Annotated[int, Slider(5, 80, label="Noise symbols T", main=True)] = 10
    gain: Annotated[float, Slider(0.1, 2, step=0.05, label="Recurrent gain at the start", main=True)] = 0.7
    clip: Annotated[bool, Toggle(live=True, label="Clip the gradient")] = True
    rate: Annotated[float, Slider(0.0003, 0.03, log=True, live=True, label="Learning rate")] = 0.003
    seed: Annotated[int, Seed()] = 1


@demo(
    title="A recurrent network recalls the first symbol",
    poster_steps=150,
    stage=Stage("memory", side=("accuracy", "gradient")),
    headline=Headline("accuracy", label="recalled", baseline=0.25, said="of first symbols; guessing: 25%"),
    presets=(
        Preset("Wait 10", gap=10, gain=0.7),
        Preset("Wait 40", gap=40, gain=0.7, fails=True),
        Preset("Wait 40, gain 1", gap=40, gain=1.0),
    ),
    facts=(
        f"Data: generated. One of {', '.join(SYMBOLS)}, then T symbols of noise, then a question mark.",
        f"Accuracy: on the latest {RECENT} batches of {BATCH}, each counted before it is learned from.",
        "Baseline: guessing is right in 25% of the cases.",
        f"Training: Adam, every batch new, {STEPS_PER_FRAME} steps a frame, at most {LAST_STEP:,} steps.",
    ),
    # Rounding differs elsewhere, and grows in training.
    drift={"accuracy": 0.4, "loss": 0.5, "gradient_left": 30},
)
def rnn(controls: Controls, rng: np.random.Generator) -> Iterator[Frame]:
    """What came first? The answer is asked for at the end, and blame must travel back to the beginning."""
    layer = RNN(KINDS, UNITS, recurrent_bias=False, rng=rng)
    layer.weight_hh_l0.data = np.float32(controls.gain) * orthogonal((UNITS, UNITS), rng)
    model = Sequential(layer, LastStep(), Linear(UNITS, len(SYMBOLS), rng=rng))
    criterion, optimizer = CrossEntropyLoss(), Adam(model.parameters(), lr=controls.rate)
    pair = np.repeat(sequences(1, controls.gap, rng), 2, axis=0)
    pair[:, 0] = np.eye(2, KINDS)  # A and B, followed by the same noise

    right: list[float] = []
    curve: list[float] = []
    before: Array | None = None  # the gradient as it was before any learning
    for step in range(LAST_STEP + 1):
        x = sequences(BATCH, controls.gap, rng)
        first = x[:, 0].argmax(axis=1)
        optimizer.zero_grad()
        with capture(layer) as seen:
            scores = model(x)
            loss = criterion(scores, first)
            loss.backward()
        right.append(float(np.mean(scores.array.argmax(axis=1) == first)))
        if step % STEPS_PER_FRAME == 0:
            share = share_left(seen["hidden_grad"])
            before = share if before is None else before
            accuracy = float(np.mean(right[-RECENT:]))
            curve.append(accuracy)
            yield Frame(
                memory=memory(layer.predict(pair)[0]),
                gradient=gradient_curve(before, share),
                accuracy=accuracy_curve(curve),
                metrics={
                    "accuracy": Percent(accuracy),
                    "loss": loss.item(),
                    "gradient_left": share[0],
                    "parameters": model.parameter_count,
                    "adam_steps": step,
                },
                text=f"After {step:,} steps, {accuracy:.1%} of the first symbols are recalled across "
                f"{controls.gap} symbols of noise.",
            )
        if controls.clip:
            clip_grad_norm_(model.parameters(), 1.0)
        optimizer.lr = controls.rate
        optimizer.step()


def sequences(number: int, gap: int, rng: np.random.Generator) -> Array:
    """Return the symbols of some sequences, each as a row with a single one. Shape: (n, gap + 2, KINDS)."""
    first = rng.integers(len(SYMBOLS), size=number)
    noise = len(SYMBOLS) + rng.integers(len(NOISE), size=(number, gap))
    ask = np.full(number, KINDS - 1)
    x: Array = np.eye(KINDS, dtype=np.float32)[np.column_stack((first, noise, ask))]
    return x


def share_left(gradients: Array) -> Array:
    """Return the size of the gradient at every step as a share of the last. Shape: (B, T, H) to (T,)."""
    sizes = np.linalg.norm(gradients, axis=2).mean(axis=0)
    share: Array = np.maximum(sizes / max(float(sizes[-1]), 1e-30), FLOOR)
    return share


def gradient_curve(before: Array, now: Array) -> Curve:
    """Return how much of the blame comes back to every symbol, in powers of ten."""
    series, ends = {"before training": before, "now": now}, (FLOOR, 100)
    label, x_label = "How much of the gradient arrives where", "symbol (0 is the one to recall)"
    return Curve(series, label=label, x_label=x_label, y_label="share of the last", y_range=ends, log_y=True)


def memory(states: Array) -> Heatmap:
    """Return what the first symbol changes in the state: after A, minus after B. Shape: states: (2, T, H)."""
    difference = (states[0] - states[1]).T
    return Heatmap(
        difference[: min(UNITS, difference.shape[1])],
        label="What is left of the first symbol: state after A, minus after B",
        columns=[SYMBOLS[0], *"·" * (difference.shape[1] - 2), ASK],
        x_label="symbols read, from left to right; a row is a unit",
        low=-1,
        high=1,
    )


def accuracy_curve(accuracy: list[float]) -> Curve:
    """Return the accuracy so far, and what guessing would give."""
    steps = STEPS_PER_FRAME * np.arange(len(accuracy))
    series = {"accuracy": accuracy, "guessing": [1 / len(SYMBOLS)] * len(accuracy)}
    return Curve(series, steps, label="Accuracy", x_label="Adam steps", y_range=(0, 1))
