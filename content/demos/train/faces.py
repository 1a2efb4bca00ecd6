"""Write content/demos/weights/faces.npz and faces-few.npz: networks that tell drawn faces apart.

Nothing is read: people and pictures are made of random numbers by content/demos/portraits.py.

    python -m content.demos.train.faces

Two networks are trained in the same way. For one, half of the people have round faces; for the other, only
FEW_ROUND of PEOPLE have. Each is trained from three seeds, and the first is shipped. The people of the test,
of the gallery and of the visitors have seeds of their own, so no network has seen them; what was chosen
(layers, rate, steps, views) was judged on other people than these.

What the networks do with the test goes to data/faces.npz: counts of distances, and for each visitor the most
similar face of galleries of up to 10,000 people, none of whom is the visitor.

The same NumPy on the same kind of processor finds the same weights; another BLAS adds in another order and
finds others, whose equal error must lie within 0.01 of the one on the card. It takes some minutes.
"""

import hashlib
import json
import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # faster for products as small as these

import numpy as np
import numpy.typing as npt

from sitegen import nn

from ..crowd import passport, residents, visitors
from ..portraits import draw, people, views
from ..recognising import EDGES, FEW, FINE, MANY, RESULTS, SIZES, WEIGHTS, embed, network, rates

SEEDS = (1, 2, 3)
PEOPLE, FEW_ROUND, PICTURES = 2_000, 40, 10
STEPS, BATCH, RATE, TEMPERATURE = 1_200, 64, 0.004, 0.1
TEST, TEST_PICTURES, TEST_SEED = 200, 6, 5_000  # people of each group
SCRIPT = "content/demos/train/faces.py"
SOURCE = (
    "faces drawn from random numbers by content/demos/portraits.py, in other light, turned, with glasses;"
    " no picture of a person is involved"
)
LICENCE = "generated here; released like the rest of this project"


def album(faces: nn.Array, groups: npt.ArrayLike, pictures: int, rng: np.random.Generator) -> nn.Array:
    """Return pictures of each person. Shape: (n, parts), (n,) to (n, pictures, 40, 40)."""
    return np.stack([draw(faces, groups, views(len(faces), rng)) for _ in range(pictures)], axis=1)


