"""Write the first files of a site."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

from sitegen.scaffold.text import fill, one_line, toml_string, yaml_string
from sitegen.theme import theme_folder

CONTENT = {"_index.md": "home.md", "about.md": "about.md", "posts/_index.md": "posts.md"}
"""The pages of a new site, each with the name of its text in `files/`."""


def new_site(folder: Path, *, example: bool = False) -> None:
    """Write a small site that builds without a change.

    Args:
        folder: the site's folder; made when it is missing.
        example: whether the site gets the content of sitegen's own blog.

    Raises:
        OSError: the folder is not empty, or cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError(errno.EEXIST, "it exists and is not an empty folder", str(folder))
    title = one_line(folder.resolve().name) or "A new site"
    description = f"What {title} is about, in one sentence."
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / ".gitignore", fill("gitignore"))
    settings = fill("sitegen.toml", title=toml_string(title), description=toml_string(description))
    _write(folder / "sitegen.toml", settings)
    if example:
        # The only copy of the example content is beside the theme, in the repository and in a wheel.
        content = theme_folder("templates").with_name("content")
        shutil.copytree(content, folder / "content", ignore=shutil.ignore_patterns("__pycache__"))
        return
    for path, text in CONTENT.items():
        page = fill(text, title=yaml_string(title), description=yaml_string(description))
        _write(folder / "content" / path, page)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
