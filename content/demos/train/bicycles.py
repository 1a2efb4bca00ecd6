"""Write content/demos/weights/bicycles.npz: a recurrent network that forecasts a counter of bicycles.

Nothing is read: the counts are made of random numbers by content/demos/bicycles.py.

    python content/demos/train/bicycles.py

Four years of one counter are made. The network learns from the first three, and is tested on the fourth.
What was chosen (layers, rate, steps) was judged on a year of another counter, with a seed of its own. The
network is trained from three seeds, and the first is shipped.

The same NumPy on the same kind of processor finds the same weights; another BLAS adds in another order and
finds others, whose score must lie within 0.5 of the one on the card. It takes about a minute.
"""

import hashlib
import os
import runpy
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # faster for products as small as these

import numpy as np

from sitegen import nn

SEEDS = (1, 2, 3)
COUNTER_SEED = 1_000
STEPS, BATCH, RATE = 1_000, 48, 0.01
YEAR, LEARNED = 365, 3 * 365  # days
SCRIPT = "content/demos/train/bicycles.py"
BICYCLES = runpy.run_path(str(Path(__file__).parents[1] / "bicycles.py"))
DAY, WEIGHTS = BICYCLES["DAY"], BICYCLES["WEIGHTS"]
LEVELS = np.array([BICYCLES["LOW"], 0.5, BICYCLES["HIGH"]], np.float32)
FIRST, LAST = 7, 3  # days that a forecast needs before its start for the week to copy, and behind it


def counted() -> Any:
    """Return four years of the counter, a `Counter`."""
    return BICYCLES["count_bicycles"](LEARNED + YEAR, np.random.default_rng(COUNTER_SEED))


def pinball(expected: nn.Tensor, count: nn.Array) -> nn.Tensor:
    """Return the loss that is least where a share LEVELS of the counts lies below what is expected.

    Shape:
        expected: (B, T, 3). count: (B, T). returns: ().
    """
    above = nn.as_tensor(count[:, :, None]) - expected
    return nn.maximum(above * LEVELS, above * (LEVELS - 1)).mean()


def train(seed: int) -> dict[str, nn.Array]:
    """Return the weights after STEPS steps of Adam, each on BATCH starts in the first three years."""
    rng = np.random.default_rng(seed)
    model = BICYCLES["Forecaster"](rng)
    past, ahead, count = BICYCLES["windows"](counted(), np.arange(FIRST, LEARNED - LAST) * DAY)
    optimizer, values = nn.Adam(model.parameters()), []
    for step in range(STEPS):
        chosen = rng.integers(len(count), size=BATCH)
        optimizer.lr = nn.cosine_decay(step, RATE, STEPS, warmup=50)
        optimizer.zero_grad()
        loss = pinball(model(past[chosen], ahead[chosen]), count[chosen])
        loss.backward()
        nn.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        values.append(loss.item())
        if (step + 1) % 100 == 0:
            print(f"seed {seed}, step {step + 1:3}: loss {np.mean(values[-100:]):.4f}", flush=True)
    state: dict[str, nn.Array] = model.state_dict()
    return state


def measure(model: nn.Module) -> tuple[float, float, float]:
    """Return the mean absolute error in the fourth year, that of copying, and the share inside the band."""
    counter, starts = counted(), np.arange(LEARNED, LEARNED + YEAR - LAST + 1) * DAY
    low, middle, high = BICYCLES["forecast"](model, counter, starts)
    came, copied = BICYCLES["truth"](counter, starts), BICYCLES["last_week"](counter, starts)
    inside = (low <= came) & (came <= high)
    return float(np.abs(middle - came).mean()), float(np.abs(copied - came).mean()), float(inside.mean())


def write(states: list[dict[str, nn.Array]]) -> None:
    """Write weights and card for the first of some networks."""
    results = []
    for state in reversed(states):  # the first one last: its weights stay in the file
        nn.save_weights(WEIGHTS, state, "int8")
        model = BICYCLES["Forecaster"](np.random.default_rng(0))
        model.load_state_dict(nn.load_weights(WEIGHTS))
        results.append(measure(model))
    (error, copying, inside), errors = results[-1], [result[0] for result in results]
    card = nn.ModelCard(
        data="hourly counts of bicycles made of random numbers by content/demos/bicycles.py: hours, weekdays,"
        " holidays, rain, warmth, and what nobody writes down; nothing was counted on a street. Three years"
        " are learned from",
        licence="generated here; released like the rest of this project",
        script=f"{SCRIPT}, SHA-256 {hashlib.sha256(Path(__file__).read_bytes()).hexdigest()}",
        seed=SEEDS[0],
        metric="mean absolute error in bicycles an hour, over three days from every midnight of the fourth"
        f" year, its weather known; its 90% band holds {inside:.1%} of the counts (all seeds:"
        f" {min(r[2] for r in results):.1%} to {max(r[2] for r in results):.1%}); seeds tried: {len(states)},"
        f" median {np.median(errors):.2f}, from {min(errors):.2f} to {max(errors):.2f}; within 0.5 where"
        " another BLAS trains it again",
        score=error,
        baseline="the count of the same hour a week before",
        baseline_score=copying,
    )
    model = BICYCLES["Forecaster"](np.random.default_rng(0))
    model.load_state_dict(states[0])
    print(nn.save_model(WEIGHTS, model, card, "int8"))


def main() -> None:
    """Train from three seeds, and write what the first gives."""
    with ProcessPoolExecutor(2) as pool:
        write(list(pool.map(train, SEEDS)))


if __name__ == "__main__":
    main()
