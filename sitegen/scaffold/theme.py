"""Write the first files of a theme, and copy a theme that exists."""

from __future__ import annotations

import errno
import re
import shutil
from pathlib import Path

from sitegen import __version__
from sitegen.scaffold.text import fill, toml_string
from sitegen.theme import PARTS
from sitegen.theme.locate import BUILT_IN, FILE, FOLDER, Located

NAME = re.compile(r"[a-z][a-z0-9-]*")
FILES = {FILE: "theme.toml", "templates/base.html": "base.html", "static/css/$name.css": "style.css"}
"""The files of a new theme, each with the name of its text in `files/theme/`."""


def new_theme(root: Path, name: str) -> Path:
    """Write a small theme that changes fonts and colours of the default theme, and return its folder.

    Args:
        root: the site's folder.
        name: the name of the theme and of its folder in `themes/`.

    Raises:
        ValueError: the name is not a valid one; the text suggests a valid name.
        FileExistsError: the theme exists.
        OSError: a file cannot be written.
    """
    if not NAME.fullmatch(name):
        near = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")
        hint = f"\ndid you mean {near!r}?" if NAME.fullmatch(near) else ""
        expected = "expected a name of lower-case letters, digits and -, beginning with a letter"
        raise ValueError(f"{expected}, received {name!r}{hint}")
    if name in BUILT_IN:
        raise ValueError(
            f"{name!r} is the name of a built-in theme\nto change it: sitegen theme export {name}"
        )
    folder = root / FOLDER / name
    if folder.exists():
        raise FileExistsError(errno.EEXIST, "it exists", str(folder))
    title = name.replace("-", " ").capitalize()
    values = {"name": name, "title": toml_string(title), "version": toml_string(__version__)}
    for path, text in FILES.items():
        file = folder / path.replace("$name", name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(fill(f"theme/{text}", **values), encoding="utf-8", newline="\n")
    return folder


def export_theme(located: Located, folder: Path) -> int:
    """Copy templates, static files, `theme.toml` and licenses of a theme, and return the number of files.

    Args:
        located: where the theme is.
        folder: the folder to write; made when it is missing.

    Raises:
        OSError: the folder is not empty, or cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError(errno.EEXIST, "it exists and is not an empty folder", str(folder))
    folder.mkdir(parents=True, exist_ok=True)
    for part in PARTS:
        if (located.folder / part).is_dir():
            shutil.copytree(
                located.folder / part, folder / part, ignore=shutil.ignore_patterns(".*", "__pycache__")
            )
    if located.declaration.is_file():
        shutil.copyfile(located.declaration, folder / FILE)
    for license_file in located.folder.glob("LICENSE*"):
        shutil.copyfile(license_file, folder / license_file.name)
    return sum(file.is_file() for file in folder.rglob("*"))
