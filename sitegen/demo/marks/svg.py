"""SVG as text, drawn so that it fits a place of any width.

There are three kinds of lengths. Data are in units: a plane is 1,000 units wide and high and is stretched to
its place, while its strokes keep their width in pixels. Texts stand at shares of the place, in per cent.
Letters, dots, strokes and distances between these are pixels.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from sitegen.demo.marks.style import paint
from sitegen.demo.plain_text import escape_text

UNITS = 1_000
"""The width and the height of a plane."""
LETTERS = 13
"""The size of letters in pixels, where no style sheet says otherwise."""
STEADY = ' vector-effect="non-scaling-stroke"'
"""The attribute that keeps a stroke's width in pixels."""

Places = npt.NDArray[np.float64]
Units = npt.NDArray[np.int64]


def layer(body: str, *, height: int = 200) -> str:
    """Return an SVG element that fills its box and may draw beyond it; positions in it are in per cent.

    Args:
        body: its elements.
        height: in pixels, where no style sheet says otherwise.
    """
    size = f'width="100%" height="{height}" overflow="visible"'
    font = f'font-family="system-ui,sans-serif" font-size="{LETTERS}"'
    return f'<svg {size} {font} fill="currentColor">{body}</svg>'


def plane(body: str, *, width: int = UNITS, height: int = UNITS, clip: bool = False) -> str:
    """Return a nested SVG element that stretches its units to the layer around it."""
    beyond = "" if clip else ' overflow="visible"'
    return (
        f'<svg viewBox="0 0 {width} {height}" preserveAspectRatio="none"{beyond}>{body}</svg>' if body else ""
    )


def stroke(
    data: str, colour: str, width: float, *, opacity: float = 1.0, cap: str = "", dash: str = ""
) -> str:
    """Return a path that is a line of constant width.

    Args:
        data: of the path.
        colour: its name in the palettes.
        width: in pixels.
        opacity: from 0 to 1.
        cap: `round` or `square`.
        dash: lengths in pixels.
    """
    extra = f' stroke-opacity="{opacity:g}"' if opacity < 1 else ""
    extra += f' stroke-linecap="{cap}"' if cap else ""
    extra += f' stroke-dasharray="{dash}"' if dash else ""
    lines = f'{paint(fill="none", stroke=colour)} stroke-width="{width:g}"{extra}'
    return f'<path d="{data}"{lines}{STEADY}/>' if data else ""


def share(value: float) -> str:
    """Write a position as a share of the place: 0.123 gives `12.3%`."""
    text = f"{100 * value:.1f}".removesuffix(".0")
    return "0" if text in ("0", "-0") else f"{text}%"


def text_line(x: float, y: float, text: str, *, attributes: str = "") -> str:
    """Return one line of text at shares of the place; the attributes begin with a space."""
    return f'<text x="{share(x)}" y="{share(y)}"{attributes}>{escape_text(text)}</text>'


def group(body: Iterable[str], attributes: str) -> str:
    """Return elements that share attributes; nothing where there are none."""
    inside = "".join(body)
    return f"<g {attributes}>{inside}</g>" if inside else ""


def halo() -> str:
    """Return the attributes of texts over a picture, which have a rim in the colour of the paper."""
    rim = f'{paint(stroke="paper")} stroke-width="4" stroke-linejoin="round" stroke-opacity=".85"'
    return f'paint-order="stroke"{rim}'


def units(*axes: Places) -> Units:
    """Return places as whole units. Shape: each (n,) to (n, axes)."""
    return np.rint(np.stack(axes, axis=1)).astype(np.int64)


def polyline(places: Units, *, close: bool = False) -> str:
    """Return the path data of a line through the places, each step from the one before. Shape: (n, 2)."""
    x, y = places[0].tolist()
    steps = np.diff(places, axis=0)
    steps = steps[steps.any(axis=1)]
    line = f"l{' '.join(map(str, steps.ravel().tolist()))}".replace(" -", "-") if len(steps) else "h0"
    return f"M{x} {y}{line}{'Z' if close else ''}"


def stamps(places: Units) -> str:
    """Return path data with a line without length at each place: with a cap, a dot. Shape: (n, 2)."""
    return ("M%d %dh0" * len(places)) % tuple(places.ravel().tolist())


def text_width(text: str, size: float = LETTERS) -> float:
    """Return an estimate of a text's width, rather too wide than too narrow: a build cannot measure fonts."""
    return size * sum(_share(letter) for letter in text)


def shorten(text: str, width: float, size: float = LETTERS) -> str:
    """Return the text, cut with an ellipsis where it would be wider than `width`."""
    if text_width(text, size) <= width:
        return text
    while text and text_width(text + "…", size) > width:
        text = text[:-1]
    return text.rstrip() + "…"


def _share(letter: str) -> float:
    """Return a letter's width as a share of its size."""
    if letter in "iIjl.,:;'|!()[] ":
        return 0.34
    return 1.0 if letter in "mMwW%@—…" else 0.58
