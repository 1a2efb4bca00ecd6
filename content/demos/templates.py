"""Find digits without learning where: slide the mean picture of each digit over a scene. No demo itself."""

from functools import cache

import numpy as np

from sitegen.nn import Array

from .digits import digits
from .finding import Found
from .scenes import CANVAS, pasted

SIZES = (11, 13, 15)  # pixels, of the pictures that are slid
MOST = 60  # places that are proposed in a scene
FAINT = 1.0  # a window must differ from its own mean by so much, so that grain is no match


@cache
def templates(size: int) -> Array:
    """Return the mean picture of each digit, mean 0 and length 1. Shape: (size * size, 10)."""
    images, labels, *_ = digits()
    means = np.stack([images[labels == digit, ..., 0].mean(axis=0) for digit in range(10)])
    square = np.full((10, 3), (size / 2, size / 2, size), np.float32)
    drawn = pasted(means, square)[:, :size, :size].reshape(10, -1)
    drawn = drawn - drawn.mean(axis=1, keepdims=True)
    return np.ascontiguousarray((drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).T)


def matches(pixels: Array) -> Found:
    """Return the places that are most like a mean digit, by correlation. Shape: pixels: (CANVAS, CANVAS)."""
    squares, chosen, scores = [], [], []
    for size in SIZES:
        windows = np.lib.stride_tricks.sliding_window_view(pixels, (size, size))
        many = CANVAS - size + 1
        flat = windows.reshape(many * many, size * size)
        spread = flat.std(axis=1) * size
        like = flat @ templates(size) / np.maximum(spread, FAINT)[:, None]
        top, left = np.divmod(np.arange(many * many), many)
        squares.append(np.stack((left + size / 2, top + size / 2, np.full(many * many, size)), axis=1))
        chosen.append(like.argmax(axis=1))
        scores.append(like.max(axis=1))
    found = Found(np.concatenate(squares), np.concatenate(chosen), np.clip(np.concatenate(scores), 0, 1))
    return found.chosen(np.argsort(-found.scores, kind="stable")[:MOST])
