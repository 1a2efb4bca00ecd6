"""The colours of marks: two palettes, and how a picture takes them from its page.

A picture names each colour by its custom property, which has a light and a dark value in the page's style
sheet, and gives the light value as the fallback for a reader without the style sheet, such as a feed reader.
No element has a `style` attribute, so a site can forbid inline styles (`style-src 'self'`).
"""

from __future__ import annotations

LIGHT = {
    "paper": "#fff",
    "well": "#f2f3f1",
    "ink": "#1a1f26",
    "muted": "#565e69",
    "grid": "#dcdfde",
    "edge": "#848c95",
    "line": "#10151b",
    "series-1": "#1b56a3",
    "series-2": "#a34404",
    "series-3": "#1f7554",
    "series-4": "#93356c",
    "series-5": "#6d5a11",
    "series-6": "#5a4fb0",
    "series-7": "#c2407f",
    "series-8": "#64781a",
    "series-9": "#0b7a8c",
}
DARK = {
    "paper": "#171b21",
    "well": "#1f242b",
    "ink": "#e8e9e6",
    "muted": "#a5adb8",
    "grid": "#2d343c",
    "edge": "#77818d",
    "line": "#f6f7f5",
    "series-1": "#8bbcf6",
    "series-2": "#f4a768",
    "series-3": "#74cca8",
    "series-4": "#e292be",
    "series-5": "#d3bb62",
    "series-6": "#b0a6f5",
    "series-7": "#f7b3d5",
    "series-8": "#c2d873",
    "series-9": "#6fd3e4",
}

NEGATIVE, POSITIVE = "series-1", "series-2"
"""The colours of numbers below and above zero, which are also those of the first two classes."""
SERIES = 6
"""The number of colours for lines and classes; more of them repeat the colours. Plots have three more."""
LEVELS = 10
"""How many strengths the ground of a number has: see `level`."""


def series(number: int) -> str:
    """Return the name of the n-th series' colour, counted from 0."""
    return f"series-{number % SERIES + 1}"


def colour(name: str) -> str:
    """Return a colour as the value of an attribute: its custom property with the light value, or `none`."""
    return f"var(--demo-{name},{LIGHT[name]})" if name in LIGHT else name


def paint(*, fill: str = "", stroke: str = "") -> str:
    """Return the attributes that colour an SVG element, each with a space before it.

    Args:
        fill: a name in the palettes, or `none`; inherited when empty.
        stroke: a name in the palettes, or `none`; inherited when empty.
    """
    given = (("fill", fill), ("stroke", stroke))
    return "".join(f' {kind}="{colour(name)}"' for kind, name in given if name)


def level(value: float, most: float) -> str:
    """Return the classes of an HTML element whose ground is stronger with a number's distance from 0."""
    strength = round(LEVELS * min(abs(value) / most, 1.0))
    return f"mark-level-{strength}{' mark-below' if value < 0 else ''}"
