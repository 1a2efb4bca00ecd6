"""Marks that are words, drawn on a canvas: tokens with their numbers, and paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from sitegen.cards.canvas import Box, Canvas
from sitegen.cards.fonts import shortened, wrap
from sitegen.cards.markup import Element
from sitegen.cards.svg import LETTERS

WORDS = 15.0
"""The size of letters where the picture is text."""
LINE = 1.5
TOKEN_ROW, TOKEN_GAP = 54.0, 10.0
TOKEN_SIZES = (1.7, 1.5, 1.3, 1.15, 1.0, 0.85, 0.7)


def draw_tokens(canvas: Canvas, element: Element, box: Box) -> None:
    """Draw words on grounds as strong as their numbers, which stand below them, as large as there is room."""
    for size in TOKEN_SIZES:
        large = replace(canvas.within(box), scale=canvas.scale * size)
        width, height = box[2] / size, box[3] / size
        rows = _token_rows(large, element, width)
        tall = len(rows) * TOKEN_ROW - TOKEN_GAP
        if tall <= height:
            break
    top = max(0.0, (height - tall) / 2)
    for place, row in enumerate(rows):
        y, x = top + place * TOKEN_ROW, 0.0
        if y + TOKEN_ROW - TOKEN_GAP > height:
            return
        for item, word, number, wide in row:
            _draw_token(large, item, (word, number), (x, y, wide, TOKEN_ROW - TOKEN_GAP))
            x += wide + TOKEN_GAP / 2


def _token_rows(
    canvas: Canvas, element: Element, width: float
) -> list[list[tuple[Element, str, str, float]]]:
    """Return the tokens with word, number and width, in rows."""
    rows: list[list[tuple[Element, str, str, float]]] = [[]]
    x = 0.0
    for item in element.all("li"):
        number = "".join(small.text for small in item.all("small"))
        word = item.text.removesuffix(number).strip()
        wide = max(canvas.width_of(word, WORDS), canvas.width_of(number, LETTERS)) + 12
        if x + wide > width and rows[-1]:
            rows.append([])
            x = 0.0
        rows[-1].append((item, word, number, wide))
        x += wide + TOKEN_GAP / 2
    return rows


def _draw_token(canvas: Canvas, item: Element, texts: tuple[str, str], box: Box) -> None:
    left, top, wide, tall = box
    draw_ground(canvas, item, box)
    tone = canvas.colours["series-1" if "mark-below" in item.classes else "series-2"]
    right, bottom = left + wide, top + tall
    canvas.area([(left, bottom - 2), (right, bottom - 2), (right, bottom), (left, bottom)], tone)
    for text, size, down in ((texts[0], WORDS, 19.0), (texts[1], LETTERS, 36.0)):
        canvas.text((left + wide / 2, top + down), text, size, canvas.colours["ink"], anchor="ms")


def draw_ground(canvas: Canvas, element: Element, box: Box) -> None:
    """Draw the ground of a number, which is as strong as the number."""
    found = re.search(r"mark-level-(\d+)", element.get("class"))
    if found and int(found[1]):
        tone = "series-1" if "mark-below" in element.classes else "series-2"
        left, top, right, bottom = box[0], box[1], box[0] + box[2], box[1] + box[3]
        corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
        canvas.area(corners, canvas.colours[tone], 0.04 * int(found[1]))


def draw_words(canvas: Canvas, texts: Sequence[str], box: Box) -> None:
    """Draw paragraphs, as many lines as there is room for."""
    font = canvas.fonts[0].at(round(WORDS * canvas.scale))
    lines = [
        line
        for text in texts
        for part in text.split("\n")
        for line in wrap(part, box[2] * canvas.scale, font)
    ]
    most = max(1, int(box[3] / (LINE * WORDS)))
    shown = lines[:most]
    if len(lines) > most:
        shown[-1] = shortened(f"{shown[-1]} …", box[2] * canvas.scale, font)
    for place, line in enumerate(shown):
        where = (box[0], box[1] + (place + 0.75) * LINE * WORDS)
        canvas.text(where, line, WORDS, canvas.colours["ink"])


def cut_text(canvas: Canvas, text: str, width: float, size: float) -> str:
    """Return a text, cut with an ellipsis where it is wider than so many pixels of the page."""
    if canvas.width_of(text, size) <= width + 0.5:
        return text
    font = canvas.fonts[0].at(round(size * canvas.scale))
    return shortened(text, width * canvas.scale, font)
