"""Write the weights and cards `bert` and `bert-left` in content/demos/weights, both for the demo `bert`.

    python -m content.demos.train.bert

Both have the same shape, the same first weights, the same sentences and the same covered words. One sees the
words on both sides of a gap, the other only those before it. About two minutes on two cores.
The shipped weights were made with OPENBLAS_NUM_THREADS=1; another order of sums gives somewhat other ones.
"""

from pathlib import Path

import numpy as np

from sitegen import nn

from ..practice import endless
from ..reader import Reader, cover, nearest_numbers, right_numbers
from ..sentences import NUMBER, encode, held_out, known

FOLDER = Path(__file__).parents[1] / "weights"
SEED, STEPS, BATCH, SHARE = 1, 6_000, 64, 0.2
NAMES = {True: "bert.npz", False: "bert-left.npz"}


def train(two_sided: bool, steps: int = STEPS) -> Reader:
    """Return a network that has guessed covered words for some steps."""
    rng = np.random.default_rng(SEED)
    reader = Reader(two_sided, rng=rng)
    criterion, optimizer = nn.CrossEntropyLoss(), nn.Adam(reader.parameters(), lr=0.003)
    practice = endless(encode([words for words, _, _ in known()]), size=BATCH, rng=rng)
    for step, (words,) in zip(range(steps), practice, strict=False):
        optimizer.lr = nn.cosine_decay(step, 0.003, total=steps, warmup=min(100, steps - 1))
        read, guess = cover(words, SHARE, rng)
        optimizer.zero_grad()
        loss = criterion(reader(read), guess)
        loss.backward()
        nn.clip_grad_norm_(reader.parameters(), 1.0)
        optimizer.step()
        if step % 1000 == 999:
            print(f"{step + 1:5} steps: loss {loss:.3f}", flush=True)
    return reader


def main(steps: int = STEPS) -> None:
    """Train both networks, examine them on held-out sentences, write weights and cards."""
    FOLDER.mkdir(exist_ok=True)
    for two_sided, name in NAMES.items():
        reader = train(two_sided, steps)
        subjects, verbs = right_numbers(reader, held_out())
        print(f"{name}: subjects {subjects.mean():.1%}, verbs {verbs.mean():.1%}", flush=True)
        many = np.mean([NUMBER[words[subject]] for words, subject, _ in held_out()])
        card = nn.ModelCard(
            data=f"{len(known()):,} different sentences of a small generated English "
            f"(content/demos/sentences.py); {len(held_out()):,} others held out",
            licence="MIT, as this project: the sentences are made by its own program",
            script="content/demos/train/bert.py",
            seed=SEED,
            metric="share of held-out sentences for whose covered subject the right number, one or many, is "
            f"the more probable, {'seeing both sides' if two_sided else 'seeing only the words before it'}",
            score=float(subjects.mean()),
            baseline="always the more frequent number",
            baseline_score=float(max(many, 1 - many)),
        )
        nn.save_model(FOLDER / name, reader, card)
    print(f"verbs that agree with the nearest noun before them: {nearest_numbers(held_out()).mean():.1%}")


if __name__ == "__main__":
    main()
