"""Write the outputs into the published folder, all of them or none.

A build writes the new site into a stage, a folder beside the old site, and exchanges the two in one step.
Readers never see half a site, and a killed build never leaves one. Unchanged files are linked, not written.

A stage belongs to the build that holds a lock on its marker. The system releases the lock of a killed build,
so the next build finds the stage unlocked and removes it. A process id is no proof, because systems reuse it.
"""

from __future__ import annotations

import ctypes
import filecmp
import os
import re
import shutil
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from secrets import token_hex

from sitegen.errors import CollisionError, OutputError, Problem
from sitegen.model import Output

MARKER = ".sitegen"
"""The file that marks a folder as made by sitegen. No other folder is replaced or removed."""
MARKER_TEXT = b"This folder is made by sitegen and replaced by every build. Do not keep anything else here.\n"
LOCK_ATTEMPTS, LOCK_PAUSE_S = 200, 0.05
"""How long a build waits while another build swaps its folders, which takes milliseconds."""


@dataclass(frozen=True, slots=True)
class Written:
    """How many files of the published folder are new or changed, unchanged, and removed."""

    written: int
    unchanged: int
    removed: int


def write_outputs(outputs: Sequence[Output], folder: Path, *, sources: Iterable[Path] = ()) -> Written:
    """Replace the contents of the published folder by the outputs.

    Args:
        outputs: every file of the site.
        folder: the published folder; made when it is missing.
        sources: folders of the site, which must not be inside `folder`.

    Raises:
        CollisionError: two outputs have one path.
        OutputError: the folder was not made by sitegen, or cannot be written.
    """
    refuse_collisions(outputs)
    _refuse_outside(outputs)
    folder = folder.resolve()
    stage, lock = folder.with_name(f".{folder.name}.new-{token_hex(8)}"), -1
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _locked_parent(folder):
            _recover(folder)
            refuse_foreign(folder, sources)
            lock = _make_stage(stage)
        written, unchanged = _write_files(outputs, stage, folder)
        removed = len(_files(folder) - {output.output_path for output in outputs})
        with _locked_parent(folder):
            if sys.platform == "win32":  # Windows does not rename a folder that contains an open file
                lock = _unlock(lock)
            _swap(stage, folder)
    except OSError as error:
        shutil.rmtree(stage, ignore_errors=True)
        reason = error.strerror or str(error)
        raise OutputError(
            Problem(f"cannot write {error.filename or folder}: {reason}", code="output")
        ) from error
    except BaseException:
        shutil.rmtree(stage, ignore_errors=True)
        raise
    finally:
        _unlock(lock)
    return Written(written, unchanged, removed)


def refuse_collisions(outputs: Iterable[Output]) -> None:
    """Refuse outputs that have the same path, and report all of them.

    Raises:
        CollisionError: two outputs have one path.
    """
    wanted: dict[PurePosixPath, list[str]] = defaultdict(list)
    for output in outputs:
        wanted[output.output_path].append(output.origin)
    problems = [
        Problem(f"{' and '.join(origins)} would be published as {path}", code="collision")
        for path, origins in wanted.items()
        if len(origins) > 1
    ]
    if problems:
        raise CollisionError(problems)


def _refuse_outside(outputs: Iterable[Output]) -> None:
    outside = [
        Problem(
            f"{output.origin} would be written outside the output folder, to {output.output_path}",
            code="output",
        )
        for output in outputs
        if output.output_path.is_absolute() or ".." in output.output_path.parts
    ]
    if outside:
        raise OutputError(outside)


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


def remove_output(folder: Path) -> bool:
    """Remove a published folder, and return whether there was one.

    Raises:
        OutputError: sitegen did not make it.
    """
    folder = folder.resolve()
    if not folder.parent.is_dir():
        return False
    with _locked_parent(folder):
        _recover(folder)
    if not folder.exists():
        return False
    refuse_foreign(folder)
    shutil.rmtree(folder)
    return True


def _make_stage(stage: Path) -> int:
    """Make an empty stage and return the descriptor that holds the lock on its marker."""
    stage.mkdir()
    (stage / MARKER).write_bytes(MARKER_TEXT)
    lock = os.open(stage / MARKER, os.O_RDWR)
    _lock(lock)
    return lock


