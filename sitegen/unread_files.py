"""Texts in the content folder that other programs publish as pages: reported, never published raw."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from sitegen.errors import Problem
from sitegen.languages import Languages
from sitegen.model import is_index

UNREAD = frozenset({
    ".adoc", ".asciidoc", ".ipynb", ".liquid", ".njk", ".org", ".qmd", ".rmd", ".rst", ".textile",
})  # fmt: skip
"""Endings of texts that other programs publish as pages; beside an `index.md` they are files to download."""
WITH_FRONT_MATTER = frozenset({".htm", ".html", ".txt", ".xhtml"})
"""Endings of files that other programs publish as pages if they begin with front matter."""
FRONT_MATTER = re.compile(rb"(?:\xef\xbb\xbf)?(---|\+\+\+)[ \t]*\r?\n(?:[^\n]*\n)*?[ \t]*\w+[ \t]*[:=]")


Indexes = Mapping[tuple[PurePosixPath, str], PurePosixPath]
"""Folder and `index` or `_index` → the source of the folder's page or list."""


def indexes_of(paths: Iterable[PurePosixPath], languages: Languages) -> Indexes:
    """Return the folders' own sources among some files, those in the site's own language before others.

    A folder without its language stands for those in all languages.

    Args:
        paths: the files, relative to the content folder.
        languages: of the site.
    """
    found: dict[tuple[PurePosixPath, str], PurePosixPath] = {}
    for path, code, plain in sorted(
        ((path, *languages.split(path)) for path in paths), key=lambda item: bool(languages.edition(item[0]))
    ):
        for stem in ("index", "_index"):
            if is_index(plain, stem):
                found.setdefault((path.parent, stem), path)
                if code:
                    found.setdefault((plain.parent, stem), path)
    return found


def unread_files(
    content: Path, paths: Iterable[PurePosixPath], indexes: Indexes
) -> dict[PurePosixPath, None]:
    """Return the files that are pages in another format, in order.

    Args:
        content: the content folder.
        paths: its files, relative to it.
        indexes: the folders' own sources among them.
    """
    return dict.fromkeys(path for path in paths if _is_unread(content, path, indexes))


def _is_unread(content: Path, path: PurePosixPath, indexes: Indexes) -> bool:
    ending = path.suffix.casefold()
    if ending in UNREAD:
        return (path.parent, "index") not in indexes
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
