"""What the network of the demo `writing` is examined on, and how. No demo itself."""

import bz2
from functools import cache
from typing import Any

import numpy as np

from sitegen import nn

from .copies import longest_runs
from .writing_network import START, PieceWriter
from .writing_text import ALL, DATA, encode, source, split_words

TEXTS = ("held-out", "choosing")
"""The texts that it did not learn from: for the metric, and for choosing sizes and steps."""


@cache
def unseen(name: str) -> str:
    """Return one of `TEXTS`."""
    return bz2.decompress((DATA / f"writing-{name}.txt.bz2").read_bytes()).decode("ascii")


def bits(model: PieceWriter, text: str) -> float:
    """Return the mean surprise at a letter of a text, in bits."""
    numbers = encode(START + text)
    shares: Any = nn.log_softmax(model.predict(numbers[None, :-1])[0].astype(np.float64))
    return float(-shares[np.arange(len(numbers) - 1), numbers[1:]].sum() / np.log(2) / len(text))


def copied(written: str, part: str = ALL) -> float:
    """Return the share of the words that stand in the known text in runs of five or more."""
    words = split_words(written)
    return float(np.mean([run is not None for run in longest_runs(source(part).runs(words), len(words))]))


def made_up(written: str, part: str = ALL) -> float:
    """Return the share of the words that stand nowhere in the known text."""
    return float(np.mean([word not in source(part).known for word in split_words(written)]))
