"""Find the built-in theme: at the top of the repository, or inside an installed wheel."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

HERE = Path(__file__).resolve().parent


def theme_folder(part: Literal["templates", "static"], package: Path = HERE) -> Path:
    """Return the built-in theme's folder of templates or of static files.

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
