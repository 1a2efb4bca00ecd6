import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest
from numpy.typing import NDArray

from sitegen.nn import (
    GRU,
    LSTM,
    RNN,
    BatchNorm,
    Conv1d,
    Conv2d,
    ConvTranspose2d,
    Flatten,
    LayerNorm,
    LearnedPosition,
    Linear,
    MaxPool2d,
    ModelCard,
    Module,
    MultiheadAttention,
    ReLU,
    Sequential,
    Tanh,
    from_keras,
    from_pytorch,
    load_model,
    load_weights,
    read_card,
    read_safetensors,
    save_model,
    save_weights,
)
from sitegen.nn.weights import read_weights, unpack_weights

Recording: TypeAlias = Callable[[str], dict[str, NDArray[Any]]]
CARD = ModelCard("spirals, generated", "CC0-1.0", "train/spiral.py", 3, "accuracy", 0.98, "a line", 0.66)


@pytest.fixture
def model(rng: np.random.Generator) -> Sequential:
    return Sequential(Linear(3, 8, rng=rng), Tanh(), BatchNorm(8), Linear(8, 2, rng=rng))


def test_float32_weights_come_back_exactly(model: Sequential, tmp_path: Path) -> None:
    save_weights(tmp_path / "w.npz", model.state_dict(), "float32")
    loaded = load_weights(tmp_path / "w.npz")
    assert loaded.keys() == model.state_dict().keys()
    assert all(np.array_equal(loaded[name], array) for name, array in model.state_dict().items())


@pytest.mark.parametrize(("precision", "tolerance"), [("float16", 1e-3), ("int8", 1 / 254 + 1e-6)])
def test_small_weights_come_back_within_half_a_step(
    precision: Any, tolerance: float, model: Sequential, tmp_path: Path
) -> None:
    save_weights(tmp_path / "w.npz", model.state_dict(), precision)
    for name, array in load_weights(tmp_path / "w.npz").items():
        expected = model.state_dict()[name]
        assert array.dtype == np.float32
        assert np.abs(array - expected).max() <= tolerance * np.abs(expected).max()


def test_the_same_weights_give_the_same_file_and_digest(model: Sequential, tmp_path: Path) -> None:
    digests = {save_weights(tmp_path / name, model.state_dict()) for name in ("a.npz", "b.npz")}
    assert len(digests) == 1
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    model.layers[0].parameters()[0].array[0, 0] += 1
    assert save_weights(tmp_path / "c.npz", model.state_dict()) not in digests


def test_large_tensors_come_back_from_int8_within_half_a_step(
    tmp_path: Path, rng: np.random.Generator
) -> None:
    array = rng.standard_normal((16, 16)).astype(np.float32)
    save_weights(tmp_path / "w.npz", {"a": array}, "int8")
    error = np.abs(load_weights(tmp_path / "w.npz")["a"] - array).max()
    assert 1e-3 < error <= np.abs(array).max() * (1 / 254 + 1e-6)


def test_a_tensor_for_which_a_scale_would_cost_more_than_it_saves_stays_in_float16(tmp_path: Path) -> None:
    state = {"small": np.zeros(255, np.float32), "large": np.zeros(256, np.float32)}
    save_weights(tmp_path / "w.npz", state, "int8")
    stored = {name: array.dtype.name for name, array in read_weights(tmp_path / "w.npz").items()}
    assert stored == {"large": "int8", "large:scale": "float32", "small": "float16"}


@pytest.mark.parametrize("size", [3, 300])
def test_a_tensor_of_zeros_survives_int8(size: int, tmp_path: Path) -> None:
    save_weights(tmp_path / "w.npz", {"a": np.zeros(size, np.float32)}, "int8")
    assert load_weights(tmp_path / "w.npz")["a"].tolist() == [0] * size


def test_weights_that_cannot_be_stored_are_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "w.npz"
    with pytest.raises(ValueError, match="a: expected numbers up to 65504 for float16, received 100000"):
        save_weights(path, {"a": np.array([1e5], np.float32)})
    with pytest.raises(ValueError, match="a: expected finite numbers"):
        save_weights(path, {"a": np.array([np.nan], np.float32)}, "float32")
    with pytest.raises(TypeError, match=r"a: expected a floating-point array, received .* of int64"):
        save_weights(path, {"a": np.zeros(1, np.int64)})
    with pytest.raises(ValueError, match='precision: expected "float32", "float16" or "int8", received'):
        save_weights(path, {}, "int4")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"path: expected a name ending in .npz, received 'w.bin'"):
        save_weights(tmp_path / "w.bin", {})
    assert not path.exists()


