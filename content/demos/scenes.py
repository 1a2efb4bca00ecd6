"""Scenes: handwritten digits at random places over strokes and scraps that are no digits. No demo itself."""

from dataclasses import dataclass

import numpy as np

from sitegen.nn import Array, IntArray

CANVAS = 40  # pixels, rows and columns
SIDE = 8  # of a digit as it was written
LEAST, MOST = 10.0, 16.0  # of a digit in a scene, in pixels of the scene
SLOTS = 4  # digits in a scene, at most
APART = 0.8  # of their mean side: digits of a training scene are no nearer
TILT = 10.0  # degrees by which digits lean to either side, at most
STROKES, SCRAPS = 4, 2  # in a scene, at most

WINDOW = 24  # pixels, wide enough for a digit that is turned
_GRID = np.arange(CANVAS, dtype=np.float32) + np.float32(0.5)


@dataclass(frozen=True)
class Scenes:
    """Pictures, and what is in them.

    Shape:
        pixels: (n, CANVAS, CANVAS, 1), from 0 (paper) to 1 (ink).
        squares: (n, SLOTS, 3), middle across, middle down, and side, in pixels.
        digits: (n, SLOTS), -1 where a slot is empty.
    """

    pixels: Array
    squares: Array
    digits: IntArray


def pasted(images: Array, squares: Array, turn: float | Array = 0.0) -> Array:
    """Return each image alone in a scene, enlarged to its square, turned clockwise by degrees.

    Shape:
        images: (n, SIDE, SIDE). squares: (n, 3). turn: a number or (n,). returns: (n, CANVAS, CANVAS).
    """
    corners = np.floor(squares[:, :2] - WINDOW / 2).astype(np.intp)
    inside = np.arange(WINDOW)
    offsets = (corners + 0.5 - squares[:, :2]).astype(np.float32)
    x, y = offsets[:, :1, None] + inside, offsets[:, 1:, None] + inside[:, None]
    angle = np.radians(np.broadcast_to(np.asarray(turn, np.float32), len(images)))[:, None, None]
    scale = SIDE / squares[:, 2, None, None].astype(np.float32)
    # Where the ink of each pixel comes from, in an image with two empty rows and columns around it.
    middle, most = SIDE / 2 + 1.5, SIDE + 2.99
    from_x = np.clip(scale * (np.cos(angle) * x + np.sin(angle) * y) + middle, 0, most)
    from_y = np.clip(scale * (np.cos(angle) * y - np.sin(angle) * x) + middle, 0, most)
    left, top = from_x.astype(np.intp), from_y.astype(np.intp)
    right, bottom = from_x - left, from_y - top
    wide = SIDE + 4
    flat = np.pad(images, ((0, 0), (2, 2), (2, 2))).reshape(-1)
    corner = np.arange(len(images))[:, None, None] * wide * wide + top * wide + left
    upper = flat[corner] * (1 - right) + flat[corner + 1] * right
    lower = flat[corner + wide] * (1 - right) + flat[corner + wide + 1] * right
    drawn = np.zeros((len(images), CANVAS + 2 * WINDOW, CANVAS + 2 * WINDOW), np.float32)
    rows, columns = (corners[:, axis, None] + WINDOW + inside for axis in (1, 0))
    number = np.arange(len(images))[:, None, None]
    drawn[number, rows[:, :, None], columns[:, None]] = upper * (1 - bottom) + lower * bottom
    return drawn[:, WINDOW:-WINDOW, WINDOW:-WINDOW]


def clutter(images: Array, n: int, rng: np.random.Generator) -> Array:
    """Return pictures of what is no digit: straight strokes, scraps of digits, and grain.

    Shape:
        images: (m, SIDE, SIDE), of which scraps are torn. returns: (n, CANVAS, CANVAS).
    """
    drawn = rng.random((n, CANVAS, CANVAS), np.float32) * np.float32(0.12)
    for place in range(STROKES):
        start = rng.uniform(0, CANVAS, (n, 2, 1, 1))
        angle, length = rng.uniform(0, 2 * np.pi, (n, 1, 1)), rng.uniform(4, 16, (n, 1, 1))
        ink = rng.uniform(0.3, 0.9, (n, 1, 1)) * (rng.random((n, 1, 1)) < 1 - 0.2 * place)
        x, y = _GRID[None, None, :] - start[:, 0], _GRID[None, :, None] - start[:, 1]
        along = np.clip(x * np.cos(angle) + y * np.sin(angle), 0, length)
        off = np.hypot(x - along * np.cos(angle), y - along * np.sin(angle))
        drawn = np.maximum(drawn, (ink * np.clip(1.8 - off, 0, 1)).astype(np.float32))
    for _ in range(SCRAPS):
        scraps = images[rng.integers(len(images), size=n)].copy()
        kept = rng.integers(4, size=n)  # one quarter of each digit stays
        rows, columns = np.arange(SIDE)[:, None] // 4, np.arange(SIDE)[None, :] // 4
        scraps *= (2 * rows + columns)[None] == kept[:, None, None]
        scraps *= rng.uniform(0.4, 1, (n, 1, 1)).astype(np.float32)
        scraps *= rng.random((n, 1, 1)) < 0.7
        squares = np.concatenate((rng.uniform(0, CANVAS, (n, 2)), rng.uniform(LEAST, MOST, (n, 1))), axis=1)
        drawn = np.maximum(drawn, pasted(scraps, squares, rng.uniform(0, 360, n)))
    return drawn


def scenes(images: Array, labels: IntArray, backgrounds: Array, rng: np.random.Generator) -> Scenes:
    """Return a scene on each background, with one to four of these digits, none of them on another.

    Shape:
        images: (m, SIDE, SIDE), from 0 to 1. labels: (m,). backgrounds: (n, CANVAS, CANVAS).
    """
    n, pixels = len(backgrounds), backgrounds.copy()
    squares, digits = np.zeros((n, SLOTS, 3), np.float32), np.full((n, SLOTS), -1)
    wanted = rng.integers(1, SLOTS + 1, n)
    for slot in range(SLOTS):
        side, chosen = rng.uniform(LEAST, MOST, n), rng.integers(len(images), size=n)
        for _ in range(8):  # attempts to find a free place
            spot = rng.uniform(0, 1, (n, 2)) * (CANVAS - side[:, None]) + side[:, None] / 2
            near = np.abs(squares[:, :slot, :2] - spot[:, None]).max(axis=2)
            free = (near >= APART * (squares[:, :slot, 2] + side[:, None]) / 2) | (digits[:, :slot] < 0)
            placed = free.all(axis=1) & (slot < wanted) & (digits[:, slot] < 0)
            squares[placed, slot] = np.column_stack((spot, side))[placed]
            digits[placed, slot] = labels[chosen[placed]]
        real = digits[:, slot] >= 0
        ink = rng.uniform(0.7, 1, (n, 1, 1))[real].astype(np.float32)
        lean = rng.uniform(-TILT, TILT, n)[real]
        drawn = pasted(ink * images[chosen[real]], squares[real, slot], lean)
        pixels[real] = np.maximum(pixels[real], drawn)
    return Scenes(pixels[..., None], squares, digits)
