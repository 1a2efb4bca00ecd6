"""A Transformer that reads one text and writes another, with one list of words for both. No demo itself."""

import numpy as np

from sitegen import nn

from .dictation import all_right, dictation
from .number_words import english
from .tasks import LARGEST, Example, vocabulary

WIDTH, HEADS, HIDDEN = 48, 4, 96
MOST_READ, MOST_WRITTEN = 32, 14
"""The longest texts, in words; what is written has a dot before or behind it."""
UNKNOWN = 1


class TextToText(nn.Module):
    """One block reads in both directions, another writes, looking back at itself and over at what was read.

    Shape:
        source: (B, S), word numbers, zeros behind the end. written: (B, T), a zero first. output: (B, T, V),
            the scores of the word that follows each.
    """

    def __init__(self, *, rng: np.random.Generator) -> None:
        super().__init__()
        count = len(vocabulary())
        self.words = nn.Embedding(count, WIDTH, rng=rng)
        self.position = nn.SinusoidalPosition(MOST_READ, WIDTH)
        self.encoder = nn.TransformerEncoder(1, WIDTH, HEADS, HIDDEN, rng=rng)
        self.decoder = nn.TransformerDecoder(1, WIDTH, HEADS, HIDDEN, rng=rng)
        self.scores = nn.Linear(WIDTH, count, rng=rng)

    def forward(self, source: nn.IntArray, written: nn.IntArray) -> nn.Array:
        """Return the scores of what follows each word."""
        return self.follow(self.read(source), source, written)

    def read(self, source: nn.IntArray) -> nn.Array:
        """Return what the reading block makes of every word. Shape: (B, S) to (B, S, WIDTH)."""
        memory: nn.Array = self.encoder(self.position(self.words(source)), padding=source == 0)
        return memory

    def follow(self, memory: nn.Array, source: nn.IntArray, written: nn.IntArray) -> nn.Array:
        """Return the scores of what follows each written word."""
        x = self.position(self.words(written))
        scores: nn.Array = self.scores(self.decoder(x, memory, memory_padding=source == 0))
        return scores

    def backward(self, grad: nn.Array) -> None:
        """Add to all gradients, the last call of a shared layer first."""
        d_written, d_memory = self.decoder.backward(self.scores.backward(grad))
        self.words.backward(self.position.backward(d_written))
        self.words.backward(self.position.backward(self.encoder.backward(d_memory)))


def spell(text: str) -> str:
    """Return a reader's words as the network wants them: small letters, stops apart, digits in words."""
    apart = "".join(f" {letter} " if letter in ".,:" else letter for letter in text.lower())
    words = apart.replace("'", "").replace("-", " ").split()
    whole = [word.isdecimal() and 1 <= int(word) <= LARGEST for word in words]
    spelt = [
        " ".join(english(int(word))) if is_number else word
        for word, is_number in zip(words, whole, strict=True)
    ]
    return " ".join(" ".join(spelt).split()[: MOST_READ - 2])


def numbers(text: str) -> list[int]:
    """Return the numbers of a text's words; a word that is not in the list has the number of `?`."""
    places = {word: place for place, word in enumerate(vocabulary())}
    return [places.get(word, UNKNOWN) for word in text.split()]


def encode(examples: list[Example]) -> tuple[nn.IntArray, nn.IntArray, nn.IntArray]:
    """Return the dictation of these examples: what is read, the task's name first, and so on."""
    sources = [numbers(f"{example.task} : {example.text}") for example in examples]
    targets = [numbers(example.answer) for example in examples]
    return dictation(sources, targets)


def is_exact(model: TextToText, examples: list[Example]) -> nn.BoolArray:
    """Return for each example whether its answer is right to the end. Shape: (n,)."""
    return all_right(model, *encode(examples))
