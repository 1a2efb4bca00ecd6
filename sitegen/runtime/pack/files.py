"""What a reader downloads: the pinned files, our wheel, and the lock file that names both, packed for speed.

With Node at hand NumPy and the standard library come slim and as bytecode, with a start-up image: the memory
of a Python that has imported NumPy. Without Node they come slim and as sources, and the build says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sitegen.progress import Progress, Silent
from sitegen.runtime.archive import unzip_files
from sitegen.runtime.lock import LOCK_FILE, make_lock
from sitegen.runtime.node import NoNodeError, PackError
from sitegen.runtime.packed import LIBRARY_FILE, STDLIB_FILE, compiled, compiler, image, plain
from sitegen.runtime.pin import Pin
from sitegen.runtime.slim import check_keep
from sitegen.runtime.wheel import make_wheel

FileSet = Mapping[str, bytes | Path]
"""File name to its bytes, or to the file that holds them."""


@dataclass(frozen=True, slots=True)
class Packed:
    """What is published for readers."""

    files: FileSet
    """Every file that an ordinary start loads, by name, in the order in which it needs them."""
    image: Path | None
    """The start-up image, loaded in addition where that is faster."""
    image_facts: Mapping[str, Any]
    """What the client must know to use it."""


def pack_runtime(
    pin: Pin, folder: Path, content_dir: Path, *, keep: tuple[str, ...] = (), progress: Progress | None = None
) -> Packed:
    """Return what a reader's browser loads.

    What takes long is kept beside the pinned files under a hash of all that went into it; only the wheel of
    the site's demos is made every time.

    Args:
        pin: what `folder` holds.
        folder: the verified files, as `fetch_runtime` returns it.
        content_dir: the folder of the sources, whose `demos` go into the wheel.
        keep: names of modules that are otherwise left out.
        progress: hears of what could not be done.

    Raises:
        ConfigError: `keep` names what is never left out.
        DemoError: a demo does not parse.
    """
    check_keep(keep)
    watch = progress or Silent()
    # First of all: a demo that does not parse should not wait for the rest.
    wheel_name, wheel = make_wheel(content_dir)
    numpy = pin.numpy_wheel.name
    start: Path | None = None
    facts: dict[str, Any] = {}
    parts: Mapping[str, bytes | Path] = {}
    try:
        code = compiled(pin, folder, keep, _compiler(pin, folder, watch), watch)
        parts = {name: code / name for name in (numpy, STDLIB_FILE)}
        wheel_name, wheel = make_wheel(content_dir, unzip_files(code / LIBRARY_FILE))
        start, facts = image(pin, folder, code, watch)
    except PackError as error:
        watch.line(f"Demos start slower than they could: {error}")
    parts = parts or plain(pin, folder, keep)
    core = {file.name: folder / file.name for file in pin.files if file is not pin.numpy_wheel}
    lock = make_lock(pin, parts[numpy], wheel_name, wheel)
    files = {**core, STDLIB_FILE: parts[STDLIB_FILE], LOCK_FILE: lock, numpy: parts[numpy], wheel_name: wheel}
    return Packed(files, start, facts)


def _compiler(pin: Pin, folder: Path, watch: Progress) -> tuple[Path, ...]:
    """Return the wheels of pyodide-build, none when they cannot be had."""
    try:
        return compiler(pin, folder, watch)
    except NoNodeError:
        raise
    except PackError as error:
        watch.line(f"Demos import slower than they could: {error}")
        return ()
