"""Properties of every layer on drawn shapes: shape, dtype, finiteness, determinism, round trip."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sitegen import nn

# Hypothesis is not at hand inside Pyodide; there the other tests run and this file is left out.
hypothesis = pytest.importorskip("hypothesis")
from hypothesis import given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

sizes = st.integers(1, 5)
seeds = st.integers(0, 2**31 - 1)
scales = st.sampled_from([1e-20, 1e-3, 1.0, 1e3])
Maker = Callable[[int, np.random.Generator], nn.Module]


def rows(b: int, t: int, d: int) -> tuple[int, ...]:
    return (b, d) if t == 1 else (b, t, d)


def sequence(b: int, t: int, d: int) -> tuple[int, ...]:
    return (b, t, d)


def image(b: int, t: int, d: int) -> tuple[int, ...]:
    return (b + 1, t + 2, 5, d)


# name: how to build it for d features, and what shape goes in
LAYERS: dict[str, tuple[Maker, Callable[[int, int, int], tuple[int, ...]]]] = {
    "Linear": (lambda d, rng: nn.Linear(d, 3, rng=rng), rows),
    "Conv2d": (lambda d, rng: nn.Conv2d(d, 2, 3, stride=2, padding=1, rng=rng), image),
    "Conv1d": (lambda d, rng: nn.Conv1d(d, 2, 3, padding=1, rng=rng), sequence),
    "ConvTranspose2d": (lambda d, rng: nn.ConvTranspose2d(d, 2, 2, stride=2, rng=rng), image),
    "Upsample2d": (lambda _, __: nn.Upsample2d(2), image),
    "MaxPool2d": (lambda _, __: nn.MaxPool2d(2), image),
    "AvgPool2d": (lambda _, __: nn.AvgPool2d(2), image),
    "GlobalAveragePool": (lambda _, __: nn.GlobalAveragePool(), image),
    "GlobalMaxPool": (lambda _, __: nn.GlobalMaxPool(), sequence),
    "LastStep": (lambda _, __: nn.LastStep(), sequence),
    "Flatten": (lambda _, __: nn.Flatten(), image),
    "LayerNorm": (lambda d, _: nn.LayerNorm(d), rows),
    "BatchNorm": (lambda d, _: nn.BatchNorm(d), image),
    "Dropout": (lambda _, rng: nn.Dropout(0.5, rng=rng), rows),
    "RNN": (lambda d, rng: nn.RNN(d, 3, rng=rng), sequence),
    "GRU": (lambda d, rng: nn.GRU(d, 3, rng=rng), sequence),
    "LSTM": (lambda d, rng: nn.LSTM(d, 3, rng=rng, time_scales=(1, 9)), sequence),
    "MultiHeadAttention": (lambda d, rng: nn.MultiHeadAttention(d, d, rng=rng, causal=True), sequence),
    "TransformerEncoder": (lambda d, rng: nn.TransformerEncoder(1, d, 1, 3, rng=rng), sequence),
    "SinusoidalPosition": (lambda d, _: nn.SinusoidalPosition(9, d), sequence),
    "LearnedPosition": (lambda d, rng: nn.LearnedPosition(9, d, rng=rng), sequence),
    "Residual": (lambda d, rng: nn.Residual(nn.Linear(d, d, rng=rng)), rows),
    **{
        kind.__name__: (lambda _, __, kind=kind: kind(), rows)  # type: ignore[misc]
        for kind in (nn.Tanh, nn.ReLU, nn.LeakyReLU, nn.Sigmoid, nn.SiLU, nn.GELU, nn.Softmax)
    },
}


def run(
    name: str, size: tuple[int, int, int], seed: int, scale: float
) -> tuple[nn.Module, list[NDArray[Any]]]:
    """Build, run forward and backward; return the module and all arrays that came out."""
    make, shape = LAYERS[name]
    rng = np.random.default_rng(seed)
    module = make(size[2], rng)
    x = (scale * rng.standard_normal(shape(*size))).astype(np.float32)
    kept = x.copy()
    y = module(x)
    grad = np.ones_like(y)
    dx = module.backward(grad)
    assert np.array_equal(x, kept), "the input was changed"
    assert (grad == 1).all(), "the given gradient was changed"
    assert dx.shape == x.shape
    return module, [y, dx, *(parameter.grad for parameter in module.parameters())]


@pytest.mark.parametrize("name", LAYERS)
@settings(max_examples=8, deadline=None, derandomize=True)
@given(size=st.tuples(sizes, sizes, sizes), seed=seeds, scale=scales)
def test_float32_goes_in_and_finite_float32_comes_out_the_same_for_one_seed(
    name: str, size: tuple[int, int, int], seed: int, scale: float
) -> None:
    with np.errstate(all="raise", under="ignore"):
        _, first = run(name, size, seed, scale)
        _, second = run(name, size, seed, scale)
    for one, two in zip(first, second, strict=True):
        assert one.dtype == np.float32
        assert np.isfinite(one).all()
        assert np.array_equal(one, two)


@pytest.mark.parametrize("name", LAYERS)
def test_a_whole_training_step_stays_in_float32(name: str) -> None:
    module, _ = run(name, (2, 3, 4), 0, 1.0)
    if module.parameters():
        optimizer = nn.Adam(module.parameters())
        optimizer.step()
        nn.clip_grad_norm(module.parameters(), 1.0)
    assert all(array.dtype == np.float32 for array in module.state_dict().values())


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    shape=st.lists(st.integers(0, 4), max_size=3), seed=seeds, precision=st.sampled_from(["float16", "int8"])
)
def test_saved_weights_come_back_within_their_precision(shape: list[int], seed: int, precision: Any) -> None:
    from sitegen.nn.weights import pack_weights, unpack_weights

    array = np.asarray(np.random.default_rng(seed).standard_normal(shape), np.float32)
    back = unpack_weights(pack_weights({"a": array}, precision))["a"]
    assert back.shape == array.shape
    assert back.dtype == np.float32
    largest = float(np.abs(array).max()) if array.size else 0.0
    assert not array.size or np.abs(back - array).max() <= largest / 250
    again = unpack_weights(pack_weights({"a": back}, precision))["a"]
    np.testing.assert_allclose(again, back, rtol=1e-6)


@settings(max_examples=10, deadline=None, derandomize=True)
@given(seed=seeds)
def test_a_state_makes_the_round_trip_through_a_file(seed: int) -> None:
    import tempfile

    rng = np.random.default_rng(seed)
    model = nn.Sequential(nn.LSTM(2, 3, rng=rng), nn.LayerNorm(3), nn.Linear(3, 2, rng=rng))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "w.npz"
        nn.save_weights(path, model.state_dict(), "float32")
        other = nn.Sequential(nn.LSTM(2, 3, rng=rng), nn.LayerNorm(3), nn.Linear(3, 2, rng=rng))
        other.load_state_dict(nn.load_weights(path))
    x = rng.standard_normal((2, 4, 2)).astype(np.float32)
    assert np.array_equal(model.predict(x), other.predict(x))


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
SEQUENCES: dict[str, Callable[[np.random.Generator], nn.Layer]] = {
    "rnn": lambda rng: nn.RNN(8, 8, rng=rng),
    "gru": lambda rng: nn.GRU(8, 8, rng=rng),
    "lstm": lambda rng: nn.LSTM(8, 8, rng=rng),
    "transformer": lambda rng: nn.TransformerEncoder(1, 8, 2, 16, rng=rng),
}


def learn(model: nn.Sequential, x: NDArray[Any]) -> float:
    targets, loss = np.array([0, 1, 1, 0]), nn.CrossEntropy()
    optimizer, value = nn.Adam(model.parameters(), lr=0.02), np.inf
    for _ in range(200):
        optimizer.zero_grad()
        value = loss(model(x), targets)
        model.backward(loss.backward())
        optimizer.step()
    return value


@pytest.mark.parametrize("name", HEARTS)
def test_image_networks_learn_four_examples_by_heart(name: str, rng: np.random.Generator) -> None:
    assert learn(HEARTS[name](rng), rng.standard_normal((4, 4, 4, 3)).astype(np.float32)) < 0.05


@pytest.mark.parametrize("name", SEQUENCES)
def test_sequence_networks_learn_four_examples_by_heart(name: str, rng: np.random.Generator) -> None:
    layers = (nn.Embedding(6, 8, rng=rng), SEQUENCES[name](rng), nn.LastStep(), nn.Linear(8, 2, rng=rng))
    assert learn(nn.Sequential(*layers), rng.integers(0, 6, (4, 5))) < 0.05
