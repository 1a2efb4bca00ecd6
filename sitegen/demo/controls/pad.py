"""The picture of a pad as the author left it: strokes or points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sitegen.demo.controls.ink import Drawing
from sitegen.demo.controls.points import PointSet
from sitegen.demo.marks.shapes import dots
from sitegen.demo.marks.style import paint
from sitegen.demo.records import ControlData

WIDTH = 320
_LEAST_HEIGHT, _MOST_HEIGHT = 200, 420
_DOT = 10.0  # pixels
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" aria-hidden="true" focusable="false"'


@dataclass(frozen=True, slots=True)
class Pad:
    """A pad's picture; empty for a control of another kind."""

    svg: str = ""
    state: str = ""
    """The picture in words: `2 strokes`."""
    samples: tuple[tuple[str, str], ...] = ()
    """Label and picture of a point, for each class."""


def draw_pad(control: ControlData) -> Pad:
    """Return the picture of a drawing pad or a plane of points."""
    if control["kind"] == "ink":
        return _ink(control)
    return _points(control) if control["kind"] == "points" else Pad()


def _ink(control: ControlData) -> Pad:
    width, height = control["width"], control["height"]
    strokes = Drawing(control["value"]).strokes
    paths = []
    for stroke in strokes:
        places = [f"{_fine(x * width)} {_fine(y * height)}" for x, y in stroke]
        paths.append(f'<path d="M{"L".join(places)}{"h0" if len(places) == 1 else ""}"/>')
    line = f'stroke-width="{control["brush"]:g}" stroke-linecap="round" stroke-linejoin="round"'
    ink = paint(fill="none", stroke="ink")
    drawn = f'<g{ink} {line}><g class="demo-strokes">{"".join(paths)}</g></g>'
    svg = f'{_SVG} viewBox="0 0 {width} {height}">{drawn}</svg>'
    return Pad(svg, _count(len(strokes), "stroke"))


def _points(control: ControlData) -> Pad:
    (left, right), (low, high) = control["x_range"], control["y_range"]
    height = round(float(np.clip(WIDTH * (high - low) / (right - left), _LEAST_HEIGHT, _MOST_HEIGHT)))
    points = PointSet(control["value"])
    shapes = [_point(place) for place in range(len(control["classes"]))]
    drawn = []
    for (x, y), kind in zip(points.positions.astype(float), points.classes, strict=True):
        across = _fine(WIDTH * (x - left) / (right - left))
        down = _fine(height * (high - y) / (high - low))
        drawn.append(f'<g class="demo-point" data-class="{kind}" transform="translate({across} {down})">')
        drawn.append(f"{shapes[kind]}</g>")
    rules = ""
    if left < 0 < right:
        rules += f"M{_fine(-WIDTH * left / (right - left))} 0v{height}"
    if low < 0 < high:
        rules += f"M0 {_fine(height * high / (high - low))}h{WIDTH}"
    svg = (
        f'{_SVG} viewBox="0 0 {WIDTH} {height}"><path d="{rules}"{paint(stroke="grid")}/>'
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
    return dots("M0 0h0", place, size=_DOT)


def _count(many: int, thing: str) -> str:
    return f"{many or 'No'} {thing}{'' if many == 1 else 's'}"


def _fine(place: float) -> str:
    return f"{place:.2f}".rstrip("0").rstrip(".")
