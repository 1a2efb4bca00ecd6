"""Split the WebAssembly of Pyodide and NumPy: what a demo needs at once, and what is loaded later or never.

Which functions a demo needs was recorded for the pinned files (`wasm/used.json`). Modules with other contents
stay whole.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Mapping
from dataclasses import replace

from sitegen.runtime.archive import FileTree, zip_files
from sitegen.runtime.checksums import sha256_of
from sitegen.runtime.pack.file_names import (
    COLD_FILE,
    FROZEN_FILE,
    HOT_FILE,
    LIBRARIES_FILE,
    PACKING_FILE,
    PROGRAM_FILE,
    cold_name,
)
from sitegen.runtime.pack.wasm.documentation import Documentation, without_documentation
from sitegen.runtime.pack.wasm.frozen import find_frozen, without_frozen
from sitegen.runtime.pack.wasm.module import Module, read_module
from sitegen.runtime.pack.wasm.reading import Section
from sitegen.runtime.pack.wasm.split import split
from sitegen.runtime.pack.wasm.used import Used

_LEAST_BYTES = 8_000
"""A library whose second part would be smaller than this, compressed, stays whole."""


def split_files(
    program: bytes,
    libraries: FileTree,
    used: Mapping[str, Used],
    documentation: Documentation,
    stdlib: Collection[str],
) -> dict[str, bytes]:
    """Return the files that a start from the snapshot loads, by their names.

    Args:
        program: Pyodide's WebAssembly.
        libraries: NumPy's compiled modules by their paths in its wheel.
        used: the functions that demos call, by the names of the modules.
        documentation: the docstrings that are removed from modules that are split.
        stdlib: the names of the modules of the standard library.

    Returns:
        `LIBRARIES_FILE`, the second part of every library that was split, and, if the program was split,
        `HOT_FILE`, `COLD_FILE`, and two files that only the packer needs: `PACKING_FILE` and `FROZEN_FILE`.

    Raises:
        WasmError: a module uses a feature that the splitter does not know.
    """
    files: dict[str, bytes] = {}

    def read(name: str, module: bytes) -> Module | None:
        row = used.get(name)
        is_known = row is not None and row.sha256 == sha256_of(module)
        return without_documentation(read_module(module), documentation) if is_known else None

    if whole := read(PROGRAM_FILE, program):
        data = whole.section(Section.DATA)
        frozen = find_frozen(data, stdlib)
        cleared = without_frozen(data, frozen)
        shorter = replace(whole, sections={**whole.sections, Section.DATA: cleared})
        parts = split(shorter, used[PROGRAM_FILE].functions)
        files |= {HOT_FILE: parts.hot, COLD_FILE: parts.cold}
        files[PACKING_FILE] = parts.hot.replace(cleared, data)
        files[FROZEN_FILE] = json.dumps([[row.row, row.code, row.size] for row in frozen]).encode()
    hot = dict(libraries)
    for path, module in libraries.items():
        if library := read(str(path), module):
            parts = split(library, used[str(path)].functions)
            if len(zlib.compress(parts.cold)) >= _LEAST_BYTES:
                hot[path] = parts.hot
                files[cold_name(path)] = parts.cold
    return files | {LIBRARIES_FILE: zip_files(hot)}
