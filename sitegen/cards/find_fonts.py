"""Where the fonts of cards are: the file that the configuration names, and the packages of an extra."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sitegen.errors import Problem, near_miss

if TYPE_CHECKING:  # imports Pydantic
    from sitegen.config import Config

SERIF, SANS = "fontpkg_source_serif_4", "fontpkg_source_sans_3"
"""The packages of the extra `cards`; each has one upright variable font."""
ENDINGS = frozenset({".ttf", ".otf", ".ttc"})
SIGNATURES = (b"\0\1\0\0", b"OTTO", b"true", b"ttcf")
"""How font files that Pillow reads begin."""


class FontFiles(NamedTuple):
    """The files of fonts; None for those that are not there."""

    own: Path | None
    """That of the configuration, which is tried first."""
    serif: Path | None
    """Of titles."""
    sans: Path | None
    """Of everything else."""


def font_files(config: Config) -> FontFiles:
    """Return the fonts of a site's cards."""
    name = config.images.card_font
    return FontFiles(config.root / name if name else None, _in_package(SERIF), _in_package(SANS))


def font_problems(config: Config) -> tuple[Problem, ...]:
    """Return an error where the configured font cannot be used, or no font is installed."""
    files = font_files(config)
    if files.own is None:
        if files.serif and files.sans:
            return ()
        hint = "install them with: pip install 'sitegen-live[cards]'; or name a font file: card_font"
        return (_problem(config, "cards", "cards = true needs fonts, which are not installed", hint),)
    name = config.images.card_font or ""
    try:
        with files.own.open("rb") as file:
            start = file.read(4)
    except OSError:
        hint = near_miss(name, _fonts_in(config.root)) or "expected a font file in the site's folder"
        return (_problem(config, name, f"there is no font {name!r}", hint),)
    if start in SIGNATURES:
        return ()
    hint = (
        "expected a TrueType or OpenType font (.ttf, .otf, .ttc); convert web fonts (.woff2) to one of these"
    )
    return (_problem(config, name, f"{name!r} is not a font that can be drawn", hint),)


def _problem(config: Config, value: str, message: str, hint: str) -> Problem:
    path, line, column = config.place_of(value) or (None, None, None)
    return Problem(message, path, line, column, hint, "config")


def _fonts_in(root: Path) -> list[str]:
    """Return the font files of a site, hidden folders left out."""
    found = (file.relative_to(root) for file in sorted(root.glob("[!.]*/**/*")) if file.suffix in ENDINGS)
    return [file.as_posix() for file in found]


def _in_package(package: str) -> Path | None:
    """Return the upright font of a package; None where the package is not installed."""
    spec = find_spec(package)
    if spec is None or not spec.origin:
        return None
    files = sorted((Path(spec.origin).parent / "files").glob("*.ttf"))
    return next((file for file in files if "Italic" not in file.name), None)
