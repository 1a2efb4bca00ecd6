"""Find a theme by its name: in the site, among the built-in themes, or in an installed package."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from sitegen.errors import near_miss
from sitegen.theme import PACKAGE, PARTS, theme_folder

DEFAULT = "default"
BUILT_IN = (DEFAULT, "lecture")
"""The themes that come with sitegen."""
FOLDER = "themes"
"""The folder of a site that holds its themes."""
FILE = "theme.toml"
"""What a theme says about itself."""
GROUP = "sitegen.themes"
"""The group of entry points; each names a package with the folders of a theme."""
Origin = Literal["site", "built-in", "package"]


@dataclass(frozen=True, slots=True)
class Located:
    """Where a theme is."""

    name: str
    """As the configuration writes it."""
    folder: Path
    """The folder with its `templates/`, `static/` and `theme.toml`."""
    origin: Origin

    @property
    def is_default(self) -> bool:
        """Whether it is the theme that lies below all others."""
        return self.name == DEFAULT and self.origin == "built-in"

    @property
    def declaration(self) -> Path:
        """The file in which it says what it is; the file may be missing."""
        return PACKAGE / "theme" / f"{DEFAULT}.toml" if self.is_default else self.folder / FILE


def places(root: Path, name: str) -> tuple[Path, ...]:
    """Return the folders of a site in which a theme of this name is looked for."""
    return root / FOLDER / name, root / name


def locate(name: str, root: Path | None = None) -> Located | None:
    """Return where a theme is; the site's own themes go before the built-in and the installed ones.

    Args:
        name: the name of a theme, or a folder relative to the site's.
        root: the site's folder; None outside a site.
    """
    own = places(root, name) if root and name.strip("./ ") else ()  # the site itself is no theme
    for place in own:
        if is_theme(place):
            return Located(name, place, "site")
    if name in BUILT_IN:
        return Located(name, _built_in(name), "built-in")
    entry = next(iter(entry_points(group=GROUP, name=name)), None)
    folder = entry and _package_folder(entry)
    return Located(name, folder, "package") if folder else None


def located_themes(root: Path | None = None) -> Iterator[Located]:
    """Give every theme that has a name: those of the site's `themes/`, built-in ones, installed ones."""
    names = dict.fromkeys((*_site_themes(root), *BUILT_IN, *(entry.name for entry in _entries())))
    for name in names:
        if found := locate(name, root):
            yield found


def missing(name: str, root: Path | None = None) -> tuple[str, str]:
    """Return the message and the hint for a theme that does not exist."""
    message = f"there is no theme {name!r}"
    entries = _entries()
    known = (*_site_themes(root), *BUILT_IN, *(entry.name for entry in entries))
    hints = [near_miss(name, known)]
    own = [place for place in (places(root, name) if root else ()) if place.is_dir()]
    hints += [f"the folder {_shown(place, root)} has no templates/, static/ or {FILE}" for place in own]
    broken = [entry for entry in entries if entry.name == name]
    hints += [f"the package {entry.value!r} of this name has no templates/ or static/" for entry in broken]
    shown = [str(_shown(place, root)) for place in places(root, name)] if root else []
    looked = [*shown, f"the built-in themes ({', '.join(BUILT_IN)})", f"installed packages ({GROUP})"]
    hints.append(f"looked in {', '.join(looked)}")
    return message, "\n".join(filter(None, hints))


def is_theme(folder: Path) -> bool:
    """Return whether a folder has what makes a theme."""
    return any((folder / part).is_dir() for part in PARTS) or (folder / FILE).is_file()


def _site_themes(root: Path | None) -> list[str]:
    found = (root / FOLDER).iterdir() if root and (root / FOLDER).is_dir() else ()
    return sorted(folder.name for folder in found if is_theme(folder))


def _built_in(name: str) -> Path:
    return theme_folder("templates").parent if name == DEFAULT else PACKAGE / "theme" / name


def _entries() -> list[EntryPoint]:
    return sorted(entry_points(group=GROUP), key=lambda entry: entry.name)


def _package_folder(entry: EntryPoint) -> Path | None:
    """Return the folder of the package that an entry point names, without importing it."""
    try:
        spec = find_spec(entry.value)
    except (ImportError, ValueError, AttributeError):
        return None
    found = map(Path, spec.submodule_search_locations or ()) if spec else ()
    return next((folder for folder in found if is_theme(folder)), None)


def _shown(folder: Path, root: Path | None) -> Path:
    return folder.relative_to(root) if root and folder.is_relative_to(root) else folder
