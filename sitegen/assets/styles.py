"""Style sheets: the text of a part takes the place of `@import "_part.css";`, and spaces and comments go.

A part is a file below `css/` whose name begins with `_`. It is not published by itself. Since it is found as
every other file of a theme, a theme can import a part of the default theme, or replace it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

import rcssmin

from sitegen.errors import Problem, near_miss

FOLDER = "css"
IMPORT = re.compile(rb'^@import "((?:[\w.-]+/)*_[\w.-]+\.css)";[ \t]*(?:\r?\n|\Z)', re.MULTILINE)


def is_style(path: PurePosixPath) -> bool:
    """Return whether a file of `static/` is a style sheet or a part of one."""
    return path.parts[0] == FOLDER and len(path.parts) > 1


def is_part(path: PurePosixPath) -> bool:
    """Return whether a file is only there to be imported."""
    return is_style(path) and path.name.startswith("_") and path.suffix == ".css"


def minified(text: bytes) -> bytes:
    """Return a style sheet without spaces and comments, except licenses, which begin with `/*!`."""
    small: bytes = rcssmin.cssmin(text, keep_bang_comments=True)
    return small


def join_parts(
    contents: Mapping[PurePosixPath, bytes], names: Mapping[PurePosixPath, str]
) -> tuple[dict[PurePosixPath, bytes], list[Problem]]:
    """Return the style sheets with the text of their parts, and a problem for each missing part.

    Args:
        contents: the files of `static/` by their path.
        names: what messages call them.
    """
    styles = {path: content for path, content in contents.items() if is_style(path) and path.suffix == ".css"}
    problems: dict[Problem, None] = {}
    joined = {path: _join(path, styles, names, (), problems) for path in styles if not is_part(path)}
    return joined, list(problems)


def _join(
    path: PurePosixPath,
    contents: Mapping[PurePosixPath, bytes],
    names: Mapping[PurePosixPath, str],
    importing: Sequence[PurePosixPath],
    problems: dict[Problem, None],
) -> bytes:
    content = contents[path]

    def text(found: re.Match[bytes]) -> bytes:
        wanted = found[1].decode()
        part = path.parent / wanted
        message, hint = "", None
        if part in (*importing, path):
            message = f"the style sheet imports itself through {wanted!r}"
        elif part not in contents:
            message = f"there is no style sheet {wanted!r}"
            known = [str(one.relative_to(path.parent)) for one in contents if one.is_relative_to(path.parent)]
            hint = near_miss(wanted, known)
        if message:
            line = content.count(b"\n", 0, found.start()) + 1
            place = PurePosixPath(names[path]), line, len('@import "') + 1
            problems[Problem(message, *place, hint, "style-sheet")] = None
            return b""
        return _join(part, contents, names, (*importing, path), problems).rstrip() + b"\n"

    return IMPORT.sub(text, content)
