"""The names of the files that packing makes."""

from __future__ import annotations

from pathlib import PurePosixPath

PROGRAM_FILE = "pyodide.asm.wasm"
"""Pyodide's WebAssembly, which is pinned."""
HOT_FILE, COLD_FILE = "pyodide.hot.wasm", "pyodide.cold.wasm"
"""Its two parts: what demos call, and all other functions."""
PACKING_FILE, FROZEN_FILE = "pyodide.packing.wasm", "frozen.json"
"""The first part with the modules that are frozen into it, and where they are; not published."""
STDLIB_FILE = "python_stdlib.zip"
LIBRARIES_FILE = "numpy-libraries.zip"
"""NumPy's compiled modules, or their first parts, which a start from the snapshot needs at once."""
NUMPY_PYTHON_FILE = "numpy-python.zip"
"""The rest of NumPy's wheel, which is loaded later."""
LIBRARY_FILE = "sitegen.zip"
"""sitegen's part of the demos' wheel, compiled."""
DOCUMENTATION_FILE = "documentation.txt"
"""The docstrings of everything that can be imported; not published."""
SITE_FILE = "site.zip"
"""The files of the demos' wheel that a start from the snapshot unpacks."""
SNAPSHOT_FILE = "start.snapshot"


def cold_name(library: PurePosixPath) -> str:
    """Return the name of the second part of one of NumPy's compiled modules."""
    return ".".join([*library.parent.parts, library.name.partition(".")[0], "cold.wasm"])
