"""The colours of code: readable on the theme's surface, and one for every kind of token."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pygments.token import STANDARD_TYPES

from sitegen.theme.locate import BUILT_IN
from tests.styles import style_sheet

CSS = Path(__file__).parents[2] / "static" / "css"
CODE = (CSS / "code.css").read_text(encoding="utf-8")
PLAIN = frozenset(
    {
        "",  # text
        *("n", "p", "pm", "w", "o", "x", "esc", "g", "ges"),  # names, punctuation, space, operators, generic
        *("nx", "py"),  # names that may be anything
    }
)
"""Pygments' classes that keep the colour of text."""


def properties(css: str, *, dark: bool) -> dict[str, str]:
    """Return the custom properties that a sheet sets for light or for dark."""
    block = css[css.index(":root {") :].partition("}")[0]
    pairs = re.findall(r"(--[\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", block)
    return {name: on_dark if dark else on_light for name, on_light, on_dark in pairs}


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb`, from 0 to 1, as WCAG 2 defines it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", BUILT_IN)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_colour_of_code_is_readable_on_the_surface_and_on_marked_lines(dark: bool, name: str) -> None:
    colours = properties(CODE, dark=dark)
    marked = colours.pop("--code-marked")
    theme = properties(style_sheet(theme=name), dark=dark)
    grounds = {"surface": theme["--surface"], "marked": marked}
    too_faint = {
        (name, ground): round(contrast(colour, grounds[ground]), 2)
        for name, colour in {**colours, "text": theme["--ink"]}.items()
        for ground in grounds
        if contrast(colour, grounds[ground]) < 4.5
    }

    assert len(colours) == 7
    assert too_faint == {}


def test_light_and_dark_name_the_same_colours_and_each_is_used() -> None:
    light, dark = properties(CODE, dark=False), properties(CODE, dark=True)

    assert light.keys() == dark.keys()
    assert {name for name in light if f"var({name})" not in CODE} == set()


def test_every_kind_of_token_has_a_rule_or_keeps_the_colour_of_text() -> None:
    rules = CODE[CODE.index(".code .marked") :]
    styled = set(re.findall(r"\.(\w+)", rules)) - {"code", "marked"} - {"25em"}
    known = set(STANDARD_TYPES.values())

    assert styled - known - {"ln"} == set()
    assert known - styled - PLAIN == set()
