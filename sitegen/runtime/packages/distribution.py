"""Pyodide's distribution: the packages that its project compiles for each release, and their files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sitegen.errors import Problem, RuntimePinError
from sitegen.progress import Progress
from sitegen.runtime.cache import file_state
from sitegen.runtime.checksums import Checksums, digest_of, sha256_of, write_safely
from sitegen.runtime.fetch.download import sources
from sitegen.runtime.fetch.http import AbsentError, SourceError, read_some
from sitegen.runtime.pin import Pin

_LARGEST_WHEEL = 256 << 20
"""In bytes; a source that sends more is not believed."""
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Distributed:
    """A package of the distribution."""

    name: str
    version: str
    file: str
    sha256: str
    imports: tuple[str, ...]
    depends: tuple[str, ...]
    """Names of packages."""
    is_library: bool
    """Whether it is a shared library of C, which is no Python package."""


def read_distribution(
    pin: Pin, folder: Path, source: str | None, watch: Progress
) -> Mapping[str, Distributed]:
    """Return the packages of the distribution by name; the list of them is downloaded where it is missing.

    Args:
        pin: says which list.
        folder: the cache of the pinned files.
        source: a folder or a URL to ask first.
        watch: receives a line about every source that fails.

    Raises:
        RuntimePinError: no source has the list.
    """
    file = pin.distribution
    checksums = Checksums(folder)
    if file_state(file, folder, checksums) != "valid":
        folder.mkdir(parents=True, exist_ok=True)
        content = _fetch(pin, source, watch)
        write_safely(folder / file.name, content)
    checksums.save()
    packages = json.loads((folder / file.name).read_text("utf-8"))["packages"]
    return {
        name: Distributed(
            name=name,
            version=row["version"],
            file=row["file_name"],
            sha256=row["sha256"],
            imports=tuple(row["imports"]),
            depends=tuple(re.sub(r"[-_.]+", "-", needed).lower() for needed in row["depends"]),
            is_library=row["package_type"] != "package",
        )
        for name, row in packages.items()
    }


def fetch_distributed(
    pin: Pin, wheels: Iterable[Distributed], folder: Path, source: str | None, watch: Progress
) -> None:
    """Download wheels of the distribution, whose sizes its list does not say.

    Args:
        pin: says where the sources are.
        wheels: the packages. A wheel that is in the folder is not downloaded again.
        folder: where to put the wheels.
        source: a folder or a URL to ask first.
        watch: receives the number of bytes.

    Raises:
        RuntimePinError: no source has all of them, as the list names them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    missing = {
        wheel.file: wheel.sha256 for wheel in wheels if not _is_there(folder / wheel.file, wheel.sha256)
    }
    failures: list[str] = []
    for name, content in _download(pin, missing, source, watch, failures):
        write_safely(folder / name, content)
    if missing:
        message = f"no source has {', '.join(missing)}: {'; '.join(failures)}"
        raise RuntimePinError(Problem(message, code="runtime"))


def _is_there(path: Path, sha256: str) -> bool:
    try:
        return digest_of(path)[1] == sha256
    except OSError:
        return False


def _download(
    pin: Pin, missing: dict[str, str], source: str | None, watch: Progress, failures: list[str]
) -> Iterator[tuple[str, bytes]]:
    """Yield files from the first source that has each with its sum.

    Args:
        pin: says where the sources are.
        missing: the sums of the files by name; files that were found are removed.
        source: a folder or a URL to ask first.
        watch: receives the number of bytes.
        failures: receives why sources do not have files.
    """
    for label, files in sources(pin, source, watch):
        if not missing:
            return
        try:
            with files() as open_file:
                for name, sha256 in list(missing.items()):
                    try:
                        with open_file(name) as stream:
                            content = _read_all(stream, name, watch)
                    except AbsentError as error:
                        failures.append(f"{label}: {name}: {error}")
                        continue
                    if sha256_of(content) != sha256:
                        failures.append(f"{label}: {name} is not the file that was pinned or locked")
                        continue
                    del missing[name]
                    yield name, content
        except SourceError as error:
            failures.append(f"{label}: {error}")


def _read_all(stream: BinaryIO, name: str, watch: Progress) -> bytes:
    parts, size = [], 0
    while part := read_some(stream, _CHUNK):
        parts.append(part)
        size += len(part)
        watch.advance(name, size, size)
        if size > _LARGEST_WHEEL:
            raise SourceError(f"{name} is larger than {_LARGEST_WHEEL:,} bytes")
    return b"".join(parts)


def _fetch(pin: Pin, source: str | None, watch: Progress) -> bytes:
    """Return the list from the first source that has the pinned one; the mirror has another list."""
    file = pin.distribution
    failures: list[str] = []
    for _, content in _download(pin, {file.name: file.sha256}, source, watch, failures):
        return content
    message = f"no source has Pyodide's list of packages ({file.name}): {'; '.join(failures)}"
    raise RuntimePinError(Problem(message, code="runtime"))
