"""Replace a few files of the published folder, each in one step; all other files stay as they are."""

from __future__ import annotations

import filecmp
import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath
from secrets import token_hex

from sitegen.model import Output
from sitegen.output_folder import MARKER, locked_parent, make_stage, recover, refuse_foreign, unlock

FEW = 16
"""So many files at most are replaced one by one, and at most one of `SHARE` files."""
SHARE = 8


class ReplacedError(Exception):
    """Another program changed the published files that this build was to use."""


def few_of(total: int) -> int:
    """Return how many of some files are few."""
    return min(FEW, total // SHARE)


def generation_of(folder: Path) -> int:
    """Return a number that changes with every build that publishes into a folder; 0 where none did."""
    try:
        return (folder / MARKER).stat().st_mtime_ns
    except OSError:
        return 0


def few_changes(outputs: Sequence[Output], folder: Path) -> list[Output] | None:
    """Return the outputs whose file is another one or missing; None where there are many, or no folder.

    Args:
        outputs: every file of the site.
        folder: the published folder.

    Raises:
        ReplacedError: an output that is published already is not there any more.
    """
    limit = few_of(len(outputs))
    if sys.platform == "win32" or not generation_of(folder):
        return None  # Windows does not rename over a file that is open
    changed: list[Output] = []
    for output in outputs:
        if not is_published(output, folder / output.output_path):
            if output.published is not None:
                raise ReplacedError
            changed.append(output)
            if len(changed) > limit or not _has_place(output.output_path, folder):
                return None
    return changed


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


def replace_files(
    outputs: Sequence[Output], folder: Path, generation: int, sources: Iterable[Path] = ()
) -> bool:
    """Write some files of the published folder; new ones first, so that no page leads to a missing file.

    Every file is complete before the first one is replaced.

    Args:
        outputs: the files.
        folder: the published folder.
        generation: of the folder when the files were compared with it.
        sources: folders of the site, which must not be inside `folder`.

    Returns:
        Whether the files were written; false where another build published into the folder meanwhile.

    Raises:
        OutputError: the folder was not made by sitegen.
        OSError: a file cannot be written.
    """
    stage, lock = folder.with_name(f".{folder.name}.new-{token_hex(8)}"), -1
    try:
        with locked_parent(folder):
            recover(folder)
            refuse_foreign(folder, sources)
            lock = make_stage(stage)
        staged = []
        for number, output in enumerate(outputs):
            file, target = stage / str(number), folder / output.output_path
            if isinstance(output.content, Path):
                shutil.copyfile(output.content, file)
            else:
                file.write_bytes(output.content)
            staged.append((target.exists(), number, file, target))
        with locked_parent(folder):
            if generation_of(folder) != generation:
                return False
            for *_, file, target in sorted(staged):
                target.parent.mkdir(parents=True, exist_ok=True)
                file.replace(target)
            os.utime(folder / MARKER)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
        unlock(lock)
    return True


def _has_place(path: PurePosixPath, folder: Path) -> bool:
    """Return whether a file can be put at a path: neither a folder nor a file is in its way."""
    parents = (folder / parent for parent in path.parents)
    return not (folder / path).is_dir() and all(parent.is_dir() or not parent.exists() for parent in parents)
