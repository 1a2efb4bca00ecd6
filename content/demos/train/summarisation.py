"""Write content/demos/weights/summarisation-*.npz, their cards, and what the exam showed.

    OPENBLAS_NUM_THREADS=1 python -m content.demos.train.summarisation [own copying picker]

Each network is trained with three seeds; the one with the median score is shipped, and the card names the
scores of all three. About five minutes of one core. Another order of sums gives somewhat other weights.
"""

import json
import sys
import time
from collections.abc import Callable
from typing import Literal

import numpy as np

from sitegen import nn

from ..dictation import NO_TARGET, dictation
from ..match_reports import HELD_OUT, LEARNED, Report, fact_words, known, split_words, summary, vocabulary
from ..practice import endless
from ..summarisers import UNREAD, WEIGHTS, Picker, Writer, encode, picker, writer
from ..summary_exam import EXAM, Shares, lead_score, picking_score, rule_score, writing_score

PRECISION: Literal["int8"] = "int8"
SEEDS, STEPS, BATCH, RATE = (1, 2, 3), 1_600, 32, 0.004
HIDDEN = 0.1  # the share of names and numbers that a writer cannot read
CLEAR = 1e-9  # no probability is 0 under a logarithm


def train_writer(copying: bool, seed: int, learned: list[Report], steps: int = STEPS) -> Writer:
    """Return a network that has learned to write summaries, with or without a pointer."""
    rng = np.random.default_rng(seed)
    model = Writer(copying, rng=rng)
    numbers = vocabulary()
    words, written, follows = dictation(
        [[numbers[word] for word in split_words(report.text)] for report in learned],
        [[numbers[word] for word in summary(report)] for report in learned],
    )
    facts = np.isin(list(numbers), list(fact_words()))
    criterion = nn.NLLLoss(ignore_index=NO_TARGET)
    optimizer = nn.AdamW(model.parameters(), lr=RATE, weight_decay=0.01)
    data = endless(words, written, follows, size=BATCH, rng=rng)
    for step, (source, before, after) in zip(range(steps), data, strict=False):
        # A word is hidden wherever it stands, and what follows is still the word itself.
        unread = (rng.random((BATCH, len(facts))) < HIDDEN) & facts
        hidden = np.take_along_axis(unread, source, axis=1)
        shown = np.where(np.take_along_axis(unread, before, axis=1), UNREAD, before)
        optimizer.lr = nn.cosine_decay(step, RATE, total=steps, warmup=min(50, steps - 1))
        optimizer.zero_grad()
        loss = criterion((model(source, shown, hidden) + CLEAR).log(), after)
        loss.backward()
        nn.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if step % 250 == 249:
            print(f"copying {copying}, seed {seed}, {step + 1:,} steps: loss {loss.item():.3f}", flush=True)
    return model


def train_picker(seed: int, learned: list[Report], steps: int = 1_000) -> Picker:
    """Return a network that has learned which of a report's four sentences says how the match ended."""
    rng = np.random.default_rng(seed)
    model = Picker(rng=rng)
    words, _ = encode([split_words(sentence) for report in learned for sentence in report.sentences])
    words = words.reshape(len(learned), -1, words.shape[1])
    results = np.array([report.result for report in learned])
    criterion, optimizer = nn.CrossEntropyLoss(), nn.AdamW(model.parameters(), lr=0.01, weight_decay=0.01)
    data = endless(words, results, size=BATCH, rng=rng)
    for step, (sentences, result) in zip(range(steps), data, strict=False):
        optimizer.lr = nn.cosine_decay(step, 0.01, total=steps)
        optimizer.zero_grad()
        scores = model(sentences.reshape(-1, words.shape[2])).reshape(BATCH, -1)
        loss = criterion(scores, result)
        loss.backward()
        optimizer.step()
    return model


def score(model: Picker | Writer) -> Shares:
    """Return how good a network is, by kind of held-out report."""
    return picking_score(model) if isinstance(model, Picker) else writing_score(model)


NETWORKS: dict[str, Callable[[int, list[Report]], Picker | Writer]] = {
    "own": lambda seed, learned: train_writer(False, seed, learned),
    "copying": lambda seed, learned: train_writer(True, seed, learned),
    "picker": train_picker,
}
WRITING = {
    "metric": f"share of {HELD_OUT} held-out reports whose written summary is whole and true",
    "baseline": "the first two teams, the first score and the number of people, put into the same sentence",
}
PICKING = {
    "metric": f"share of {HELD_OUT} held-out reports of which the sentence with the result is picked",
    "baseline": "always the first sentence (lead); at random 0.25",
}


def main(names: list[str]) -> None:
    """Train the networks of these names with every seed; write the weights of the median, cards and exam."""
    learned = known()
    for name in names:
        models, scores = {}, {}
        for seed in SEEDS:
            start = time.process_time()
            models[seed] = NETWORKS[name](seed, learned)
            kinds = score(models[seed])
            scores[seed] = float(np.mean(list(kinds.values())))
            spent = time.process_time() - start
            print(f"{name}, seed {seed}: {scores[seed]:.3f}, {json.dumps(kinds)}, {spent:.0f} s", flush=True)
        chosen = sorted(SEEDS, key=lambda seed: scores[seed])[len(SEEDS) // 2]
        path, about = WEIGHTS / f"summarisation-{name}.npz", PICKING if name == "picker" else WRITING
        # What is on the card is measured with the weights as they are stored.
        nn.save_weights(path, models[chosen].state_dict(), PRECISION)
        models[chosen].load_state_dict(nn.load_weights(path))
        card = nn.ModelCard(
            data=f"{LEARNED:,} short football reports of a small generated English "
            f"(content/demos/match_reports.py); {HELD_OUT} others held out, with teams, numbers, pairs of "
            "teams and sentence patterns of their own",
            licence="MIT, as this project: the reports are made by its own program",
            script="content/demos/train/summarisation.py",
            seed=chosen,
            metric=f"{about['metric']}; the seeds {', '.join(map(str, SEEDS))} give "
            f"{', '.join(f'{scores[seed]:.3f}' for seed in SEEDS)}, and the median is shipped",
            score=round(float(np.mean(list(score(models[chosen]).values()))), 4),
            baseline=about["baseline"],
            baseline_score=round(
                float(np.mean(list((lead_score if name == "picker" else rule_score)().values()))), 4
            ),
        )
        print(nn.save_model(path, models[chosen], card, PRECISION), flush=True)
    if all((WEIGHTS / f"summarisation-{name}.npz").exists() for name in NETWORKS):
        write_exam()


def write_exam() -> None:
    """Write how often every way is right, by kind of report; the networks are those that are shipped."""
    right = {
        "own": writing_score(writer(False)[0]),
        "copying": writing_score(writer(True)[0]),
        "rule": rule_score(),
        "picker": picking_score(picker()[0]),
        "lead": lead_score(),
    }
    about = {
        "data": f"shares of {HELD_OUT} held-out reports: true summaries by own words, copying and rule; the "
        "best sentence by the network and by always taking the first",
        "script": "content/demos/train/summarisation.py",
        "right": right,
    }
    EXAM.write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:] or list(NETWORKS))
