"""Write the outputs into the published folder, all of them or none.

A build writes the new site into a staging folder beside the old site, and exchanges the two in one step.
Readers never see half a site, and a killed build never leaves one. Unchanged files are linked, not written.
"""

from __future__ import annotations

import ctypes
import filecmp
import os
import shutil
import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from secrets import token_hex

from sitegen.errors import CollisionError, OutputError, Problem
from sitegen.model import Output
from sitegen.output_folder import (
    MARKER,
    generation_of,
    locked_parent,
    make_staging_folder,
    recover,
    refuse_foreign,
    unlock,
)


class ReplacedError(Exception):
    """Another program changed the published files that this build was to use."""


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
        ReplacedError: an output that is published already is not there any more.
    """
    refuse_collisions(outputs)
    _refuse_outside(outputs)
    folder = folder.resolve()
    with _reporting_errors(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _staging_folder(folder, sources) as staging:
            written, unchanged = _write_files(outputs, staging, folder)
            removed = len(_files(folder) - {output.output_path for output in outputs})
    return Written(written, unchanged, removed)


def write_few(
    outputs: Sequence[Output], folder: Path, generation: int, removed: Collection[PurePosixPath] = ()
) -> Written:
    """Replace some files of the published folder; all others stay as they are, with their times.

    Args:
        outputs: files that may have changed.
        folder: the published folder.
        generation: of the folder when the last build ended.
        removed: files that the site has no more.

    Raises:
        OutputError: the folder was not made by sitegen, or cannot be written.
        ReplacedError: another build published into the folder meanwhile.
    """
    folder = folder.resolve()
    changed = [output for output in outputs if not is_published(output, folder / output.output_path)]
    with _reporting_errors(folder):
        if changed or removed:
            with _staging_folder(folder, generation=generation) as staging:
                _keep_files(folder, staging, {*removed, *(output.output_path for output in changed)})
                _write_files(changed, staging, folder)
    return Written(len(changed), len(outputs) - len(changed), len(removed))


@contextmanager
def _reporting_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        problem = Problem(f"cannot write {error.filename or folder}: {reason}", code="output")
        raise OutputError(problem) from error


@contextmanager
def _staging_folder(
    folder: Path, sources: Iterable[Path] = (), generation: int | None = None
) -> Iterator[Path]:
    """Give an empty staging folder; it replaces the folder when the block ends without an exception.

    Args:
        folder: the published folder.
        sources: folders of the site, which must not be inside `folder`.
        generation: of the folder, where another build must not have published since.
    """
    staging, lock = folder.with_name(f".{folder.name}.new-{token_hex(8)}"), -1
    try:
        with locked_parent(folder):
            recover(folder)
            refuse_foreign(folder, sources)
            lock = make_staging_folder(staging)
        yield staging
        with locked_parent(folder):
            if generation is not None and generation_of(folder) != generation:
                raise ReplacedError
            if sys.platform == "win32":  # Windows does not rename a folder that contains an open file
                lock = unlock(lock)
            _swap(staging, folder)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    finally:
        unlock(lock)


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


def _write_files(outputs: Sequence[Output], staging: Path, old: Path) -> tuple[int, int]:
    made = {staging}
    written = unchanged = 0
    for output in outputs:
        target = staging / output.output_path
        if target.parent not in made:  # making a folder takes most of the time of a page
            target.parent.mkdir(parents=True, exist_ok=True)
            made.add(target.parent)
        before = old / output.output_path
        # Linked before it is compared, because another build can replace the old site at any moment.
        linked = _link(before, target)
        same = is_published(output, target if linked else before)
        if output.published is not None and not same:
            raise ReplacedError
        if not (linked and same):
            target.unlink(missing_ok=True)  # writing into a link would change the old site
            if isinstance(output.content, Path):
                shutil.copyfile(output.content, target)
            else:
                target.write_bytes(output.content)
        written, unchanged = written + (not same), unchanged + same
    return written, unchanged


def is_published(output: Output, file: Path) -> bool:
    """Return whether a file has the bytes of an output."""
    try:
        if output.published is not None:
            status = os.lstat(file)
            return (status.st_size, status.st_mtime_ns) == output.published
        if isinstance(output.content, Path):
            return filecmp.cmp(output.content, file, shallow=False)
        return file.stat().st_size == len(output.content) and file.read_bytes() == output.content
    except OSError:  # the file does not exist yet, or is a folder
        return False


def _keep_files(folder: Path, staging: Path, changed: Collection[PurePosixPath]) -> None:
    """Put the files of the published folder that do not change into a staging folder, with their times."""
    for path in _files(folder).difference(changed):
        target = staging / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if not _link(folder / path, target):
            shutil.copy2(folder / path, target)


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


def _swap(staging: Path, folder: Path) -> None:
    """Replace the old folder by the new one, in one step if the system can do that."""
    if not folder.exists():
        staging.rename(folder)
        return
    if not _exchange(staging, folder):
        old = folder.with_name(f".{folder.name}.old")
        shutil.rmtree(old, ignore_errors=True)
        folder.rename(old)
        staging.rename(folder)
        staging = old
    shutil.rmtree(staging, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange the names of two folders in one step; return False if the system cannot."""
    call = {"linux": "renameat2", "darwin": "renameatx_np"}.get(sys.platform)
    function = getattr(ctypes.CDLL(None, use_errno=True), call, None) if call else None
    if function is None:
        return False
    here, swap = (-100, 2) if sys.platform == "linux" else (-2, 2)  # AT_FDCWD; RENAME_EXCHANGE or RENAME_SWAP
    return bool(function(here, os.fsencode(one), here, os.fsencode(other), ctypes.c_uint(swap)) == 0)