def train(seed: int, learned: str) -> dict[str, nn.Array]:
    """Return the weights after STEPS steps: two pictures each of BATCH people must find each other."""
    rng = np.random.default_rng(seed)
    groups = np.arange(PEOPLE) < (FEW_ROUND if learned == FEW else PEOPLE // 2)
    pictures = album(people(PEOPLE, rng), groups, PICTURES, rng)[..., None]
    model = network(rng)
    criterion, optimizer = nn.InfoNCELoss(TEMPERATURE, symmetric=True), nn.Adam(model.parameters())
    values = []
    for step in range(STEPS):
        chosen = rng.permutation(PEOPLE)[:BATCH]
        first = rng.integers(PICTURES, size=BATCH)
        second = (first + rng.integers(1, PICTURES, BATCH)) % PICTURES
        seen = np.concatenate((pictures[chosen, first], pictures[chosen, second]))
        optimizer.lr = nn.cosine_decay(step, RATE, STEPS, warmup=50)
        optimizer.zero_grad()
        numbers = model(seen)
        loss = criterion(numbers[:BATCH], numbers[BATCH:])
        loss.backward()
        optimizer.step()
        values.append(loss.item())
        if (step + 1) % 200 == 0:
            print(f"seed {seed}, {learned}, step {step + 1:4}: loss {np.mean(values[-200:]):.3f}", flush=True)
    state: dict[str, nn.Array] = model.state_dict()
    return state


def tests() -> list[nn.Array]:
    """Return pictures of people of each group whom no network has seen. Shape: 2 of (TEST, 6, 40, 40)."""
    rng = np.random.default_rng(TEST_SEED)
    return [album(people(TEST, rng), np.full(TEST, group), TEST_PICTURES, rng) for group in (0, 1)]


def count(numbers: nn.Array) -> tuple[nn.IntArray, nn.IntArray]:
    """Count distances of pairs of one person, and of two. Shape: (n, pictures, D) to (80,), (80,)."""
    who = np.repeat(np.arange(len(numbers)), numbers.shape[1])
    flat = numbers.reshape(len(who), -1)
    distances = np.sqrt(np.clip(2 - 2 * flat @ flat.T, 0, 4))
    pair = np.triu(np.ones_like(distances, dtype=bool), 1)
    same = who[:, None] == who
    one, two = (np.histogram(distances[pair & chosen], EDGES)[0] for chosen in (same, ~same))
    return one, two


def embedded(model: nn.Module, pictures: nn.Array) -> nn.Array:
    """Return the numbers of many pictures. Shape: (n, k, 40, 40) to (n, k, 16)."""
    flat = pictures.reshape(-1, *pictures.shape[2:])
    parts = [embed(model, part) for (part,) in nn.batches(flat, size=200)]
    return np.concatenate(parts).reshape(*pictures.shape[:2], -1)


def plain(pictures: nn.Array) -> nn.Array:
    """Return the pixels as numbers of length 1 whose mean is 0. Shape: (n, k, 40, 40) to (n, k, 1600)."""
    flat = pictures.reshape(*pictures.shape[:2], -1)
    flat = flat - flat.mean(axis=-1, keepdims=True)
    shown: nn.Array = flat / np.linalg.norm(flat, axis=-1, keepdims=True)
    return shown


def searched(model: nn.Module) -> dict[str, nn.IntArray]:
    """Return what visitors find in galleries. Shape: closest and place (2, 100, 5), own (2, 100).

    `closest` is the least distance to one of the first 1, 10, ... people of the gallery, in hundredths, and
    `place` is the number of that person; `own` is the distance to the visitor's own picture.
    """
    closest, place, own = [], [], []
    for group in (0, 1):
        parts = np.array_split(residents(group), 50)
        gallery = np.concatenate([embed(model, passport(part, group)) for part in parts])
        faces, pictures = visitors(group)
        seen = embed(model, pictures)
        distances = np.sqrt(np.clip(2 - 2 * seen @ gallery.T, 0, 4))
        found = np.stack([distances[:, :size].argmin(axis=1) for size in SIZES], axis=1)
        place.append(found)
        closest.append(np.rint(FINE * np.take_along_axis(distances, found, axis=1)))
        own.append(np.rint(FINE * np.linalg.norm(seen - embed(model, passport(faces, group)), axis=1)))
    return {
        "closest": np.stack(closest).astype(np.uint8),
        "place": np.stack(place).astype(np.uint16),
        "own": np.stack(own).astype(np.uint8),
    }


def stored(learned: str) -> nn.Module:
    """Return the network with the weights of the file, as the demos have it."""
    model: nn.Module = network(np.random.default_rng(0))
    model.load_state_dict(nn.load_weights(WEIGHTS[learned]))
    return model


def write(states: dict[str, list[dict[str, nn.Array]]]) -> None:
    """Write weights and cards of both networks, and what the first of each finds."""
    pictures = tests()
    pixels = count(plain(pictures[0]))
    kept: dict[str, nn.IntArray] = {}
    for learned, several in states.items():
        results = []
        for state in reversed(several):  # the first one last: its weights stay in the file
            nn.save_weights(WEIGHTS[learned], state, "int8")
            counts = [count(embedded(stored(learned), part)) for part in pictures]
            results.append([rates(*part).equal_error for part in counts])
            print(learned, [f"{value:.4f}" for value in results[-1]])
        long_faces, round_faces = np.array(results).T
        model = network(np.random.default_rng(0))
        model.load_state_dict(several[0])
        card = nn.ModelCard(
            data=f"{SOURCE}; {PICTURES} pictures each of {PEOPLE:,} people,"
            f" {FEW_ROUND if learned == FEW else PEOPLE // 2} of them with round faces",
            licence=LICENCE,
            script=f"{SCRIPT}, SHA-256 {hashlib.sha256(Path(__file__).read_bytes()).hexdigest()}",
            seed=SEEDS[0],
            metric=f"equal error rate on {TEST_PICTURES} pictures each of {TEST} people with long faces"
            f" whom it never saw; seeds tried: {len(several)}, median {np.median(long_faces):.4f}, from"
            f" {long_faces.min():.4f} to {long_faces.max():.4f}; with round faces median"
            f" {np.median(round_faces):.4f}, from {round_faces.min():.4f} to {round_faces.max():.4f}; within"
            " 0.01 where another BLAS trains it again",
            score=float(long_faces[-1]),
            baseline="the correlation of the pixels of the same pictures",
            baseline_score=rates(*pixels).equal_error,
        )
        print(nn.save_model(WEIGHTS[learned], model, card, "int8"))
        name = "few" if learned == FEW else "many"
        kept[f"{name}_one"], kept[f"{name}_two"] = (
            np.stack(c) for c in zip(*(count(embedded(stored(learned), p)) for p in pictures), strict=True)
        )
        kept |= {f"{name}_{key}": values for key, values in searched(stored(learned)).items()}
    save(kept)


def save(kept: dict[str, nn.IntArray]) -> None:
    """Write what the networks found, and what it is."""
    with RESULTS.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **kept)
    about = {
        "data": "for the network that learned from few round faces and the one from many: counts of distances"
        " of pairs of one person and of two, (group, bin); for each visitor the most similar person of a"
        " gallery, its distance in hundredths and its number, (group, visitor, size of the gallery); and the"
        " distance to the visitor's own picture",
        "source": SOURCE,
        "licence": LICENCE,
        "script": SCRIPT,
    }
    RESULTS.with_suffix(".json").write_text(json.dumps(about, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> None:
    """Train both networks from three seeds each, and write what the first of each gives."""
    wanted = [(seed, learned) for learned in (MANY, FEW) for seed in SEEDS]
    with ProcessPoolExecutor(2) as pool:
        found = list(pool.map(train, *zip(*wanted, strict=True)))
    write({MANY: found[: len(SEEDS)], FEW: found[len(SEEDS) :]})


if __name__ == "__main__":
    main()
