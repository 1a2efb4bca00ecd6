"""The files that readers download: the pinned ones, packed for a fast start, the demos' wheel, the lock file.

With Node, NumPy and the standard library are pruned and compiled to bytecode, and there is a memory snapshot
of a Python that has imported NumPy. Without Node they are pruned sources, and the build says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from sitegen.progress import Progress, Silent
from sitegen.runtime.archive import FileTree, unzip_files, zip_files
from sitegen.runtime.checksums import sha256_of
from sitegen.runtime.lock import LOCK_FILE, make_lock
from sitegen.runtime.pack.cached_steps import Steps, path_of
from sitegen.runtime.pack.file_names import (
    FROZEN_FILE,
    LIBRARIES_FILE,
    LIBRARY_FILE,
    NUMPY_PYTHON_FILE,
    PACKING_FILE,
    SITE_FILE,
    STDLIB_FILE,
)
from sitegen.runtime.pack.prune import check_keep
from sitegen.runtime.pack.results import PublishedFile, Results, key_of
from sitegen.runtime.pack.run_node import NoNodeError, PackError
from sitegen.runtime.pin import Pin
from sitegen.runtime.wheel import (
    WHEEL_FILE,
    check_demos,
    divide_site,
    make_wheel,
    read_demos,
    read_library,
)

_WHEEL_PROGRAMS = tuple(Path(__file__).parent.parent / name for name in ("archive.py", "wheel.py"))


@dataclass(frozen=True, slots=True)
class Packed:
    """What packing makes for readers."""

    files: Mapping[str, PublishedFile]
    """Every file that a start without the snapshot loads, by name, in the order in which it is needed."""
    snapshot: PublishedFile | None
    """The memory snapshot, which the client uses where that is faster."""
    snapshot_files: Mapping[str, PublishedFile]
    """The files, by name, that only a start from the snapshot loads."""
    snapshot_info: Mapping[str, Any]
    """What the client must know to use the snapshot."""
    data: Mapping[PurePosixPath, str]
    """The files of `snapshot_files` that are loaded when a demo reads them: names by paths in the wheel."""


def pack_runtime(
    pin: Pin, folder: Path, content_dir: Path, *, keep: tuple[str, ...] = (), progress: Progress | None = None
) -> Packed:
    """Return the files that readers download.

    Every result stays in the cache beside the pinned files, named after a hash of its inputs; when nothing
    has changed, nothing is made.

    Args:
        pin: the versions in `folder`.
        folder: the verified files, as `fetch_runtime` returns it.
        content_dir: the folder of the sources, whose `demos` go into the wheel.
        keep: names of removable modules that stay.
        progress: receives what is being made, and a line about every step that failed.

    Raises:
        ConfigError: `keep` names a module that is never removed.
        DemoError: a demo does not parse.
    """
    check_keep(keep)
    watch = progress or Silent()
    demos, library = read_demos(content_dir), read_library()
    # An unchanged wheel needs no check; a demo that does not parse stops the build before any slow step.
    results = Results(folder, watch, before_making=lambda: check_demos(demos, content_dir))
    steps = Steps(pin, folder, keep, results)
    parts: Mapping[str, PublishedFile] = {}
    split: Mapping[str, PublishedFile] = {}
    snapshot: PublishedFile | None = None
    info: Mapping[str, Any] = {}
    try:
        parts = steps.compile(_build_tools(steps, watch), library)
        split = _split(steps, parts, watch)
        snapshot, info = steps.snapshot(parts, split)
    except PackError as error:
        watch.line(f"Demos start slower than they could: {error}")
    parts = parts or _sources(steps)
    wheel = _wheel(results, demos, library, parts.get(LIBRARY_FILE))
    numpy = parts[pin.numpy_wheel.name]
    lock = make_lock(pin, numpy.sha256, wheel.sha256)
    files = {
        **{
            file.name: PublishedFile(folder / file.name, file.bytes, file.sha256)
            for file in pin.files
            if file is not pin.numpy_wheel
        },
        STDLIB_FILE: parts[STDLIB_FILE],
        LOCK_FILE: PublishedFile(lock, len(lock), sha256_of(lock)),
        pin.numpy_wheel.name: numpy,
        WHEEL_FILE: wheel,
    }
    results.checksums.save()
    if snapshot is None:
        return Packed(files, None, {}, {}, {})
    site, data, names = _site(results, demos, parts[LIBRARY_FILE], info["modules"])
    published = {name: file for name, file in split.items() if name not in (PACKING_FILE, FROZEN_FILE)}
    extra = {NUMPY_PYTHON_FILE: parts[NUMPY_PYTHON_FILE], **published, SITE_FILE: site, **data}
    return Packed(files, snapshot, extra, info, names)


def _build_tools(steps: Steps, watch: Progress) -> Mapping[str, PublishedFile]:
    """Return the wheels of pyodide-build, or none if they cannot be downloaded."""
    try:
        return steps.build_tools()
    except NoNodeError:
        raise
    except PackError as error:
        watch.line(f"Demos import slower than they could: {error}")
        return {}


def _split(steps: Steps, code: Mapping[str, PublishedFile], watch: Progress) -> Mapping[str, PublishedFile]:
    """Return the parts of the WebAssembly modules, or the whole modules if they cannot be split."""
    try:
        return steps.split(code)
    except PackError as error:
        watch.line(f"Demos download more than they could: {error}")
        return {LIBRARIES_FILE: code[LIBRARIES_FILE]}


def _sources(steps: Steps) -> Mapping[str, PublishedFile]:
    """Return NumPy and the standard library as sources, in memory if the cache cannot be written."""
    try:
        return steps.sources()
    except PackError:
        return {
            name: PublishedFile(content, len(content), sha256_of(content))
            for name, content in steps.prune()[0].items()
        }


def _site(
    results: Results, demos: FileTree, compiled: PublishedFile, in_snapshot: Sequence[str]
) -> tuple[PublishedFile, dict[str, PublishedFile], dict[PurePosixPath, str]]:
    """Return the zip that a start from the snapshot unpacks, the data files by name, and names by path."""
    library = unzip_files(path_of(compiled))
    unpacked, data = divide_site(demos, library, in_snapshot)
    names = "\n".join(map(str, unpacked)).encode()
    site = results.make_small("site", key_of(names, *unpacked.values()), lambda: zip_files(unpacked))
    files, paths = {}, {}
    for path, content in data.items():  # files with equal contents are published once
        sha256 = sha256_of(content)
        paths[path] = f"data/{sha256[:16]}{path.suffix}"
        files[paths[path]] = PublishedFile(content, len(content), sha256)
    return site, files, paths


def _wheel(
    results: Results, demos: FileTree, library: FileTree, compiled: PublishedFile | None
) -> PublishedFile:
    """Return the demos' wheel, with sitegen's part as bytecode where that was compiled."""

    def work() -> bytes:
        if compiled is None or not isinstance(compiled.content, Path):
            return make_wheel(demos, library)
        return make_wheel(demos, unzip_files(compiled.content))

    part = [compiled.sha256.encode()] if compiled else list(library.values())
    names = "\n".join([WHEEL_FILE, *map(str, demos)]).encode()
    programs = [path.read_bytes() for path in _WHEEL_PROGRAMS]
    return results.make_small("wheel", key_of(names, *programs, *part, *demos.values()), work)
