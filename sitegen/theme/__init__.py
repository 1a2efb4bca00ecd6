"""Themes: the folders of templates and static files between those of a site and of the default theme."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

Part = Literal["templates", "static"]
PARTS: tuple[Part, ...] = ("templates", "static")
"""The folders of a theme."""
PACKAGE = Path(__file__).resolve().parents[1]


def theme_folder(part: Part, package: Path = PACKAGE) -> Path:
    """Return the default theme's folder of templates or of static files.

    It is at the top of the repository, or inside an installed wheel.

    Args:
        part: which of the two.
        package: the folder of the package `sitegen`; only tests pass another.

    Raises:
        FileNotFoundError: the package was installed without its theme.
    """
    places = (package / "theme" / part, package.parent / part)
    for place in places:
        if place.is_dir():
            return place
    raise FileNotFoundError(f"the built-in theme is missing: looked for {places[0]} and {places[1]}")
