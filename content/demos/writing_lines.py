"""How much of a text fits into a picture on a phone. No demo itself."""

from math import ceil

WIDTH = 41  # letters in a line
NUMBER = 1.5  # lines that a number and the space below it take
MOST_LINES = 11.4


def ending(stretches: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return the last stretches of a text that fit, at least one; dots stand for what is left out."""
    first = 0
    while first < len(stretches) - 1 and lines([text for text, _ in stretches[first:]]) > MOST_LINES:
        first += 1
    (text, length), *rest = stretches[first:]
    return [(f"… {text}" if first else text, length), *rest]


def lines(texts: list[str]) -> float:
    """Return how many lines stretches take: short ones stand beside each other, a number below each."""
    height, used = 0.0, WIDTH
    for text in texts:
        width = len(text) + 3
        if used + width > WIDTH:
            height += ceil(len(text) / WIDTH) + NUMBER
            used = 0
        used += width
    return height
