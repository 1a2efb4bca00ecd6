"""Runs inside the pinned Pyodide when the start-up image is made: imports what the image is to hold.

Not imported by sitegen: `packer.mjs` hands its text to Pyodide and calls `prepare`.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.machinery import ExtensionFileLoader, ModuleSpec
from importlib.util import spec_from_file_location


class Libraries:
    """Finds NumPy's compiled modules: Python imports the others from the wheel as it is, but not these."""

    def __init__(self, places: Mapping[str, str]) -> None:
        self.places = dict(places)

    def find_spec(self, name: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
        """Return where a compiled module lies."""
        place = self.places.get(name)
        return (
            spec_from_file_location(name, place, loader=ExtensionFileLoader(name, place)) if place else None
        )


def prepare(wheel: str, site: str, places: Mapping[str, str], modules: Sequence[str]) -> None:
    """Import modules, some from a wheel that is put on the path as it is.

    Args:
        wheel: where it lies.
        site: the folder of unpacked packages.
        places: where the wheel's compiled modules lie, by their names.
        modules: what to import, in order.
    """
    sys.path.append(wheel)
    sys.meta_path.insert(0, Libraries(places))
    forget(site)
    for name in modules:
        import_module(name)
    import_module("random").seed()  # what seeding needs is imported and at hand
    import_module("numpy.random").seed()
    forget(site)
    gc.collect()


def forget(folder: str) -> None:
    """Forget which files were seen below a folder: now there are others, and so in the reader's browser."""
    for place in [place for place in sys.path_importer_cache if place.startswith(folder)]:
        del sys.path_importer_cache[place]
