"""Texts in the content folder that other programs publish as pages: reported, never published raw."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path, PurePosixPath

from sitegen.errors import Problem
from sitegen.model import SOURCE_ENDINGS, is_source

UNREAD = frozenset({
    ".adoc", ".asciidoc", ".ipynb", ".liquid", ".njk", ".org", ".qmd", ".rmd", ".rst", ".textile",
})  # fmt: skip
"""Endings of texts that other programs publish as pages; beside an `index.md` they are files to download."""
WITH_FRONT_MATTER = frozenset({".htm", ".html", ".txt", ".xhtml"})
"""Endings of files that other programs publish as pages if they begin with front matter."""
FRONT_MATTER = re.compile(rb"(?:\xef\xbb\xbf)?(---|\+\+\+)[ \t]*\r?\n(?:[^\n]*\n)*?[ \t]*\w+[ \t]*[:=]")


def index_in(
    folder: PurePosixPath, paths: Collection[PurePosixPath], stem: str = "index"
) -> PurePosixPath | None:
    """Return the source of a folder's own page, or None.

    Args:
        folder: the folder.
        paths: every file.
        stem: `index` for a page, `_index` for a list.
    """
    names = (folder / f"{stem}{ending}" for ending in SOURCE_ENDINGS)
    return next((path for path in names if path in paths), None)


def unread_files(content: Path, paths: Collection[PurePosixPath]) -> frozenset[PurePosixPath]:
    """Return the files that are pages in another format.

    Args:
        content: the content folder.
        paths: its files, relative to it.
    """
    return frozenset(path for path in paths if not is_source(path) and _is_unread(content, path, paths))


def _is_unread(content: Path, path: PurePosixPath, paths: Collection[PurePosixPath]) -> bool:
    ending = path.suffix.casefold()
    if ending in UNREAD:
        return index_in(path.parent, paths) is None
    if ending not in WITH_FRONT_MATTER:
        return False
    try:
        with (content / path).open("rb") as file:
            return FRONT_MATTER.match(file.read(4096)) is not None
    except OSError:  # reported where the file is published
        return False


def unread_warning(path: PurePosixPath) -> Problem:
    """Return the warning about a page in another format."""
    message = f"{path.name} is not read as a page and is not published"
    hint = "write it as Markdown; a file to download belongs beside an index.md or into static/"
    if path.suffix.casefold() in WITH_FRONT_MATTER:
        message = f"{path.name} begins with front matter, but is not read as a page and is not published"
        hint = f"rename it to {path.stem}.md; Markdown may hold HTML"
    return Problem(message, path, None, None, hint, "unread-file", "warning")
