"""Three networks that summarise: one copies a sentence, two write, one of them points. No demo itself."""

from functools import cache
from pathlib import Path

import numpy as np

from sitegen import nn

from .match_reports import UNKNOWN, split_words, vocabulary

WEIGHTS = Path(__file__).parent / "weights"
WIDTH, HEADS, HIDDEN = 32, 4, 64
MOST_READ, MOST_WRITTEN = 80, 14
"""The longest texts, in words; what is written has a dot before or behind it."""
COUNT, UNREAD = len(vocabulary()), vocabulary()[UNKNOWN]


class Picker(nn.Module):
    """Give every sentence a score, from the mean of its words; the sentence with the highest is copied.

    Shape:
        words: (N, T), word numbers, zeros behind the end. output: (N,).
    """

    def __init__(self, *, rng: np.random.Generator) -> None:
        super().__init__()
        self.words = nn.Embedding(COUNT, 12, padding_idx=0, rng=rng)
        self.score = nn.Sequential(nn.Linear(12, 16, rng=rng), nn.ReLU(), nn.Linear(16, 1, rng=rng))

    def forward(self, words: nn.IntArray) -> nn.Tensor:
        """Return the score of every sentence."""
        length = np.maximum((words > 0).sum(axis=1, keepdims=True), 1).astype(np.float32)
        return self.score(self.words(known(words)).sum(1) / length)[:, 0]


class Pointer(nn.Module):
    """Point at words of the report: softmax(y·W·mᵀ/√D).

    Shape:
        y: (B, T, D). memory: (B, S, D). padding: (B, S), True where no word is. output: (B, T, S).
    """

    def __init__(self, *, rng: np.random.Generator) -> None:
        super().__init__()
        self.turn = nn.Linear(WIDTH, WIDTH, rng=rng)

    def forward(self, y: nn.Tensor, memory: nn.Tensor, padding: nn.BoolArray) -> nn.Tensor:
        """Return the share of every word of the report."""
        scores = (self.turn(y) @ memory.transpose(1, 2)) * WIDTH**-0.5
        shares: nn.Tensor = nn.functional.softmax(scores.masked_fill(padding[:, None, :], -1e9))
        return shares


class Writer(nn.Module):
    """One block reads the report, another writes the summary word by word.

    With copying, it mixes two choices: a word of its vocabulary, and a word of the report at which it points.
    A word that is not in the vocabulary has a number behind it, which only a pointer can choose.

    Shape:
        words: (B, S), numbers of the report's words, zeros behind the end. hidden: (B, S), True where the
            network reads `UNKNOWN`; words that are not in the vocabulary always are.
        written: (B, T), a zero first. output: (B, T, V), the probability of each word to follow.
    """

    def __init__(self, copying: bool, *, rng: np.random.Generator) -> None:
        super().__init__()
        self.words = nn.Embedding(COUNT, WIDTH, rng=rng)
        self.position = nn.SinusoidalPosition(MOST_READ, WIDTH)
        self.neighbours = nn.Conv1d(WIDTH, WIDTH, 5, padding="same", rng=rng)
        self.encoder = nn.TransformerEncoder.of(1, WIDTH, HEADS, HIDDEN, rng=rng)
        self.decoder = nn.TransformerDecoder.of(1, WIDTH, HEADS, HIDDEN, rng=rng)
        self.scores = nn.Linear(WIDTH, COUNT, rng=rng)
        self.pointer = Pointer(rng=rng) if copying else None
        self.gate = nn.Linear(WIDTH, 1, rng=rng) if copying else None

    def forward(
        self, words: nn.IntArray, written: nn.IntArray, hidden: nn.BoolArray | None = None
    ) -> nn.Tensor:
        """Return the probability of each word to follow what is written."""
        source = known(words) if hidden is None else np.where(hidden, UNREAD, words)
        padding = words == 0
        x = self.position(self.words(source))
        memory = self.encoder(x + nn.relu(self.neighbours(x)), src_key_padding_mask=padding)
        y = self.position(self.words(known(written)))
        y = self.decoder(y, memory, memory_key_padding_mask=padding)
        own = nn.functional.softmax(self.scores(y))
        if self.pointer is None or self.gate is None:
            return own
        size = max(COUNT, int(words.max()) + 1)
        copied = self.pointer(y, memory, padding) @ nn.Tensor(
            (words[:, :, None] == np.arange(size)).astype(np.float32)
        )
        share = self.gate(y).sigmoid()
        mixed: nn.Tensor = nn.functional.pad(own, (0, size - COUNT)) * (1 - share) + copied * share
        return mixed


def known(words: nn.IntArray) -> nn.IntArray:
    """Return word numbers with that of `UNKNOWN` in place of those behind the vocabulary."""
    return np.where(words < COUNT, words, UNREAD)


def encode(texts: list[list[str]]) -> tuple[nn.IntArray, list[list[str]]]:
    """Return the numbers of the words, and for each text its words that are not in the vocabulary.

    Shape:
        returns: (n, longest text), zeros behind the end.
    """
    numbers = np.zeros((len(texts), max(map(len, texts))), np.int64)
    others = []
    for row, words in enumerate(texts):
        new = list(dict.fromkeys(word for word in words if word not in vocabulary()))
        places = vocabulary() | {word: COUNT + place for place, word in enumerate(new)}
        numbers[row, : len(words)] = [places[word] for word in words]
        others.append(new)
    return numbers, others


def write(model: Writer, texts: list[list[str]]) -> list[list[str]]:
    """Return the summaries of these texts, each word the likeliest one."""
    words, others = encode([text[:MOST_READ] for text in texts])
    written = np.zeros((len(texts), 1), np.int64)
    for _ in range(MOST_WRITTEN):
        following = model.predict(words, written)[:, -1].argmax(axis=1)
        ended = (written[:, 1:] == 0).any(axis=1)
        written = np.column_stack((written, np.where(ended, 0, following)))
        if ended.all():
            break
    names = list(vocabulary())
    return [
        [names[number] if number < COUNT else new[number - COUNT] for number in row[1:].tolist() if number]
        for row, new in zip(written, others, strict=True)
    ]


def best_sentence(model: Picker, sentences: list[str]) -> tuple[int, nn.Array]:
    """Return the place of the sentence that is copied, and the share of the choice that each one gets."""
    shares = nn.softmax(model.predict(encode([split_words(text) for text in sentences])[0]))
    return int(shares.argmax()), shares


@cache
def picker() -> tuple[Picker, nn.ModelCard]:
    """Return the trained network that picks a sentence, and its card."""
    model = Picker(rng=np.random.default_rng(0))
    return model, nn.load_model(WEIGHTS / "summarisation-picker.npz", model)


@cache
def writer(copying: bool) -> tuple[Writer, nn.ModelCard]:
    """Return the trained network that writes with its own words or with copying, and its card."""
    model = Writer(copying, rng=np.random.default_rng(0))
    return model, nn.load_model(WEIGHTS / f"summarisation-{'copying' if copying else 'own'}.npz", model)
