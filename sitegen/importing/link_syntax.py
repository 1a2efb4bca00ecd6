"""Find the files of the source that a text names."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from urllib.parse import unquote

from sitegen.importing.model import Entry
from sitegen.markdown_text.links import ELSEWHERE, rewrite_links

ASSET = re.compile(
    r"\.(png|jpe?g|gif|svg|webp|avif|bmp|ico|pdf|zip|gz|csv|tsv|json|txt|mp3|mp4|webm|ogg|wav|ipynb|py|js|r|xlsx?|docx?|pptx?)$",
    re.IGNORECASE,
)


def files_beside(
    body: str, entry: Entry, known: frozenset[PurePosixPath], published: frozenset[PurePosixPath]
) -> Mapping[str, PurePosixPath]:
    """Return the files of the source that a text names and that are not published unchanged.

    Args:
        body: the text.
        entry: its page.
        known: every file of the source.
        published: the files of the source that are published unchanged.
    """
    found: dict[str, PurePosixPath] = {}

    def note(url: str, _in_html: bool) -> None:
        path = source_path(url, entry)
        if (
            path is None
            or path not in known
            or path in published
            or path in entry.files
            or not ASSET.search(path.name)
        ):
            return
        if path not in found.values():
            name = path.name
            while name in found:
                name = "x" + name
            found[name] = path

    rewrite_links(body, note, wiki=True)
    return found


def source_path(url: str, entry: Entry) -> PurePosixPath | None:
    """Return the path in the source that a relative address names, or None."""
    path = unquote(re.split(r"[?#]", url)[0])
    if not path or ELSEWHERE.match(path) or "\\" in path:
        return None
    if path.startswith(("~/", "@/")):  # what builders of JavaScript call the folder of sources
        return PurePosixPath(posixpath.normpath("src/" + path[2:]))
    if path.startswith("/"):
        return PurePosixPath(posixpath.normpath(path.lstrip("/") or "."))
    whole = posixpath.normpath(posixpath.join(str(entry.path.parent), path))
    return None if whole.startswith("..") else PurePosixPath(whole)
