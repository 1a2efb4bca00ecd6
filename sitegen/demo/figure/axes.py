"""The frame round a plot: a box, two scales, a quiet grid, ticks, and one header with labels and legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sitegen.demo.figure.colour import GRID, INK, MUTED, PAPER, series
from sitegen.demo.figure.scale import Scale
from sitegen.demo.figure.svg import TEXT_SIZE, TICK_SIZE, WIDTH, number, shorten, text_width, words

LEFT = 44
RIGHT = 12
_ROW = 18
_GAP = 14
_KEY = 22  # the width of a legend's sample, its distance to the text included

DASHES = ("", "7 4", "2 4", "9 3 2 3", "4 3", "12 4")
"""Dash patterns, so that lines differ in more than colour."""

STAMPS = (
    ("h0", "round"),
    ("h0", "square"),
    ("m0-3.6l3.4 6.2h-6.8z", ""),
    ("m0-3.9l3.5 3.9l-3.5 3.9l-3.5-3.9z", ""),
    ("m-3.4 0h6.8m-3.4-3.4v6.8", "cross"),
    ("m-2.6-2.6l5.2 5.2m0-5.2l-5.2 5.2", "cross"),
)
"""Shapes of classes as relative paths: a line of no length drawn with a round or square end is a dot."""


@dataclass(frozen=True, slots=True)
class Box:
    """The rectangle that holds a plot's data."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of the right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """The y of the lower edge."""
        return self.top + self.height

    def clipped(self, body: str) -> str:
        """Return the body in the box's own units, cut at its edges."""
        place = f'x="{number(self.left)}" y="{number(self.top)}"'
        size = f'width="{number(self.width)}" height="{number(self.height)}"'
        return f"<svg {place} {size}>{body}</svg>"


def header(title: str, keys: Sequence[tuple[str, str]]) -> tuple[str, float]:
    """Return what stands above a plot, and its height: what the y axis shows, then the legend.

    A key is a sample (SVG in a space of 16 × 0 round its middle line) with its text; what does not fit
    beside the title flows into further rows. The height depends on the words alone, so it is the same in
    every frame.
    """
    parts: list[str] = []
    x, row = float(LEFT), 0
    if title:
        cut = shorten(title, WIDTH - LEFT - RIGHT)
        parts.append(words(x, 14, cut, style=f"fill:{MUTED};font-size:{TEXT_SIZE}px"))
        x += text_width(cut) + _GAP
    total = sum(_KEY + text_width(text) + _GAP for _, text in keys) - _GAP
    x = max(x, WIDTH - RIGHT - total) if x + total <= WIDTH - RIGHT else x
    for sample, text in keys:
        cut = shorten(text, WIDTH - LEFT - RIGHT - _KEY)
        width = _KEY + text_width(cut)
        if x + width > WIDTH - RIGHT and x > LEFT:
            x, row = float(LEFT), row + 1
        base = 14 + row * _ROW
        parts.append(f'<g transform="translate({number(x)} {base - 4})">{sample}</g>')
        parts.append(words(x + _KEY, base, cut, style=f"font-size:{TEXT_SIZE}px"))
        x += width + _GAP
    return "".join(parts), (row + 1) * _ROW + 6 if parts else 10


def axes(
    box: Box,
    x: Scale,
    y: Scale,
    *,
    x_label: str = "",
    most_x: int = 6,
    most_y: int = 5,
    grid: bool = True,
) -> str:
    """Return grid, ticks and label of a plot whose scales count from the box's corner."""
    lines: list[str] = []
    texts: list[str] = []
    for value, text in y.ticks(most_y):
        place = box.top + float(y.place(value))
        reach = f"H{number(box.right)}" if grid else "h-4"
        lines.append(f"M{number(box.left)} {number(place)}{reach}")
        texts.append(words(box.left - 7, place + 4, text, anchor="end", most=LEFT - 8))
    ticks: list[str] = []
    for place, text in spread([(float(x.place(value)), text) for value, text in x.ticks(most_x)]):
        ticks.append(f"M{number(box.left + place)} {number(box.bottom)}v4")
        texts.append(_below(box.left + place, box.bottom + 17, text))
    if x_label:
        style = f"fill:{MUTED};font-size:{TEXT_SIZE}px"
        texts.append(words(box.left + box.width / 2, box.bottom + 33, x_label, anchor="middle", style=style))
    base = f"M{number(box.left)} {number(box.bottom)}H{number(box.right)}"
    return (
        f'<path d="{"".join(lines)}" style="stroke:{GRID if grid else MUTED};fill:none"/>'
        f'<path d="{base}{"".join(ticks)}" style="stroke:{MUTED};fill:none"/>{"".join(texts)}'
    )


