"""SHA-256 sums of the files in the runtime cache.

`Checksums` computes the sum of a file once and records it with the file's size, modification time and inode,
so that a build that finds the same three values does not read the file again.

A folder of results is complete when it holds a list of the sums of its files. The list is written last, after
every file is on the disk; `damage_in` compares the files with it.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

LIST_FILE = "checksums.json"
"""The list of sums in a folder of results."""
RECORD_FILE = ".checksums.json"
"""What `Checksums` recorded, at the top of the cache's folder."""
_CHUNK = 1 << 20
_SETTLED_NS = 2_000_000_000
"""A file that changed this recently may change again within one tick of its clock (2 s on FAT)."""


class Checksums:
    """The SHA-256 sums of files below one folder, recorded from build to build."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._rows = _read_rows(folder / RECORD_FILE)
        self._changed = False

    def sha256(self, path: Path, *, read: bool = False) -> str:
        """Return the SHA-256 of a file below the folder, in hexadecimal.

        Args:
            path: the file.
            read: whether to read the file even if it looks unchanged.

        Raises:
            OSError: the file cannot be read.
        """
        name = path.relative_to(self._folder).as_posix()
        seen = _seen(path)
        row = self._rows.get(name)
        if not read and row is not None and row[:3] == seen:
            return str(row[3])
        sha256 = digest_of(path)[1]
        if abs(time.time_ns() - seen[1]) > _SETTLED_NS and seen == _seen(path):
            new = [*seen, sha256]
            self._changed |= row != new
            self._rows[name] = new
        elif row is not None:
            self._changed = True
            del self._rows[name]
        return sha256

    def save(self) -> None:
        """Write the record. A cache that cannot be written only costs time."""
        if not self._changed:
            return
        self._changed = False
        rows = {name: row for name, row in self._rows.items() if (self._folder / name).exists()}
        with suppress(OSError):
            write_safely(self._folder / RECORD_FILE, _with_sum(rows))


def damage_in(folder: Path, checksums: Checksums, *, read: bool = False) -> str | None:
    """Return what is wrong with a folder of results, or None.

    Args:
        folder: the folder, whose name is in its list of sums.
        checksums: those of the cache that holds the folder.
        read: whether to read files that look unchanged.
    """
    rows = listed_files(folder)
    if rows is None:
        return f"{LIST_FILE} is missing or damaged"
    for name, (size, sha256) in rows.items():
        path = folder / name
        try:
            if path.stat().st_size != size or checksums.sha256(path, read=read) != sha256:
                return f"{name} is damaged"
        except OSError:
            return f"{name} is missing or cannot be read"
    return None


def listed_files(folder: Path) -> dict[str, tuple[int, str]] | None:
    """Return size and SHA-256 of a folder's files, by name; None if the folder has no valid list of sums."""
    value = _read_with_sum(folder / LIST_FILE)
    try:
        if value["folder"] != folder.name:  # a list of another folder, under this one's name
            return None
        return {str(name): (int(size), str(sha256)) for name, (size, sha256) in value["files"].items()}
    except (TypeError, KeyError, ValueError, AttributeError):
        return None


def finish_folder(folder: Path, name: str) -> None:
    """Write the list of sums of a folder's files, and wait until everything is on the disk.

    Args:
        folder: holds the files, and no folders.
        name: the name that the folder is going to have.
    """
    files = {}
    for path in sorted(folder.iterdir()):
        path.chmod(0o644)  # the published site may link to the file, and a web server must be able to read it
        sync(path)
        files[path.name] = list(digest_of(path))
    write_safely(folder / LIST_FILE, _with_sum({"folder": name, "files": files}))
    (folder / LIST_FILE).chmod(0o644)


def digest_of(path: Path) -> tuple[int, str]:
    """Return a file's size in bytes and its SHA-256 in hexadecimal.

    Raises:
        OSError: the file cannot be read.
    """
    sha256, size = hashlib.sha256(), 0
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            sha256.update(chunk)
            size += len(chunk)
    return size, sha256.hexdigest()


def sha256_of(content: bytes) -> str:
    """Return the SHA-256 of bytes in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def write_safely(path: Path, content: bytes) -> None:
    """Replace a file by another one in a single step, and wait until it is on the disk.

    Raises:
        OSError: the folder cannot be written.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync(path.parent)


def sync(path: Path) -> None:
    """Wait until a file, or the list of names in a folder, is on the disk."""
    with suppress(OSError):  # some systems do not open folders, some disks do not sync
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _seen(path: Path) -> list[int]:
    found = path.stat()
    return [found.st_size, found.st_mtime_ns, found.st_ino]


def _read_rows(path: Path) -> dict[str, list[Any]]:
    value = _read_with_sum(path)
    if not isinstance(value, dict):
        return {}
    return {name: row for name, row in value.items() if isinstance(row, list) and len(row) == 4}


def _with_sum(value: Mapping[str, Any]) -> bytes:
    text = json.dumps(value, indent=1).encode()
    return sha256_of(text).encode() + b"\n" + text + b"\n"


def _read_with_sum(path: Path) -> Any:
    """Return the JSON of a file whose first line is the SHA-256 of the rest, or None."""
    try:
        sha256, _, text = path.read_bytes().partition(b"\n")
        return json.loads(text) if sha256_of(text.removesuffix(b"\n")).encode() == sha256 else None
    except (OSError, ValueError):
        return None
