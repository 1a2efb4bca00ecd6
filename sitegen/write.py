"""Write: outputs into the published folder, whole or not at all.

The new site is laid beside the old one and takes its place in one step: neither a reader nor a killed build
ever sees half of it. Files that did not change are linked, not written again.
"""

from __future__ import annotations

import ctypes
import filecmp
import os
import shutil
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sitegen.errors import CollisionError, OutputError, Problem
from sitegen.model import Output

MARKER = ".sitegen"
"""Marks a folder as made by this tool: only such a folder is ever replaced or removed."""
MARKER_TEXT = b"This folder is made by sitegen and replaced by every build. Do not keep anything else here.\n"


@dataclass(frozen=True, slots=True)
class Written:
    """How many files of the published folder are new, as before, or gone."""

    written: int
    unchanged: int
    removed: int


def write_outputs(outputs: Sequence[Output], folder: Path, *, keep: Iterable[Path] = ()) -> Written:
    """Replace the published folder by these outputs.

    Args:
        outputs: every file of the site.
        folder: where they go; made when it is missing.
        keep: folders of the site that must not lie inside it.

    Raises:
        CollisionError: two outputs have one path.
        OutputError: the folder holds something that this tool did not make, or cannot be written.
    """
    refuse_collisions(outputs)
    _refuse_outside(outputs)
    folder = folder.resolve()
    _recover(folder)
    refuse_foreign(folder, keep)
    stage = folder.with_name(f".{folder.name}.new-{os.getpid()}")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        written, unchanged = _lay_out(outputs, stage, folder)
        removed = len(_files(folder) - {output.output_path for output in outputs})
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
    return Written(written, unchanged, removed)


def refuse_collisions(outputs: Iterable[Output]) -> None:
    """Refuse outputs that want one path, all of them.

    Raises:
        CollisionError: there are such.
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


def refuse_foreign(folder: Path, keep: Iterable[Path] = ()) -> None:
    """Refuse a folder that holds what this tool did not make.

    Raises:
        OutputError: it is a file, it has files and no marker, or it holds a folder that must stay.
    """
    if folder.exists() and not folder.is_dir():
        raise OutputError(
            Problem(f"expected a folder for the output, received the file {folder}", code="output")
        )
    for kept in keep:
        if kept.resolve().is_relative_to(folder):
            message = f"the output folder {folder} holds {kept.name}, which it would replace"
            hint = 'name another with -o or output = "..."'
            raise OutputError(Problem(message, hint=hint, code="output"))
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARKER).is_file():
        hint = f"empty it, name another folder, or add an empty file {MARKER} if it may be replaced"
        raise OutputError(Problem(f"the folder {folder} was not made by sitegen", hint=hint, code="output"))


def remove_output(folder: Path) -> bool:
    """Remove a published folder, and say whether there was one.

    Raises:
        OutputError: this tool did not make it.
    """
    folder = folder.resolve()
    _recover(folder)
    if not folder.exists():
        return False
    refuse_foreign(folder)
    shutil.rmtree(folder)
    return True


def _lay_out(outputs: Sequence[Output], stage: Path, old: Path) -> tuple[int, int]:
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir()
    (stage / MARKER).write_bytes(MARKER_TEXT)
    made = {stage}
    written = unchanged = 0
    for output in outputs:
        target = stage / output.output_path
        if target.parent not in made:  # most of the cost of a page is its folder
            target.parent.mkdir(parents=True, exist_ok=True)
            made.add(target.parent)
        before = old / output.output_path
        if _same(output.content, before):
            _link(before, target)
            unchanged += 1
        else:
            if isinstance(output.content, Path):
                shutil.copyfile(output.content, target)
            else:
                target.write_bytes(output.content)
            written += 1
    return written, unchanged


def _same(content: bytes | Path, before: Path) -> bool:
    try:
        if isinstance(content, Path):
            return filecmp.cmp(content, before, shallow=False)
        return before.stat().st_size == len(content) and before.read_bytes() == content
    except OSError:  # there is none yet, or not as a file
        return False


def _link(source: Path, target: Path) -> None:
    try:
        target.hardlink_to(source)
    except OSError:  # a file system without hard links
        shutil.copy2(source, target)


def _files(folder: Path) -> set[PurePosixPath]:
    found = {
        PurePosixPath((Path(parent) / name).relative_to(folder).as_posix())
        for parent, _, names in os.walk(folder)
        for name in names
    }
    return found - {PurePosixPath(MARKER)}


def _swap(stage: Path, folder: Path) -> None:
    """Put the new folder in the place of the old one, in one step where the system has one."""
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
    """Let two folders change names at once; False where the system cannot."""
    call = {"linux": "renameat2", "darwin": "renameatx_np"}.get(sys.platform)
    function = getattr(ctypes.CDLL(None, use_errno=True), call, None) if call else None
    if function is None:
        return False
    here, swap = (-100, 2) if sys.platform == "linux" else (-2, 2)  # AT_FDCWD; RENAME_EXCHANGE or RENAME_SWAP
    return bool(function(here, os.fsencode(one), here, os.fsencode(other), ctypes.c_uint(swap)) == 0)


def _recover(folder: Path) -> None:
    """Tidy up after a killed build: bring back a site between two names, drop half-made ones."""
    old = folder.with_name(f".{folder.name}.old")
    if old.is_dir() and not folder.exists():
        old.rename(folder)
    for left in folder.parent.glob(f".{folder.name}.new-*"):
        owner = left.name.rpartition("-")[2]
        if owner.isdigit() and not _is_running(int(owner)):
            shutil.rmtree(left, ignore_errors=True)


def _is_running(process: int) -> bool:
    if process == os.getpid():
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
