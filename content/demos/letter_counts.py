"""A writer without a network: it counts which letter followed the last few. No demo itself."""

from collections import Counter

import numpy as np

from .writing_text import ALPHABET

DISCOUNT = 0.85


class LetterCounts:
    """Interpolated Kneser-Ney: counts of all orders up to one, each with a discount (Kneser and Ney 1995).

    Args:
        text: what is counted.
        order: letters in a group; the last one is guessed from those before it.
    """

    def __init__(self, text: str, order: int) -> None:
        self.order = order
        groups = [Counter(text[i : i + n] for i in range(len(text) - n + 1)) for n in range(1, order + 1)]
        # Of shorter groups, it counts after how many different letters they stand.
        self.counts = [Counter(group[1:] for group in longer) for longer in groups[1:]] + groups[-1:]
        self.total: list[Counter[str]] = [Counter() for _ in self.counts]
        self.kinds: list[Counter[str]] = [Counter() for _ in self.counts]
        for counts, total, kinds in zip(self.counts, self.total, self.kinds, strict=True):
            for group, count in counts.items():
                total[group[:-1]] += count
                kinds[group[:-1]] += 1

    def chance(self, before: str, letter: str) -> float:
        """Return the probability of a letter after others."""
        chance = 1 / len(ALPHABET)
        for n, (counts, total, kinds) in enumerate(zip(self.counts, self.total, self.kinds, strict=True)):
            start = before[len(before) - n :]
            if len(before) < n or not total[start]:
                break
            kept = max(counts[start + letter] - DISCOUNT, 0) / total[start]
            chance = kept + DISCOUNT * kinds[start] / total[start] * chance
        return chance

    def bits(self, text: str) -> float:
        """Return the mean surprise at a letter of a text, in bits."""
        chances = [self.chance(text[max(0, i - self.order) : i], letter) for i, letter in enumerate(text)]
        return float(-np.log2(chances).mean())

    def write(self, letters: int, rng: np.random.Generator, start: str = "\n") -> str:
        """Return a text that is drawn letter by letter."""
        text = start
        for _ in range(letters):
            chances = [self.chance(text[-self.order :], letter) for letter in ALPHABET]
            text += ALPHABET[int(rng.choice(len(ALPHABET), p=np.array(chances) / sum(chances)))]
        return text[len(start) :]
