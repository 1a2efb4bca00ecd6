"""Bring the wheels that a lock names into the user's cache, and accept only the locked bytes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sitegen.errors import Problem, RuntimePinError
from sitegen.progress import Progress
from sitegen.runtime.cache import file_state, runtime_folder, wheels_folder
from sitegen.runtime.checksums import Checksums
from sitegen.runtime.packages.lock_file import LockedPackage
from sitegen.runtime.pin import Pin, mismatch


def fetch_wheels(
    packages: Sequence[LockedPackage], pin: Pin, watch: Progress, *, source: str | None, cache: Path | None
) -> Path:
    """Download the wheels that are missing or damaged, and return their folder.

    Args:
        packages: those of the lock that a site needs.
        pin: says where Pyodide's distribution is.
        watch: receives the number of bytes, and a line about every source that fails.
        source: a folder or a URL to ask first.
        cache: a folder to use instead of the user's cache.

    Raises:
        RuntimePinError: a source gives other bytes than the locked ones, or no source has all wheels.
    """
    folder = wheels_folder(runtime_folder(pin, cache))
    missing = [package for package in packages if not _is_valid(package, folder)]
    if not missing:
        return folder
    from sitegen.runtime.fetch.download import download_files  # noqa: PLC0415 - imports HTTP and TLS

    distributed = [package.pinned for package in missing if package.source == "pyodide"]
    if distributed:
        total = sum(file.bytes for file in distributed)
        download_files(pin, distributed, folder, source, watch, total=total)
    for package in missing:
        if package.source == "index":
            _fetch_from_index(package, pin, folder, watch)
    return folder


def _is_valid(package: LockedPackage, folder: Path) -> bool:
    checksums = Checksums(folder)
    valid = file_state(package.pinned, folder, checksums) == "valid"
    checksums.save()
    return valid


def _fetch_from_index(package: LockedPackage, pin: Pin, folder: Path, watch: Progress) -> None:
    from sitegen.runtime.packages.index import PipError, download_wheel  # noqa: PLC0415 - starts pip

    folder.mkdir(parents=True, exist_ok=True)
    watch.advance(package.file, 0, package.bytes)
    try:
        made = download_wheel(package.name, package.version, pin, folder, package.sha256)
    except PipError as error:
        message = f"{package.name} {package.version} cannot be downloaded: {error}"
        hint = "if the index has another file now, lock the packages again: sitegen runtime lock --upgrade"
        raise RuntimePinError(Problem(message, hint=hint, code="runtime")) from None
    watch.advance(package.file, package.bytes, package.bytes)
    if made.name != package.file or not _is_valid(package, folder):
        made.unlink(missing_ok=True)
        raise RuntimePinError(mismatch(package.pinned, package.bytes, None, "the package index"))