def footer(x_label: str) -> float:
    """Return the height that ticks and label below a plot take."""
    return 40 if x_label else 24


def line_key(place: int) -> str:
    """Return the legend's sample of the n-th line."""
    return f'<path d="M0 0h16" style="{line_style(place)}"/>'


def line_style(place: int, colour: str = "") -> str:
    """Return the style of the n-th line: colour, dash, round joins."""
    dash = f";stroke-dasharray:{DASHES[place % len(DASHES)]}" if place % len(DASHES) else ""
    joins = "stroke-linejoin:round;stroke-linecap:round"
    return f"fill:none;stroke:{colour or series(place)};stroke-width:2.2;{joins}{dash}"


def dot_key(place: int, colour: str) -> str:
    """Return the legend's sample of the n-th class of points."""
    stamp, _ = STAMPS[place % len(STAMPS)]
    return dots(f"M8 0{stamp}", place, colour)


def dots(data: str, place: int, colour: str, *, size: float = 1.0) -> str:
    """Return points of the n-th class, each with a rim in the colour of the paper."""
    _, ending = STAMPS[place % len(STAMPS)]
    if ending == "cross":
        rim = f"stroke-width:{4.4 * size:g};stroke:{PAPER}"
        own = f"stroke-width:{2.2 * size:g};stroke:{colour}"
    elif ending:
        width = 6.4 * size if ending == "round" else 5.2 * size
        rim = f"stroke-width:{width + 2:g};stroke-linecap:{ending};stroke:{PAPER}"
        own = f"stroke-width:{width:g};stroke-linecap:{ending};stroke:{colour}"
    else:
        rim, own = f"stroke-width:2.4;stroke:{PAPER};stroke-linejoin:round", f"fill:{colour};stroke:none"
    return f'<path d="{data}" style="fill:none;{rim}"/><path d="{data}" style="fill:none;{own}"/>'


def rule(box: Box, x: Scale, y: Scale) -> str:
    """Return fine lines through the origin, where the plot holds it."""
    path = ""
    if not x.log and x.low < 0 < x.high:
        path += f"M{number(box.left + float(x.place(0)))} {number(box.top)}v{number(box.height)}"
    if not y.log and y.low < 0 < y.high:
        path += f"M{number(box.left)} {number(box.top + float(y.place(0)))}h{number(box.width)}"
    return f'<path d="{path}" style="stroke:{INK};stroke-opacity:.45;fill:none"/>' if path else ""


def _below(x: float, y: float, text: str) -> str:
    """Return a tick's text centred on its tick, but never over the picture's edge."""
    over = x + text_width(text, TICK_SIZE) / 2 - (WIDTH - 1)
    return words(x - max(0.0, over), y, text, anchor="middle")


def spread(ticks: list[tuple[float, str]]) -> list[tuple[float, str]]:
    """Return every n-th tick such that no two texts touch."""
    for every in range(1, len(ticks) + 1):
        kept = ticks[::every]
        widths = [text_width(text, TICK_SIZE) for _, text in kept]
        gaps = [
            abs(b[0] - a[0]) - (wa + wb) / 2
            for a, b, wa, wb in zip(kept, kept[1:], widths, widths[1:], strict=False)
        ]
        if all(gap >= 6 for gap in gaps):
            return kept
    return ticks[:1]
