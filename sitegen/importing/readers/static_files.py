"""The files of a site besides its texts: those that are published as they are, and its templates."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from sitegen.importing.folder import Folder
from sitegen.importing.model import StaticFile

UNREAD = frozenset((
    ".org", ".adoc", ".asciidoc", ".textile", ".dj", ".djot", ".wiki", ".mediawiki", ".creole", ".typ",
    ".haml", ".pug", ".slim", ".njk", ".liquid", ".webc",
))  # fmt: skip
"""Endings of texts and templates that no reader reads, and that nobody publishes as they are."""


def is_unread(folder: Folder, path: PurePosixPath) -> bool:
    """Return whether a file among the texts of a site is a source that is not read; note that."""
    kind = path.suffix.casefold()
    if kind in UNREAD:
        folder.note("file", f"{kind} is not read", path, "not imported")
    return kind in UNREAD


def static_below(folder: Folder, base: str, at: str = "/") -> list[StaticFile]:
    """Return the files below a folder as published from an address."""
    start = PurePosixPath(base)
    return [
        StaticFile(path, at.rstrip("/") + "/" + str(path.relative_to(start))) for path in folder.below(base)
    ]


def uses_math(folder: Folder, *texts: str) -> bool:
    """Return whether a site shows formulas, judged by the words in its configuration and templates."""
    words = re.compile(
        r"mathjax|katex|remark-math|math_engine|arithmatex|goldmark\.extensions\.passthrough", re.IGNORECASE
    )
    if any(words.search(text) for text in texts):
        return True
    endings = (
        ".html",
        ".njk",
        ".liquid",
        ".astro",
        ".tsx",
        ".jsx",
        ".toml",
        ".yml",
        ".yaml",
        ".mako",
        ".tmpl",
    )
    for path in folder.files:
        if path.suffix.casefold() in endings and len(path.parts) <= 5:
            file = folder.root / path
            try:
                if file.stat().st_size < 2**18 and words.search(
                    file.read_text(encoding="utf-8", errors="replace")
                ):
                    return True
            except OSError:
                continue
    return False
