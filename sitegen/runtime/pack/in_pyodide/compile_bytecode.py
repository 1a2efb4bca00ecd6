"""Runs inside the pinned Pyodide: sources to bytecode, by the very interpreter that is going to run it.

Not imported by sitegen: `packer.mjs` hands its text to Pyodide and calls what is needed.
"""

from __future__ import annotations

import ast
import importlib
import io
import sys
import zipfile
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

_DOCS_ARE_READ = ("numpy/_core/", "pyodide/", "_pyodide/")
"""numpy.ma looks for sentences in those of the functions that it wraps; Pyodide makes some from others."""


def imported(modules: Sequence[str]) -> list[str]:
    """Import modules and return the names of all that are imported then."""
    for name in modules:
        importlib.import_module(name)
    return sorted(sys.modules)


def compile_zip(data: bytes, early: Collection[str] | None) -> bytes:
    """Return a zip without docstrings, and with bytecode in the place of the sources of early modules.

    Args:
        data: the zip.
        early: names of the modules to compile, all when None, none when empty. Bytecode is larger than
            source, so that what is imported late or never stays as it is.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        files = {name: source.read(name) for name in source.namelist()}
    for name, text in files.items():
        if name.endswith(".py") and not name.startswith(_DOCS_ARE_READ):
            files[name] = without_docs(text)
    chosen = {name for name in files if name.endswith(".py") and (early is None or _module(name) in early)}
    compiled = _py_compile({name: files.pop(name) for name in chosen}) if chosen else {}
    return _zip(files | compiled)


def without_docs(source: bytes) -> bytes:
    """Return a source whose docstrings are empty, with every other statement on its own line as before.

    No reader of a demo sees them. They stay strings, for programs that take them apart.
    """
    lines = source.splitlines(keepends=True)
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        if ast.get_docstring(node, clean=False) is None:
            continue
        doc = node.body[0]
        first, last = doc.lineno - 1, (doc.end_lineno or 0) - 1
        rest = lines[last][doc.end_col_offset :]
        if rest.strip().startswith(b";"):
            continue
        start = lines[first][: doc.col_offset]
        lines[first : last + 1] = [start + b'""' + rest, *[b"\n"] * (last - first)]
    return b"".join(lines)


def _py_compile(sources: Mapping[str, bytes]) -> dict[str, bytes]:
    """Let pyodide-build's py-compile make bytecode of sources."""
    importlib.invalidate_caches()  # the wheels came after Python looked into their folder
    main = importlib.import_module("pyodide_build.cli.py_compile").main
    with TemporaryDirectory() as folder:
        archive = Path(folder) / "early.zip"
        archive.write_bytes(_zip(sources))
        main([str(archive), "--silent", "--compression-level", "0"], standalone_mode=False)
        with zipfile.ZipFile(archive) as done:
            return {name: done.read(name) for name in done.namelist()}


def _module(name: str) -> str:
    return name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _zip(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, content in files.items():
            target.writestr(name, content)
    return out.getvalue()
