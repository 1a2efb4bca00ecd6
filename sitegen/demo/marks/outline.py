"""Outlines over a picture: lines round what is above 0.5, each with a name, a colour and a dash."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sitegen.demo.marks.contour import contour, contour_path
from sitegen.demo.marks.mark import Floats, MarkError
from sitegen.demo.marks.number import percent
from sitegen.demo.marks.shapes import DASHES, line_key
from sitegen.demo.marks.svg import stroke, units

_COLOURS = ("series-2", "series-1", "series-3")
_PARTS = 16  # path data are whole numbers: so many to a pixel
_LEVEL = 0.5


def check_outlines(owner: str, outlines: Mapping[str, Floats], shape: tuple[int, ...]) -> dict[str, Floats]:
    """Return the outlines; refuse too many, and those that do not fit the picture."""
    if len(outlines) > len(_COLOURS):
        raise MarkError(f"{owner}: {len(outlines)} outlines; expected at most {len(_COLOURS)}")
    for name, values in outlines.items():
        if values.shape != shape:
            raise MarkError(f"{owner}: outline {name!r} has shape {values.shape}; expected {shape}")
    return dict(outlines)


def draw_outlines(outlines: Mapping[str, Floats]) -> str:
    """Return the lines as SVG in units of pixels; a line that reaches the picture's edge runs along it."""
    drawn = ""
    for values, colour, dash in zip(outlines.values(), _COLOURS, DASHES, strict=False):
        # A row and a column of nothing on each side close every line. A value belongs to its pixel's middle.
        ends = contour(np.pad(values, 1), _LEVEL) - 0.5
        ends = np.clip(ends, 0, np.array(values.shape[::-1] * 2)) * _PARTS
        data = contour_path(units(*ends.T)) if len(ends) else ""
        drawn += stroke(data, "paper", 5, opacity=0.7) + stroke(data, colour, 2.25, dash=dash)
    return f'<g transform="scale({1 / _PARTS:g})">{drawn}</g>' if drawn else ""


def outline_keys(outlines: Mapping[str, Floats]) -> list[tuple[str, str]]:
    """Return a sample and the name of each line for the legend."""
    named = zip(outlines, _COLOURS, strict=False)
    return [(line_key(place, colour), name) for place, (name, colour) in enumerate(named)]


def tell_outlines(outlines: Mapping[str, Floats]) -> list[str]:
    """Return in words which share of the picture each line encloses."""
    return [
        f"{name} encloses {percent(float((values > _LEVEL).mean()), 1)} of it"
        for name, values in outlines.items()
    ]
