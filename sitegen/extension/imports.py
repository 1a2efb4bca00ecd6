"""The modules of extensions in `sys.modules`, which are imported again when a file changes."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from types import ModuleType

INSTALLED = ("site-packages", "dist-packages")
"""The names of the folders of installed packages."""
_imported: set[str] = set()
"""Names of the modules of extensions in `sys.modules`."""


@contextmanager
def importing(root: Path | None) -> Iterator[None]:
    """Import from the site's folder, too, and leave no compiled files there."""
    importlib.invalidate_caches()
    path, written = list(sys.path), sys.dont_write_bytecode
    if root is not None:
        sys.path.insert(0, str(root))
    sys.dont_write_bytecode = True
    try:
        with redirect_stdout(sys.stderr):  # the output of a command can be JSON
            yield
    finally:
        sys.path[:], sys.dont_write_bytecode = path, written


def note_imports(before: Collection[str], source: Path, root: Path | None) -> tuple[Path, ...]:
    """Remember which modules were imported, and return the files of those beside the configuration.

    Args:
        before: the names of the modules before an extension was imported.
        source: its file or folder.
        root: the site's folder; None for an installed extension.
    """
    siblings = []
    for name in sorted(set(sys.modules) - set(before)):
        file = Path(getattr(sys.modules[name], "__file__", None) or "")
        if file.is_relative_to(source):
            _imported.add(name)
        elif root is not None and is_beside(file, root):
            _imported.add(name)
            siblings.append(file)
    return tuple(siblings)


def forget() -> dict[str, ModuleType]:
    """Let the modules of all extensions be imported again, and return them."""
    found = {name: module for name in _imported if (module := sys.modules.pop(name, None))}
    _imported.clear()
    return found


def remember(modules: Mapping[str, ModuleType]) -> None:
    """Put modules of extensions back."""
    sys.modules.update(modules)
    _imported.update(modules)


def is_beside(file: Path, root: Path) -> bool:
    """Say whether a file is one of the site's folder, and not of a package that is installed there."""
    return file.is_relative_to(root) and not set(INSTALLED) & set(file.parts)


def installed_times() -> tuple[int, ...]:
    """Return the times of the folders of installed packages, which change with them."""
    return tuple(_time(path) for path in sys.path if Path(path).name in INSTALLED)


def _time(path: str) -> int:
    try:
        return Path(path).stat().st_mtime_ns
    except OSError:
        return 0
