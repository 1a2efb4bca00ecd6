"""What is asked of every layer alike, on fixed draws, and small networks that learn by heart."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sitegen import nn
from tests.nn.layers import LAYERS, assert_same_finite_float32, run


@pytest.mark.parametrize("size", [(1, 1, 1), (2, 3, 4), (3, 1, 5)])
@pytest.mark.parametrize("name", LAYERS)
def test_float32_goes_in_and_finite_float32_comes_out_the_same_for_one_seed(
    name: str, size: tuple[int, int, int]
) -> None:
    for scale in (1e-20, 1.0, 1e3):
        assert_same_finite_float32(name, size, 7, scale)


@pytest.mark.parametrize("name", LAYERS)
def test_a_whole_training_step_stays_in_float32(name: str) -> None:
    module, _ = run(name, (2, 3, 4), 0, 1.0)
    if module.parameters():
        optimizer = nn.Adam(module.parameters())
        optimizer.step()
        nn.clip_grad_norm_(module.parameters(), 1.0)
    assert all(array.dtype == np.float32 for array in module.state_dict().values())


# A tiny task for every kind of layer: fit four random examples by heart.
HEARTS: dict[str, Callable[[np.random.Generator], nn.Sequential]] = {
    "mlp": lambda rng: nn.Sequential(
        nn.Flatten(), nn.Linear(48, 16, rng=rng), nn.Tanh(), nn.Linear(16, 2, rng=rng)
    ),
    "cnn": lambda rng: nn.Sequential(
        nn.Conv2d(3, 4, 3, padding=1, rng=rng),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(16, 2, rng=rng),
    ),
    "normalised cnn": lambda rng: nn.Sequential(
        nn.Conv2d(3, 8, 3, rng=rng),
        nn.BatchNorm(8),
        nn.GELU(),
        nn.GlobalAveragePool(),
        nn.Linear(8, 2, rng=rng),
    ),
}
SEQUENCES: dict[str, Callable[[np.random.Generator], nn.Module]] = {
    "rnn": lambda rng: nn.RNN(8, 8, rng=rng),
    "gru": lambda rng: nn.GRU(8, 8, rng=rng),
    "lstm": lambda rng: nn.LSTM(8, 8, rng=rng),
    "transformer": lambda rng: nn.TransformerEncoder.of(1, 8, 2, 16, rng=rng),
}


def learn(model: nn.Sequential, x: NDArray[Any]) -> float:
    targets, criterion = np.array([0, 1, 1, 0]), nn.CrossEntropyLoss()
    optimizer, value = nn.Adam(model.parameters(), lr=0.02), np.inf
    for _ in range(200):
        optimizer.zero_grad()
        loss = criterion(model(x), targets)
        loss.backward()
        optimizer.step()
        value = loss.item()
    return value


@pytest.mark.parametrize("name", HEARTS)
def test_image_networks_learn_four_examples_by_heart(name: str, rng: np.random.Generator) -> None:
    assert learn(HEARTS[name](rng), rng.standard_normal((4, 4, 4, 3)).astype(np.float32)) < 0.05


@pytest.mark.parametrize("name", SEQUENCES)
def test_sequence_networks_learn_four_examples_by_heart(name: str, rng: np.random.Generator) -> None:
    layers = (nn.Embedding(6, 8, rng=rng), SEQUENCES[name](rng), nn.LastStep(), nn.Linear(8, 2, rng=rng))
    assert learn(nn.Sequential(*layers), rng.integers(0, 6, (4, 5))) < 0.05
