"""An encoder-decoder Transformer from English number words to another language's. No demo itself."""

import numpy as np

from sitegen import nn

from .dictation import all_right, dictation
from .number_words import RULES, english, vocabulary

WIDTH, HEADS, HIDDEN = 48, 4, 72
DROPOUT = 0.1  # in training
LENGTH = 16
"""The longest row of words, with a dot before or behind it."""


class Translator(nn.Module):
    """Read English words, write the other language's pieces; one block on either side.

    Shape:
        source: (B, S), numbers of English words, 0 behind the end.
        written: (B, T), numbers of pieces, a dot first.
        output: (B, T, V), the scores of the piece that follows each.

    Args:
        language: German or French.
        rng: where the first weights are drawn from.
    """

    def __init__(self, language: str, *, rng: np.random.Generator) -> None:
        super().__init__()
        self.language = language
        self.words, self.pieces = vocabulary("English"), vocabulary(language)
        self.ordered = True  # whether words are marked with their positions
        self.read = nn.Embedding(len(self.words), WIDTH, rng=rng)
        self.write = nn.Embedding(len(self.pieces), WIDTH, rng=rng)
        self.position = nn.SinusoidalPosition(LENGTH, WIDTH)
        self.encoder = nn.TransformerEncoder.of(1, WIDTH, HEADS, HIDDEN, rng=rng, dropout=DROPOUT)
        self.decoder = nn.TransformerDecoder.of(1, WIDTH, HEADS, HIDDEN, rng=rng, dropout=DROPOUT)
        self.scores = nn.Linear(WIDTH, len(self.pieces), rng=rng)

    def forward(self, source: nn.IntArray, written: nn.IntArray) -> nn.Tensor:
        """Return the scores of what follows each piece."""
        unread = source == 0
        memory = self.encoder(self.place(self.read(source)), src_key_padding_mask=unread)
        y = self.decoder(self.place(self.write(written)), memory, memory_key_padding_mask=unread)
        return self.scores(y)

    def place(self, x: nn.Tensor) -> nn.Tensor:
        """Mark every vector with its position."""
        return self.position(x) if self.ordered else x


def encode(language: str, numbers: list[int]) -> tuple[nn.IntArray, nn.IntArray, nn.IntArray]:
    """Return the dictation of these numbers: what is read, what stands written, what follows."""
    words, pieces = vocabulary("English"), vocabulary(language)
    sources = [[words.index(word) for word in english(n)] for n in numbers]
    targets = [[pieces.index(piece) for piece in RULES[language](n)] for n in numbers]
    return dictation(sources, targets)


def is_exact(model: Translator, numbers: list[int]) -> nn.BoolArray:
    """Return for each number whether its translation is right to the end. Shape: (n,)."""
    return all_right(model, *encode(model.language, numbers))
