"""Import the modules that the memory snapshot contains.

`pack.mjs` runs this file inside the pinned Pyodide and calls `import_modules`; sitegen does not import it.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.machinery import ExtensionFileLoader, ModuleSpec
from importlib.util import spec_from_file_location


class CompiledModuleFinder:
    """Finds NumPy's compiled modules, which Python cannot import from a wheel that is not unpacked."""

    def __init__(self, paths: Mapping[str, str]) -> None:
        self.paths = dict(paths)

    def find_spec(self, name: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
        """Return the spec of a compiled module."""
        path = self.paths.get(name)
        return spec_from_file_location(name, path, loader=ExtensionFileLoader(name, path)) if path else None


def import_modules(wheel: str, site: str, paths: Mapping[str, str], modules: Sequence[str]) -> None:
    """Put NumPy's wheel on the path without unpacking it, and import modules.

    Args:
        wheel: the path of the wheel.
        site: the folder of unpacked packages.
        paths: the paths of the wheel's compiled modules, by their names.
        modules: what to import, in order.
    """
    sys.path.append(wheel)
    sys.meta_path.insert(0, CompiledModuleFinder(paths))
    forget_listings(site)
    for name in modules:
        import_module(name)
    import_module("random").seed()  # imports what seeding needs
    import_module("numpy.random").seed()
    forget_listings(site)
    gc.collect()


def forget_listings(folder: str) -> None:
    """Make Python list a folder again: its files changed, and are others in the reader's browser."""
    for path in [path for path in sys.path_importer_cache if path.startswith(folder)]:
        del sys.path_importer_cache[path]
