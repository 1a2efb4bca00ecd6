"""Split the WebAssembly of Pyodide and NumPy: what a demo needs at once, and what is loaded later.

Which functions a demo needs was recorded for the pinned files (`wasm/used.json`). Modules with other contents
stay whole.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping

from sitegen.runtime.archive import FileTree, zip_files
from sitegen.runtime.checksums import sha256_of
from sitegen.runtime.pack.file_names import COLD_FILE, HOT_FILE, LIBRARIES_FILE, PROGRAM_FILE, cold_name
from sitegen.runtime.pack.wasm.split import split
from sitegen.runtime.pack.wasm.used import Used

_LEAST_BYTES = 8_000
"""A library whose second part would be smaller than this, compressed, stays whole."""


def split_files(program: bytes, libraries: FileTree, used: Mapping[str, Used]) -> dict[str, bytes]:
    """Return the files that a start from the snapshot loads, by their published names.

    Args:
        program: Pyodide's WebAssembly.
        libraries: NumPy's compiled modules by their paths in its wheel.
        used: the functions that demos call, by the names of the modules.

    Returns:
        `LIBRARIES_FILE`, the second part of every library that was split, and, if the program was split,
        `HOT_FILE` and `COLD_FILE`.

    Raises:
        WasmError: a module uses a feature that the splitter does not know.
    """
    files: dict[str, bytes] = {}
    if row := _used(PROGRAM_FILE, program, used):
        parts = split(program, row.functions)
        files |= {HOT_FILE: parts.hot, COLD_FILE: parts.cold}
    hot = dict(libraries)
    for path, module in libraries.items():
        if row := _used(str(path), module, used):
            parts = split(module, row.functions)
            if len(zlib.compress(parts.cold)) >= _LEAST_BYTES:
                hot[path] = parts.hot
                files[cold_name(path)] = parts.cold
    return files | {LIBRARIES_FILE: zip_files(hot)}


def _used(name: str, module: bytes, used: Mapping[str, Used]) -> Used | None:
    row = used.get(name)
    return row if row and row.sha256 == sha256_of(module) else None
