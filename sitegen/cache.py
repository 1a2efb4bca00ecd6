"""Results of pure steps, found again by a hash of everything that they depend on.

An entry is JSON behind its own checksum: a damaged or foreign file is computed again, never trusted.
Nothing is wrong because of an old entry, since a changed input has another name; old ones only take room.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

KEPT_ENTRIES = 500
"""How many entries of a kind stay; the least recently used go."""


class Cache:
    """A folder of results. Several builds may use it at once: an entry appears whole or not at all."""

    def __init__(self, folder: Path | None) -> None:
        """Open a cache.

        Args:
            folder: where entries are; None for a cache that is always empty.
        """
        self.folder = folder

    def get(self, kind: str, key: str) -> Any:
        """Return the result with this key, or None."""
        if self.folder is None:
            return None
        file = self._file(kind, key)
        try:
            checksum, _, text = file.read_text(encoding="utf-8").partition("\n")
            if checksum != key_of(text):
                return None
            file.touch()  # used just now: the last to go
            return json.loads(text)
        except (OSError, ValueError):  # there is none, or it is not ours
            return None

    def put(self, kind: str, key: str, value: object) -> None:
        """Keep a result of plain values. A folder that cannot be written costs time, not the build."""
        if self.folder is None:
            return
        file = self._file(kind, key)
        text = json.dumps(value, ensure_ascii=False)
        with suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            made = file.with_name(f"{file.name}.{os.getpid()}")
            made.write_text(f"{key_of(text)}\n{text}", encoding="utf-8")
            made.replace(file)
            _drop_oldest(file.parent)

    def _file(self, kind: str, key: str) -> Path:
        assert self.folder is not None  # noqa: S101  (asked before)
        return self.folder / kind / f"{key}.json"


def key_of(*parts: str) -> str:
    """Return the hash of some texts; their borders count."""
    total = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = part.encode()
        total.update(f"{len(data)}:".encode() + data)
    return total.hexdigest()


def digest_of_files(folder: Path, files: Iterable[Path]) -> str:
    """Return the hash of the names below `folder` and of the contents of some files."""
    total = hashlib.blake2b(digest_size=16)
    for file in sorted(files):
        data = file.read_bytes()
        total.update(f"{file.relative_to(folder).as_posix()}\0{len(data)}\0".encode() + data)
    return total.hexdigest()


def _drop_oldest(folder: Path) -> None:
    entries = list(folder.iterdir())
    if len(entries) > KEPT_ENTRIES:
        entries.sort(key=lambda entry: entry.stat().st_mtime)
        for entry in entries[: len(entries) - KEPT_ENTRIES]:
            entry.unlink(missing_ok=True)
