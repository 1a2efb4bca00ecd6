"""Write content/demos/weights/lesions.npz: a small U-Net that marks faint lesions in generated tissue.

Nothing is read: tissues and lesions are made of random numbers by content/demos/tissue.py.

    python content/demos/train/lesions.py

Each training step sees new tissues. What was chosen (layers, rate, steps) was judged on other tissues than
those of the test, which have seeds of their own. The network is trained from three seeds, and the first is
shipped. Then it looks at the tissues of a screening, and what it finds there goes to data/screening.npz.

The same NumPy on the same kind of processor finds the same weights; another BLAS adds in another order and
finds others, whose score must lie within 0.03 of the one on the card. It takes some minutes.
"""

import hashlib
import json
import os
import runpy
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # faster for products as small as these

import numpy as np

from sitegen import nn

SEEDS = (1, 2, 3)
STEPS, BATCH, RATE = 500, 16, 0.012
ILL = 0.8  # the share of tissues with a lesion
CONTRASTS = (1.5, 6.0)  # of the lesions that it learns from, in multiples of the grain
TEST, TEST_SEED, TEST_CONTRAST = 200, 1_000, 4.0
HEALTHY, SICK, SCREENING_SEED = 500, 100, 2_000
SCRIPT = "content/demos/train/lesions.py"
DEMOS = Path(__file__).parents[1]
TISSUE = runpy.run_path(str(DEMOS / "tissue.py"))
WEIGHTS = TISSUE["WEIGHTS"]
SOURCE = (
    "tissues of 64 × 64 pixels made of random numbers by content/demos/tissue.py: smooth ground, vessels,"
    " grain, and patches that are a little brighter; no picture of a person is involved"
)
LICENCE = "generated here; released like the rest of this project"


def train(seed: int) -> dict[str, nn.Array]:
    """Return the weights after STEPS steps of Adam on new tissues each time."""
    rng = np.random.default_rng(seed)
    model = TISSUE["UNet"](rng)
    criterion, optimizer = nn.BCEWithLogitsLoss(), nn.Adam(model.parameters())
    values = []
    for step in range(STEPS):
        seen = TISSUE["tissues"](BATCH, rng, ill=rng.random(BATCH) < ILL)
        x = seen.pictures(rng.uniform(*CONTRASTS, (BATCH, 1, 1)))[..., None]
        optimizer.lr = nn.cosine_decay(step, RATE, STEPS, warmup=20)
        optimizer.zero_grad()
        loss = criterion(model(x), seen.truth[..., None].astype(np.float32))
        loss.backward()
        optimizer.step()
        values.append(loss.item())
        if (step + 1) % 50 == 0:
            print(f"seed {seed}, step {step + 1:3}: loss {np.mean(values[-50:]):.4f}", flush=True)
    state: dict[str, nn.Array] = model.state_dict()
    return state


def measure(model: nn.Module) -> float:
    """Return Dice over all pixels of the test's tissues."""
    test = TISSUE["tissues"](TEST, np.random.default_rng(TEST_SEED))
    found = TISSUE["predict"](model, test.pictures(TEST_CONTRAST))
    return float(TISSUE["dice"](found > TISSUE["THRESHOLD"], test.truth))


def save_screening(path: Path, model: nn.Module) -> None:
    """Write the score of each tissue of a screening, for each scanner and contrast, as bytes."""
    rng = np.random.default_rng(SCREENING_SEED)
    healthy, sick = TISSUE["tissues"](HEALTHY, rng, ill=False), TISSUE["tissues"](SICK, rng)
    tables: dict[str, list[nn.IntArray]] = {"healthy": [], "ill": []}
    for scanner in TISSUE["SCANNERS"]:
        tables["healthy"].append(scores(model, healthy.pictures(0, scanner)))
        pictures = (sick.pictures(contrast, scanner) for contrast in TISSUE["CONTRASTS"])
        tables["ill"].append(np.stack([scores(model, seen) for seen in pictures]))
    with path.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **{name: np.stack(t) for name, t in tables.items()})
    about = {
        "data": f"scores of {HEALTHY:,} healthy tissues, (scanner, tissue), and of {SICK} with a lesion, "
        "(scanner, contrast, tissue), from 0 to 255: the probability that at least "
        f"{TISSUE['ALARM']} pixels of the tissue reach",
        "source": SOURCE,
        "licence": LICENCE,
        "script": SCRIPT,
    }
    text = json.dumps(about, ensure_ascii=False)
    path.with_suffix(".json").write_text(text + "\n", encoding="utf-8")


def scores(model: nn.Module, pictures: nn.Array) -> nn.IntArray:
    """Return the score of each tissue. Shape: (n, 64, 64) to (n,), uint8."""
    parts = [TISSUE["predict"](model, part) for (part,) in nn.batches(pictures, size=50)]
    found: nn.IntArray = np.floor(255 * TISSUE["score"](np.concatenate(parts))).astype(np.uint8)
    return found


def write(states: list[dict[str, nn.Array]]) -> None:
    """Write weights, card and the scores of a screening for the first of some networks."""
    results = []
    for state in reversed(states):  # the first one last: its weights stay in the file
        nn.save_weights(WEIGHTS, state, "int8")
        results.append(measure(stored()))
    test = TISSUE["tissues"](TEST, np.random.default_rng(TEST_SEED))
    level, brightness = TISSUE["best_brightness"](test.pictures(TEST_CONTRAST), test.truth)
    card = nn.ModelCard(
        data=f"{SOURCE}; {STEPS * BATCH:,} tissues, four in five with lesions of contrast"
        f" {CONTRASTS[0]:g} to {CONTRASTS[1]:g}",
        licence=LICENCE,
        script=f"{SCRIPT}, SHA-256 {hashlib.sha256(Path(__file__).read_bytes()).hexdigest()}",
        seed=SEEDS[0],
        metric=f"Dice over all pixels of {TEST} tissues that it never saw, contrast {TEST_CONTRAST:g},"
        f" threshold {TISSUE['THRESHOLD']:g}; seeds tried: {len(states)}, median"
        f" {np.median(results):.3f}, from {min(results):.3f} to {max(results):.3f}; within 0.03 where"
        " another BLAS trains it again",
        score=results[-1],
        baseline=f"all pixels brighter than {level:.2f}, the best global level for these same tissues",
        baseline_score=brightness,
    )
    model = TISSUE["UNet"](np.random.default_rng(0))
    model.load_state_dict(states[0])
    print(nn.save_model(WEIGHTS, model, card, "int8"))
    save_screening(TISSUE["SCREENING"], stored())


def stored() -> nn.Module:
    """Return the network with the weights of the file, as the demo has it."""
    model: nn.Module = TISSUE["UNet"](np.random.default_rng(0))
    model.load_state_dict(nn.load_weights(WEIGHTS))
    return model


def main() -> None:
    """Train from three seeds, and write what the first gives."""
    with ProcessPoolExecutor(len(SEEDS)) as pool:
        write(list(pool.map(train, SEEDS)))


if __name__ == "__main__":
    main()
