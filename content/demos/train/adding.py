"""Write content/demos/weights/adding.npz, its card, and what the exam showed: a Transformer that adds.

    OPENBLAS_NUM_THREADS=1 python -m content.demos.train.adding

It is trained with three seeds; the one with the median score is shipped, and the card names all three. About
85 seconds of one core. Another order of sums gives somewhat other weights.
"""

import json

import numpy as np

from sitegen import nn

from ..adder import (
    EXAM,
    HELD_OUT,
    LEARNED,
    LEARNED_BELOW,
    WEIGHTS,
    Adder,
    adder,
    encode,
    examined,
    is_right,
    mistakes,
    sums,
    units_right,
    without_carrying,
    written,
)

SEEDS, STEPS, BATCH, RATE = (1, 2, 3), 4_000, 256, 0.015


def train(seed: int, steps: int = STEPS) -> Adder:
    """Return a network that has learned to add."""
    rng = np.random.default_rng(seed)
    model = Adder(rng=rng)
    read, wanted = encode(*sums()[0])
    criterion, optimizer = nn.CrossEntropyLoss(), nn.AdamW(model.parameters(), lr=RATE, weight_decay=0.01)
    for step in range(steps):
        chosen = rng.integers(len(read), size=BATCH)
        optimizer.lr = nn.cosine_decay(step, RATE, total=steps, warmup=min(100, steps - 1))
        optimizer.zero_grad()
        loss = criterion(model(read[chosen]).reshape(-1, 10), wanted[chosen].reshape(-1))
        loss.backward()
        nn.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if step % 1000 == 999:
            print(f"seed {seed}, {step + 1:,} steps: loss {loss.item():.4f}", flush=True)
    return model


def main(steps: int = STEPS) -> None:
    """Train with every seed; write the weights of the median, and a card."""
    first, second = sums()[1]
    models = {seed: train(seed, steps) for seed in SEEDS}
    scores = {
        seed: float(is_right(written(model, first, second), first, second).mean())
        for seed, model in models.items()
    }
    chosen = sorted(SEEDS, key=lambda seed: scores[seed])[len(SEEDS) // 2]
    results = ", ".join(f"{scores[seed]:.4f}" for seed in SEEDS)
    card = nn.ModelCard(
        data=f"{LEARNED:,} of the million sums of two numbers below 1,000, and {HELD_OUT:,} others held out "
        "(content/demos/adder.py)",
        licence="MIT, as this project: sums are made by its own program",
        script="content/demos/train/adding.py",
        seed=chosen,
        metric="share of held-out sums with every digit right; the seeds "
        f"{', '.join(map(str, SEEDS))} give {results}, and the median is shipped",
        score=scores[chosen],
        baseline="adding each pair of digits without carrying",
        baseline_score=float(is_right(without_carrying(first, second), first, second).mean()),
    )
    print(nn.save_model(WEIGHTS, models[chosen], card), flush=True)
    write_exam()


def write_exam() -> None:
    """Write how often sums of each kind are right, and how many of all are wrong."""
    model = adder()[0]
    about = {
        "data": "shares of sums with every digit right: without carrying, by the shipped network; of right "
        "units where only the first number has four digits, and only the second; how many of all sums of two "
        "numbers below 1,000 it gets wrong",
        "script": "content/demos/train/adding.py",
        "right": examined(model),
        "units_right": units_right(model),
        "wrong_of_all": len(mistakes(model, np.arange(LEARNED_BELOW))),
    }
    EXAM.write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
