"""The same task for an LSTM: recall the first symbol after noise. Its gates can be held by hand."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Choice, Curve, Frame, Headline, Heatmap, Percent, Preset, Seed, Slider, Stage, demo
from sitegen.nn import LSTM, Adam, Array, LastStep, Linear, Sequential, capture, clip_grad_norm_
from sitegen.nn.functional import cross_entropy

SYMBOLS, NOISE, ASK = "ABCD", "wxyz", "?"  # one to remember, then noise, then the question
KINDS = len(SYMBOLS + NOISE + ASK)
UNITS, BATCH, RECENT = 24, 32, 8
LAST_STEP = 500
FLOOR = 1e-12  # the lower end of the gradient's axis
PROBE = 8  # noises, each read after all four symbols, to try the gates on
# Which rows of the bias belong to a gate, and what closes or opens it whatever the weights say.
CLAMPS = {"forget = 0": (1, -50), "forget = 1": (1, 50), "input = 0": (0, -50), "input = 1": (0, 50)}


@dataclass
class Controls:
    """What the reader may change."""

    gap: Annotated[int, Slider(5, 80, label="Noise symbols T", main=True)] = 40
    bias: Annotated[str, Choice("spread", "all 0", "all 1", "all 5", label="Forget bias", main=True)] = (
        "spread"
    )
    clamp: Annotated[str, Choice("no gate", *CLAMPS, live=True, label="Hold during the noise", main=True)] = (
        "no gate"
    )
    rate: Annotated[float, Slider(0.001, 0.1, log=True, live=True, label="Learning rate")] = 0.02
    seed: Annotated[int, Seed()] = 1


@demo(
    title="An LSTM recalls the first symbol",
    poster_steps=150,
    stage=Stage("cell", side=("accuracy", "forget", "write")),
    headline=Headline("accuracy", label="recalled", baseline=0.25, said="of first symbols; guessing: 25%"),
    presets=(
        Preset("Wait 80", gap=80, bias="spread"),
        Preset("All biases 1", gap=40, bias="all 1", fails=True),
    ),
    facts=(
        f"Data: generated. One of {', '.join(SYMBOLS)}, then T symbols of noise, then a question mark.",
        f"Accuracy: on the latest {RECENT} batches of {BATCH}, each counted before it is learned from; "
        f"with a gate held, on {PROBE * len(SYMBOLS)} sequences kept aside.",
        "Baseline: guessing is right in 25% of the cases.",
        f"Training: Adam, every batch new, gates left alone, a step a frame, at most {LAST_STEP} steps.",
    ),
    drift={"loss": 0.01, "gradient_left": 0.05},  # rounding differs elsewhere, and grows in training
)
def lstm(controls: Controls, rng: np.random.Generator) -> Iterator[Frame]:
    """The memory is a belt past three gates. Watch them, and hold one open or shut while the noise passes."""
    layer = network(controls, rng)
    head = Linear(UNITS, len(SYMBOLS), rng=rng)
    model = Sequential(layer, LastStep(), head)
    optimizer = Adam(model.parameters(), lr=controls.rate)
    probe = np.repeat(sequences(PROBE, controls.gap, rng), len(SYMBOLS), axis=0)
    probe[:, 0] = np.tile(np.eye(len(SYMBOLS), KINDS), (PROBE, 1))  # A to D, followed by the same noise

    right, curve = list[float](), list[float]()
    before: Array | None = None  # the gradient as it was before any learning
    for step in range(LAST_STEP + 1):
        x = sequences(BATCH, controls.gap, rng)
        first = x[:, 0].argmax(axis=1)
        optimizer.zero_grad()
        with capture(layer) as seen:
            scores = model(x)
            loss = cross_entropy(scores, first)
            loss.backward()
        share = share_left(seen["cell_grad"])
        before = share if before is None else before
        right.append(float(np.mean(scores.array.argmax(axis=1) == first)))
        curve.append(float(np.mean(right[-RECENT:])))
        with capture(layer) as seen:
            answers = head.predict(read(layer, probe, controls.clamp)).argmax(axis=1)
        cell, forget, write = (
            np.concatenate(seen.all(name), axis=1) for name in ("cell", "forget_gate", "input_gate")
        )
        held = float(np.mean(answers == probe[:, 0].argmax(axis=1)))
        yield Frame(
            cell=heatmap(cell[0] - cell[1], "What the cell keeps: after A, minus after B", -1),
            gradient=gradient_curve(before, share),
            forget=heatmap(forget[0], "Forget gate: 1 keeps, 0 wipes"),
            write=heatmap(write[0], "Input gate: 1 writes, 0 ignores"),
            accuracy=accuracy_curve(curve),
            metrics={
                "accuracy": Percent(curve[-1]),
                "accuracy_with_gate_held": Percent(held),
                "loss": loss.item(),
                "gradient_left": share[0],
                "parameters": model.parameter_count,
                "adam_steps": step,
            },
            text=f"After {step:,} steps, {curve[-1]:.1%} of the first symbols are recalled across "
            f"{controls.gap} symbols of noise. With {controls.clamp} held: {held:.1%}.",
        )
        clip_grad_norm_(model.parameters(), 1.0)
        optimizer.lr = controls.rate
        optimizer.step()


def network(controls: Controls, rng: np.random.Generator) -> LSTM:
    """Return the layer; if spread, the biases give its units memories of different length, 1 to 2T."""
    if controls.bias == "spread":
        return LSTM(KINDS, UNITS, recurrent_bias=False, rng=rng, time_scales=(1, 2 * controls.gap))
    forget = float(controls.bias.removeprefix("all "))
    return LSTM(KINDS, UNITS, recurrent_bias=False, rng=rng, forget_bias=forget)


def read(layer: LSTM, x: Array, clamp: str) -> Array:
    """Return the last state, after reading the noise with a gate held. Shape: (n, H)."""
    gate, push = CLAMPS.get(clamp, (0, 0))
    bias = layer.bias_ih_l0.array[gate * UNITS : (gate + 1) * UNITS]
    learned = bias.copy()
    _, state = layer.predict(x[:, :1])
    bias += push
    _, state = layer.predict(x[:, 1:-1], state)
    bias[:] = learned
    last: Array = layer.predict(x[:, -1:], state)[0][:, -1]
    return last


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


def heatmap(values: Array, label: str, low: float = 0) -> Heatmap:
    """Return what happens in the units (rows) while the symbols are read (columns). Shape: (T, H)."""
    columns = [SYMBOLS[0], *"·" * (len(values) - 2), ASK]
    return Heatmap(values.T[: len(values)], label=label, columns=columns, low=low, high=1)


def gradient_curve(before: Array, now: Array) -> Curve:
    """Return how much of the blame comes back along the cell to every symbol, in powers of ten."""
    series, ends = {"before training": before, "now": now}, (FLOOR, 100)
    label, x_label = "How much of the gradient arrives where", "symbol (0 is the one to recall)"
    return Curve(series, label=label, x_label=x_label, y_label="share of the last", y_range=ends, log_y=True)


def accuracy_curve(accuracy: list[float]) -> Curve:
    """Return the accuracy so far, and what guessing would give."""
    series = {"accuracy": accuracy, "guessing": [1 / len(SYMBOLS)] * len(accuracy)}
    return Curve(series, label="Accuracy", x_label="Adam steps", y_range=(0, 1))
