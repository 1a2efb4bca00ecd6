"""Write content/demos/weights/sentiment-bag.npz, sentiment-reader.npz, their cards, and what the exam showed.

    OPENBLAS_NUM_THREADS=1 python -m content.demos.train.sentiment

Each network is trained with three seeds; the one with the median score is shipped, and the card names the
scores of all three. About 90 seconds of one core. Another order of sums gives somewhat other weights.
"""

import json
from collections.abc import Callable

import numpy as np

from sitegen import nn

from ..judges import EXAM, WEIGHTS, Reader, WordBag, accuracy, judge, list_accuracy
from ..practice import endless
from ..reviews import HELD_OUT, KINDS, LEARNED, Review, encode, held_out, known

SEEDS, STEPS, BATCH, RATE = (1, 2, 3), 4_000, 64, 0.005
HIDDEN = 0.02  # the share of words that are replaced by the unknown word
Judge = WordBag | Reader
NETWORKS: dict[str, Callable[[np.random.Generator], Judge]] = {
    "bag": lambda rng: WordBag(rng=rng),
    "reader": lambda rng: Reader(rng=rng),
}


def train(name: str, seed: int, learned: list[Review], steps: int = STEPS) -> Judge:
    """Return a network that has learned to judge reviews."""
    rng = np.random.default_rng(seed)
    model = NETWORKS[name](rng)
    words = encode([list(review.words) for review in learned])
    praise = np.array([review.praise for review in learned], np.float32)
    criterion, optimizer = nn.BCEWithLogitsLoss(), nn.AdamW(model.parameters(), lr=RATE, weight_decay=0.01)
    rows = np.arange(BATCH)
    for step, (x, y) in zip(range(steps), endless(words, praise, size=BATCH, rng=rng), strict=False):
        ends = (x > 0).sum(axis=1) - 1
        read = np.where((x > 0) & (rng.random(x.shape) < HIDDEN), 1, x)
        optimizer.lr = nn.cosine_decay(step, RATE, total=steps, warmup=min(100, steps - 1))
        optimizer.zero_grad()
        loss = criterion(model(read)[rows, ends], y)
        loss.backward()
        nn.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if step % 1000 == 999:
            print(f"{name}, seed {seed}, {step + 1:,} steps: loss {loss.item():.3f}", flush=True)
    return model


def main(steps: int = STEPS) -> None:
    """Train both networks with every seed; write the weights of the median, and cards."""
    test, learned = held_out(), known()
    for name in NETWORKS:
        models = {seed: train(name, seed, learned, steps) for seed in SEEDS}
        scores = {seed: accuracy(model, test) for seed, model in models.items()}
        for seed, model in models.items():
            kinds = {kind: accuracy(model, [r for r in test if r.kind == kind]) for kind in KINDS}
            print(f"{name}, seed {seed}: {scores[seed]:.3f}, {json.dumps(kinds)}", flush=True)
        chosen = sorted(SEEDS, key=lambda seed: scores[seed])[len(SEEDS) // 2]
        results = ", ".join(f"{scores[seed]:.3f}" for seed in SEEDS)
        card = nn.ModelCard(
            data=f"{LEARNED:,} short reviews of a small generated English (content/demos/reviews.py); "
            f"{HELD_OUT:,} others held out, with sentence patterns and pairs of words of their own",
            licence="MIT, as this project: the reviews are made by its own program",
            script="content/demos/train/sentiment.py",
            seed=chosen,
            metric=f"share of held-out reviews judged rightly; the seeds {', '.join(map(str, SEEDS))} "
            f"give {results}, and the median is shipped",
            score=scores[chosen],
            baseline="counting words of a list of good and a list of bad ones; a tie is half right",
            baseline_score=list_accuracy(test),
        )
        print(nn.save_model(WEIGHTS / f"sentiment-{name}.npz", models[chosen], card), flush=True)
    write_exam(test)


def write_exam(test: list[Review]) -> None:
    """Write how often the list and the shipped networks are right, by kind of review."""
    bag, reader = judge(WordBag)[0], judge(Reader)[0]
    right = {}
    for kind in KINDS:
        part = [review for review in test if review.kind == kind]
        shares = (list_accuracy(part), accuracy(bag, part), accuracy(reader, part))
        right[kind] = [round(share, 4) for share in shares]
    about = {
        "data": f"shares of {len(test):,} held-out reviews judged rightly: word list, bag of words, in order",
        "script": "content/demos/train/sentiment.py",
        "right": right,
    }
    EXAM.write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
