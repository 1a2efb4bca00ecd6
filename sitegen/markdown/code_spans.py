"""Where the code spans of a text are, found in one pass."""

from __future__ import annotations

import re
from collections import defaultdict

BACKQUOTES = re.compile("`+")
PARAGRAPH_END = re.compile(r"\n[ \t]*\n")


def code_spans(text: str) -> list[tuple[int, int]]:
    """Return the start and the end of each code span, in order; a span does not cross an empty line."""
    ends = [found.start() for found in PARAGRAPH_END.finditer(text)] + [len(text)]
    runs = [(found.start(), found.end()) for found in BACKQUOTES.finditer(text)]
    later: dict[int, list[int]] = defaultdict(list)  # length of a run → the runs of this length, last first
    for number in range(len(runs) - 1, -1, -1):
        start, end = runs[number]
        later[end - start].append(number)
    spans: list[tuple[int, int]] = []
    number = paragraph = 0
    while number < len(runs):
        start, end = runs[number]
        same = later[end - start]
        while same and same[-1] <= number:
            same.pop()
        while ends[paragraph] < start:
            paragraph += 1
        if same and runs[same[-1]][0] < ends[paragraph]:
            spans.append((start, runs[same[-1]][1]))
            number = same[-1] + 1
        else:
            number += 1
    return spans


def without_code_spans(text: str) -> str:
    """Return a text with spaces in the place of its code spans."""
    pieces, end = [], 0
    for start, after in code_spans(text):
        pieces += [text[end:start], " " * (after - start)]
        end = after
    return "".join([*pieces, text[end:]])