def test_files_that_are_not_weights_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "w.npz"
    path.write_bytes(b"hello")
    with pytest.raises(ValueError, match=r"w.npz: expected an npz file of plain arrays"):
        load_weights(path)
    np.savez(path, a=np.array([{}], dtype=object))
    with pytest.raises(ValueError, match=r"w.npz: expected an npz file of plain arrays"):
        load_weights(path)
    with path.open("wb") as file:
        np.save(file, np.zeros(3))
    with pytest.raises(ValueError, match=r"received something else \(a single array\)"):
        read_weights(path)
    with pytest.raises(ValueError, match="a expected one float32 scale, received nothing"):
        unpack_weights({"a": np.zeros(2, np.int8)})
    with pytest.raises(ValueError, match="a:scale has no tensor it belongs to"):
        unpack_weights({"a:scale": np.zeros((), np.float32)})
    with pytest.raises(ValueError, match=r"a expected float or int8, received \(2,\) of int64"):
        unpack_weights({"a": np.zeros(2, np.int64)})


def test_a_model_and_its_card_make_the_round_trip(
    model: Sequential, tmp_path: Path, rng: np.random.Generator
) -> None:
    card = save_model(tmp_path / "spiral.npz", model, CARD, "float32")
    assert card.parameters == model.parameter_count
    assert read_card(tmp_path / "spiral.json") == card
    x = rng.standard_normal((4, 3)).astype(np.float32)
    y = model.predict(x)
    other = Sequential(Linear(3, 8, rng=rng), Tanh(), BatchNorm(8), Linear(8, 2, rng=rng))
    assert load_model(tmp_path / "spiral.npz", other) == card
    np.testing.assert_array_equal(other.predict(x), y)


def test_a_card_that_does_not_belong_to_the_weights_is_refused(model: Sequential, tmp_path: Path) -> None:
    save_model(tmp_path / "spiral.npz", model, CARD)
    save_weights(tmp_path / "spiral.npz", {"a": np.zeros(1, np.float32)})
    with pytest.raises(ValueError, match=r"spiral.npz: sha256 expected [0-9a-f]{64}, received [0-9a-f]{64}"):
        load_model(tmp_path / "spiral.npz", model)


def test_a_card_with_wrong_keys_is_refused_with_all_of_them(tmp_path: Path) -> None:
    path = tmp_path / "card.json"
    path.write_text(json.dumps({"data": "x", "sed": 3, "score": "high"}))
    with pytest.raises(ValueError, match=r"card.json: the card does not fit; sed: unknown; licence") as e:
        read_card(path)
    assert "score: received str 'high'" in str(e.value)
    path.write_text("{")
    with pytest.raises(ValueError, match=r"card.json: expected a model card in JSON"):
        read_card(path)
    path.write_text("[]")
    with pytest.raises(ValueError, match=r"card.json: expected a JSON object, received list"):
        read_card(path)


def safetensors(header: object, body: bytes) -> bytes:
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + body


def test_safetensors_are_read_in_their_own_dtype(tmp_path: Path) -> None:
    single, half = np.arange(6, dtype="<f4").reshape(2, 3), np.array([1.5, -2], "<f2")
    brain = (np.array([3.0, -0.5], "<f4").view("<u4") >> 16).astype("<u2")
    header = {
        "__metadata__": {"format": "pt"},
        "a": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]},
        "b": {"dtype": "F16", "shape": [2], "data_offsets": [24, 28]},
        "c": {"dtype": "BF16", "shape": [2], "data_offsets": [28, 32]},
        "d": {"dtype": "I64", "shape": [], "data_offsets": [32, 40]},
    }
    path = tmp_path / "m.safetensors"
    body = single.tobytes() + half.tobytes() + brain.tobytes() + np.array(7, "<i8").tobytes()
    path.write_bytes(safetensors(header, body))
    tensors = read_safetensors(path)
    assert np.array_equal(tensors["a"], single)
    assert tensors["b"].dtype == np.float16
    assert tensors["c"].tolist() == [3.0, -0.5]
    assert tensors["d"] == 7
    assert list(tensors) == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"abc", "m.st: expected a safetensors file, received 3 other bytes"),
        (struct.pack("<Q", 1 << 60) + b"{}", "m.st: expected a safetensors file, received 10 other bytes"),
        (struct.pack("<Q", 2) + b"{!", "m.st: expected a JSON header"),
        (safetensors([], b""), "expected a JSON object as header, received list"),
        (safetensors({"a": {"dtype": "F8"}}, b""), "m.st: a expected dtype, shape and data_offsets"),
        (
            safetensors({"a": {"dtype": "F8", "shape": [1], "data_offsets": [0, 1]}}, b"x"),
            "a expected a dtype of F64, .* received 'F8'",
        ),
        (
            safetensors({"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}, b"1234"),
            r"a expected 8 bytes for shape \(2,\) of F32, received 0 to 8 of 4",
        ),
    ],
)
def test_broken_safetensors_are_refused_by_name(content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "m.st"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=message):
        read_safetensors(path)


