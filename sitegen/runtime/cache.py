"""The folder in which the pinned files wait, shared by the user's sites."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import platformdirs

from sitegen.runtime.pin import Pin, PinnedFile, is_valid

PART = ".part"
"""Ending of a file that is still being written; its name begins with a dot."""
PACKED = "packed"
"""Folder beside the pinned files, of what was made from them."""
State = Literal["valid", "missing", "damaged"]


@dataclass(frozen=True, slots=True)
class FileState:
    """One pinned file as it is in the cache."""

    name: str
    bytes: int
    """What the pin says."""
    state: State


@dataclass(frozen=True, slots=True)
class RuntimeInfo:
    """What the cache holds of a pin."""

    folder: Path
    pyodide: str
    numpy: str
    files: tuple[FileState, ...]

    @property
    def complete(self) -> bool:
        """True when no network is needed."""
        return all(file.state == "valid" for file in self.files)


def runtime_folder(pin: Pin, cache: Path | None = None) -> Path:
    """Return the folder of a pin's files in `cache`, or in the user's own cache; it may not exist yet."""
    return (cache or platformdirs.user_cache_path("sitegen") / "runtime") / pin.pyodide


def runtime_info(pin: Pin, cache: Path | None = None) -> RuntimeInfo:
    """Look at every file of the cache, its bytes included."""
    folder = runtime_folder(pin, cache)
    states = tuple(FileState(file.name, file.bytes, file_state(file, folder)) for file in pin.files)
    return RuntimeInfo(folder, pin.pyodide, pin.numpy, states)


def file_state(file: PinnedFile, folder: Path) -> State:
    """Say how a file is in a folder, its bytes included."""
    path = folder / file.name
    if is_valid(file, path):
        return "valid"
    return "damaged" if path.is_file() else "missing"


def clear_runtime(pin: Pin, cache: Path | None = None) -> int:
    """Remove a pin's files, what was packed from them and what interrupted fetches left.

    Nothing else in the folder is touched. Returns the bytes that were freed.
    """
    folder = runtime_folder(pin, cache)
    freed = 0
    for path in [*(folder / file.name for file in pin.files), *folder.glob(f".*{PART}")]:
        with suppress(FileNotFoundError):
            size = path.stat().st_size
            path.unlink()
            freed += size
    packed = folder / PACKED
    for path in packed.rglob("*") if packed.is_dir() else ():
        if path.is_file():
            freed += path.stat().st_size
    shutil.rmtree(packed, ignore_errors=True)
    with suppress(OSError):
        folder.rmdir()
    return freed
