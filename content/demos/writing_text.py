"""The text that the demo `writing` learns from: its signs, words and pieces. No demo itself.

A piece is a sign or a frequent group of letters, as found by byte-pair encoding (Sennrich, Haddow and Birch
2016). Any text of the signs of `ALPHABET` can be cut into pieces, and these are the text again when joined.
"""

import bz2
import json
import re
from bisect import bisect_right
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import numpy as np

from sitegen.nn import IntArray

from .copies import Source

DATA = Path(__file__).parent / "data"
KNOWN, ABOUT = DATA / "writing.txt.bz2", DATA / "writing.json"
PARTS = POST_ONLY, ALL = ("post", "all")
"""What the networks have read: one post, or all texts but those held out."""
POST = "Introduction to deep learning"
ALPHABET = "\n \"%'()+,-./0123456789:;=?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz!&"
"""A line break ends a paragraph."""
WORD = re.compile(r"[A-Za-z0-9]+(?:['_.,/-][A-Za-z0-9]+)*")
CHUNK = re.compile(r" ?[A-Za-z]+| ?[0-9]+|[^A-Za-z0-9]")
"""Pieces do not reach across the border of two chunks: a word with the space before it, a number, a sign."""
SAME = str.maketrans("’‘“”–—−×\u00a0\u202f", "''\"\"---x  ")
"""Signs that are read as others."""


@cache
def known_text(part: str = ALL) -> str:
    """Return the text to learn from: one of `PARTS`."""
    whole = bz2.decompress(KNOWN.read_bytes()).decode("ascii")
    if part == ALL:
        return whole
    words = list(WORD.finditer(whole))
    first, end = page_of_words(POST)
    return whole[words[first].start() : words[end].start()]


def page_of_words(title: str) -> tuple[int, int]:
    """Return the places of a page's first word, and of the first word behind it."""
    place = titles().index(title)
    return (ends()[place - 1] if place else 0), ends()[place]


def title_at(place: int, part: str = ALL) -> str:
    """Return the title of the page of a word."""
    return titles()[bisect_right(ends(), place)] if part == ALL else POST


def titles() -> list[str]:
    """Return the titles of all pages to learn from."""
    return [title for title, _ in about()["pages"]]


@cache
def ends() -> list[int]:
    """Return for each page the place of the first word behind it."""
    return list(accumulate(count for _, count in about()["pages"]))


@cache
def source(part: str = ALL) -> Source:
    """Return the words of the text to learn from."""
    return Source(split_words(known_text(part)))


@cache
def about() -> dict[str, Any]:
    """Return what the script wrote about the texts: pages, words, letters, pieces."""
    data: dict[str, Any] = json.loads(ABOUT.read_text(encoding="utf-8"))
    return data


def split_words(text: str) -> list[str]:
    """Return the words of a text, without the signs around them."""
    return WORD.findall(text)


@cache
def pieces() -> list[str]:
    """Return all pieces: the signs of the alphabet, then the groups in the order in which they were found."""
    return [*ALPHABET, *about()["pieces"]]


@cache
def ranks() -> dict[str, int]:
    """Return the number of each piece."""
    return {piece: number for number, piece in enumerate(pieces())}


def encode(text: str) -> IntArray:
    """Return the numbers of a text's pieces; signs outside the alphabet are left out.

    Shape:
        returns: (n,).
    """
    known = "".join(sign for sign in text.translate(SAME) if sign in ALPHABET)
    return np.array([number for chunk in CHUNK.findall(known) for number in _cut(chunk)], np.int64)


def unknown_signs(text: str) -> list[str]:
    """Return the signs of a text that are outside the alphabet, each once, without spaces."""
    return list(dict.fromkeys(sign for sign in "".join(text.split()).translate(SAME) if sign not in ALPHABET))


@cache
def _cut(chunk: str) -> tuple[int, ...]:
    """Return the pieces of a chunk: of two neighbours that are a piece together, the earliest found first."""
    found = list(chunk)
    while len(found) > 1:
        pairs = [ranks().get(a + b, len(ranks())) for a, b in pairwise(found)]
        place = min(range(len(pairs)), key=pairs.__getitem__)
        if pairs[place] == len(ranks()):
            break
        found[place : place + 2] = ["".join(found[place : place + 2])]
    return tuple(ranks()[piece] for piece in found)


def decode(numbers: IntArray | list[int]) -> str:
    """Return the text of these pieces."""
    return "".join(pieces()[number] for number in numbers)
