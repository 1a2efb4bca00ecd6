"""The network that writes: an LSTM over pieces of words. No demo itself."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from sitegen import nn

from .writing_text import encode, pieces

FOLDER = Path(__file__).parent / "weights"
WEIGHTS = {"post": FOLDER / "writing-post.npz", "all": FOLDER / "writing-all.npz"}
WIDTH, MEMORY = 64, 112
START = "\n"
"""A text begins as a paragraph does."""
State = tuple[nn.Tensor, nn.Tensor]


class PieceWriter(nn.Module):
    """Read pieces one after the other, and give each piece a score to be the next.

    The same table turns pieces into numbers and numbers into scores (Press and Wolf 2017). In training, some
    numbers are left out, the same at all places of a sequence (Gal and Ghahramani 2016).

    Shape:
        numbers: (B, T), pieces. output: (B, T, V), scores of the piece after each.

    Args:
        rng: where the first weights, and in training the gaps, are drawn from.
        dropout: the share of the memory that is left out in training; of its input and output, half of it.
    """

    def __init__(self, *, rng: np.random.Generator, dropout: float = 0.0) -> None:
        super().__init__()
        self.pieces = nn.Embedding(len(pieces()), WIDTH, rng=rng, std=WIDTH**-0.5)
        self.memory = nn.LSTM(WIDTH, MEMORY, rng=rng)
        self.back = nn.Linear(MEMORY, WIDTH, rng=rng)
        self.bias = nn.Parameter(np.zeros(len(pieces()), np.float32))
        self.dropout, self.rng = dropout, rng

    def forward(self, numbers: nn.IntArray) -> nn.Tensor:
        """Return the scores of the next piece at every place."""
        x = self._gaps(self.pieces(numbers), self.dropout / 2)
        y = self._gaps(self.memory(x)[0], self.dropout)
        return self._scores(self._gaps(self.back(y), self.dropout / 2))

    def read(self, numbers: nn.IntArray, state: State | None = None) -> tuple[nn.Array, State]:
        """Read pieces (T,); return the scores (V,) of what follows, and what the memory holds then."""
        with nn.no_grad():
            y, after = self.memory(self.pieces(numbers[None]), state)
            scores = self._scores(self.back(y[:, -1]))
        return scores.numpy()[0], after

    def _scores(self, x: nn.Tensor) -> nn.Tensor:
        return x @ self.pieces.weight.T + self.bias

    def _gaps(self, x: nn.Tensor, share: float) -> nn.Tensor:
        if not self.training or not share:
            return x
        kept = self.rng.random((x.shape[0], 1, x.shape[2])) >= share
        return x * (kept / (1 - share)).astype(np.float32)


def write(
    model: PieceWriter, count: int, rng: np.random.Generator, temperature: float, start: str = START
) -> str:
    """Return a text of so many pieces, drawn by their probability."""
    scores, state = model.read(encode(start))
    written = []
    for _ in range(count):
        written.append(nn.sample(scores, rng, temperature))
        scores, state = model.read(np.array(written[-1:]), state)
    return "".join(pieces()[number] for number in written)


@cache
def writer(part: str) -> tuple[PieceWriter, nn.ModelCard]:
    """Return the network that has read one of the parts, and its card."""
    model = PieceWriter(rng=np.random.default_rng(0))
    return model, nn.load_model(WEIGHTS[part], model)
