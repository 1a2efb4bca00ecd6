"""What surrounds a plot: a line with the legend, the box of the data, the grid, ticks and axis labels."""

from __future__ import annotations

from collections.abc import Sequence

from sitegen.demo.marks.html import block, line
from sitegen.demo.marks.scale import Scale
from sitegen.demo.marks.style import paint
from sitegen.demo.marks.svg import (
    UNITS,
    group,
    halo,
    layer,
    plane,
    stroke,
    text_line,
    text_width,
)
from sitegen.demo.plain_text import escape_text

LEFT, RIGHT = 44, 12
"""The pixels beside a plot, for ticks and for half a dot; the style sheet has the same numbers."""
NARROW = 288 - LEFT - RIGHT
"""The width of a plot in the narrowest place, in pixels."""
_GAP = 6  # pixels between two ticks' texts
_APART = 0.13  # of the height, between names at the ends of lines
_MOST_NAME = 76.0  # pixels of a name beside a plot
_MOST_NAMES = 4


def legend(title: str, keys: Sequence[tuple[str, str]], name: str = "") -> str:
    """Return the line above a plot: what y is, and a sample (SVG) with a text for each thing drawn.

    Args:
        title: what y is; left out where the picture's name begins with the same words.
        keys: samples and texts.
        name: of the picture, as its page shows it above.
    """
    title = "" if name.partition(".")[0].casefold() == title.casefold() else title
    entries = "".join(f"<span>{sample}{escape_text(text)}</span>" for sample, text in keys)
    return block("mark-key", escape_text(title) + entries)


def plot(
    data: str,
    x: Scale,
    y: Scale,
    *,
    over: str = "",
    x_label: str = "",
    ends: str = "",
    most_x: int = 6,
    most_y: int = 4,
    clip: bool = False,
) -> str:
    """Return a plot with its axes.

    Args:
        data: what is drawn in the plane's units, under `over`.
        x: a scale that runs over the plane's units.
        y: a scale that runs over the plane's units, downwards.
        over: what is drawn last and is never cut.
        x_label: what x is.
        ends: names at the right edge, from `names_at_ends`.
        most_x: about how many ticks the x axis has.
        most_y: about how many ticks the y axis has.
        clip: whether the data reach beyond the axes and are cut there.
    """
    across, down = spread(ticks_of(x, most_x)), ticks_of(y, most_y)
    grid = "".join(f"M0 {round(UNITS * place)}H{UNITS}" for place, _ in down)
    under = stroke(grid, "grid", 1) + stroke(f"M0 {UNITS}H{UNITS}{_origin(x, y)}", "edge", 1)
    inside = plane(under + data, clip=True) + plane(over) if clip else plane(under + data + over)
    texts = group(
        (text_line(0, place, text, attributes=_narrowed(text)) for place, text in down),
        f'text-anchor="end" transform="translate(-8 4)"{paint(fill="muted")}',
    ) + group(
        (text_line(place, 1, text, attributes=_kept_inside(place)) for place, text in across),
        f'text-anchor="middle" transform="translate(0 18)"{paint(fill="muted")}',
    )
    box = block("mark-plot mark-ends" if ends else "mark-plot", layer(inside + texts + ends))
    return box + line("mark-x", x_label)


def names_at_ends(names: Sequence[str], ends: Sequence[float], colours: Sequence[str]) -> str:
    """Return the names of lines beside their last points; nothing where these names do not fit.

    Args:
        names: of two lines at least.
        ends: of the lines, as shares of the height, 0 at the top.
        colours: names in the palettes.
    """
    if not 1 < len(names) <= _MOST_NAMES or any(text_width(name) > _MOST_NAME for name in names):
        return ""
    order = sorted(range(len(names)), key=lambda place: ends[place])
    places: list[float] = []
    for turn, place in enumerate(order):  # downwards, each below the one before
        least = places[-1] + _APART if places else 0.0
        room = 1.0 - _APART * (len(order) - 1 - turn)
        places.append(max(least, min(ends[place], room)))
    texts = [
        text_line(1, where, names[place], attributes=paint(fill=colours[place]))
        for where, place in zip(places, order, strict=True)
    ]
    return group(texts, f'class="mark-names" transform="translate(8 4)" font-weight="600" {halo()}')


def ticks_of(scale: Scale, most: int) -> list[tuple[float, str]]:
    """Return about `most` ticks of a scale that runs over a plane's units, as shares with their texts."""
    ticks = scale.ticks(most)
    shares = scale.place([value for value, _ in ticks]) / UNITS
    return list(zip(shares.tolist(), [text for _, text in ticks], strict=True))


def spread(ticks: list[tuple[float, str]]) -> list[tuple[float, str]]:
    """Return every n-th tick, with the smallest n for which no two texts touch in the narrowest place."""
    for every in range(1, len(ticks) + 1):
        chosen = ticks[::every]
        widths = [text_width(text) for _, text in chosen]
        gaps = [
            NARROW * abs(b[0] - a[0]) - (wa + wb) / 2
            for a, b, wa, wb in zip(chosen, chosen[1:], widths, widths[1:], strict=False)
        ]
        if all(gap >= _GAP for gap in gaps):
            return chosen
    return ticks[:1]


def _origin(x: Scale, y: Scale) -> str:
    """Return the path data of lines through the origin, as far as the plot shows it."""
    path = ""
    if not x.log and x.low < 0 < x.high:
        path += f"M{round(float(x.place(0)))} 0V{UNITS}"
    if not y.log and y.low < 0 < y.high:
        path += f"M0 {round(float(y.place(0)))}H{UNITS}"
    return path


def _narrowed(text: str) -> str:
    """Return attributes that make a wide tick as narrow as the space beside a plot."""
    most = LEFT - 10
    return f' textLength="{most}" lengthAdjust="spacingAndGlyphs"' if text_width(text) > most else ""


def _kept_inside(place: float) -> str:
    """Return attributes that keep the text of the last tick inside the picture."""
    return f' text-anchor="end" dx="{RIGHT}"' if place > 0.97 else ""
