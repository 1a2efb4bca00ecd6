"""Train the translators of the demo `translation` and write their weights with a card each.

    python -m content.demos.train.translation

NumPy and sitegen.nn do it in about a minute a network. Another order of sums (another BLAS) gives somewhat
different weights of the same quality; `tests/content/test_translation.py` says how far they may differ.
"""

from pathlib import Path

import numpy as np

from sitegen import nn

from ..dictation import NO_TARGET
from ..number_words import HELD_OUT, LEARNED, RULES, english, split, word_by_word
from ..practice import endless
from ..translator import Translator, encode, is_exact

FOLDER = Path(__file__).parents[1] / "weights"
NETWORKS = {"german": ("German", 2_000, 2), "french": ("French", 2_000, 1), "french-200": ("French", 200, 1)}
"""File: language, number of pairs to learn from, seed (German: the second that was tried)."""
STEPS, BATCH, RATE, LONGEST_GRADIENT = 4_000, 64, 0.003, 1.0


def train(language: str, pairs: int, seed: int, steps: int = STEPS) -> Translator:
    """Return a translator that has learned from so many pairs."""
    rng = np.random.default_rng(seed)
    model = Translator(language, rng=rng)
    data = encode(language, split()[0][:pairs])
    criterion, optimizer = nn.CrossEntropyLoss(ignore_index=NO_TARGET), nn.Adam(model.parameters(), lr=RATE)
    for step, (source, written, follows) in zip(
        range(steps), endless(*data, size=BATCH, rng=rng), strict=False
    ):
        optimizer.lr = nn.cosine_decay(step, RATE, steps, steps // 40, floor=RATE / 100)
        optimizer.zero_grad()
        criterion(model(source, written), follows).backward()
        nn.clip_grad_norm_(model.parameters(), LONGEST_GRADIENT)
        optimizer.step()
    return model


def write(folder: Path, file: str, model: Translator, pairs: int, seed: int) -> nn.ModelCard:
    """Write weights and card; the score is that of the weights as they are written."""
    _, held_out = split()
    language, path = model.language, folder / f"{file}.npz"
    nn.save_weights(path, model.state_dict(), "int8")
    shipped = Translator(language, rng=np.random.default_rng(seed))
    shipped.load_state_dict(nn.load_weights(path))
    looked_up = [word_by_word(language, english(n)) == RULES[language](n) for n in held_out]
    card = nn.ModelCard(
        data=f"{pairs:,} numbers from 1 to {LEARNED:,} in English and {language} words, made by rules in"
        " content/demos/number_words.py",
        licence="none needed: generated",
        script="content/demos/train/translation.py",
        seed=seed,
        metric=f"share of {HELD_OUT:,} held-out numbers without a single wrong piece",
        score=float(is_exact(shipped, held_out).mean()),
        baseline="every word looked up in a dictionary, in English order",
        baseline_score=float(np.mean(looked_up)),
    )
    return nn.save_model(path, model, card, "int8")


def main(folder: Path = FOLDER, steps: int = STEPS) -> None:
    """Train all networks."""
    folder.mkdir(exist_ok=True)
    for file, (language, pairs, seed) in NETWORKS.items():
        card = write(folder, file, train(language, pairs, seed, steps), pairs, seed)
        print(f"{file}: {card.score:.1%} of held-out numbers, word by word {card.baseline_score:.1%}")


if __name__ == "__main__":
    main()
