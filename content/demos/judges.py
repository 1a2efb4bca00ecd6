"""Two networks that judge a sentence: one counts words, one reads them in order. No demo itself."""

import json
from functools import cache
from pathlib import Path
from typing import TypeVar

import numpy as np

from sitegen import nn

from .reviews import Review, encode, polar_words, vocabulary

WIDTH, UNITS = 12, 24
WEIGHTS = Path(__file__).parent / "weights"
EXAM = Path(__file__).parent / "data" / "sentiment.json"
GOOD_WORDS, BAD_WORDS = frozenset(polar_words(True)), frozenset(polar_words(False))


class WordBag(nn.Module):
    """A bag of words: every word has one number, and their order does not count.

    Shape:
        words: (B, T), word numbers, zeros behind the end. output: (B, T), the sum after every word.
    """

    def __init__(self, *, rng: np.random.Generator) -> None:
        super().__init__()
        self.pushes = nn.Embedding(len(vocabulary()), 1, padding_idx=0, rng=rng, std=0.1)
        self.bias = nn.Parameter(np.zeros(1, np.float32))

    @property
    def start(self) -> float:
        """The verdict before the first word."""
        return float(self.bias.array[0])

    def forward(self, words: nn.IntArray) -> nn.Tensor:
        """Return the sum after every word; praise is above 0."""
        return self.pushes(words)[:, :, 0].cumsum(1) + self.bias


class Reader(nn.Module):
    """A recurrent network: what a word does depends on what it has read before.

    Shape:
        words: (B, T), word numbers, zeros behind the end. output: (B, T), the verdict after every word.
    """

    def __init__(self, *, rng: np.random.Generator) -> None:
        super().__init__()
        self.words = nn.Embedding(len(vocabulary()), WIDTH, padding_idx=0, rng=rng)
        self.memory = nn.GRU(WIDTH, UNITS, batch_first=True, rng=rng)
        self.verdict = nn.Linear(UNITS, 1, rng=rng)

    @property
    def start(self) -> float:
        """The verdict before the first word, when the memory is 0."""
        return float(self.verdict.predict(np.zeros((1, UNITS), np.float32))[0, 0])

    def forward(self, words: nn.IntArray) -> nn.Tensor:
        """Return the verdict after every word; praise is above 0."""
        hidden, _ = self.memory(self.words(words))
        return self.verdict(hidden)[:, :, 0]


Judge = TypeVar("Judge", WordBag, Reader)
NAMES: dict[type[nn.Module], str] = {WordBag: "sentiment-bag.npz", Reader: "sentiment-reader.npz"}


@cache
def judge(kind: type[Judge]) -> tuple[Judge, nn.ModelCard]:
    """Return a network with the weights that content/demos/train/sentiment.py made, and their card."""
    model = kind(rng=np.random.default_rng(0))
    return model, nn.load_model(WEIGHTS / NAMES[kind], model)


@cache
def scores() -> dict[str, list[float]]:
    """Return for each kind of held-out review how often the word list, the bag and the reader are right."""
    kinds: dict[str, list[float]] = json.loads(EXAM.read_text(encoding="utf-8"))["right"]
    return kinds


def last(running: nn.Array, words: nn.IntArray) -> nn.Array:
    """Return the verdict after the last word of each sentence. Shape: twice (B, T) to (B,)."""
    verdict: nn.Array = running[np.arange(len(words)), (words > 0).sum(axis=1) - 1]
    return verdict


def accuracy(model: WordBag | Reader, reviews: list[Review]) -> float:
    """Return the share of reviews that are judged correctly."""
    words = encode([list(review.words) for review in reviews])
    verdicts = last(model.predict(words), words) > 0
    return float(np.mean(verdicts == [review.praise for review in reviews]))


def count_words(words: list[str]) -> int:
    """Return how many words of a sentence are on the list of good words, minus those on that of bad ones."""
    return sum((word in GOOD_WORDS) - (word in BAD_WORDS) for word in map(str.lower, words))


def list_accuracy(reviews: list[Review]) -> float:
    """Return the share that counting good and bad words judges correctly; a tie counts half."""
    counts = np.array([count_words(list(review.words)) for review in reviews])
    praise = np.array([review.praise for review in reviews])
    return float(np.where(counts == 0, 0.5, (counts > 0) == praise).mean())
