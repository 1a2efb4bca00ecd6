"""Results of packing in the cache: one folder each, named after its kind and a hash of its inputs.

A folder appears with all its files and the list of their sums, or not at all. Every use checks the list.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sitegen.progress import Progress
from sitegen.runtime.cache import PACKED
from sitegen.runtime.checksums import (
    LIST_FILE,
    Checksums,
    damage_in,
    finish_folder,
    listed_files,
    sha256_of,
    sync,
)
from sitegen.runtime.pack.run_node import PackError

_SMALL_RESULTS = 16
"""How many results of a kind made by `make_small` stay in the cache; the least recently used are removed."""


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A file that readers download, with its size and its SHA-256 in hexadecimal."""

    content: bytes | Path
    bytes: int
    sha256: str


class Results:
    """The results that belong to one folder of pinned files. Several processes may use it at once."""

    def __init__(self, folder: Path, watch: Progress, before_making: Callable[[], None]) -> None:
        """Open the cache.

        Args:
            folder: the folder of the pinned files.
            watch: receives what is being made, and a line about every damaged result.
            before_making: called before anything is made; it may raise, to stop the build early.
        """
        self.checksums = Checksums(folder)
        self._packed = folder / PACKED
        self._watch = watch
        self._before_making = before_making

    def make(
        self, kind: str, key: str, work: Callable[[Path], None], *, title: str
    ) -> dict[str, PublishedFile]:
        """Return the files of a result by name; make the result if it is missing or damaged.

        Args:
            kind: the beginning of the folder's name.
            key: a hash of everything that the result depends on.
            work: writes the files into the folder that it receives.
            title: what the progress shows meanwhile.

        Raises:
            PackError: `work` failed, or the cache cannot be written.
        """
        folder = self._packed / f"{kind}-{key}"
        if not self._is_usable(folder):
            self._before_making()
            self._watch.advance(title, 0, 1)
            try:
                self._make(folder, work)
            except OSError as error:
                raise PackError(f"the cache cannot be written: {error.strerror}") from error
            self._watch.advance(title, 1, 1)
        files = listed_files(folder)
        if files is None:
            raise PackError(f"{folder} cannot be written")
        return {name: PublishedFile(folder / name, size, sha256) for name, (size, sha256) in files.items()}

    def has(self, kind: str, key: str) -> bool:
        """Say whether a result is in the cache, undamaged."""
        folder = self._packed / f"{kind}-{key}"
        return folder.is_dir() and damage_in(folder, self.checksums) is None

    def make_small(self, kind: str, key: str, work: Callable[[], bytes]) -> PublishedFile:
        """Return a result of one file, read into memory; a cache that cannot be written is not an error.

        Args:
            kind: the beginning of the folder's name; only the last used results of a kind stay.
            key: a hash of everything that the result depends on.
            work: returns the file's contents.
        """
        folder = self._packed / f"{kind}-{key}"
        content = self._read_small(folder)
        if content is None:
            self._before_making()
            content = work()
            made = content
            with suppress(OSError, PackError):
                self._make(folder, lambda place: _write(place / kind, made))
                self._remove_oldest(kind)
        else:
            with suppress(OSError):
                os.utime(folder / LIST_FILE)  # the time of its last use
        return PublishedFile(content, len(content), sha256_of(content))

    def _is_usable(self, folder: Path) -> bool:
        if not folder.is_dir():
            return False
        damage = damage_in(folder, self.checksums)
        if damage:
            self._report_damage(folder, damage)
        return damage is None

    def _read_small(self, folder: Path) -> bytes | None:
        if not folder.is_dir():
            return None
        name = folder.name.rpartition("-")[0]
        size, sha256 = (listed_files(folder) or {}).get(name, (0, ""))
        with suppress(OSError):
            content = (folder / name).read_bytes()
            if len(content) == size and sha256_of(content) == sha256:
                return content
        self._report_damage(folder, f"{name} is damaged")
        return None

    def _report_damage(self, folder: Path, damage: str) -> None:
        self._watch.line(f"{folder.name} in the cache is damaged ({damage}); sitegen makes it again")

    def _make(self, folder: Path, work: Callable[[Path], None]) -> None:
        self._packed.mkdir(parents=True, exist_ok=True)
        place = Path(tempfile.mkdtemp(prefix=".making-", dir=self._packed))
        try:
            work(place)
            finish_folder(place, folder.name)
            place.chmod(0o755)
            if damage_in(folder, self.checksums):  # else another process has made the folder meanwhile
                _remove(folder, self._packed)
            with suppress(OSError):
                os.rename(place, folder)  # noqa: PTH104  # unlike replace, it keeps a folder with files
            sync(self._packed)
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def _remove_oldest(self, kind: str) -> None:
        lists = sorted(self._packed.glob(f"{kind}-*/{LIST_FILE}"), key=lambda path: path.stat().st_mtime)
        for path in lists[:-_SMALL_RESULTS]:
            _remove(path.parent, self._packed)


def key_of(*parts: bytes) -> str:
    """Return the hash of some inputs, as a key; where one input ends and the next begins counts."""
    total = hashlib.sha256()
    for part in parts:
        total.update(len(part).to_bytes(8, "little") + part)
    return total.hexdigest()[:32]


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _remove(folder: Path, packed: Path) -> None:
    """Remove a folder, which disappears in one step."""
    if folder.exists():
        gone = Path(tempfile.mkdtemp(prefix=".removed-", dir=packed))
        with suppress(OSError):
            folder.rename(gone / folder.name)
        shutil.rmtree(gone, ignore_errors=True)
