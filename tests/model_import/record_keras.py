"""Record small Keras models as .keras, .weights.h5 and .h5, each with an input and Keras' answer.

Run where Keras and TensorFlow are installed, from the root of the repository:
    PYTHONPATH=. python tests/model_import/record_keras.py
What is committed was recorded with Keras 3.15.1 on TensorFlow 2.21.0 (CPU) and h5py 3.14.0. All files
are in one archive, since HDF5 files are mostly zeros.
"""

import tempfile
import zipfile
from pathlib import Path
from typing import Any

import keras  # type: ignore[import-not-found]
import numpy as np
from keras import layers as L  # noqa: N812

ARCHIVE = Path(__file__).parent / "fixtures" / "keras.zip"

LEGACY = ("dense", "batch_norm", "bidirectional", "attention", "nested")


def sequential(shape: tuple[int, ...], *layers: Any) -> Any:
    return keras.Sequential([keras.Input(shape), *layers])


class Own(keras.Model):  # type: ignore[misc]
    """A class of the author's own, whose attributes are names."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden, self.norm, self.head = L.Dense(5, "gelu"), L.LayerNormalization(), L.Dense(2)

    def call(self, x: Any) -> Any:
        return self.head(self.norm(self.hidden(x)))


def nested() -> Any:
    inner = sequential((4,), L.Dense(5, "tanh", name="wide"), L.Dense(3, name="narrow"))
    inner.name = "inner"
    x = keras.Input((4,))
    return keras.Model(x, L.Dense(2, name="head")(inner(x)))


def attention() -> Any:
    x = keras.Input((5, 4))
    y = L.LayerNormalization()(x + L.MultiHeadAttention(2, 2)(x, x))
    return keras.Model(x, y)


def models() -> dict[str, Any]:
    picture, words = (6, 6, 2), (5,)
    return {
        "dense": sequential((4,), L.Dense(8, "relu"), L.Dropout(0.5), L.Dense(2, use_bias=False)),
        "convolution": sequential(
            picture, L.Conv2D(4, 3, activation="relu"), L.MaxPooling2D(), L.Flatten(), L.Dense(3)
        ),
        "strided": sequential(
            picture, L.Conv2D(4, 3, strides=2, padding="same"), L.Conv2D(4, 2, padding="same", groups=2)
        ),
        "depthwise": sequential(picture, L.DepthwiseConv2D(3, depth_multiplier=2), L.Conv2D(3, 1)),
        "transposed": sequential(picture, L.Conv2DTranspose(3, 4, strides=2, padding="same")),
        "sequence": sequential(
            (7, 3), L.Conv1D(4, 3, padding="causal", dilation_rate=2), L.ReLU(), L.Conv1D(2, 3, strides=2)
        ),
        "batch_norm": sequential((4,), L.Dense(6), L.BatchNormalization(epsilon=0.02, scale=False)),
        "embedding": sequential(words, L.Embedding(9, 6), L.GlobalAveragePooling1D(), L.Dense(2)),
        "lstm": sequential(words, L.Embedding(9, 6), L.LSTM(4, return_sequences=True), L.Dense(3)),
        "gru": sequential(words, L.Embedding(9, 6), L.GRU(4, return_sequences=True), L.Dense(3)),
        "rnn": sequential(words, L.Embedding(9, 6), L.SimpleRNN(4, return_sequences=True), L.Dense(3)),
        "bidirectional": sequential(
            words, L.Embedding(9, 6), L.Bidirectional(L.LSTM(4, return_sequences=True)), L.Dense(3)
        ),
        "layer_norm": sequential((4,), L.Dense(6), L.LayerNormalization(epsilon=0.01), L.Dense(2)),
        "group_norm": sequential(picture, L.Conv2D(4, 3), L.GroupNormalization(2)),
        "attention": attention(),
        "nested": nested(),
        "own": Own(),
        "reset_before": sequential((5, 3), L.GRU(4, reset_after=False)),
        "separable": sequential(picture, L.SeparableConv2D(3, 3), L.PReLU(), L.Flatten(), L.Dense(2)),
    }


def main() -> None:
    draw = np.random.default_rng(15)
    with (
        tempfile.TemporaryDirectory() as folder,
        zipfile.ZipFile(ARCHIVE, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name, model in models().items():
            words = any(isinstance(layer, L.Embedding) for layer in model.layers)
            shape = (2, 4) if name == "own" else (2, *model.input_shape[1:])
            x = draw.integers(0, 9, shape) if words else draw.standard_normal(shape).astype(np.float32)
            model(x)
            for variable in model.weights:
                if "seed" not in variable.path:
                    numbers = draw.standard_normal(variable.shape) * 0.5
                    variable.assign(np.abs(numbers) + 0.5 if "variance" in variable.path else numbers)
            if name == "dense":  # a trained one has the optimizer's numbers in its file
                model.compile("adam", "mse")
                model.train_on_batch(x, np.zeros((2, 2), np.float32))
            endings = [".keras"] if name in ("reset_before", "separable") else [".keras", ".weights.h5"]
            for file in (name + ending for ending in (*endings, *([".h5"] if name in LEGACY else []))):
                path = Path(folder) / file
                (model.save_weights if file.endswith(".weights.h5") else model.save)(path)
                archive.write(path, file)
            pairs = Path(folder) / f"{name}.pairs.npz"
            np.savez(pairs, input=x, output=np.asarray(model(x)))
            archive.write(pairs, pairs.name)


if __name__ == "__main__":
    main()
