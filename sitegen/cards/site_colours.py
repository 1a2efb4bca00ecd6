"""The colours of a site, from the custom properties of its style sheets."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sitegen.theme import theme_folder

PROPERTY = re.compile(
    rb"--(demo-[\w-]+|paper|ink|muted|rule|accent)\s*:\s*(?:light-dark\(\s*)?(#[0-9A-Fa-f]{3,8})\b"
)
"""A colour, or the light one of a pair."""
SHEETS = ("css/site.css", "css/marks.css")
"""The style sheets that declare colours; those of the default theme have all of them."""


def colours_in(styles: Iterable[bytes]) -> dict[str, str]:
    """Return the light colours of a site by name: `paper` of marks, `site-paper` of pages.

    Args:
        styles: style sheets; the first declaration of a colour counts. Those of the default theme follow.
    """
    folder, colours = theme_folder("static"), dict[str, str]()
    for style in (*styles, *((folder / name).read_bytes() for name in SHEETS)):
        for name, value in PROPERTY.findall(style):
            plain = name.decode()
            key = plain.removeprefix("demo-") if plain.startswith("demo-") else f"site-{plain}"
            colours.setdefault(key, value.decode().lower())
    return colours
