"""The picture of a mark, laid out as `marks.css` lays it out, and drawn on a canvas."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from sitegen.cards.canvas import Box, Canvas
from sitegen.cards.mark_rows import AXIS, draw_bars, draw_cells, draw_grid, draw_matrix
from sitegen.cards.mark_words import draw_tokens, draw_words
from sitegen.cards.markup import DrawError, Element, parse_markup
from sitegen.cards.svg import LETTERS, draw_svg, read_picture

KEY, KEY_ROW = 24.0, 18.0
"""The heights of the line above a picture, and of each further row of it, in pixels."""
PLOT = (44.0, 8.0, 12.0, 24.0)
"""The space beside a plot: left, top, right, bottom; the style sheet has the same numbers."""
NAMES = 92.0
"""The space to the right of a plot with names at the ends of its lines."""
GUTTERS = {"0": 20.0, "1": 56.0, "2": 104.0}
"""The space beside a network, by the class that the style sheet has for it."""
COUNTS = 20.0
CROP = 1.6
"""How many times as wide as high a plane is whose sides narrow places cut."""

Draw = Callable[[Canvas, Element, Box], None]


def draw_mark(canvas: Canvas, markup: str, box: Box) -> None:
    """Draw the picture of a mark.

    Args:
        canvas: receives the picture.
        markup: the picture as the page has it.
        box: the place of the picture, in pixels of the page.

    Raises:
        DrawError: the picture has something that cards cannot draw.
    """
    root = parse_markup(markup)
    if root is None or "mark" not in root.classes:
        raise DrawError("the markup is no mark")
    _draw_parts(canvas, root, box)


def _draw_parts(canvas: Canvas, root: Element, box: Box) -> None:
    """Draw the lines above and below the picture, and the picture in what they leave."""
    left, top, width, height = box
    middle = []
    for part in root.elements:
        classes = part.classes
        if "mark-key" in classes:
            rows = _key_rows(canvas, part, width)
            _draw_key(canvas, rows, left, top)
            high = KEY + KEY_ROW * (len(rows) - 1)
            top, height = top + high, height - high
        elif "mark-heads" in classes:
            _draw_heads(canvas, part, (left, top, width, KEY))
            top, height = top + KEY, height - KEY
        elif "mark-x" in classes:
            height -= AXIS
            where = (left + width / 2, top + height + AXIS - 4)
            canvas.text(where, part.text, LETTERS, canvas.colours["muted"], anchor="ms")
        elif part.tag != "audio":
            middle.append(part)
    if all(part.tag in ("p", "pre") for part in middle):
        draw_words(canvas, [part.text for part in middle], (left, top, width, height))
        return
    if len(middle) != 1:
        raise DrawError(f"a mark has {len(middle)} pictures")
    part = middle[0]
    if part.tag == "svg":
        draw_svg(canvas, part, (left, top, width, height))
        return
    draw = next((DRAWN[name] for name in [*part.classes, part.tag] if name in DRAWN), None)
    if draw is None:
        raise DrawError(f"cards cannot draw {part.get('class') or part.tag}")
    draw(canvas, part, (left, top, width, height))


def _key_rows(canvas: Canvas, element: Element, width: float) -> list[list[tuple[Element | str, float]]]:
    """Return the parts of a legend with their widths, in rows."""
    rows: list[list[tuple[Element | str, float]]] = [[]]
    for part in element.children:
        if isinstance(part, str):
            text, wide = part.strip(), 6.0
        else:
            text, wide = part.text, 90.0 if part.tag == "img" else 36.0
        if not text and isinstance(part, str):
            continue
        wide += canvas.width_of(text, LETTERS)
        if rows[-1] and sum(taken for _, taken in rows[-1]) + wide - 14 > width:
            rows.append([])
        rows[-1].append((text if isinstance(part, str) else part, wide))
    return rows


def _draw_key(canvas: Canvas, rows: list[list[tuple[Element | str, float]]], left: float, top: float) -> None:
    """Draw a title, or samples with their texts, from left to right."""
    for place, row in enumerate(rows):
        x, base = left, top + 13 + place * KEY_ROW
        for part, wide in row:
            if isinstance(part, str):
                canvas.text((x, base), part, LETTERS, canvas.colours["muted"])
            elif part.tag == "img":
                canvas.pixels(read_picture(part.get("src")), (x, base - 10, 84, 10), smooth=False)
            else:
                for sample in part.all("svg"):
                    draw_svg(canvas, sample, (x, base - 10, 16, 12))
                canvas.text((x + 22, base), part.text, LETTERS, canvas.colours["ink"])
            x += wide


def _draw_heads(canvas: Canvas, element: Element, box: Box) -> None:
    for part in element.elements:
        right = "mark-values" in part.classes
        where = (box[0] + (box[2] if right else 0), box[1] + 13)
        canvas.text(where, part.text, LETTERS, canvas.colours["muted"], anchor="rs" if right else "ls")


def _draw_plot(canvas: Canvas, element: Element, box: Box) -> None:
    left, top, right, bottom = PLOT
    svg = element.only("svg")
    if "mark-ends" in element.classes and any("mark-names" in part.classes for part in svg.all("g")):
        right = NAMES
    draw_svg(canvas, svg, (box[0] + left, box[1] + top, box[2] - left - right, box[3] - top - bottom))


def _draw_net(canvas: Canvas, element: Element, box: Box) -> None:
    sides = {"left": 0.0, "right": 0.0}
    for name in element.classes:
        if found := re.fullmatch(r"mark-(left|right)-(\d)", name):
            sides[found[1]] = GUTTERS.get(found[2], 0.0)
    below = COUNTS if "mark-counted" in element.classes else 0.0
    inside = (box[0] + sides["left"], box[1], box[2] - sum(sides.values()), box[3] - below)
    draw_svg(canvas, element.only("svg"), inside)


def _draw_place(canvas: Canvas, element: Element, box: Box) -> None:
    """Draw a plane as a square, in its own proportions and cut at the sides, or stretched."""
    left, top, width, height = box
    frame = next(iter(element.elements), element)
    svg = element.only("svg")
    if "mark-square" in frame.classes:
        side = min(width, height)
        left, top, width, height = left + (width - side) / 2, top + (height - side) / 2, side, side
    part, corner = canvas.clipped((left, top, width, height))
    if "mark-crop" in frame.classes:
        left, width = left + (width - CROP * height) / 2, CROP * height
    draw_svg(part, svg, (left, top, width, height))
    canvas.put(part, corner)


DRAWN: Mapping[str, Draw] = {
    "mark-plot": _draw_plot,
    "mark-net": _draw_net,
    "mark-place": _draw_place,
    "mark-wave": _draw_parts,
    "mark-bars": draw_bars,
    "mark-cells": draw_cells,
    "mark-grid": draw_grid,
    "table": draw_matrix,
    "mark-tokens": draw_tokens,
}
"""How each part of a mark is drawn, by its class or its tag."""
