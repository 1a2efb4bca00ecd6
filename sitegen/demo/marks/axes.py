"""What surrounds a plot: its box, the grid, ticks, axis labels, and a header with the legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sitegen.demo.marks.scale import Scale
from sitegen.demo.marks.style import paint, series
from sitegen.demo.marks.svg import TEXT_SIZE, TICK_SIZE, WIDTH, number, shorten, text_line, text_width

LEFT = 44
RIGHT = 12
_ROW = 18
_GAP = 14
_KEY = 22  # the width of a legend's sample and of the gap after it

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
"""The shape of each class as a relative path and its line ending: a line without length, drawn with a round
or square ending, is a dot."""


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
        """Return the body clipped at the box's edges; its coordinates count from the box's corner."""
        place = f'x="{number(self.left)}" y="{number(self.top)}"'
        size = f'width="{number(self.width)}" height="{number(self.height)}"'
        return f"<svg {place} {size}>{body}</svg>"


def header(title: str, keys: Sequence[tuple[str, str]]) -> tuple[str, float]:
    """Return the header above a plot and its height.

    The height depends on the texts alone, so it is the same in every frame.

    Args:
        title: what the y axis shows.
        keys: the legend: for each entry a sample (SVG, 16 units wide, centred on y = 0) and its text. What
            does not fit beside the title goes into further rows.
    """
    parts: list[str] = []
    x, row = float(LEFT), 0
    if title:
        cut = shorten(title, WIDTH - LEFT - RIGHT)
        parts.append(text_line(x, 14, cut, size=TEXT_SIZE, fill="muted"))
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
        parts.append(text_line(x + _KEY, base, cut, size=TEXT_SIZE))
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
    """Return the grid, the ticks and the x axis' label of a plot; its scales count from the box's corner."""
    lines: list[str] = []
    texts: list[str] = []
    for value, text in y.ticks(most_y):
        place = box.top + float(y.place(value))
        reach = f"H{number(box.right)}" if grid else "h-4"
        lines.append(f"M{number(box.left)} {number(place)}{reach}")
        texts.append(text_line(box.left - 7, place + 4, text, anchor="end", most=LEFT - 8))
    ticks: list[str] = []
    for place, text in spread([(float(x.place(value)), text) for value, text in x.ticks(most_x)]):
        ticks.append(f"M{number(box.left + place)} {number(box.bottom)}v4")
        texts.append(_below(box.left + place, box.bottom + 17, text))
    if x_label:
        middle = box.left + box.width / 2
        texts.append(
            text_line(middle, box.bottom + 33, x_label, anchor="middle", size=TEXT_SIZE, fill="muted")
        )
    base = f"M{number(box.left)} {number(box.bottom)}H{number(box.right)}"
    return (
        f'<path d="{"".join(lines)}"{paint(stroke="grid" if grid else "muted")}/>'
        f'<path d="{base}{"".join(ticks)}"{paint(stroke="muted")}/>{"".join(texts)}'
    )


def footer(x_label: str) -> float:
    """Return the height that ticks and label below a plot take."""
    return 40 if x_label else 24


def line_key(place: int) -> str:
    """Return the legend's sample of the n-th line."""
    return line("M0 0h16", place)


def line(data: str, place: int, colour: str = "") -> str:
    """Return the n-th line, in its own colour and dash; `colour` replaces the colour."""
    dash = f' stroke-dasharray="{DASHES[place % len(DASHES)]}"' if place % len(DASHES) else ""
    return (
        f'<path d="{data}"{paint(fill="none", stroke=colour or series(place))} stroke-width="2.2"'
        f' stroke-linejoin="round" stroke-linecap="round"{dash}/>'
    )


def dot_key(place: int, colour: str) -> str:
    """Return the legend's sample of the n-th class of points."""
    stamp, _ = STAMPS[place % len(STAMPS)]
    return dots(f"M8 0{stamp}", place, colour)


def dots(data: str, place: int, colour: str, *, size: float = 1.0) -> str:
    """Return the points of the n-th class, each with a rim in the colour of the paper."""
    _, ending = STAMPS[place % len(STAMPS)]
    if not ending:
        colours = paint(fill=colour, stroke="paper")
        # The rims are painted before the shapes, so no rim covers a neighbouring point.
        return f'<path d="{data}"{colours} stroke-width="2.4" stroke-linejoin="round" paint-order="stroke"/>'
    if ending == "cross":
        rim, own, cap = 4.4 * size, 2.2 * size, ""
    else:
        own = (6.4 if ending == "round" else 5.2) * size
        rim, cap = own + 2, f' stroke-linecap="{ending}"'
    return (
        f'<g fill="none"{cap}><path d="{data}"{paint(stroke="paper")} stroke-width="{rim:g}"/>'
        f'<path d="{data}"{paint(stroke=colour)} stroke-width="{own:g}"/></g>'
    )


def origin_lines(box: Box, x: Scale, y: Scale) -> str:
    """Return fine lines through the origin, as far as the plot shows it."""
    path = ""
    if not x.log and x.low < 0 < x.high:
        path += f"M{number(box.left + float(x.place(0)))} {number(box.top)}v{number(box.height)}"
    if not y.log and y.low < 0 < y.high:
        path += f"M{number(box.left)} {number(box.top + float(y.place(0)))}h{number(box.width)}"
    return f'<path d="{path}"{paint(stroke="ink")} stroke-opacity=".45"/>' if path else ""


def _below(x: float, y: float, text: str) -> str:
    """Return a tick's text, centred on its tick but never beyond the picture's edge."""
    over = x + text_width(text, TICK_SIZE) / 2 - (WIDTH - 1)
    return text_line(x - max(0.0, over), y, text, anchor="middle")


def spread(ticks: list[tuple[float, str]]) -> list[tuple[float, str]]:
    """Return every n-th tick, with the smallest n for which no two texts touch."""
    for every in range(1, len(ticks) + 1):
        chosen = ticks[::every]
        widths = [text_width(text, TICK_SIZE) for _, text in chosen]
        gaps = [
            abs(b[0] - a[0]) - (wa + wb) / 2
            for a, b, wa, wb in zip(chosen, chosen[1:], widths, widths[1:], strict=False)
        ]
        if all(gap >= 6 for gap in gaps):
            return chosen
    return ticks[:1]
