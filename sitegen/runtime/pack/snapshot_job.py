"""What `pack.mjs` must know to make the memory snapshot, and what the client must know to use it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sitegen.runtime.archive import FileTree, unzip_files
from sitegen.runtime.pack.file_names import (
    COLD_FILE,
    DOCUMENTATION_FILE,
    FROZEN_FILE,
    HOT_FILE,
    LIBRARIES_FILE,
    LIBRARY_FILE,
    NUMPY_PYTHON_FILE,
    PACKING_FILE,
    PROGRAM_FILE,
    SNAPSHOT_FILE,
    STDLIB_FILE,
    cold_name,
)
from sitegen.runtime.pack.preload import CHECK, LIBRARY_MODULES, PRELOADED_MODULES

INFO_FILE = "snapshot.json"
_PROGRAM = Path(__file__).parent / "in_pyodide" / "import_modules.py"
_NUMPY = f"/lib/{NUMPY_PYTHON_FILE}"


def make_job(paths: Mapping[str, Path], pinned: Path, python: str, key: str, folder: Path) -> dict[str, Any]:
    """Return the job of the step "snapshot".

    Args:
        paths: the results of the steps "code" and "split", by name.
        pinned: the folder of the pinned files.
        python: the version of Python.
        key: the key of the snapshot.
        folder: an empty folder, which receives what the job needs, and the snapshot.
    """
    program = pinned / PROGRAM_FILE
    folders = {"packing": paths.get(PACKING_FILE, program), "published": paths.get(HOT_FILE, program)}
    for name, file in folders.items():
        (folder / name).mkdir()
        shutil.copyfile(file, folder / name / PROGRAM_FILE)
    return {
        "program": str(_PROGRAM),
        "stdlib": str(paths[STDLIB_FILE]),
        "numpy": str(paths[NUMPY_PYTHON_FILE]),
        "library": str(paths[LIBRARY_FILE]),
        "wheelPath": _NUMPY,
        "sitePackages": _site_packages(python),
        "packingFolder": str(folder / "packing"),
        "publishedFolder": str(folder / "published"),
        "frozen": json.loads(paths[FROZEN_FILE].read_text("utf-8")) if FROZEN_FILE in paths else [],
        "cold": str(paths[COLD_FILE]) if COLD_FILE in paths else None,
        "libraries": _write_libraries(unzip_files(paths[LIBRARIES_FILE]), paths, folder),
        "modules": (*PRELOADED_MODULES, *LIBRARY_MODULES),
        "documentation": str(paths[DOCUMENTATION_FILE]),
        "key": key,
        "check": CHECK,
        "target": str(folder / SNAPSHOT_FILE),
        "info": str(folder / INFO_FILE),
    }


def facts_for_client(folder: Path, python: str, key: str) -> dict[str, Any]:
    """Return what the client must know to use the snapshot.

    Args:
        folder: where `pack.mjs` has written the snapshot.
        python: the version of Python.
        key: the key of the snapshot.

    Raises:
        FileNotFoundError, ValueError, TypeError: `pack.mjs` has left nothing that can be used.
    """
    version = python.rpartition(".")[0].replace(".", "")
    return {
        "key": key,
        "later": {STDLIB_FILE: f"/lib/python{version}.zip", NUMPY_PYTHON_FILE: _NUMPY},
        "sitePackages": _site_packages(python),
        **json.loads((folder / INFO_FILE).read_text("utf-8")),
    }


def _site_packages(python: str) -> str:
    return f"/lib/python{python.rpartition('.')[0]}/site-packages"


def _write_libraries(wheel: FileTree, paths: Mapping[str, Path], folder: Path) -> list[dict[str, str | None]]:
    """Write NumPy's compiled modules into a folder; return what `pack.mjs` must know of them."""
    libraries: list[dict[str, str | None]] = []
    for path, content in sorted(wheel.items()):
        if path.suffix == ".so":
            file = folder / f"{len(libraries)}.wasm"
            file.write_bytes(content)
            module = ".".join([*path.parent.parts, path.name.partition(".")[0]])
            cold = str(paths[cold_name(path)]) if cold_name(path) in paths else None
            libraries.append({"name": module, "path": str(path), "file": str(file), "cold": cold})
    return libraries
