"""Download pinned files into the cache, and accept only the pinned bytes.

The sources are, in order: the one in the configuration, Pyodide's own CDN, the mirror on the package index,
and Pyodide's package on the npm registry.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit
from urllib.request import url2pathname

from sitegen.errors import Problem, RuntimePinError
from sitegen.progress import Progress
from sitegen.runtime.cache import PART
from sitegen.runtime.checksums import sync
from sitegen.runtime.fetch.http import AbsentError, SourceError, open_url, read_some
from sitegen.runtime.fetch.mirror import mirror_files
from sitegen.runtime.fetch.npm import npm_files
from sitegen.runtime.pin import Pin, PinnedFile, mismatch

_CHUNK = 1 << 18
_STALE_SECONDS = 3600

Opener = Callable[[str], AbstractContextManager[BinaryIO]]
"""Opens a pinned file by its name."""
Source = tuple[str, Callable[[], AbstractContextManager[Opener]]]
"""The name of a source for messages, and what opens the source."""


def download_files(
    pin: Pin,
    missing: Sequence[PinnedFile],
    folder: Path,
    source: str | None,
    watch: Progress,
    *,
    total: int,
) -> None:
    """Download files from the first source that has them.

    Args:
        pin: says where the sources are.
        missing: the files to download.
        folder: where to put them; each file is written beside its place, checked, and renamed.
        source: a folder or a URL to ask first.
        watch: receives the number of bytes, and a line about every source that fails.
        total: the size of these files and of those that are there already, for the progress.

    Raises:
        RuntimePinError: a source gives other bytes than the pinned ones, or no source has all files.
    """
    download = _Download(missing, folder, watch, total)
    failures: list[str] = []
    for label, files in sources(pin, source, watch):
        if not download.missing:
            return
        found = download.take(label, files)
        failures += found
        for failure in found:
            watch.line(failure)
    if download.missing:
        names = ", ".join(file.name for file in download.missing)
        message = f"no source has the runtime's files ({names}): " + "; ".join(failures)
        hint = (
            "put the files into a folder or on a server of yours, and name it in the configuration: "
            'source = "folder or URL" in the table [tool.sitegen.runtime]'
        )
        raise RuntimePinError(Problem(message, hint=hint, code="runtime"))


def sources(pin: Pin, source: str | None, watch: Progress) -> Iterator[Source]:
    """Give the sources in the order in which they are asked.

    Args:
        pin: says where Pyodide's own files, the mirror and the npm package are.
        source: a folder or a URL to ask first.
        watch: receives lines about slow ways.
    """
    if source is not None:
        if source.startswith(("http://", "https://")):
            yield source, partial(url_files, source)
        else:
            plain = url2pathname(urlsplit(source).path) if source.startswith("file://") else source
            yield source, partial(_folder_files, Path(plain).expanduser())
    yield pin.cdn, partial(url_files, pin.cdn)
    yield "package index", partial(mirror_files, pin.mirror, watch.line)
    yield "npm", partial(npm_files, pin.npm, pin.pyodide)


@contextmanager
def url_files(url: str) -> Iterator[Opener]:
    """Give a function that opens a file below an address by name."""
    yield lambda name: open_url(f"{url.rstrip('/')}/{name}")


@contextmanager
def _folder_files(folder: Path) -> Iterator[Opener]:
    if not folder.is_dir():
        raise SourceError("the folder does not exist")

    def open_file(name: str) -> BinaryIO:
        try:
            return (folder / name).open("rb")
        except FileNotFoundError:
            raise AbsentError("the folder does not have it") from None
        except OSError as error:
            raise SourceError(f"{name}: {error.strerror}") from None

    yield open_file


class _Download:
    """A download in progress: `missing` becomes shorter with every file that a source gives."""

    def __init__(self, missing: Sequence[PinnedFile], folder: Path, watch: Progress, total: int) -> None:
        self.missing = list(missing)
        self._folder = folder
        self._watch = watch
        self._total = total
        _prepare(folder)

    def take(self, label: str, files: Callable[[], AbstractContextManager[Opener]]) -> list[str]:
        """Store the missing files that a source has; return a line about each failure."""
        failures = []
        try:
            with files() as open_file:
                for file in list(self.missing):
                    try:
                        with open_file(file.name) as stream:
                            self._store(file, stream, label)
                    except AbsentError as error:
                        failures.append(f"{label}: {file.name}: {error}")
                    else:
                        self.missing.remove(file)
        except SourceError as error:
            failures.append(f"{label}: {error}")
        return failures

    def _store(self, file: PinnedFile, stream: BinaryIO, label: str) -> None:
        """Copy a stream into the cache if it holds the pinned bytes."""
        sha256, size = hashlib.sha256(), 0
        done = self._total - sum(other.bytes for other in self.missing)
        with _cache_errors(self._folder):
            handle, name = tempfile.mkstemp(prefix=f".{file.name}.", suffix=PART, dir=self._folder)
        part = Path(name)
        try:
            with _cache_errors(self._folder), os.fdopen(handle, "wb") as target:
                # One byte more than the pinned size shows that the file is too long.
                while size <= file.bytes and (chunk := read_some(stream, min(_CHUNK, file.bytes + 1 - size))):
                    target.write(chunk)
                    sha256.update(chunk)
                    size += len(chunk)
                    self._watch.advance(file.name, done + min(size, file.bytes), self._total)
                target.flush()
                os.fsync(target.fileno())
            if size != file.bytes or sha256.hexdigest() != file.sha256:
                received = None if size > file.bytes else sha256.hexdigest()
                raise RuntimePinError(mismatch(file, size, received, label))
            with _cache_errors(self._folder):
                # The published site may link to this file, and another user's web server must be able to read
                # it.
                part.chmod(0o644)
                part.replace(self._folder / file.name)
                sync(self._folder)
        finally:
            part.unlink(missing_ok=True)


def _prepare(folder: Path) -> None:
    """Create the cache's folder, and remove partial files of downloads that were killed long ago."""
    with _cache_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for part in folder.glob(f".*{PART}"):
            with suppress(FileNotFoundError):
                if time.time() - part.stat().st_mtime > _STALE_SECONDS:
                    part.unlink()


@contextmanager
def _cache_errors(folder: Path) -> Iterator[None]:
    """Report a full disk or a missing permission as a problem of the configured cache."""
    try:
        yield
    except OSError as error:
        message = f"the cache {folder} cannot be used: {error.strerror}"
        hint = 'name another: cache = "folder" in the table [tool.sitegen.runtime]'
        raise RuntimePinError(Problem(message, hint=hint, code="runtime")) from error
