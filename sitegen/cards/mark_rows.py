"""Marks in rows and columns, drawn on a canvas: bars, arrows, heat maps, tables of numbers, and pictures."""

from __future__ import annotations

import re
from dataclasses import replace

from sitegen.cards.canvas import Box, Canvas
from sitegen.cards.mark_words import cut_text, draw_ground
from sitegen.cards.markup import DrawError, Element
from sitegen.cards.svg import BASE_LINE, LETTERS, draw_svg, read_picture

AXIS = 20.0
"""The height of a line of names below a picture, in pixels."""
ROW, FEW_ROW = 24.0, 34.0
"""The greatest height of a row of bars, and of one of a few."""
FEW = 1.3
"""How much larger than others a few bars are."""
GAP = 8.0
MOST_NAMES = 0.45
"""Of the width, for the names beside bars."""


def draw_bars(canvas: Canvas, element: Element, box: Box) -> None:
    """Draw names, bars and numbers beside each other, in rows of one height."""
    if "mark-few" in element.classes:
        canvas, box = (
            replace(canvas.within(box), scale=FEW * canvas.scale),
            (0, 0, box[2] / FEW, box[3] / FEW),
        )
    svg = element.only("svg")
    sides = [[cell.text for cell in part.elements] for part in element.elements if part.tag != "svg"]
    many = max(map(len, sides), default=1)
    row = min(box[3] / many, FEW_ROW if "mark-few" in element.classes else ROW)
    size = min(LETTERS + 1, row * 0.75)
    widths = [min(max(canvas.width_of(text, size) for text in texts), MOST_NAMES * box[2]) for texts in sides]
    height, (first, last) = row * many, (sides[0], sides[-1])
    top = box[1] + (box[3] - height) / 2
    joined = "mark-joined" in element.classes
    for texts, width, x, anchor in (
        (first, widths[0], box[0], "ls"),
        (last, widths[-1], box[0] + box[2], "rs"),
    ):
        tall = height / len(texts)
        for place, text in enumerate(texts):
            base = top + (place + 0.5) * tall + BASE_LINE * size
            canvas.text(
                (x, base), cut_text(canvas, text, width, size), size, canvas.colours["ink"], anchor=anchor
            )
    if not joined and len(sides) != 2:
        raise DrawError("bars have no numbers")
    left = box[0] + widths[0] + GAP
    draw_svg(canvas, svg, (left, top, box[2] - widths[0] - widths[-1] - 2 * GAP, height))


def draw_cells(canvas: Canvas, element: Element, box: Box) -> None:
    """Draw a heat map: the names of rows on the left, those of columns below."""
    rows = columns = None
    for part in element.elements:
        if "mark-rows" in part.classes:
            rows = [cell.text for cell in part.elements]
        elif "mark-columns" in part.classes:
            columns = [cell.text for cell in part.elements]
    widths = [canvas.width_of(text, LETTERS) for text in rows or ()]
    beside = min(max(widths, default=0.0), 0.4 * box[2]) + (GAP if rows else 0.0)
    inside = (box[0] + beside, box[1], box[2] - beside, box[3] - (AXIS if columns else 0.0))
    draw_svg(canvas, _without_numbers(element.only("svg"), inside[2]), inside)
    for place, text in enumerate(rows or ()):
        base = inside[1] + (place + 0.5) * inside[3] / len(rows or ()) + BASE_LINE * LETTERS
        shown = cut_text(canvas, text, beside - GAP, LETTERS)
        canvas.text((inside[0] - GAP, base), shown, LETTERS, canvas.colours["ink"], anchor="rs")
    step = inside[2] / len(columns) if columns else 0.0
    if all(canvas.width_of(text, LETTERS) <= step - 2 for text in columns or ()):
        for place, text in enumerate(columns or ()):
            where = (inside[0] + (place + 0.5) * step, inside[1] + inside[3] + 15)
            canvas.text(where, text, LETTERS, canvas.colours["ink"], anchor="ms")


def _without_numbers(svg: Element, width: float) -> Element:
    """Return a heat map without the numbers that its width has no room for."""

    def fits(part: Element | str) -> bool:
        found = re.search(r"mark-from-(\d+)", part.get("class")) if isinstance(part, Element) else None
        return found is None or width >= 16 * int(found[1])

    return Element(svg.tag, svg.attributes, [part for part in svg.children if fits(part)])


def draw_grid(canvas: Canvas, element: Element, box: Box) -> None:
    """Draw pictures in rows, each with its title."""
    cells = element.elements
    found = re.search(r"mark-per-(\d+)", element.get("class"))
    many = int(found[1]) if found else 5
    titled = any(cell.tag == "div" and cell.text for cell in cells)
    rows = -(-len(cells) // many)
    step, tall = (box[2] + GAP) / many, (box[3] + GAP) / rows
    room = tall - GAP - (18 if titled else 0)
    side = min(step - GAP, room)
    top = box[1] + (box[3] - rows * (side + tall - room) + GAP) / 2
    for place, cell in enumerate(cells):
        row, column = divmod(place, many)
        left, here = box[0] + column * step, top + row * (side + tall - room)
        picture = read_picture((cell if cell.tag == "img" else cell.only("img")).get("src"))
        fit = min((step - GAP) / picture.width, side / picture.height)
        width, height = picture.width * fit, picture.height * fit
        where = (left + (step - GAP - width) / 2, here + side - height, width, height)
        canvas.pixels(picture, where, smooth=False)
        if cell.text:
            hot = "mark-hot" in cell.classes
            colour = canvas.colours["series-2" if hot else "ink"]
            text = cut_text(canvas, cell.text, step - 2, LETTERS)
            middle = (left + (step - GAP) / 2, here + side + 15)
            canvas.text(middle, text, LETTERS, colour, anchor="ms", bold=hot)


def draw_matrix(canvas: Canvas, element: Element, box: Box) -> None:
    """Draw a table of numbers on grounds as strong as they are."""
    rows = [row.elements for row in element.all("tr")]
    columns = max(map(len, rows), default=0)
    if not columns:
        raise DrawError("a table has no cells")
    step, tall = box[2] / columns, min(box[3] / len(rows), 56.0)
    top, size = box[1] + (box[3] - tall * len(rows)) / 2, min(LETTERS + 1, tall * 0.7)
    for place, row in enumerate(rows):
        for column, cell in enumerate(row):
            left, here = box[0] + column * step, top + place * tall
            draw_ground(canvas, cell, (left + 1, here + 1, step - 2, tall - 2))
            text = cut_text(canvas, cell.text, step - 2, size)
            where = (left + step / 2, here + tall / 2 + BASE_LINE * size)
            canvas.text(where, text, size, canvas.colours["ink"], anchor="ms")
