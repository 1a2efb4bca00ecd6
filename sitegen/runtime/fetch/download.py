"""The pinned files into the user's cache, from the first source that has them, and only byte for byte.

Sources, in order: the one in the configuration, Pyodide's own CDN, the mirror on the package index. Files
that are there and valid are kept, so running again goes on where it stopped; a complete cache needs no
network.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit
from urllib.request import url2pathname

from sitegen.errors import Problem, RuntimePinError
from sitegen.progress import Progress, Silent
from sitegen.runtime.cache import PART, file_state, runtime_folder
from sitegen.runtime.fetch_http import AbsentError, SourceError, open_url, read_some
from sitegen.runtime.fetch_mirror import mirror_files
from sitegen.runtime.pin import Pin, PinnedFile, digest_of, mismatch

_CHUNK = 1 << 18
_STALE_SECONDS = 3600

Opener = Callable[[str], AbstractContextManager[BinaryIO]]
"""Opens one pinned file by its name."""
Source = tuple[str, Callable[[], AbstractContextManager[Opener]]]
"""What to call a source in messages, and how to enter it."""


def fetch_runtime(
    pin: Pin, *, source: str | None = None, cache: Path | None = None, progress: Progress | None = None
) -> Path:
    """Bring every pinned file into the cache and return its folder.

    Two processes may do so at once: each file is written beside its place, checked, and renamed into it.

    Args:
        pin: what to fetch.
        source: a folder or a URL (http, https, file) to ask first.
        cache: in place of the user's own cache.
        progress: receives how many of the bytes are here, and a line about every source that was
            passed over and every file that was damaged.

    Raises:
        RuntimePinError: a source gives other bytes than the pinned ones, or no source has them all.
    """
    fetch = _Fetch(pin, runtime_folder(pin, cache), progress or Silent())
    failures: list[str] = []
    for label, files in _sources(pin, source, fetch.watch):
        if not fetch.missing:
            return fetch.folder
        faults = fetch.take(label, files)
        failures += faults
        for fault in faults:
            fetch.watch.line(fault)
    if fetch.missing:
        names = ", ".join(file.name for file in fetch.missing)
        message = f"no source gives the runtime's files ({names}): " + "; ".join(failures)
        hint = (
            "put the files into a folder or on a server of yours, and name it in the configuration: "
            'source = "folder or URL" in the table [tool.sitegen.runtime]'
        )
        raise RuntimePinError(Problem(message, hint=hint, code="runtime"))
    return fetch.folder


def _sources(pin: Pin, source: str | None, watch: Progress) -> Iterator[Source]:
    if source is not None:
        if source.startswith(("http://", "https://")):
            yield source, partial(_url_files, source)
        else:
            plain = url2pathname(urlsplit(source).path) if source.startswith("file://") else source
            yield source, partial(_folder_files, Path(plain).expanduser())
    yield pin.cdn, partial(_url_files, pin.cdn)
    yield "package index", partial(mirror_files, pin.mirror, watch.line)


@contextmanager
def _url_files(url: str) -> Iterator[Opener]:
    yield lambda name: open_url(f"{url.rstrip('/')}/{name}")


@contextmanager
def _folder_files(folder: Path) -> Iterator[Opener]:
    if not folder.is_dir():
        raise SourceError("there is no such folder")

    def open_file(name: str) -> BinaryIO:
        try:
            return (folder / name).open("rb")
        except FileNotFoundError:
            raise AbsentError("it is not in the folder") from None
        except OSError as error:
            raise SourceError(f"{name}: {error.strerror}") from None

    yield open_file


class _Fetch:
    """One fetch under way: which files are still missing shrinks as sources give them."""

    def __init__(self, pin: Pin, folder: Path, watch: Progress) -> None:
        self.folder = folder
        self.watch = watch
        self._total = pin.bytes
        self.missing = [file for file in pin.files if not self._is_here(file)]
        if self.missing:
            _prepare(folder)

    def take(self, label: str, files: Callable[[], AbstractContextManager[Opener]]) -> list[str]:
        """Take what a source has of the missing files; return what it could not give, and why."""
        faults = []
        try:
            with files() as open_file:
                for file in list(self.missing):
                    try:
                        with open_file(file.name) as stream:
                            self._keep(file, stream, label)
                    except AbsentError as error:
                        faults.append(f"{label}: {file.name}: {error}")
                    else:
                        self.missing.remove(file)
        except SourceError as error:
            faults.append(f"{label}: {error}")
        return faults

    def _is_here(self, file: PinnedFile) -> bool:
        state = file_state(file, self.folder)
        if state == "damaged":
            with suppress(OSError):
                size, sha256 = digest_of(self.folder / file.name)
                self.watch.line(f"{mismatch(file, size, sha256, 'the cache').message}; it is fetched again")
        return state == "valid"

    def _keep(self, file: PinnedFile, stream: BinaryIO, label: str) -> None:
        """Copy a stream into the cache if it is the pinned file."""
        sha256, size = hashlib.sha256(), 0
        here = self._total - sum(other.bytes for other in self.missing)
        with _written(self.folder):
            handle, name = tempfile.mkstemp(prefix=f".{file.name}.", suffix=PART, dir=self.folder)
        part = Path(name)
        try:
            with _written(self.folder), os.fdopen(handle, "wb") as target:
                # One byte more than the pin allows is enough to know.
                while size <= file.bytes and (chunk := read_some(stream, min(_CHUNK, file.bytes + 1 - size))):
                    target.write(chunk)
                    sha256.update(chunk)
                    size += len(chunk)
                    self.watch.advance(file.name, here + min(size, file.bytes), self._total)
            if size != file.bytes or sha256.hexdigest() != file.sha256:
                received = None if size > file.bytes else sha256.hexdigest()
                raise RuntimePinError(mismatch(file, size, received, label))
            with _written(self.folder):
                # The published site links to this file: a web server of another user must be able to read it.
                part.chmod(0o644)
                part.replace(self.folder / file.name)
        finally:
            part.unlink(missing_ok=True)


def _prepare(folder: Path) -> None:
    """Make the cache's folder, and remove what fetches left that were killed long ago."""
    with _written(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for part in folder.glob(f".*{PART}"):
            with suppress(FileNotFoundError):
                if time.time() - part.stat().st_mtime > _STALE_SECONDS:
                    part.unlink()


@contextmanager
def _written(folder: Path) -> Iterator[None]:
    """Turn a full disk or a folder without permission into the author's message."""
    try:
        yield
    except OSError as error:
        message = f"the cache {folder} cannot be used: {error.strerror}"
        hint = 'name another: cache = "folder" in the table [tool.sitegen.runtime]'
        raise RuntimePinError(Problem(message, hint=hint, code="runtime")) from error
