"""The data of SVG paths as lines: the commands that marks use, curves as short straight pieces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import ceil, hypot

Point = tuple[float, float]
TOKEN = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
PIECES = 24
"""Into how many straight pieces a curve is cut."""
ARGUMENTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "Q": 4, "Z": 0}


def lines_of(data: str) -> list[list[Point]]:
    """Return the lines of a path; a closed line ends where it begins, a dot has one point or two equal ones.

    Raises:
        ValueError: the path has a command that marks do not use, or is damaged.
    """
    lines: list[list[Point]] = []
    x = y = 0.0
    for command, numbers in _steps(data):
        name, (ox, oy) = command.upper(), (x, y) if command.islower() else (0.0, 0.0)
        if name == "M":
            x, y = numbers[0] + ox, numbers[1] + oy
            lines.append([(x, y)])
            continue
        if not lines:
            raise ValueError(f"a path begins with {command}")
        line = lines[-1]
        if name == "Z":
            line.append(line[0])
            x, y = line[0]
            lines.append([(x, y)])
        elif name in "HV":
            x, y = (numbers[0] + ox, y) if name == "H" else (x, numbers[0] + oy)
            line.append((x, y))
        else:
            corners = [(px + ox, py + oy) for px, py in zip(numbers[::2], numbers[1::2], strict=True)]
            line.extend(corners if name == "L" else _curve([(x, y), *corners]))
            x, y = corners[-1]
    return [line for line in lines if len(line) > 1]


def cut(line: Sequence[Point], dashes: Sequence[float]) -> Iterator[list[Point]]:
    """Give the pieces of a line that a pattern of dashes and gaps leaves.

    Args:
        line: its points.
        dashes: the lengths of dashes and gaps in turn, an even number of them, above 0 together.
    """
    place, left = 0, dashes[0]
    piece = [line[0]]
    for (x0, y0), (x1, y1) in pairwise(line):
        length, done = hypot(x1 - x0, y1 - y0), 0.0
        while length - done > left:
            done += left
            here = (x0 + (x1 - x0) * done / length, y0 + (y1 - y0) * done / length)
            if place % 2 == 0:
                yield [*piece, here]
            piece, place = [here], (place + 1) % len(dashes)
            left = dashes[place]
        left -= length - done
        piece.append((x1, y1))
    if place % 2 == 0:
        yield piece


def _steps(data: str) -> Iterator[tuple[str, list[float]]]:
    """Give each command with its numbers; repeated numbers repeat the command."""
    tokens = TOKEN.findall(data)
    place, command = 0, ""
    while place < len(tokens):
        if tokens[place].isalpha():
            command = tokens[place]
            place += 1
        many = ARGUMENTS.get(command.upper())
        if many is None:
            raise ValueError(f"a path has the command {command!r}")
        numbers = [float(token) for token in tokens[place : place + many]]
        if len(numbers) < many:
            raise ValueError(f"a path ends within {command}")
        yield command, numbers
        place += many
        command = {"M": "L", "m": "l"}.get(command, command) if many else ""


def _curve(corners: Sequence[Point]) -> list[Point]:
    """Return points on a Bezier curve, without its first, by de Casteljau's construction."""
    size = sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(corners))
    pieces = max(2, min(PIECES, ceil(size)))
    points = []
    for step in range(1, pieces + 1):
        share, level = step / pieces, list(corners)
        while len(level) > 1:
            level = [(a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share) for a, b in pairwise(level)]
        points.append(level[0])
    return points
