"""The folder that holds the pinned files and what is packed from them, shared by the user's sites."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import platformdirs

from sitegen.runtime.checksums import RECORD_FILE, Checksums, damage_in, listed_files
from sitegen.runtime.pin import Pin, PinnedFile

PART = ".part"
"""The ending of a file that is still being written; its name begins with a dot."""
PACKED = "packed"
"""The folder, beside the pinned files, of what was packed from them."""
WHEELS = "wheels"
"""The folder, beside the pinned files, of the wheels that the lock files of the user's sites name."""
State = Literal["valid", "missing", "damaged"]


@dataclass(frozen=True, slots=True)
class FileState:
    """The state of a pinned file, or of a folder of packed files, in the cache."""

    name: str
    bytes: int
    """The size that the pin, or the folder's list of sums, states."""
    state: State
    damage: str | None = None
    """What is wrong with a damaged folder."""


@dataclass(frozen=True, slots=True)
class RuntimeInfo:
    """What the cache holds of a pin."""

    folder: Path
    pyodide: str
    numpy: str
    files: tuple[FileState, ...]
    """Every pinned file."""
    packed: tuple[FileState, ...]
    """Every folder of packed files."""

    @property
    def complete(self) -> bool:
        """Whether every pinned file is valid, so that a build needs no network."""
        return all(file.state == "valid" for file in self.files)


def runtime_folder(pin: Pin, cache: Path | None = None) -> Path:
    """Return the folder of a pin's files in `cache`, by default the user's cache; it need not exist."""
    return (cache or platformdirs.user_cache_path("sitegen") / "runtime") / pin.pyodide


def wheels_folder(folder: Path) -> Path:
    """Return the folder of wheels beside pinned files; it need not exist."""
    return folder / WHEELS


def runtime_info(pin: Pin, cache: Path | None = None) -> RuntimeInfo:
    """Read every file of the cache and return its state.

    A build after this one does not use a file that was found to be damaged, even if its size and time are
    right.
    """
    folder = runtime_folder(pin, cache)
    checksums = Checksums(folder)
    files = tuple(
        FileState(file.name, file.bytes, file_state(file, folder, checksums, read=True)) for file in pin.files
    )
    packed = []
    for path in sorted((folder / PACKED).glob("[!.]*")):
        size = sum(size for size, _ in (listed_files(path) or {}).values())
        damage = damage_in(path, checksums, read=True)
        packed.append(FileState(path.name, size, "damaged" if damage else "valid", damage))
    checksums.save()
    return RuntimeInfo(folder, pin.pyodide, pin.numpy, files, tuple(packed))


def file_state(file: PinnedFile, folder: Path, checksums: Checksums, *, read: bool = False) -> State:
    """Return the state of a pinned file.

    Args:
        file: what the pin says.
        folder: where the file is.
        checksums: those of the folder.
        read: whether to read the file even if it looks unchanged.
    """
    path = folder / file.name
    try:
        if path.stat().st_size == file.bytes and checksums.sha256(path, read=read) == file.sha256:
            return "valid"
    except FileNotFoundError:
        return "missing"
    except OSError:
        return "damaged"
    return "damaged"


def clear_runtime(pin: Pin, cache: Path | None = None) -> int:
    """Remove a pin's files, what was packed from them, and the remains of interrupted downloads.

    Other files in the folder stay.

    Returns:
        The number of bytes that were freed.
    """
    folder = runtime_folder(pin, cache)
    freed = 0
    names = [*(file.name for file in pin.files), pin.distribution.name]
    (folder / RECORD_FILE).unlink(missing_ok=True)
    for path in [*(folder / name for name in names), *folder.glob(f".*{PART}")]:
        with suppress(FileNotFoundError):
            size = path.stat().st_size
            path.unlink()
            freed += size
    for made in (folder / PACKED, folder / WHEELS):
        freed += sum(path.stat().st_size for path in made.rglob("*") if path.is_file())
        shutil.rmtree(made, ignore_errors=True)
    with suppress(OSError):
        folder.rmdir()
    return freed
