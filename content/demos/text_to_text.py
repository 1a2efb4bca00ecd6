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
        self.encoder = nn.TransformerEncoder.of(1, WIDTH, HEADS, HIDDEN, rng=rng)
        self.decoder = nn.TransformerDecoder.of(1, WIDTH, HEADS, HIDDEN, rng=rng)
        self.scores = nn.Linear(WIDTH, count, rng=rng)

    def forward(self, source: nn.IntArray, written: nn.IntArray) -> nn.Tensor:
        """Return the scores of what follows each word."""
        return self.follow(self.read(source), source, written)

    def read(self, source: nn.IntArray) -> nn.Tensor:
        """Return what the reading block makes of every word. Shape: (B, S) to (B, S, WIDTH)."""
        return self.encoder(self.position(self.words(source)), src_key_padding_mask=source == 0)

    def follow(self, memory: nn.Tensor, source: nn.IntArray, written: nn.IntArray) -> nn.Tensor:
        """Return the scores of what follows each written word."""
        x = self.position(self.words(written))
        return self.scores(self.decoder(x, memory, memory_key_padding_mask=source == 0))


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
