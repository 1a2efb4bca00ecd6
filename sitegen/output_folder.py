"""The published folder and the staging folders beside it: who may replace them, which build uses them.

A staging folder belongs to the build that holds a lock on its marker. The system releases the lock of a
killed build, so the next build finds the folder unlocked and removes it. A process id is no proof, because
systems reuse it.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sitegen.errors import OutputError, Problem

MARKER = ".sitegen"
"""The file that marks a folder as made by sitegen. No other folder is replaced or removed."""
MARKER_TEXT = b"This folder is made by sitegen and replaced by every build. Do not keep anything else here.\n"
LOCK_ATTEMPTS, LOCK_PAUSE_S = 200, 0.05
"""How long a build waits while another build swaps its folders, which takes milliseconds."""


def refuse_foreign(folder: Path, sources: Iterable[Path] = ()) -> None:
    """Refuse a folder whose files were not made by sitegen.

    Raises:
        OutputError: it is a file, it has files but no marker, or it contains a folder of the site.
    """
    if folder.exists() and not folder.is_dir():
        raise OutputError(
            Problem(f"expected a folder for the output, received the file {folder}", code="output")
        )
    for source in sources:
        if source.resolve().is_relative_to(folder):
            message = f"the output folder {folder} contains {source.name}, which the build would remove"
            hint = 'name another with -o or output = "..."'
            raise OutputError(Problem(message, hint=hint, code="output"))
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARKER).is_file():
        hint = f"empty it, name another folder, or add an empty file {MARKER} if it may be replaced"
        raise OutputError(Problem(f"the folder {folder} was not made by sitegen", hint=hint, code="output"))


def generation_of(folder: Path) -> int:
    """Return a number that changes with every build that publishes into a folder; 0 where none did."""
    try:
        return (folder / MARKER).stat().st_mtime_ns
    except OSError:
        return 0


def make_staging_folder(staging: Path) -> int:
    """Make an empty staging folder and return the descriptor that holds the lock on its marker."""
    staging.mkdir()
    (staging / MARKER).write_bytes(MARKER_TEXT)
    descriptor = os.open(staging / MARKER, os.O_RDWR)
    lock(descriptor)
    return descriptor


def recover(folder: Path) -> None:
    """Clean up after killed builds: restore a site that was being renamed, remove abandoned folders."""
    old = folder.with_name(f".{folder.name}.old")
    if old.is_dir() and not folder.exists():
        old.rename(folder)
    staging_name = re.compile(re.escape(f".{folder.name}.new-") + "[0-9a-f]+")
    for found in list(folder.parent.iterdir()) if folder.parent.is_dir() else ():
        if staging_name.fullmatch(found.name) and _is_abandoned(found):
            shutil.rmtree(found, ignore_errors=True)


def _is_abandoned(staging: Path) -> bool:
    """Return whether no running build holds the lock of a staging folder."""
    try:
        descriptor = os.open(staging / MARKER, os.O_RDWR)
    except FileNotFoundError:  # the build was killed before it made the marker, or after it removed it
        return True
    except OSError:
        return False
    try:
        return lock(descriptor)
    finally:
        unlock(descriptor)


@contextmanager
def locked_parent(folder: Path) -> Iterator[None]:
    """Lock the folder above, so that one build at a time recovers or swaps; Windows cannot lock a folder."""
    if sys.platform == "win32":
        yield
        return
    descriptor = os.open(folder.parent, os.O_RDONLY)
    try:
        for _ in range(LOCK_ATTEMPTS):
            if lock(descriptor):
                break
            time.sleep(LOCK_PAUSE_S)
        yield
    finally:
        unlock(descriptor)


def lock(descriptor: int) -> bool:
    """Lock an open file; return False if another process has the lock, or if the system cannot lock."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - exists on Windows only

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - does not exist on Windows

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def unlock(descriptor: int) -> int:
    """Close a descriptor, which releases its lock; return -1, which stands for no descriptor."""
    if descriptor >= 0:
        os.close(descriptor)
    return -1


def remove_output(folder: Path) -> bool:
    """Remove a published folder, and return whether there was one.

    Raises:
        OutputError: sitegen did not make it.
    """
    folder = folder.resolve()
    if not folder.parent.is_dir():
        return False
    with locked_parent(folder):
        recover(folder)
    if not folder.exists():
        return False
    refuse_foreign(folder)
    shutil.rmtree(folder)
    return True
