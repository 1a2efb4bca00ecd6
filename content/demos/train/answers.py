"""Write the weights and the card `answers` in content/demos/weights.

    OPENBLAS_NUM_THREADS=1 python -m content.demos.train.answers

Three seeds; the one with the median score is shipped, and the card names the scores of all three. About
20 seconds of one core. Another order of sums gives somewhat other weights.
"""

import numpy as np

from sitegen import nn

from ..finder import WEIGHTS, Finder, encode, examine, found_by_words, passage
from ..practice import endless

SEEDS, STEPS, BATCH, RATE = (1, 2, 3), 1_500, 64, 0.01
LEFT_OUT = 0.3  # the share of pieces that a question loses, so that the network learns to use all
THRESHOLD = 0.5
OPENINGS = ("", "", "can you tell me", "do you know", "please", "I would like to know", "and", "hello,")


def train(seed: int, steps: int = STEPS) -> Finder:
    """Return a network that has learned which questions a sentence answers."""
    rng = np.random.default_rng(seed)
    model = Finder(rng=rng)
    text = passage()
    asked = [f"{opening} {question}" for question, _ in text.practice for opening in OPENINGS]
    questions, sentences = encode(asked), encode(list(text.sentences))
    numbers = np.repeat([number for _, number in text.practice], len(OPENINGS))
    answers = (numbers[:, None] == np.arange(len(text.sentences))).astype(np.float32)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = nn.AdamW(model.parameters(), lr=RATE, weight_decay=0.01)
    for step, (x, y) in zip(range(steps), endless(questions, answers, size=BATCH, rng=rng), strict=False):
        optimizer.lr = nn.cosine_decay(step, RATE, total=steps, warmup=min(50, steps - 1))
        optimizer.zero_grad()
        loss = criterion(model.logits(np.where(rng.random(x.shape) < LEFT_OUT, 0, x), sentences), y)
        loss.backward()
        optimizer.step()
        if step % 500 == 499:
            print(f"seed {seed}, {step + 1:,} steps: loss {loss.item():.3f}", flush=True)
    return model


def main(steps: int = STEPS) -> None:
    """Train with every seed, write the weights of the median and the card."""
    exams = {}
    models = {seed: train(seed, steps) for seed in SEEDS}
    for seed, model in models.items():
        exam = exams[seed] = examine(model)
        shares = ", ".join(
            f"{t:.0%}: {exam.right(t):.3f} right, {exam.wrong(t):.3f} wrong, {exam.refused(t):.3f} refused"
            for t in (0.0, 0.3, THRESHOLD, 0.7, 0.9)
        )
        print(f"seed {seed}: {shares}", flush=True)
    scores = {seed: exam.right(0) for seed, exam in exams.items()}
    chosen = sorted(SEEDS, key=lambda seed: scores[seed])[len(SEEDS) // 2]
    answered = [question for question, number in passage().held_out if number >= 0]
    learned, test = passage().practice, passage().held_out
    card = nn.ModelCard(
        data=f"{len(learned)} questions to a passage of {len(passage().sentences)} sentences, "
        f"{sum(number < 0 for _, number in learned)} of them without an answer in it, all written for this "
        f"demo (content/demos/data/lighthouse.json); {len(test)} others held out",
        licence="MIT, as this project: passage and questions are written for it",
        script="content/demos/train/answers.py",
        seed=chosen,
        metric=f"share of {len(answered)} held-out questions whose sentence is ranked first; the seeds "
        f"{', '.join(map(str, SEEDS))} give {', '.join(f'{scores[seed]:.3f}' for seed in SEEDS)}, and the "
        "median is shipped",
        score=scores[chosen],
        baseline="the sentence that shares most words with the question, a tie drawn by lot",
        baseline_score=float(np.mean([found_by_words(question) for question in answered])),
    )
    print(nn.save_model(WEIGHTS, models[chosen], card, "int8"), flush=True)


if __name__ == "__main__":
    main()
