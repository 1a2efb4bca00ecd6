"""Train the network in Keras; see common.py."""

from typing import Any

import keras  # type: ignore[import-not-found]
import numpy as np
from common import BATCH, EPOCHS, FOLDER, RATE, SEEDS, digits, start, write  # type: ignore[import-not-found]
from keras import layers, optimizers
from keras.losses import SparseCategoricalCrossentropy  # type: ignore[import-not-found]


def train(seed: int) -> tuple[Any, list[float]]:
    """Return the trained network and its mean loss in each round."""
    x, target = digits()[:2]
    model = keras.Sequential([keras.Input((64,)), layers.Dense(32, "tanh"), layers.Dense(10)])
    model.set_weights(start(seed))
    loss = SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizers.SGD(RATE), loss)
    keras.utils.disable_interactive_logging()
    history = model.fit(x, target, batch_size=BATCH, epochs=EPOCHS, shuffle=False)
    return model, history.history["loss"]


def main() -> None:
    """Train with each seed, and write the first network."""
    FOLDER.mkdir(exist_ok=True)
    runs = [train(seed) for seed in SEEDS]
    _, _, new, right = digits()
    answers = [np.asarray(model(new)) for model, _ in runs]
    runs[0][0].save(FOLDER / "keras.keras")
    scores = [float(np.mean(each.argmax(1) == right)) for each in answers]
    write("keras", f"Keras {keras.__version__}", right=scores, x=new, answers=answers[0], losses=runs[0][1])


if __name__ == "__main__":
    main()
