"""Files of a site that texts show as code: reading them, and what tells whether one has changed."""

from __future__ import annotations

import hashlib
import posixpath
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from sitegen.errors import SitegenError, near_miss
from sitegen.model import is_source
from sitegen.source_files import read_text

if TYPE_CHECKING:  # imports Pydantic
    from sitegen.config import Config

LARGEST = 1_000_000
"""A larger file is not shown, in bytes."""


class UnusableFileError(LookupError):
    """A file cannot be shown. `hint`: what to do instead."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class IncludedFiles:
    """Reads the files of one site."""

    root: Path | None
    """The site's folder; None where nothing can be included."""
    content: str = "content"
    """The folder of the pages."""
    outside_links: bool = False
    """Whether links (symbolic links) may lead out of the site's folder."""

    def locate(self, written: str, folder: PurePosixPath) -> PurePosixPath:
        """Return a path relative to the site's folder.

        Args:
            written: as the author wrote it: relative to `folder`, or to the site's folder after a slash.
            folder: that of the page, relative to the site's folder.

        Raises:
            UnusableFileError: the path leads out of the site's folder, to a hidden file, or to a page.
        """
        joined = written.lstrip("/") if written.startswith("/") else str(folder / written)
        path = PurePosixPath(posixpath.normpath(joined))
        if path.parts[:1] == ("..",):
            raise UnusableFileError(f"{written!r} is outside the site's folder", "copy the file into it")
        if any(part.startswith(".") for part in path.parts):
            raise UnusableFileError(f"{written!r} is hidden, and hidden files are not published")
        if path.is_relative_to(self.content) and is_source(path):
            raise UnusableFileError(f"{written!r} is a page", "link to the page")
        return path

    def read(self, path: PurePosixPath) -> str:
        """Return the text of a file.

        Args:
            path: relative to the site's folder.

        Raises:
            UnusableFileError: there is none, or it cannot be read as text.
        """
        if self.root is None:
            raise UnusableFileError("a text of a template shows no files")
        file = self.root / path
        if not file.is_file():
            raise UnusableFileError(f"there is no file {str(path)!r}", _nearest(file, path))
        if not self.outside_links and not file.resolve().is_relative_to(self.root.resolve()):
            hint = "copy the file, or allow such links: outside_links = true"
            raise UnusableFileError(f"{str(path)!r} is a link out of the site's folder", hint)
        if file.stat().st_size > LARGEST:
            raise UnusableFileError(f"{str(path)!r} has more than {LARGEST // 1_000_000} MB")
        try:
            return read_text(file, path)
        except SitegenError as error:
            raise UnusableFileError(f"{path}: {error.problems[0].message}", error.problems[0].hint) from None

    def digest(self, path: PurePosixPath) -> str:
        """Return a text that changes with the file; empty for a file that cannot be shown."""
        try:
            return digest_of_text(self.read(path))
        except (UnusableFileError, OSError):
            return ""


NO_FILES = IncludedFiles(None)


def _nearest(file: Path, path: PurePosixPath) -> str | None:
    """Return a hint for a file that does not exist: a similar name, or that there is no such folder."""
    if not file.parent.is_dir():
        return f"there is no folder {str(path.parent)!r}; '/' at the beginning is the site's folder"
    names = [found.name for found in file.parent.iterdir() if found.is_file() and found.name[0] != "."]
    return near_miss(path.name, sorted(names))


def digest_of_text(text: str) -> str:
    """Return a digest of a text."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def included_files_of(config: Config) -> IncludedFiles:
    """Return what reads the files of a site."""
    return IncludedFiles(config.root, config.content, config.outside_links)
