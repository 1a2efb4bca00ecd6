"""First names as rows of numbers, letter by letter. No demo itself."""

from pathlib import Path

import numpy as np

from sitegen.nn import IntArray

LETTERS = "·abcdefghijklmnopqrstuvwxyz"
"""A letter's number is its place; the dot stands before a name and after it."""
UNIFORM = float(np.log(len(LETTERS)))
"""The surprise at every letter, in nats, of someone who knows nothing."""
LENGTH = 12
"""The longest name has 11 letters; a dot stands before them."""
HOLD_OUT_EVERY = 20
NO_TARGET = -100


def names() -> tuple[list[str], list[str]]:
    """Return the names to learn from, and every twentieth of the alphabet, held out."""
    text = (Path(__file__).parent / "data" / "names.txt").read_text(encoding="ascii")
    held_out = text.split()[::HOLD_OUT_EVERY]
    return sorted(set(text.split()) - set(held_out)), held_out


def encode(words: list[str]) -> tuple[IntArray, IntArray]:
    """Return what is read at each place, and what comes next there.

    Shape:
        returns: twice (n, 12): `·ada` to be read, `ada·` to be guessed; then dots, and `NO_TARGET`.
    """
    read = np.zeros((len(words), LENGTH), np.int64)
    guess = np.full((len(words), LENGTH), NO_TARGET, np.int64)
    for row, word in enumerate(words):
        numbers = [LETTERS.index(letter) for letter in word]
        read[row, 1 : len(word) + 1] = numbers
        guess[row, : len(word) + 1] = [*numbers, 0]
    return read, guess


def decode(numbers: list[int]) -> str:
    """Return the letters without the dots."""
    return "".join(LETTERS[number] for number in numbers if number)


def origin(name: str, known: set[str], real: set[str]) -> str:
    """Return where a name may come from."""
    return "copied" if name in known else "real, never shown to it" if name in real else "its own"
