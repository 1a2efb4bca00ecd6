"""What a pad shows before anybody touches it: the author's strokes or points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sitegen.demo.figure.axes import STAMPS, dots
from sitegen.demo.figure.colour import GRID, INK, class_colour
from sitegen.demo.figure.svg import number
from sitegen.demo.ink import Drawing
from sitegen.demo.points import PointSet

WIDTH = 320
_LEAST_HEIGHT, _MOST_HEIGHT = 200, 420
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" aria-hidden="true" focusable="false"'


@dataclass(frozen=True, slots=True)
class Pad:
    """A pad's picture; empty for controls that are none."""

    svg: str = ""
    state: str = ""
    """What is on it, in words."""
    samples: tuple[tuple[str, str], ...] = ()
    """Label and picture of a point of each class."""


def draw_pad(control: Mapping[str, Any]) -> Pad:
    """Return the picture of a control, given as it describes itself."""
    if control["kind"] == "ink":
        return _ink(control)
    return _points(control) if control["kind"] == "points" else Pad()


def _ink(control: Mapping[str, Any]) -> Pad:
    width, height = control["width"], control["height"]
    strokes = Drawing(control["value"]).strokes
    paths = []
    for stroke in strokes:
        places = [f"{_fine(x * width)} {_fine(y * height)}" for x, y in stroke]
        paths.append(f'<path d="M{"L".join(places)}{"h0" if len(places) == 1 else ""}"/>')
    style = (
        f"fill:none;stroke:{INK};stroke-width:{control['brush']:g};stroke-linecap:round;stroke-linejoin:round"
    )
    drawn = f'<g class="demo-strokes" style="{style}">{"".join(paths)}</g>'
    svg = f'{_SVG} viewBox="0 0 {width} {height}">{drawn}</svg>'
    return Pad(svg, _count(len(strokes), "stroke"))


def _points(control: Mapping[str, Any]) -> Pad:
    (left, right), (low, high) = control["x_range"], control["y_range"]
    height = round(float(np.clip(WIDTH * (high - low) / (right - left), _LEAST_HEIGHT, _MOST_HEIGHT)))
    points = PointSet(control["value"])
    shapes = [_point(place) for place in range(len(control["classes"]))]
    drawn = []
    for (x, y), kind in zip(points.positions.astype(float), points.classes, strict=True):
        across = number(WIDTH * (x - left) / (right - left))
        down = number(height * (high - y) / (high - low))
        drawn.append(f'<g class="demo-point" data-class="{kind}" transform="translate({across} {down})">')
        drawn.append(f"{shapes[kind]}</g>")
    rules = ""
    if left < 0 < right:
        rules += f"M{number(-WIDTH * left / (right - left))} 0v{height}"
    if low < 0 < high:
        rules += f"M0 {number(height * high / (high - low))}h{WIDTH}"
    svg = (
        f'{_SVG} viewBox="0 0 {WIDTH} {height}"><path d="{rules}" style="fill:none;stroke:{GRID}"/>'
        f'<g class="demo-points">{"".join(drawn)}</g></svg>'
    )
    samples = tuple(
        (
            label,
            f'{_SVG} viewBox="-10 -10 20 20" width="20" height="20">'
            f'<g class="demo-point" data-class="{place}">{shapes[place]}</g></svg>',
        )
        for place, label in enumerate(control["classes"])
    )
    return Pad(svg, _count(len(points.positions), "point"), samples)


def _point(place: int) -> str:
    """Return a point of the n-th class round 0, 0."""
    stamp, _ = STAMPS[place % len(STAMPS)]
    return f'<g transform="scale(1.5)">{dots(f"M0 0{stamp}", place, class_colour(place))}</g>'


def _count(many: int, thing: str) -> str:
    return f"{many or 'No'} {thing}{'' if many == 1 else 's'}"


def _fine(place: float) -> str:
    return f"{place:.2f}".rstrip("0").rstrip(".")
