"""Write content/demos/weights/writing-all.npz, writing-post.npz, their cards, and what they copy.

    OPENBLAS_NUM_THREADS=1 python -m content.demos.train.writing           all of it
    OPENBLAS_NUM_THREADS=1 python -m content.demos.train.writing post 2    only this seed of this network

One network reads all texts, the other a single post, which it learns by heart. Networks are kept in
train/made/ and not trained twice. Each is trained with three seeds; the one with the median surprise at
held-out text is shipped, and its card names all three. A seed takes two minutes of one core for all texts, 40
seconds for the post. Another order of sums gives somewhat other weights.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from sitegen import nn

from ..letter_counts import LetterCounts
from ..writing_exam import bits, copied, made_up, unseen
from ..writing_network import WEIGHTS, PieceWriter, write, writer
from ..writing_text import ALL, DATA, PARTS, POST, about, encode, known_text, pieces, source

MADE = Path(__file__).parent / "made"
EXAM = DATA / "writing-exam.json"
SEEDS, BATCH, LENGTH, RATE = (1, 2, 3), 16, 96, 0.005
STEPS = {"all": 3_000, "post": 1_000}
DROPOUT = FORGOTTEN = 0.2  # shares of the memory and of its weights that are left out in a step
BEST_ORDER = 7  # of the counts, by the text for choosing
SAMPLES, SAMPLE = 20, 150  # texts, and pieces of each, of which copies are counted
TEMPERATURES = (0.1, 0.4, 0.8, 1.2, 1.6)


def train(part: str, seed: int, steps: int = 0) -> PieceWriter:
    """Return a network that has learned to go on with one of the texts."""
    steps = steps or STEPS[part]
    rng = np.random.default_rng(seed)
    model = PieceWriter(rng=rng, dropout=DROPOUT)
    numbers = encode(known_text(part))
    criterion, optimizer = nn.CrossEntropyLoss(), nn.AdamW(model.parameters(), lr=RATE, weight_decay=0.01)
    recurrent, start = model.memory.weight_hh_l0, time.process_time()
    for step in range(steps):
        places = rng.integers(len(numbers) - LENGTH, size=BATCH)[:, None] + np.arange(LENGTH + 1)
        optimizer.lr = nn.cosine_decay(step, RATE, total=steps, warmup=min(100, steps - 1))
        optimizer.zero_grad()
        # Weights are left out as in Merity, Keskar and Socher 2018, and put back after the step.
        whole, kept = recurrent.array.copy(), rng.random(recurrent.shape) >= FORGOTTEN
        mask = (kept / (1 - FORGOTTEN)).astype(np.float32)
        recurrent.array[...] = whole * mask
        scores = model(numbers[places[:, :-1]])
        loss = criterion(scores.reshape(-1, len(pieces())), numbers[places[:, 1:]].reshape(-1))
        loss.backward()
        recurrent.array[...] = whole
        recurrent.gradient[...] *= mask
        nn.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if step % 200 == 199:
            model.eval()
            surprise, spent = bits(model, unseen("choosing")), time.process_time() - start
            print(
                f"{part}, seed {seed}, {step + 1:,} steps: loss {loss.item():.3f}, surprise at the text for "
                f"choosing {surprise:.4f} bits a letter, {spent:.0f} s",
                flush=True,
            )
            model.train()
    model.eval()
    return model


def made(part: str, seed: int) -> PieceWriter:
    """Return the network of a seed, trained or from the folder of those that are made."""
    path = MADE / f"writing-{part}-{seed}.npz"
    if path.exists():
        model = PieceWriter(rng=np.random.default_rng(0))
        model.load_state_dict(nn.load_weights(path))
    else:
        model = train(part, seed)
        MADE.mkdir(exist_ok=True)
        nn.save_weights(path, model.state_dict(), "float32")
    return model


def ship(part: str, counts: LetterCounts) -> None:
    """Write the weights of the median seed, and a card."""
    models = {seed: made(part, seed) for seed in SEEDS}
    scores = {seed: bits(model, unseen("held-out")) for seed, model in models.items()}
    chosen = sorted(scores, key=scores.__getitem__)[len(scores) // 2]
    words = {**about()["words"], "known": len(source(part).words)}
    data = about()["data"] if part == ALL else f"the post “{POST}” of this project"
    # What is on the card is measured with the weights as they are stored.
    nn.save_weights(WEIGHTS[part], models[chosen].state_dict(), "int8")
    models[chosen].load_state_dict(nn.load_weights(WEIGHTS[part]))
    card = nn.ModelCard(
        data=f"{words['known']:,} words of {data}; two posts with {words['held-out']:,} words are "
        f"held out, and one with {words['choosing']:,} served to choose sizes",
        licence=about()["licence"],
        script="content/demos/train/writing.py",
        seed=chosen,
        metric="surprise at each letter of the held-out posts in bits, less is better; the seeds "
        f"{', '.join(map(str, scores))} give {', '.join(f'{score:.3f}' for score in scores.values())}, and "
        "the median is shipped",
        score=round(bits(models[chosen], unseen("held-out")), 4),
        baseline=f"counting which letter followed the last {BEST_ORDER - 1} (interpolated Kneser-Ney)",
        baseline_score=round(counts.bits(unseen("held-out")), 4),
    )
    print(nn.save_model(WEIGHTS[part], models[chosen], card, "int8"), flush=True)


def measured(part: str) -> dict[str, Any]:
    """Return the surprise of a network at the held-out posts, and what it copies and makes up."""
    model, card = writer(part)
    rng = np.random.default_rng(0)
    texts = {
        str(temperature): "\n".join(write(model, SAMPLE, rng, temperature) for _ in range(SAMPLES))
        for temperature in TEMPERATURES
    }
    return {
        "bits": card.score,
        "copied": {temperature: round(copied(text, part), 4) for temperature, text in texts.items()},
        "made_up": {temperature: round(made_up(text, part), 4) for temperature, text in texts.items()},
    }


def write_exam(counts: LetterCounts) -> None:
    """Write the surprise, and what is copied, of each way to write: for the demo's table and the test."""
    letters = SAMPLES * SAMPLE * len(known_text()) // len(encode(known_text()))
    by_counts, by_people = counts.write(letters, np.random.default_rng(0)), unseen("held-out")
    exam = {
        "data": "bits: surprise at a letter of the held-out posts. copied: the share of words that stand in "
        "the text that was learned in runs of five or more. made_up: the share that stand nowhere in it. By "
        f"temperature, in {SAMPLES} texts of {SAMPLE} pieces; people: of the held-out posts",
        "script": "content/demos/train/writing.py",
        **{part: measured(part) for part in PARTS},
        "counts": {
            "bits": round(counts.bits(by_people), 4),
            "copied": round(copied(by_counts), 4),
            "made_up": round(made_up(by_counts), 4),
        },
        "people": {"copied": round(copied(by_people), 4), "made_up": round(made_up(by_people), 4)},
    }
    EXAM.write_text(json.dumps(exam, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(exam, indent=1))


def main(arguments: list[str]) -> None:
    """Train and write what is asked for."""
    if arguments:
        made(arguments[0], int(arguments[1]))
        return
    counts = LetterCounts(known_text(), BEST_ORDER)
    for part in PARTS:
        ship(part, counts)
    write_exam(counts)


if __name__ == "__main__":
    main(sys.argv[1:])
