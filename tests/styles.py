"""The style sheets of a built-in theme, with their parts."""

from __future__ import annotations

from functools import cache
from pathlib import Path, PurePosixPath

from sitegen.assets.files import static_folders
from sitegen.assets.styles import join_parts
from sitegen.config import Config


@cache
def style_sheet(path: str = "css/site.css", theme: str = "default") -> str:
    """Return the text of a style sheet, its parts included.

    Args:
        path: its path in `static/`.
        theme: the theme of the site that has it.
    """
    config = Config(title="A site", root=Path(__file__).parent / "no-site", theme=theme)
    contents = {
        PurePosixPath("css", file.name): file.read_bytes()
        for folder in static_folders(config)
        for file in folder.path.glob("css/*.css")
    }
    joined, problems = join_parts(contents, {name: str(name) for name in contents})
    assert problems == []
    return joined[PurePosixPath(path)].decode()