def _write_files(outputs: Sequence[Output], stage: Path, old: Path) -> tuple[int, int]:
    made = {stage}
    written = unchanged = 0
    for output in outputs:
        target = stage / output.output_path
        if target.parent not in made:  # making a folder takes most of the time of a page
            target.parent.mkdir(parents=True, exist_ok=True)
            made.add(target.parent)
        before = old / output.output_path
        # Linked before it is compared, because another build can replace the old site at any moment.
        linked = _link(before, target)
        same = _same(output.content, target if linked else before)
        if not (linked and same):
            target.unlink(missing_ok=True)  # writing into a link would change the old site
            if isinstance(output.content, Path):
                shutil.copyfile(output.content, target)
            else:
                target.write_bytes(output.content)
        written, unchanged = written + (not same), unchanged + same
    return written, unchanged


def _same(content: bytes | Path, before: Path) -> bool:
    try:
        if isinstance(content, Path):
            return filecmp.cmp(content, before, shallow=False)
        return before.stat().st_size == len(content) and before.read_bytes() == content
    except OSError:  # the file does not exist yet, or is a folder
        return False


def _link(source: Path, target: Path) -> bool:
    """Link a file of the old site; return False if there is none, or if the file system has no hard links."""
    try:
        target.hardlink_to(source)
    except OSError:
        return False
    return True


def _files(folder: Path) -> set[PurePosixPath]:
    found = {
        PurePosixPath((Path(parent) / name).relative_to(folder).as_posix())
        for parent, _, names in os.walk(folder)
        for name in names
    }
    return found - {PurePosixPath(MARKER)}


def _swap(stage: Path, folder: Path) -> None:
    """Replace the old folder by the new one, in one step if the system can do that."""
    if not folder.exists():
        stage.rename(folder)
        return
    if not _exchange(stage, folder):
        old = folder.with_name(f".{folder.name}.old")
        shutil.rmtree(old, ignore_errors=True)
        folder.rename(old)
        stage.rename(folder)
        stage = old
    shutil.rmtree(stage, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange the names of two folders in one step; return False if the system cannot."""
    call = {"linux": "renameat2", "darwin": "renameatx_np"}.get(sys.platform)
    function = getattr(ctypes.CDLL(None, use_errno=True), call, None) if call else None
    if function is None:
        return False
    here, swap = (-100, 2) if sys.platform == "linux" else (-2, 2)  # AT_FDCWD; RENAME_EXCHANGE or RENAME_SWAP
    return bool(function(here, os.fsencode(one), here, os.fsencode(other), ctypes.c_uint(swap)) == 0)


def _recover(folder: Path) -> None:
    """Clean up after killed builds: restore a site that was being renamed, and remove abandoned stages."""
    old = folder.with_name(f".{folder.name}.old")
    if old.is_dir() and not folder.exists():
        old.rename(folder)
    stage_name = re.compile(re.escape(f".{folder.name}.new-") + "[0-9a-f]+")
    for found in list(folder.parent.iterdir()) if folder.parent.is_dir() else ():
        if stage_name.fullmatch(found.name) and _is_abandoned(found):
            shutil.rmtree(found, ignore_errors=True)


def _is_abandoned(stage: Path) -> bool:
    """Return whether no running build holds the lock of a stage."""
    try:
        descriptor = os.open(stage / MARKER, os.O_RDWR)
    except FileNotFoundError:  # the build was killed before it made the marker, or after it removed it
        return True
    except OSError:
        return False
    try:
        return _lock(descriptor)
    finally:
        _unlock(descriptor)


@contextmanager
def _locked_parent(folder: Path) -> Iterator[None]:
    """Lock the folder above, so that one build at a time recovers or swaps; Windows cannot lock a folder."""
    if sys.platform == "win32":
        yield
        return
    descriptor = os.open(folder.parent, os.O_RDONLY)
    try:
        for _ in range(LOCK_ATTEMPTS):
            if _lock(descriptor):
                break
            time.sleep(LOCK_PAUSE_S)
        yield
    finally:
        _unlock(descriptor)


def _lock(descriptor: int) -> bool:
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


def _unlock(descriptor: int) -> int:
    """Close a descriptor, which releases its lock; return -1, which stands for no descriptor."""
    if descriptor >= 0:
        os.close(descriptor)
    return -1
