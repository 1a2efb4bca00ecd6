"""Properties of every layer on drawn shapes: shape, dtype, finiteness, determinism, round trip."""

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sitegen import nn
from sitegen.nn.weights import pack_weights, unpack_weights
from tests.nn.layers import LAYERS, assert_same_finite_float32

# Hypothesis is compiled and not at hand inside Pyodide; test_layers.py asks the same of fixed draws there.
pytest.importorskip("hypothesis")
from hypothesis import given, settings
from hypothesis import strategies as st

sizes = st.integers(1, 5)
seeds = st.integers(0, 2**31 - 1)
scales = st.sampled_from([1e-20, 1e-3, 1.0, 1e3])


@pytest.mark.parametrize("name", LAYERS)
@settings(max_examples=8, deadline=None, derandomize=True)
@given(size=st.tuples(sizes, sizes, sizes), seed=seeds, scale=scales)
def test_float32_goes_in_and_finite_float32_comes_out_the_same_for_one_seed(
    name: str, size: tuple[int, int, int], seed: int, scale: float
) -> None:
    assert_same_finite_float32(name, size, seed, scale)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    shape=st.lists(st.integers(0, 4), max_size=3), seed=seeds, precision=st.sampled_from(["float16", "int8"])
)
def test_saved_weights_come_back_within_their_precision(shape: list[int], seed: int, precision: Any) -> None:
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
    rng = np.random.default_rng(seed)
    model = nn.Sequential(nn.LSTM(2, 3, rng=rng), nn.LayerNorm(3), nn.Linear(3, 2, rng=rng))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "w.npz"
        nn.save_weights(path, model.state_dict(), "float32")
        other = nn.Sequential(nn.LSTM(2, 3, rng=rng), nn.LayerNorm(3), nn.Linear(3, 2, rng=rng))
        other.load_state_dict(nn.load_weights(path))
    x = rng.standard_normal((2, 4, 2)).astype(np.float32)
    assert np.array_equal(model.predict(x), other.predict(x))
