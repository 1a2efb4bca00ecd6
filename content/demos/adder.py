"""A Transformer of one block that adds two numbers, digit by digit. No demo itself."""

from functools import cache
from pathlib import Path

import numpy as np

from sitegen import nn

FOLDER = Path(__file__).parent
WEIGHTS, EXAM = FOLDER / "weights" / "adding.npz", FOLDER / "data" / "adding.json"
WIDTH, HEADS, HIDDEN = 6, 2, 16
SLOTS = 4
"""The digits of a number, units first: room for one more than training ever fills."""
LEARNED_BELOW = 1000
LARGEST = 10**SLOTS - 1
PLUS, EQUALS = 10, 11
LENGTH = 3 * SLOTS + 2
FIRST = 2 * SLOTS + 1  # the place of the equals sign, from which the first digit is written
LEARNED, HELD_OUT = 10_000, 10_000
"""Sums to learn from, and others for the test; of a million."""
SIGNS = "0123456789+="
LONGER = "four digits"
KINDS = ("no carry", "one carry", "two carries", "three carries", LONGER)
"""The parts of the exam."""


class Adder(nn.Module):
    """Read both numbers and the digits that are written; score the ten digits that may follow.

    Shape:
        signs: (B, LENGTH), numbers of digits and signs. output: (B, SLOTS + 1, 10), one row for the equals
            sign and each digit after it.

    Args:
        rng: where the first weights are drawn from.
    """

    def __init__(self, *, rng: np.random.Generator) -> None:
        super().__init__()
        self.sign = nn.Embedding(len(SIGNS), WIDTH, rng=rng)
        self.place = nn.LearnedPosition(LENGTH, WIDTH, rng=rng, std=0.5)
        self.attention = nn.MultiheadAttention(WIDTH, HEADS, bias=False, rng=rng)
        self.widen = nn.Linear(WIDTH, HIDDEN, rng=rng)
        self.narrow = nn.Linear(HIDDEN, WIDTH, bias=False, rng=rng)
        self.scores = nn.Linear(WIDTH, 10, rng=rng)

    def forward(self, signs: nn.IntArray) -> nn.Tensor:
        """Return the scores of the digit after each place from the equals sign on."""
        x = self.place(self.sign(signs))
        y = x[:, FIRST:]
        y = y + self.attention(y, x, is_causal=True)[0]
        y = y + self.narrow(self.widen(y).relu())
        return self.scores(y)


def digits(numbers: nn.IntArray, count: int) -> nn.IntArray:
    """Return the digits of numbers, units first. Shape: (n,) to (n, count)."""
    return numbers[:, None] // 10 ** np.arange(count) % 10


def encode(first: nn.IntArray, second: nn.IntArray) -> tuple[nn.IntArray, nn.IntArray]:
    """Return sums as the network learns them, and the digits that it must write.

    Shape:
        first, second: (n,), from 0 to LARGEST. returns: (n, LENGTH) and (n, SLOTS + 1).
    """
    results = digits(first + second, SLOTS + 1)
    signs = [np.full((len(first), 1), sign) for sign in (PLUS, EQUALS)]
    read = [digits(first, SLOTS), signs[0], digits(second, SLOTS), signs[1], results[:, :SLOTS]]
    return np.concatenate(read, axis=1), results


def written(model: Adder, first: nn.IntArray, second: nn.IntArray) -> nn.IntArray:
    """Return the digits that the network writes, each read again for the next. Shape: (n, SLOTS + 1)."""
    signs, _ = encode(first, second)
    signs[:, FIRST + 1 :] = 0
    for place in range(SLOTS + 1):
        scores = model.predict(signs)[:, place]
        if place < SLOTS:
            signs[:, FIRST + 1 + place] = scores.argmax(axis=-1)
    return np.concatenate((signs[:, FIRST + 1 :], scores.argmax(axis=-1)[:, None]), axis=1)


def without_carrying(first: nn.IntArray, second: nn.IntArray) -> nn.IntArray:
    """Return what one gets by adding each pair of digits and forgetting the carry. Shape: (n, SLOTS + 1)."""
    return (digits(first, SLOTS + 1) + digits(second, SLOTS + 1)) % 10


def is_right(answers: nn.IntArray, first: nn.IntArray, second: nn.IntArray) -> nn.BoolArray:
    """Return for each sum whether every digit is right. Shape: (n, SLOTS + 1), (n,), (n,) to (n,)."""
    right: nn.BoolArray = (answers == digits(first + second, SLOTS + 1)).all(axis=1)
    return right


@cache
def sums() -> tuple[nn.IntArray, nn.IntArray]:
    """Return the sums to learn and those held out, as first numbers and second ones. Shape: (2, n) each."""
    order = np.random.default_rng(0).permutation(LEARNED_BELOW**2)[: LEARNED + HELD_OUT]
    pairs = np.stack((order // LEARNED_BELOW, order % LEARNED_BELOW))
    return pairs[:, :LEARNED], pairs[:, LEARNED:]


@cache
def exam_sums() -> dict[str, nn.IntArray]:
    """Return the held-out sums by the number of their carries, and sums of longer numbers. Shape: (2, n)."""
    first, second = sums()[1]
    lower = 10 ** np.arange(1, SLOTS)[:, None]
    carries = (first % lower + second % lower >= lower).sum(axis=0)
    parts = {kind: sums()[1][:, carries == count] for count, kind in enumerate(KINDS[:-1])}
    longer = np.random.default_rng(1).integers(LEARNED_BELOW, LARGEST + 1, (2, HELD_OUT))
    return {**parts, LONGER: longer}


def examined(model: Adder) -> dict[str, tuple[float, float]]:
    """Return for each kind of sum the shares right without carrying, and by the network."""
    return {
        kind: (
            round(float(is_right(without_carrying(*pairs), *pairs).mean()), 4),
            round(float(is_right(written(model, *pairs), *pairs).mean()), 4),
        )
        for kind, pairs in exam_sums().items()
    }


def units_right(model: Adder) -> tuple[float, float]:
    """Return the share of right units where only the first number has four digits, and only the second."""
    rng = np.random.default_rng(2)
    first, second = rng.integers(0, LEARNED_BELOW, (2, HELD_OUT // 5))
    thousands = rng.integers(1, 10, HELD_OUT // 5) * LEARNED_BELOW
    shares = []
    for pair in ((first + thousands, second), (first, second + thousands)):
        right = written(model, *pair)[:, 0] == digits(pair[0] + pair[1], 1)[:, 0]
        shares.append(round(float(right.mean()), 4))
    return shares[0], shares[1]


def mistakes(model: Adder, firsts: nn.IntArray) -> nn.IntArray:
    """Return the sums below LEARNED_BELOW that come out wrong, for these first numbers. Shape: (n, 2).

    Each digit is asked for behind the right ones; the first wrong one is wrong in free writing, too.
    """
    wrong = []
    for first in firsts:
        pair = np.full(LEARNED_BELOW, first), np.arange(LEARNED_BELOW)
        signs, wanted = encode(*pair)
        bad = (model.predict(signs).argmax(axis=-1) != wanted).any(axis=1)
        wrong.append(np.stack(pair, axis=1)[bad])
    return np.concatenate(wrong)


@cache
def adder() -> tuple[Adder, nn.ModelCard]:
    """Return the trained network and its card."""
    model = Adder(rng=np.random.default_rng(0))
    return model, nn.load_model(WEIGHTS, model)
