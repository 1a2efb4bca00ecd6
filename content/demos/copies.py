"""Which words of a text stand word for word in another one. No demo itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

LEAST = 5
"""Words in a row from which on they count as copied."""
LOOP = 3
"""Words in a row that count as repeated if they stood in the same text before."""


@dataclass(frozen=True)
class Run:
    """Words in a row that stand in the source: their first place in the text, their number, and where.

    Attributes:
        start: the place of the first word.
        length: the number of words.
        found: the place of the first word in the source, where they stand first.
        times: how often they stand in the source.
    """

    start: int
    length: int
    found: int
    times: int


class Source:
    """The words of a text, with the places at which each pair of words stands."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = list(words)
        self.known = set(words)
        self.pairs: dict[tuple[str, str], list[int]] = {}
        for place, pair in enumerate(pairwise(self.words)):
            self.pairs.setdefault(pair, []).append(place)

    def runs(self, words: Sequence[str]) -> list[Run]:
        """Return the longest runs of two words or more that stand here, by their start; none is in another.

        Words are compared as they are written, capitals included; signs between them do not count.
        """
        found: list[Run] = []
        for start, pair in enumerate(pairwise(words)):
            kept, places, length = [], self.pairs.get(pair, []), 1
            while places:
                kept, length = places, length + 1
                following = words[start + length : start + length + 1]
                places = [
                    p for p in kept if following and self.words[p + length : p + length + 1] == following
                ]
            if kept and (not found or start + length > found[-1].start + found[-1].length):
                found.append(Run(start, length, kept[0], len(kept)))
        return found


def longest_runs(runs: Sequence[Run], words: int, least: int = LEAST) -> list[Run | None]:
    """Return for each word the longest run that it is in, or None if none has `least` words."""
    longest: list[Run | None] = [None] * words
    for run in runs:
        if run.length >= least:
            for place in range(run.start, run.start + run.length):
                known = longest[place]
                if known is None or known.length < run.length:
                    longest[place] = run
    return longest


def repeated(words: Sequence[str], given: int) -> float:
    """Return the share of the words, but for those given, that end `LOOP` words which stood before."""
    groups = [tuple(words[start : start + LOOP]) for start in range(len(words) - LOOP + 1)]
    again = [group in groups[:start] for start, group in enumerate(groups) if start + LOOP > given]
    return sum(again) / len(again) if again else 0.0
