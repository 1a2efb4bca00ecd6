"""What a reader downloads: the pinned files, our wheel, and the lock file that names both.

Packing for speed (NumPy without tests and headers, bytecode in place of source, start-up images) comes here
as one step from file set to file set, at the end of `pack_runtime`: it replaces the wheels and the lock file
and may add files. Manifest, sizes and hash follow from the set by themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sitegen.runtime.lock import LOCK_FILE, make_lock
from sitegen.runtime.pin import Pin
from sitegen.runtime.wheel import make_wheel

FileSet = Mapping[str, bytes | Path]
"""File name to its bytes, or to the file that holds them."""


def pack_runtime(pin: Pin, folder: Path, content_dir: Path) -> FileSet:
    """Return every file that a reader's browser loads, by name, in the order in which it needs them.

    Args:
        pin: what `folder` holds.
        folder: the verified files, as `fetch_runtime` returns it.
        content_dir: the folder of the sources, whose `demos` go into the wheel.

    Raises:
        DemoError: a demo does not parse.
    """
    wheel_name, wheel = make_wheel(content_dir)
    core = {file.name: folder / file.name for file in pin.files if file is not pin.numpy_wheel}
    numpy = pin.numpy_wheel.name
    lock = make_lock(pin, wheel_name, wheel)
    return {**core, LOCK_FILE: lock, numpy: folder / numpy, wheel_name: wheel}
