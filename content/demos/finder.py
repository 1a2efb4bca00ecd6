"""A network that finds the sentence of a passage that answers a question. No demo itself."""

import json
import re
import zlib
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from sitegen import nn

PIECES, WIDTH = 1_536, 32
MOST_PIECES = 320
FOLDER = Path(__file__).parent
WEIGHTS = FOLDER / "weights" / "answers.npz"


@dataclass(frozen=True)
class Passage:
    """A text in sentences, and questions to it.

    Attributes:
        sentences: the text.
        practice: questions with the number of the sentence that answers each; -1 where none does.
        held_out: the same, for the test; no word of such a question but the most common is in its sentence.
    """

    sentences: tuple[str, ...]
    practice: tuple[tuple[str, int], ...]
    held_out: tuple[tuple[str, int], ...]


class Finder(nn.Module):
    """Turn a text into 32 numbers: the sum of the vectors of its pieces, brought to length 1.

    Shape:
        pieces: (B, T), from `encode`. output: (B, 32).
    """

    def __init__(self, *, rng: np.random.Generator) -> None:
        super().__init__()
        self.pieces = nn.Embedding(PIECES, WIDTH, padding_idx=0, rng=rng, std=0.1)
        self.scale = nn.Parameter(np.array([8, -4], np.float32))

    def forward(self, pieces: nn.IntArray) -> nn.Tensor:
        """Return the vectors of some texts."""
        return nn.functional.normalize(self.pieces(pieces).sum(dim=1))

    def logits(self, questions: nn.IntArray, sentences: nn.IntArray) -> nn.Tensor:
        """Return how well each sentence answers each question; above 0 means that it rather does.

        Shape:
            questions: (B, T). sentences: (N, T). returns: (B, N).
        """
        near: nn.Tensor = self(questions) @ self(sentences).T
        return near * self.scale[0] + self.scale[1]


@cache
def passage() -> Passage:
    """Return the passage of content/demos/data/lighthouse.json."""
    content = json.loads((FOLDER / "data" / "lighthouse.json").read_text(encoding="utf-8"))
    groups = [*enumerate(content["sentences"]), (-1, content["unanswered"])]
    practice, held_out = (
        tuple((question, number) for number, group in groups for question in group[kind])
        for kind in ("practice", "held_out")
    )
    return Passage(tuple(sentence["text"] for sentence in content["sentences"]), practice, held_out)


def words(text: str) -> list[str]:
    """Return the words of a text in small letters."""
    return re.findall(r"[^\W_]+", text.lower())


COMMON = frozenset(
    words(
        "a an and are at by can could do does for from have has how i in is it its may me my of off on one "
        "or tell the there they to was what when where which who with you"
    )
)
"""Words that say little about what is asked."""


def encode(texts: list[str]) -> nn.IntArray:
    """Return the numbers of the pieces of each text: words, pairs of words, and runs of 3 and 4 letters.

    A piece has the number that its checksum gives, so no list of words is kept, and two pieces may share one.

    Shape:
        returns: (B, T), zeros behind the end.
    """
    rows = []
    for text in texts:
        found = words(text)
        pieces = [*found, *map(" ".join, pairwise(found))]
        for word in (f"<{word}>" for word in found if word not in COMMON):
            pieces += [word[at : at + size] for size in (3, 4) for at in range(len(word) - size + 1)]
        rows.append([1 + zlib.crc32(piece.encode()) % (PIECES - 1) for piece in pieces][:MOST_PIECES] or [0])
    table = np.zeros((len(rows), max(map(len, rows))), np.int64)
    for row, numbers in zip(table, rows, strict=True):
        row[: len(numbers)] = numbers
    return table


@cache
def finder() -> tuple[Finder, nn.ModelCard]:
    """Return the network with the weights that content/demos/train/answers.py made, and their card."""
    model = Finder(rng=np.random.default_rng(0))
    return model, nn.load_model(WEIGHTS, model)


def shares(model: Finder, questions: list[str]) -> nn.Array:
    """Return how sure the network is of each sentence, from 0 to 1. Shape: (questions, sentences)."""
    with nn.no_grad():
        return nn.sigmoid(model.logits(encode(questions), encode(list(passage().sentences))).array)


def shared_words(question: str, texts: list[str]) -> nn.Array:
    """Return how many words of a question are in each text, the most common words left out."""
    asked = set(words(question)) - COMMON
    return np.array([len(asked & set(words(text))) for text in texts])


def found_by_words(question: str) -> float:
    """Return how probable it is that shared words point to the right sentence; ties are drawn by lot."""
    counts = shared_words(question, list(passage().sentences))
    right = dict(passage().held_out)[question]
    return float(counts[right] == counts.max()) / int((counts == counts.max()).sum())


def is_new(question: str) -> bool:
    """Return whether a question has a word that no practice question has."""
    return not set(words(question)) - COMMON <= known_words()


@cache
def known_words() -> frozenset[str]:
    """Return the words of the practice questions."""
    return frozenset(word for question, _ in passage().practice for word in words(question))


def found_by_practice(question: str) -> float:
    """Do the same with the practice questions: the one that shares most words lends its answer."""
    asked = [practice for practice, number in passage().practice if number >= 0]
    numbers = np.array([number for _, number in passage().practice if number >= 0])
    counts = shared_words(question, asked)
    right = dict(passage().held_out)[question]
    return float((numbers[counts == counts.max()] == right).mean())


@dataclass(frozen=True)
class Exam:
    """What a network does with the questions that are held out.

    Attributes:
        best: for each question with an answer, whether the best sentence is the right one.
        sure: for each of them, how sure the network is of the best sentence.
        lured: for each question without an answer, the same.
    """

    best: nn.BoolArray
    sure: nn.Array
    lured: nn.Array

    def right(self, threshold: float) -> float:
        """Return the share of questions with an answer that get the right one."""
        return float((self.best & (self.sure >= threshold)).mean())

    def wrong(self, threshold: float) -> float:
        """Return the share of questions with an answer that get a wrong one."""
        return float((~self.best & (self.sure >= threshold)).mean())

    def refused(self, threshold: float) -> float:
        """Return the share of questions without an answer that get none."""
        return float((self.lured < threshold).mean())


def examine(model: Finder) -> Exam:
    """Ask all held-out questions."""
    numbers = np.array([number for _, number in passage().held_out])
    sure = shares(model, [question for question, _ in passage().held_out])
    best, has_answer = sure.argmax(axis=1), numbers >= 0
    most = sure.max(axis=1)
    return Exam((best == numbers)[has_answer], most[has_answer], most[~has_answer])