def keras_model(name: str, rng: np.random.Generator) -> Module:
    if name == "cnn":
        return Sequential(
            Conv2d(1, 2, 3, padding="same", rng=rng),
            ReLU(),
            MaxPool2d(2),
            BatchNorm(2),
            ConvTranspose2d(2, 3, 2, stride=2, rng=rng),
            Flatten(),
            Linear(192, 3, rng=rng),
        )
    if name == "lstm":
        return Sequential(LSTM(3, 4, rng=rng), LayerNorm(4), Linear(4, 2, rng=rng))
    if name == "gru":
        return Sequential(GRU(3, 4, rng=rng), Linear(4, 2, rng=rng))
    if name == "rnn":
        return Sequential(Conv1d(3, 4, 3, rng=rng), RNN(4, 4, rng=rng), Linear(4, 2, rng=rng))
    return MultiheadAttention(8, 2, rng=rng)


def first(output: Any) -> Any:
    return output[0] if isinstance(output, tuple) else output


@pytest.mark.parametrize("name", ["cnn", "lstm", "gru", "rnn", "attention"])
def test_keras_weights_give_the_output_that_keras_gave(
    name: str, recording: Recording, rng: np.random.Generator
) -> None:
    arrays = recording(f"keras_{name}")
    weights = [array for key, array in sorted(arrays.items()) if key.startswith("weight.")]
    model = keras_model(name, rng)
    model.load_state_dict(from_keras(weights, model))
    np.testing.assert_allclose(first(model.predict(arrays["input"])), arrays["output"], rtol=2e-5, atol=1e-5)


def test_the_wrong_number_of_keras_weights_is_refused(rng: np.random.Generator) -> None:
    model = Sequential(Linear(2, 3, rng=rng), Linear(3, 1, rng=rng))
    kernel = np.zeros((2, 3), np.float32)
    with pytest.raises(ValueError, match=r"expected 2 arrays for 1 \(Linear\) from place 2, received 3"):
        from_keras([kernel, kernel[0], kernel], model)
    with pytest.raises(ValueError, match="weights: expected 4 arrays, received 5"):
        from_keras([kernel] * 5, model)


def test_a_layer_unknown_to_keras_is_named(rng: np.random.Generator) -> None:
    model = Sequential(LearnedPosition(4, 2, rng=rng))
    with pytest.raises(ValueError, match="0: LearnedPosition has no equal in Keras"):
        from_keras([np.zeros((4, 2), np.float32)], model)


def test_a_missing_pytorch_tensor_is_named(rng: np.random.Generator) -> None:
    model = Sequential(LSTM(2, 3, rng=rng))
    with pytest.raises(ValueError, match=r"0.bias_ih_l0: missing"):
        model.load_state_dict(from_pytorch({"0.weight_ih_l0": np.zeros((12, 2))}, model))
    with pytest.raises(ValueError, match=r"0.weight: expected 12 columns for a flattened \(3, 2, 2\)"):
        from_pytorch({}, Sequential(Linear(12, 1, rng=rng)), flattened={"0": (3, 2, 2)})


def test_unknown_pytorch_tensors_are_told_on_loading(rng: np.random.Generator) -> None:
    model = Sequential(Conv2d(1, 1, 1, rng=rng, bias=False))
    state = from_pytorch({"0.weight": np.ones((1, 1, 1, 1)), "0.bias": np.zeros(1)}, model)
    with pytest.raises(ValueError, match=r"0\.bias: unknown"):
        model.load_state_dict(state)
