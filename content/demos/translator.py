"""An encoder-decoder Transformer from English number words to another language's. No demo itself."""

import numpy as np

from sitegen import nn

from .number_words import RULES, english, vocabulary

WIDTH, HEADS, HIDDEN = 48, 4, 72
DROPOUT = 0.1  # in training
LENGTH = 16
"""The longest row of words, with a dot before or behind it."""
NO_TARGET = -100


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
        self.encoder = nn.TransformerEncoder(1, WIDTH, HEADS, HIDDEN, rng=rng, dropout=DROPOUT)
        self.decoder = nn.TransformerDecoder(1, WIDTH, HEADS, HIDDEN, rng=rng, dropout=DROPOUT)
        self.scores = nn.Linear(WIDTH, len(self.pieces), rng=rng)

    def forward(self, source: nn.IntArray, written: nn.IntArray) -> nn.Array:
        """Return the scores of what follows each piece."""
        padding = source == 0
        memory = self.encoder(self.place(self.read(source)), padding=padding)
        return self.scores(self.decoder(self.place(self.write(written)), memory, memory_padding=padding))

    def backward(self, grad: nn.Array) -> None:
        """Add to all gradients."""
        d_written, d_memory = self.decoder.backward(self.scores.backward(grad))
        self.write.backward(self.position.backward(d_written) if self.ordered else d_written)
        d_read = self.encoder.backward(d_memory)
        self.read.backward(self.position.backward(d_read) if self.ordered else d_read)

    def place(self, x: nn.Array) -> nn.Array:
        """Mark every vector with its position."""
        return self.position(x) if self.ordered else x


def encode(language: str, numbers: list[int]) -> tuple[nn.IntArray, nn.IntArray, nn.IntArray]:
    """Return what is read, what stands written at each place, and what has to follow there.

    Shape:
        returns: (n, S), (n, T), (n, T): `four`, `· vier`, and `vier ·`; then dots, and `NO_TARGET`.
    """
    words, pieces = vocabulary("English"), vocabulary(language)
    sources = [[words.index(word) for word in english(n)] for n in numbers]
    targets = [[pieces.index(piece) for piece in RULES[language](n)] for n in numbers]
    source = np.zeros((len(numbers), max(map(len, sources))), np.int64)
    written = np.zeros((len(numbers), max(map(len, targets)) + 1), np.int64)
    follows = np.full(written.shape, NO_TARGET, np.int64)
    for row, (read, answer) in enumerate(zip(sources, targets, strict=True)):
        source[row, : len(read)] = read
        written[row, 1 : len(answer) + 1] = answer
        follows[row, : len(answer) + 1] = [*answer, 0]
    return source, written, follows


def is_exact(model: Translator, numbers: list[int]) -> nn.BoolArray:
    """Return for each number whether every piece of its translation is right, the end included.

    Each piece is asked for behind the right ones before it. If it is the likeliest everywhere, writing freely
    would have given the same; if not, free writing would have gone wrong at the same piece.

    Shape:
        returns: (n,).
    """
    source, written, follows = encode(model.language, numbers)
    best = model.predict(source, written).argmax(axis=-1)
    right: nn.BoolArray = ((best == follows) | (follows == NO_TARGET)).all(axis=1)
    return right
