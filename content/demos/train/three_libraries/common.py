"""What the three training scripts share: digits, start, order, learning rate, and what they write.

Each script trains the same network from the same start on the same batches, so the libraries should end at
the same weights. Where the libraries are installed:

    cd content/demos/train/three_libraries
    python with_pytorch.py && python with_keras.py && python with_tensorflow.py

What is committed was made with PyTorch 2.13.0, Keras 3.15.1 on TensorFlow, and TensorFlow 2.21.0, on one
CPU, in a few minutes. Each script writes weights in its library's own format, and answers, to the folder
`made`. From the root of the repository, with `made` for that folder, they are
brought in with:

    sitegen model import made/pytorch.pt --for demos.libraries:build --expect made/pytorch.pairs.npz
      --precision float32 --card made/pytorch.json -o content/demos/weights/libraries-pytorch.npz

and the same for `keras.keras` and `tensorflow.npz`.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np

FOLDER = Path(__file__).parent / "made"
DATA = Path(__file__).parents[2] / "data" / "digits.npz"
ANSWERS = Path(__file__).parents[2] / "weights" / "libraries-answers.npz"
RATE, EPOCHS, BATCH = 0.5, 20, 64
SEEDS = (0, 1, 2)
SHOWN = 24  # held-out digits whose answers are stored


def digits() -> tuple[Any, Any, Any, Any]:
    """Return rows (n, 64) from 0 to 1 and digits (n,): to learn from, then held out."""
    with np.load(DATA) as file:
        rows = [(file[name] / np.float32(16)).reshape(-1, 64) for name in ("images", "new_images")]
        return rows[0], file["labels"].astype(np.int64), rows[1], file["new_labels"].astype(np.int64)


def start(seed: int) -> list[Any]:
    """Return kernel (64, 32), bias (32,), kernel (32, 10) and bias (10,) to begin with."""
    draw = np.random.default_rng(seed)
    sizes = ((64, 32), (32, 10))
    kernels = [draw.uniform(-1, 1, size).astype(np.float32) / np.float32(size[0] ** 0.5) for size in sizes]
    return [kernels[0], np.zeros(32, np.float32), kernels[1], np.zeros(10, np.float32)]


def write(name: str, version: str, *, right: list[float], x: Any, answers: Any, losses: list[float]) -> None:
    """Write the pairs that the import checks, the answers and losses that the page shows, and the card.

    Args:
        name: of the library.
        version: of the library.
        right: share of the held-out digits that is right, for each seed.
        x: the held-out rows.
        answers: what the first seed's network gives for them.
        losses: mean loss of the first seed after each round.
    """
    np.savez(FOLDER / f"{name}.pairs.npz", input=x, output=answers)
    stored = dict(np.load(ANSWERS)) if ANSWERS.exists() else {}
    stored |= {name: answers[:SHOWN].astype(np.float32), f"{name}_losses": np.array(losses, np.float32)}
    with ANSWERS.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **stored)
    card = {
        "data": "handwritten digits of the data card content/demos/data/digits.json: 1,437 to learn from, "
        "360 held out",
        "licence": "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/",
        "script": f"content/demos/train/three_libraries/with_{name}.py, {version}, {EPOCHS} rounds",
        "seed": SEEDS[0],
        "metric": f"right answers on the held-out digits; median of seeds {SEEDS}: {np.median(right):.3f}, "
        f"from {min(right):.3f} to {max(right):.3f}",
        "score": round(right[0], 4),
        "baseline": "by chance",
        "baseline_score": 0.1,
    }
    (FOLDER / f"{name}.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    print(name, version, right, losses[-1])
