"""Results of pure steps in one file, found again by a hash of everything that they depend on.

Each entry carries a checksum over its kind, key and value: a damaged, moved or foreign entry is a miss, and a
damaged file is made again. An old entry is never wrong, since a changed input has another key; it only takes
room.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

Value = TypeVar("Value")

FILE = "results.sqlite"
LEAST_ENTRIES = 500
SPARE = 3
"""Entries of a kind that stay: so many times those that the newest build used, at least `LEAST_ENTRIES`."""
BUSY_SECONDS = 2.0
"""How long a build waits for another one that writes."""

_INSERT = "INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?)"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (
    kind TEXT NOT NULL, key TEXT NOT NULL, checksum BLOB NOT NULL, value BLOB NOT NULL, used REAL NOT NULL,
    PRIMARY KEY (kind, key)
)
"""


class Cache:
    """A store of results that several builds may use at once. Damage or a full disk costs only time."""

    def __init__(self, folder: Path | None, *, prune: bool = True) -> None:
        """Open a cache.

        Args:
            folder: where the file is; None for a cache that is always empty.
            prune: whether `close` removes old entries; not where only a part of a site is built.
        """
        self.folder = folder
        self._pruned = prune
        self._connection: sqlite3.Connection | None = None
        self._used: dict[str, set[str]] = {}
        self._written = False

    def get(self, kind: str, key: str) -> Any:
        """Return the JSON value with this key, or None."""
        data = self.get_bytes(kind, key)
        with suppress(ValueError):
            return None if data is None else json.loads(data)
        return None

    def put(self, kind: str, key: str, value: object) -> None:
        """Store a JSON value."""
        self.put_bytes(kind, key, json.dumps(value).encode())

    def get_bytes(self, kind: str, key: str) -> bytes | None:
        """Return the bytes with this key, or None."""
        query = "SELECT checksum, value FROM entries WHERE kind = ? AND key = ?"
        row = self._run(lambda database: database.execute(query, (kind, key)).fetchone())
        if not row or not isinstance(row[1], bytes) or row[0] != _checksum(kind, key, row[1]):
            return None
        self._used.setdefault(kind, set()).add(key)
        value: bytes = row[1]
        return value

    def put_bytes(self, kind: str, key: str, value: bytes) -> None:
        """Store bytes."""
        row = (kind, key, _checksum(kind, key, value), value, time.time())
        self._run(lambda database: database.execute(_INSERT, row))
        self._used.setdefault(kind, set()).add(key)
        self._written = True

    def close(self) -> None:
        """Remove the entries that were not used for the longest time, and close the file."""
        if self._written and self._pruned:
            self._run(self._prune)
        if self._connection is not None:
            self._forget()

    def _prune(self, database: sqlite3.Connection) -> None:
        now = time.time()
        database.execute("BEGIN IMMEDIATE")
        for kind, keys in self._used.items():
            update = "UPDATE entries SET used = ? WHERE kind = ? AND key = ?"
            database.executemany(update, [(now, kind, key) for key in keys])
            oldest = (
                "DELETE FROM entries WHERE kind = ? AND key NOT IN "
                "(SELECT key FROM entries WHERE kind = ? ORDER BY used DESC LIMIT ?)"
            )
            database.execute(oldest, (kind, kind, max(LEAST_ENTRIES, SPARE * len(keys))))
        database.execute("COMMIT")

    def _run(self, work: Callable[[sqlite3.Connection], Value]) -> Value | None:
        """Do something with the database; make a damaged one again; return None where there is none."""
        for _ in range(2):
            database = self._open()
            if database is None:
                return None
            try:
                return work(database)
            except sqlite3.OperationalError:  # busy for too long, a full disk, a folder that went away
                return None
            except sqlite3.DatabaseError:  # a damaged file
                self._remove()
        return None

    def _open(self) -> sqlite3.Connection | None:
        if self._connection is None and self.folder is not None:
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
                connection = sqlite3.connect(self.folder / FILE, timeout=BUSY_SECONDS, isolation_level=None)
                connection.text_factory = lambda data: data.decode("utf-8", "replace")
            except (OSError, sqlite3.Error):
                self.folder = None
                return None
            self._connection = connection
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = NORMAL")
                connection.execute(_SCHEMA)
            except sqlite3.OperationalError:
                self._forget()
                self.folder = None
            except sqlite3.DatabaseError:
                self._remove()
                return self._open()
        return self._connection

    def _forget(self) -> None:
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None

    def _remove(self) -> None:
        self._forget()
        if self.folder is not None:
            for suffix in ("", "-wal", "-shm"):
                try:
                    (self.folder / f"{FILE}{suffix}").unlink(missing_ok=True)
                except OSError:  # not ours to remove: work without a cache
                    self.folder = None
                    return


def key_of(*parts: str) -> str:
    """Return the hash of some texts; where one ends and the next begins counts."""
    total = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        total.update(f"{len(data)}:".encode() + data)
    return total.hexdigest()


def digest_of_files(folder: Path, files: Iterable[Path]) -> str:
    """Return the hash of the names below `folder` and of the contents of some files."""
    total = hashlib.blake2b(digest_size=16)
    for file in sorted(files):
        data = file.read_bytes()
        total.update(f"{file.relative_to(folder).as_posix()}\0{len(data)}\0".encode() + data)
    return total.hexdigest()


def _checksum(kind: str, key: str, value: bytes) -> bytes:
    total = hashlib.blake2b(digest_size=16)
    for part in (kind.encode(), key.encode(), value):
        total.update(f"{len(part)}:".encode())
        total.update(part)
    return total.digest()
