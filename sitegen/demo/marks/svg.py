"""SVG as text: elements with text, coordinates with one decimal, paths, and the picture's outer element."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sitegen.demo.marks.style import FONT, LIGHT, paint
from sitegen.demo.plain_text import escape_text

WIDTH = 320
"""Every picture is 320 units wide: on a narrow phone a unit is a little less than a CSS pixel."""
TICK_SIZE = 12
TEXT_SIZE = 13

Places = npt.NDArray[np.float64]


def picture(kind: str, height: float, label: str, body: str) -> str:
    """Return the whole picture. Its root gives text and shapes their ink and font.

    Args:
        kind: of the mark, for the class.
        height: in units; the width is always `WIDTH`.
        label: what a screen reader says.
        body: SVG elements.
    """
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="demo-figure demo-figure-{kind}"'
        f' viewBox="0 0 {WIDTH} {number(height)}" role="img" aria-label="{escape_text(label, quote=True)}"'
        f' font-family="{FONT}" font-size="{TICK_SIZE}" fill="{LIGHT["ink"]}">{body}</svg>'
    )


def number(value: float) -> str:
    """Write a coordinate with at most one decimal; never `-0`."""
    text = f"{value:.1f}"
    if text.endswith(".0"):
        text = text[:-2]
    return "0" if text == "-0" else text


def text_line(
    x: float,
    y: float,
    text: str,
    *,
    anchor: str = "start",
    size: int = TICK_SIZE,
    fill: str = "",
    bold: bool = False,
    most: float = 0,
) -> str:
    """Return one line of text.

    Args:
        x: of the anchor.
        y: of the base line.
        text: as it is read; it is escaped here.
        anchor: `start`, `middle` or `end`.
        size: of the font, in units.
        fill: the colour's name in the palettes; ink when empty.
        bold: whether the letters are bold.
        most: a wider text is narrowed to this width.
    """
    attributes = f' text-anchor="{anchor}"' if anchor != "start" else ""
    if most and text_width(text, size) > most:
        attributes += f' textLength="{number(most)}" lengthAdjust="spacingAndGlyphs"'
    attributes += f' font-size="{size}"' if size != TICK_SIZE else ""
    attributes += ' font-weight="700"' if bold else ""
    return f'<text x="{number(x)}" y="{number(y)}"{attributes}{paint(fill=fill)}>{escape_text(text)}</text>'


def polyline(x: Places, y: Places) -> str:
    """Return the path data of a line through the points. Shape: x, y: (n,), n >= 1."""
    return "M" + ("%.1f %.1fL" * len(x))[:-1] % tuple(_flat(x, y))


def stamps(x: Places, y: Places, stamp: str) -> str:
    """Return path data that repeats a small relative path at each point. Shape: x, y: (n,)."""
    return (f"M%.1f %.1f{stamp}" * len(x)) % tuple(_flat(x, y))


def segments(ends: Places) -> str:
    """Return the path data of separate straight lines. Shape: ends: (n, 4), x1 y1 x2 y2."""
    return ("M%.1f %.1fL%.1f %.1f" * len(ends)) % tuple((np.round(ends, 1) + 0.0).ravel().tolist())


def text_width(text: str, size: float = TEXT_SIZE) -> float:
    """Return an estimate of a text's width, rather too wide than too narrow: a build cannot measure fonts."""
    return size * sum(_share(letter) for letter in text)


def _share(letter: str) -> float:
    """Return a letter's width as a share of its size."""
    if letter in "iIjl.,:;'|!()[] ":
        return 0.34
    return 1.0 if letter in "mMwW%@—…" else 0.58


def shorten(text: str, width: float, size: float = TEXT_SIZE) -> str:
    """Return the text, cut with an ellipsis where it would be wider than `width`."""
    if text_width(text, size) <= width:
        return text
    while text and text_width(text + "…", size) > width:
        text = text[:-1]
    return text.rstrip() + "…"


def _flat(x: Places, y: Places) -> list[float]:
    pairs = np.empty((len(x), 2))
    pairs[:, 0], pairs[:, 1] = x, y
    flat: list[float] = (np.round(pairs, 1) + 0.0).ravel().tolist()
    return flat
