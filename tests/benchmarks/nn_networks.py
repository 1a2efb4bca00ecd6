"""The four networks of the catalogue on random data: what both benchmarks of `sitegen.nn` run.

Needs only NumPy, so that it runs in the browser too.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from sitegen.nn import (
    LSTM,
    Adam,
    BCEWithLogitsLoss,
    Conv2d,
    CrossEntropyLoss,
    Embedding,
    Flatten,
    LastStep,
    Linear,
    MaxPool2d,
    ReLU,
    Sequential,
    Tanh,
    TransformerEncoder,
)
from sitegen.nn.array import AnyArray

SIZES = {
    "mlp": "2-32-32-1, tanh, batch 256",
    "cnn": "8×8 digits, 3×3 filters 8 and 16, batch 32",
    "lstm": "20 steps, 9 to 24 units, batch 64",
    "transformer": "2 blocks, width 32, 4 heads, 16 tokens, batch 32",
}


@dataclass(frozen=True)
class Network:
    """A network with its data: two calls to be timed."""

    forward: Callable[[], object]
    step: Callable[[], float]
    parameters: int


def make(name: str) -> Network:
    """Build one of the four."""
    rng = np.random.default_rng(0)
    loss: Any = CrossEntropyLoss()
    x: AnyArray
    targets: AnyArray
    if name == "mlp":
        layers = [Linear(2, 32, rng=rng), Tanh(), Linear(32, 32, rng=rng), Tanh(), Linear(32, 1, rng=rng)]
        model = Sequential(*layers)
        x, loss = rng.standard_normal((256, 2)), BCEWithLogitsLoss()
        targets = (x[:, :1] * x[:, 1:] > 0).astype(np.float32)
    elif name == "cnn":
        first, second = Conv2d(1, 8, 3, padding=1, rng=rng), Conv2d(8, 16, 3, padding=1, rng=rng)
        head = (Flatten(), Linear(64, 10, rng=rng))
        model = Sequential(first, ReLU(), MaxPool2d(2), second, ReLU(), MaxPool2d(2), *head)
        x, targets = rng.standard_normal((32, 8, 8, 1)), rng.integers(0, 10, 32)
    elif name == "lstm":
        lstm = LSTM(9, 24, rng=rng)
        model = Sequential(lstm, LastStep(), Linear(24, 4, rng=rng))
        x, targets = rng.standard_normal((64, 20, 9)), rng.integers(0, 4, 64)
    else:
        encoder = TransformerEncoder.of(2, 32, 4, 64, rng=rng, activation="relu")
        model = Sequential(Embedding(50, 32, rng=rng), encoder, Linear(32, 50, rng=rng))
        x, targets = rng.integers(0, 50, (32, 16)), rng.integers(0, 50, (32, 16))
    if x.dtype.kind == "f":
        x = x.astype(np.float32)
    optimizer = Adam(model.parameters(), lr=1e-3)

    def step() -> float:
        optimizer.zero_grad()
        value = loss(model(x), targets)
        value.backward()
        optimizer.step()
        return float(value)

    return Network(lambda: model.predict(x), step, model.parameter_count)
