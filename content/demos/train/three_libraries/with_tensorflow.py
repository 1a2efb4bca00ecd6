"""Train the network in TensorFlow without Keras; see common.py."""

from typing import Any

import numpy as np
import tensorflow as tf  # type: ignore[import-untyped]
from common import BATCH, EPOCHS, FOLDER, RATE, SEEDS, digits, start, write  # type: ignore[import-not-found]


def answer(x: Any, variables: list[Any]) -> Any:
    """Return ten scores for each row."""
    w1, b1, w2, b2 = variables
    return (tf.tanh(x @ w1 + b1) @ w2 + b2)  # fmt: skip


def train(seed: int) -> tuple[list[Any], list[float]]:
    """Return the trained variables and their mean loss in each round."""
    rows, labels = digits()[:2]
    variables = [tf.Variable(array) for array in start(seed)]
    cross_entropy = tf.nn.sparse_softmax_cross_entropy_with_logits
    losses = []
    for _ in range(EPOCHS):
        total = 0.0
        for i in range(0, len(rows), BATCH):
            x = rows[i : i + BATCH]
            target = labels[i : i + BATCH]
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(cross_entropy(target, answer(x, variables)))
            gradients = tape.gradient(loss, variables)
            for v, g in zip(variables, gradients):  # noqa: B905 - as the page shows it
                v.assign_sub(RATE * g)
            total += float(loss) * len(x)
        losses.append(total / len(rows))
    return variables, losses


def main() -> None:
    """Train with each seed, and write the first network."""
    FOLDER.mkdir(exist_ok=True)
    runs = [train(seed) for seed in SEEDS]
    _, _, new, right = digits()
    answers = [answer(new, variables).numpy() for variables, _ in runs]
    np.savez(FOLDER / "tensorflow.npz", *(variable.numpy() for variable in runs[0][0]))
    scores = [float(np.mean(each.argmax(1) == right)) for each in answers]
    write(
        "tensorflow",
        f"TensorFlow {tf.__version__}",
        right=scores,
        x=new,
        answers=answers[0],
        losses=runs[0][1],
    )


if __name__ == "__main__":
    main()
