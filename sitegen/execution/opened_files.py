"""Record which files of a site a program opens: a cached result is valid as long as these are equal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_recorders: list[tuple[str, set[str]]] = []
_hooked = False


@contextmanager
def record_opened_files(root: str | os.PathLike[str]) -> Iterator[set[str]]:
    """Collect the absolute paths below `root` that this process opens inside the block.

    Python's audit events see every `open` of Python code, imports and NumPy's loaders included; files that a
    C library opens by itself are not seen. Installed packages and bytecode are left out.
    """
    global _hooked  # noqa: PLW0603 - an audit hook stays for the life of the process
    if not _hooked:
        sys.addaudithook(_hear)
        _hooked = True
    recorder = (_folder(root), set[str]())
    _recorders.append(recorder)
    try:
        yield recorder[1]
    finally:
        _recorders.remove(recorder)


def _hear(event: str, arguments: tuple[object, ...]) -> None:
    if event != "open" or not _recorders or not isinstance(arguments[0], str | bytes | os.PathLike):
        return
    path = os.path.abspath(os.fsdecode(arguments[0]))  # noqa: PTH100 - a hook runs at every open
    if path.startswith(_INSTALLED) or "__pycache__" in path:
        return
    for root, opened in _recorders:
        if path.startswith(root):
            opened.add(path)


def _folder(path: str | os.PathLike[str]) -> str:
    return os.path.join(os.path.abspath(path), "")  # noqa: PTH100, PTH118 - compared with plain strings


_INSTALLED = (_folder(sys.prefix), _folder(Path(__file__).parents[1]))
