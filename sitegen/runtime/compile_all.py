"""Runs inside the pinned Pyodide: sources to bytecode, by the very interpreter that is going to run it.

Not imported by sitegen: `packer.mjs` hands its text to Pyodide and calls `compile_all`.
"""

from __future__ import annotations

import ast
import io
import sys
import zipfile
from collections.abc import Collection, Sequence
from importlib import import_module
from importlib.util import source_hash
from typing import Any

_DOCS_ARE_READ = ("numpy/_core/", "numpy/lib/", "numpy/ma/", "pyodide/", "_pyodide/")
"""numpy.ma makes its documents from those of the functions that it wraps, Pyodide those of its classes."""
_external: Any = import_module("importlib._bootstrap_external")


def compile_all(data: bytes, early: Collection[str] | None) -> bytes:
    """Return a zip with sources of a zip as bytecode in their places, which is never compared with a source.

    Docstrings stay behind, since no reader of a demo sees them, except where programs read them.

    Args:
        data: the zip.
        early: names of the modules to compile, all when None. Bytecode is larger than source, so that what is
            imported late or never stays as it is.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            module = name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
            if not name.endswith(".py") or (early is not None and module not in early):
                target.writestr(name, source.read(name))
                continue
            text = source.read(name)
            tree = ast.parse(text, name)
            if not name.startswith(_DOCS_ARE_READ):
                _drop_docs(tree)
            code = compile(tree, name, "exec", dont_inherit=True, optimize=0)
            target.writestr(name + "c", bytes(_external._code_to_hash_pyc(code, source_hash(text), False)))
    return out.getvalue()


def imported(modules: Sequence[str]) -> list[str]:
    """Import modules and return the names of all that are imported then."""
    for name in modules:
        import_module(name)
    return sorted(sys.modules)


def _drop_docs(tree: ast.Module) -> None:
    for node in ast.walk(tree):
        if not isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        if ast.get_docstring(node, clean=False) is not None:
            first = node.body.pop(0)
            if not node.body and not isinstance(node, ast.Module):
                node.body.append(ast.copy_location(ast.Pass(), first))
