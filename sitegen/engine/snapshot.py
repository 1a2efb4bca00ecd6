"""The state of files and folders at one moment, and whether it is still the same.

A file counts as unchanged when size, times and inode are equal, or else when its content is. A file that
changed shortly before the snapshot is always compared by content: a later change may leave its times alone.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

RECENT_NS = 2_000_000_000
"""The coarsest step of a file system's clock (FAT: two seconds)."""


class FileState(TypedDict):
    """One file."""

    digest: str
    """Of the content; empty for a file that is missing or cannot be read."""
    stat: list[int] | None
    """Size, times and inode; None where the content must be compared."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The files of some folders, and some single files."""

    folders: tuple[str, ...]
    files: dict[str, FileState]
    """By absolute path."""

    def holds(self) -> bool:
        """Say whether everything is as it was."""
        return self.changes() == {}

    def changes(self) -> dict[str, FileState] | None:
        """Return the files that are not as they were, as they are now; None where files came or went."""
        try:
            listed = set(_walk(self.folders))
        except OSError:
            return None
        inside = {path for path in self.files if path.startswith(tuple(_prefix(f) for f in self.folders))}
        if listed != inside:
            return None
        changed = [path for path, state in self.files.items() if not _is_same(path, state)]
        recent = time.time_ns() - RECENT_NS
        return {path: _state(path, recent) for path in changed}


def take_snapshot(folders: Iterable[Path], files: Iterable[Path] = ()) -> Snapshot:
    """Return the state of every file below some folders, and of some single files."""
    places = tuple(sorted(str(folder) for folder in folders))
    paths = [*_walk(places), *map(str, files)]
    recent = time.time_ns() - RECENT_NS
    return Snapshot(places, {path: _state(path, recent) for path in sorted(set(paths))})


def stat_of(path: str) -> list[int] | None:
    """Return size, times and inode of a regular file, or None."""
    try:
        found = os.stat(path)  # noqa: PTH116 - plain strings cost less
    except OSError:
        return None
    if not stat.S_ISREG(found.st_mode):
        return None
    return [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino]


def _state(path: str, recent: int) -> FileState:
    found = stat_of(path)
    settled = found is not None and max(found[1], found[2]) < recent
    return {"digest": _digest(path), "stat": found if settled else None}


def _is_same(path: str, state: FileState) -> bool:
    return (state["stat"] is not None and state["stat"] == stat_of(path)) or state["digest"] == _digest(path)


def _digest(path: str) -> str:
    try:
        if not stat.S_ISREG(Path(path).stat().st_mode):  # a named pipe would block
            return ""
        with open(path, "rb") as file:  # noqa: PTH123 - a plain string costs less
            return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
    except OSError:
        return ""


def _walk(folders: Iterable[str]) -> Iterator[str]:
    for folder in folders:
        for parent, _, names in os.walk(folder):
            yield from (os.path.join(parent, name) for name in names)  # noqa: PTH118 - plain strings cost less


def _prefix(folder: str) -> str:
    return os.path.join(folder, "")  # noqa: PTH118 - plain strings cost less
