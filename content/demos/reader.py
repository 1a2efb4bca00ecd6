"""A Transformer that reads a sentence with covered words, and guesses them. No demo itself."""

import numpy as np

from sitegen import nn

from .sentences import COVERED, LENGTH, NUMBER, PLACES, WORDS, Drawn, encode

WIDTH, HEADS, LAYERS, HIDDEN = 32, 4, 2, 64
NO_TARGET = -100
NUMBERS = np.array([NUMBER.get(word, -1) for word in WORDS])
"""0 for words that speak of one, 1 for words that speak of many, -1 for others."""


class Reader(nn.Module):
    """Two blocks; every place sees all words, or with `two_sided=False` only itself and those before it.

    Shape:
        words: (B, T), word numbers, zeros behind the end. output: (B, T, V), the scores of every word.
    """

    def __init__(self, two_sided: bool, *, rng: np.random.Generator) -> None:
        super().__init__()
        self.words = nn.Embedding(len(WORDS), WIDTH, rng=rng)
        self.position = nn.LearnedPosition(LENGTH, WIDTH, rng=rng)
        self.encoder = nn.TransformerEncoder.of(LAYERS, WIDTH, HEADS, HIDDEN, rng=rng, causal=not two_sided)
        self.scores = nn.Linear(WIDTH, len(WORDS), rng=rng)

    def forward(self, words: nn.IntArray) -> nn.Tensor:
        """Return the scores of every word at every place."""
        x = self.position(self.words(words))
        return self.scores(self.encoder(x, src_key_padding_mask=words == 0))


def cover(words: nn.IntArray, share: float, rng: np.random.Generator) -> tuple[nn.IntArray, nn.IntArray]:
    """Cover some words of every sentence, at least one; return what is left to read, and what to guess.

    Shape:
        words: (B, T). returns: twice (B, T); `NO_TARGET` where nothing is covered.
    """
    luck = np.where(words > 0, rng.random(words.shape), 2.0)
    covered = (luck < share) | (luck == luck.min(axis=1, keepdims=True))
    return np.where(covered, PLACES[COVERED], words), np.where(covered, words, NO_TARGET)


def right_numbers(reader: Reader, drawn: list[Drawn]) -> tuple[nn.BoolArray, nn.BoolArray]:
    """Cover the subject, then the verb instead; return whether its own number gets the larger share.

    The words that speak of one and those that speak of many are weighed against each other; all others do not
    count, since a small network may well put an adjective where the subject was.

    Shape:
        returns: twice (n,), for subjects and for verbs.
    """
    words = encode([sentence for sentence, _, _ in drawn])
    rows = np.arange(len(drawn))
    answers = []
    for places in np.array([[subject, verb] for _, subject, verb in drawn]).T:
        masked = words.copy()
        masked[rows, places] = PLACES[COVERED]
        one, many = shares(reader.predict(masked)[rows, places])
        answers.append((many > one) == (NUMBERS[words[rows, places]] == 1))
    return answers[0], answers[1]


def shares(scores: nn.Array) -> tuple[nn.Array, nn.Array]:
    """Return how probable it is that the word speaks of one, and of many. Shape: (n, V) to twice (n,)."""
    probable = nn.softmax(scores)
    return probable[:, NUMBERS == 0].sum(axis=1), probable[:, NUMBERS == 1].sum(axis=1)


def nearest_numbers(drawn: list[Drawn]) -> nn.BoolArray:
    """Return whether the nearest noun before the verb speaks of as many: agreement without grammar.

    Shape:
        returns: (n,).
    """
    nearest = [max(place for place in range(verb) if words[place] in NUMBER) for words, _, verb in drawn]
    return np.array(
        [
            NUMBER[words[place]] == NUMBER[words[verb]]
            for (words, _, verb), place in zip(drawn, nearest, strict=True)
        ]
    )
