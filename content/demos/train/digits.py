"""Write content/demos/data/digits.npz: the handwritten digits of the demo `cnn`, split once and for all.

The digits come with the Python package scikit-learn, of which only the file is read:

    pip install --no-deps scikit-learn==1.9.1 && python content/demos/train/digits.py

The split is drawn before anybody has looked. It mixes the writers: the 13 people whose digits are held out
also wrote those to learn from. Beside the file stands a card that says where the data is from.
"""

import gzip
import hashlib
import json
from importlib.metadata import distribution
from pathlib import Path

import numpy as np

SEED = 0
HELD_OUT = 360
FOLDER = Path(__file__).parents[1] / "data"
CARD = {
    "data": "1,797 handwritten digits by 13 people, 8 × 8 pixels with 17 shades of grey (0 to 16)",
    "source": "E. Alpaydin, C. Kaynak: Optical Recognition of Handwritten Digits (the test part), UCI Machine"
    " Learning Repository, 1998, https://doi.org/10.24432/C50P49; read from the package scikit-learn",
    "licence": "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/",
    "changes": "order and split drawn at random, the numbers themselves unchanged",
    "script": "content/demos/train/digits.py",
}


def main() -> None:
    """Read the package's table, draw the split, write the arrays and their card."""
    table = distribution("scikit-learn").locate_file("sklearn/datasets/data/digits.csv.gz")
    with gzip.open(str(table), "rt", encoding="ascii") as file:
        rows = np.loadtxt(file, delimiter=",").astype(np.uint8)
    rows = rows[np.random.default_rng(SEED).permutation(len(rows))]
    images, labels = rows[:, :64].reshape(-1, 8, 8), rows[:, 64]
    arrays = {
        "images": images[HELD_OUT:],
        "labels": labels[HELD_OUT:],
        "new_images": images[:HELD_OUT],
        "new_labels": labels[:HELD_OUT],
    }
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / "digits.npz").open("wb") as target:
        np.savez_compressed(target, allow_pickle=False, **arrays)
    card = {
        **CARD,
        "seed": SEED,
        "training": len(labels) - HELD_OUT,
        "held_out": HELD_OUT,
        # Of the numbers, since another version of zlib may press them otherwise.
        "sha256": hashlib.sha256(b"".join(array.tobytes() for array in arrays.values())).hexdigest(),
    }
    text = json.dumps(card, indent=2, ensure_ascii=False) + "\n"
    (FOLDER / "digits.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
