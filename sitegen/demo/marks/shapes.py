"""Dots and lines: what distinguishes classes and series besides their colour. All sizes are pixels."""

from __future__ import annotations

from sitegen.demo.marks.style import paint, series
from sitegen.demo.marks.svg import stroke

DASHES = ("", "7 4", "2 4", "9 3 2 3", "4 3", "12 4")
"""Dash patterns, so that lines differ in more than colour."""

SHAPES = (
    ("round", ()),
    ("square", ()),
    ("round", (0.5,)),
    ("square", (0.5,)),
    ("round", (0.7, 0.3)),
    ("square", (0.7, 0.35)),
)
"""The shape of each class: the line ending of a line without length, and the sizes of the rings of paper and
colour that lie on it, each as a share of the dot."""

_RIM = 2.5  # how much wider than its dot the rim of paper is
_SQUARE = 0.86  # a square looks as large as a circle that is a little wider


def dots(data: str, place: int, colour: str = "", *, size: float = 7.0) -> str:
    """Return the points of the n-th class, each with a rim in the colour of the paper.

    Args:
        data: of a path with a line without length at each point.
        place: of the class, counted from 0.
        colour: its name in the palettes; that of the n-th series when empty.
        size: of a dot.
    """
    cap, rings = SHAPES[place % len(SHAPES)]
    size *= 1.0 if cap == "round" else _SQUARE
    drawn = stroke(data, "paper", size + _RIM, cap=cap)
    for turn, part in enumerate((1.0, *rings)):
        own = colour or series(place)
        drawn += stroke(data, "paper" if turn == 1 else own, round(size * part, 1), cap=cap)
    return drawn


def line(data: str, place: int, colour: str = "") -> str:
    """Return the n-th line, in its own colour and dash; `colour` replaces the colour."""
    return stroke(data, colour or series(place), 2.25, cap="round", dash=DASHES[place % len(DASHES)])


def area(data: str, place: int, colour: str = "") -> str:
    """Return the pale area around the n-th line; `colour` replaces the colour.

    Args:
        data: of a closed path.
        place: of the line, counted from 0.
        colour: its name in the palettes.
    """
    return f'<path d="{data}"{paint(fill=colour or series(place))} fill-opacity=".2"/>'


def dot_key(place: int) -> str:
    """Return a legend's sample of the n-th class of points."""
    return _sample(dots("M8 6h0", place, size=8))


def line_key(place: int, colour: str = "", *, banded: bool = False) -> str:
    """Return a legend's sample of the n-th line, on a pale ground where a band lies around the line."""
    ground = area("M0 0h16v12h-16Z", place, colour) if banded else ""
    return _sample(ground + line("M1 6h14", place, colour))


def _sample(drawn: str) -> str:
    return f'<svg width="16" height="12">{drawn}</svg>'
