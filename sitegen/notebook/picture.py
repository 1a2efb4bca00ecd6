"""A mark as data that a notebook shows: a picture as SVG that stands alone, words and tables as HTML."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from typing import TYPE_CHECKING

from sitegen.theme import theme_folder

if TYPE_CHECKING:  # sitegen.demo imports NumPy
    from sitegen.demo import MarkData

WIDTH, HEIGHT, ROW = 640, 400, 24
"""The size of a picture, and the height of one row of bars, in pixels."""
MARGIN = 16
WORDS = frozenset({"text", "table", "tokens"})
"""Kinds of marks that are words."""
ROWS = frozenset({"bars", "arrows", "matrix"})
"""Kinds of marks whose height grows with their rows."""
NAMESPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def picture_data(mark: MarkData) -> dict[str, list[str]]:
    """Return a mark by media type: its picture or its HTML, and its sentence."""
    sentence = f"{mark['label']}. {mark['sentence']}"
    if mark["kind"] in WORDS:
        shown = re.sub(r' (?:tabindex="0"|role="group")', "", mark["svg"])
        return {"text/html": [f"<style>{_style()}</style>{shown}"], "text/plain": [sentence]}
    return {"image/svg+xml": [_picture(mark)], "text/plain": [sentence]}


def _picture(mark: MarkData) -> str:
    """Return the picture on white, with the theme's style inside, so that it looks the same everywhere."""
    rows = mark["table"].count("<tr>") if mark["kind"] in ROWS else 0
    height = max(HEIGHT, ROW * rows)
    width, inside = WIDTH - 2 * MARGIN, height - 2 * MARGIN
    body = re.sub(r"^<(\w+)", r'<\1 xmlns="http://www.w3.org/1999/xhtml"', mark["svg"])
    inner = re.sub(r"<svg(?=[\s>])", '<svg xmlns="http://www.w3.org/2000/svg"', body)
    return (
        f'<svg {NAMESPACES} width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" role="img">'
        f"<title>{escape(mark['label'])}</title><style>{escape(_style(), quote=False)}</style>"
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>'
        f'<foreignObject x="{MARGIN}" y="{MARGIN}" width="{width}" height="{inside}">'
        f"{inner}</foreignObject></svg>"
    )


@cache
def _style() -> str:
    """Return the theme's style sheet of marks in light colours, without comments and white space."""
    text = (theme_folder("static") / "css" / "marks.css").read_text(encoding="utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"^@media screen.*?^\}\n", "", text, flags=re.DOTALL | re.MULTILINE)
    text = text.replace(":root", ".mark")
    return re.sub(r"\s*([{};,>])\s*", r"\1", re.sub(r"\s+", " ", text)).replace(";}", "}").strip()
