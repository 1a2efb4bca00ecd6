"""Sentences of a small English, in which verbs agree with their subjects. No demo itself."""

from functools import cache
from typing import TypeVar

import numpy as np

from sitegen.nn import IntArray

PAD, COVERED = "·", "_"
T = TypeVar("T")
Drawn = tuple[list[str], int, int]
"""The words of a sentence, the places of its subject and its verb."""

LENGTH = 12
"""The longest sentence: the old dog near the small cats follows the red car ."""
KNOWN, HELD_OUT = 6_000, 1_000
SEED = 0  # of the sentences held out; those to learn from have the next

NOUNS = {
    "people": "nurse nurses, pilot pilots, baker bakers, child children, woman women",
    "animals": "dog dogs, cat cats, horse horses, mouse mice, goose geese",
    "things": "lamp lamps, bell bells, car cars, shelf shelves, box boxes",
}
VERBS = {  # what only people do, only animals, only things; and what people and animals do to others
    "people": "reads read, sings sing, laughs laugh",
    "animals": "bites bite, howls howl, grows grow",
    "things": "breaks break, shakes shake, burns burn",
}
ACTIONS = "sees see, follows follow, finds find, carries carry"
ADJECTIVES = ["old", "small", "red", "quiet", "heavy"]
PREPOSITIONS = ["near", "behind", "beside", "under"]
ADVERBS = ["again", "today", "often", "here"]


def pairs(text: str) -> list[tuple[str, str]]:
    """Return the forms for one and for many: `dog dogs, mouse mice` becomes two pairs."""
    one_and_many = (pair.split() for pair in text.split(", "))
    return [(one, many) for one, many in one_and_many]


ALL_NOUNS = [pair for text in NOUNS.values() for pair in pairs(text)]
ALL_VERBS = [pair for text in (*VERBS.values(), ACTIONS) for pair in pairs(text)]
NUMBER = {form: number for pair in (*ALL_NOUNS, *ALL_VERBS) for number, form in enumerate(pair)}
"""0 where a noun or a verb speaks of one, 1 where of many."""
WORDS = [
    *(PAD, COVERED, ".", "the", *ADJECTIVES, *PREPOSITIONS, *ADVERBS),
    *(form for pair in (*ALL_NOUNS, *ALL_VERBS) for form in pair),
]
"""A word's number is its place."""
PLACES = {word: place for place, word in enumerate(WORDS)}


def sentence(rng: np.random.Generator) -> tuple[list[str], int, int]:
    """Draw a sentence; return its words and the places of its subject and its verb.

    The subject is as often one as many. Of three sentences, two have a noun between subject and verb, whose
    number tells nothing.
    """
    kind = pick(list(NOUNS), rng)
    one_or_many = int(rng.integers(2))
    words = ["the", *some(ADJECTIVES, 0.3, rng), pick(pairs(NOUNS[kind]), rng)[one_or_many]]
    subject = len(words) - 1
    if rng.random() < 2 / 3:
        words += [pick(PREPOSITIONS, rng), *anything(rng)]
    verb = len(words)
    if kind != "things" and rng.random() < 0.4:
        words += [pick(pairs(ACTIONS), rng)[one_or_many], *anything(rng)]
    else:
        words += [pick(pairs(VERBS[kind]), rng)[one_or_many], *some(ADVERBS, 0.5, rng)]
    return [*words, "."], subject, verb


def anything(rng: np.random.Generator) -> list[str]:
    """Draw `the small cats`, or another noun of any kind and number."""
    return ["the", *some(ADJECTIVES, 0.3, rng), pick(ALL_NOUNS, rng)[int(rng.integers(2))]]


def some(words: list[str], share: float, rng: np.random.Generator) -> list[str]:
    """Draw one of the words, or none."""
    return [pick(words, rng)] if rng.random() < share else []


def pick(values: list[T], rng: np.random.Generator) -> T:
    """Draw one of the values."""
    return values[int(rng.integers(len(values)))]


@cache
def held_out() -> list[Drawn]:
    """Return 1,000 different sentences that no network has learned from."""
    return draw(HELD_OUT, np.random.default_rng(SEED), set())


def known() -> list[Drawn]:
    """Return 6,000 different sentences to learn from, none of them held out."""
    return draw(KNOWN, np.random.default_rng(SEED + 1), {" ".join(words) for words, _, _ in held_out()})


def draw(number: int, rng: np.random.Generator, taken: set[str]) -> list[Drawn]:
    """Return so many different sentences, none of which is taken."""
    drawn: dict[str, Drawn] = {}
    while len(drawn) < number:
        words, subject, verb = sentence(rng)
        text = " ".join(words)
        if text not in taken:
            drawn[text] = (words, subject, verb)
    return list(drawn.values())


def encode(sentences: list[list[str]]) -> IntArray:
    """Return the words' numbers, then zeros. Shape: (n, LENGTH)."""
    numbers = np.zeros((len(sentences), LENGTH), np.int64)
    for row, words in enumerate(sentences):
        numbers[row, : len(words)] = [PLACES[word] for word in words]
    return numbers
