"""Compile sources to bytecode, in the interpreter that is going to run the bytecode.

`pack.mjs` runs this file inside the pinned Pyodide and calls its functions; sitegen does not import it.
"""

from __future__ import annotations

import ast
import importlib
import io
import itertools
import marshal
import re
import sys
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import CodeType

_DOCSTRINGS_NEEDED = ("pyodide/", "_pyodide/")
"""Pyodide derives docstrings from others."""
_DOCSTRINGS_SEARCHED = "numpy/_core/"
"""numpy.ma searches the docstrings of these functions for lines such as `out : ndarray`."""
_DOCSTRINGS_AS_TEXT = "numpy/_core/_add_newdocs"
"""The modules that add docstrings to what is compiled."""
_SEARCHED_LINE = re.compile(r"^[ \t]*\w+ : .*\b(?:ndarrays?|any)$", re.MULTILINE)
_SIGNATURE_END = "\n--\n\n"
"""Ends the signature with which the docstring of something compiled may begin."""
_PYC_HEADER = 16
"""The bytes before the code in a .pyc file (PEP 552)."""
_FIRST_LINE = b"\xef\0"
"""Eight units of code, 0 lines after those before, without columns. See CPython's `code_objects.md`."""


def import_all(modules: Sequence[str]) -> list[str]:
    """Import modules, and return the names of all modules that are then imported."""
    for name in modules:
        importlib.import_module(name)
    return sorted(sys.modules)


def compile_zip(
    data: bytes,
    preloaded: Collection[str] | None,
    sources: Collection[str] = (),
    unannotated: bool = False,
) -> bytes:
    """Return a zip with empty docstrings, and with bytecode instead of the sources of some modules.

    Args:
        data: the zip.
        preloaded: names of the modules to compile. Bytecode is larger than source, so modules that are
            imported late or never stay sources. None: all modules.
        sources: names of modules that stay sources in any case.
        unannotated: whether functions lose their annotations, which nothing reads in sitegen's modules.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        files = {name: source.read(name) for name in source.namelist()}
    templates = {name for name, text in files.items() if name.endswith(".py") and not _parses(text)}
    for name, text in files.items():
        if name.endswith(".py") and name not in templates and not name.startswith(_DOCSTRINGS_NEEDED):
            short = _shortened(name, text)
            files[name] = without_annotations(short) if unannotated else short
    modules = {name: _module(name) for name in files if name.endswith(".py") and name not in templates}
    chosen = {
        name
        for name, module in modules.items()
        if module not in sources and (preloaded is None or module in preloaded)
    }
    compiled = _py_compile({name: files.pop(name) for name in chosen}) if chosen else {}
    return _zip(files | compiled)


def _shortened(name: str, source: bytes) -> bytes:
    if name.startswith(_DOCSTRINGS_AS_TEXT):
        return without_texts(source, searched_lines)
    if name.startswith(_DOCSTRINGS_SEARCHED):
        return without_docstrings(source, searched_lines)
    return without_docstrings(source)


def _parses(source: bytes) -> bool:
    """Return whether a file is a module; some packages contain templates of modules."""
    try:
        ast.parse(source)
    except (SyntaxError, ValueError):
        return False
    return True


def without_docstrings(source: bytes, shorten: Callable[[str], str] = lambda _: "") -> bytes:
    """Return a source with shorter docstrings; every other statement keeps its line.

    Readers of a demo never see docstrings. They become empty strings, not nothing, because some code reads
    them.

    Args:
        source: a module.
        shorten: returns what stays of a docstring.
    """
    texts = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            docstring = ast.get_docstring(node, clean=False)
            if docstring is not None:
                texts.append((node.body[0], shorten(docstring)))
    return _with_texts(source, texts)


def without_texts(source: bytes, shorten: Callable[[str], str]) -> bytes:
    """Return a source in which every string of several lines is shorter; statements keep their lines."""
    texts = [(node, shorten(text)) for node, text in _strings(ast.parse(source)) if "\n" in text]
    return _with_texts(source, texts)


def searched_lines(docstring: str) -> str:
    """Return the signature of a docstring, and the lines that name an array and its type."""
    signature, end, rest = docstring.rpartition(_SIGNATURE_END)
    return signature + end + "\n".join(_SEARCHED_LINE.findall(rest))


def _strings(tree: ast.AST) -> Iterator[tuple[ast.Constant, str]]:
    """Yield the strings of a module that are not parts of f-strings."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node, node.value
        elif not isinstance(node, ast.JoinedStr):
            yield from _strings(node)


def _with_texts(source: bytes, texts: Sequence[tuple[ast.stmt | ast.expr, str]]) -> bytes:
    """Return a source with other texts in the place of some strings."""
    starts = _starts(source)
    for node, text in sorted(texts, key=lambda row: (row[0].lineno, row[0].col_offset), reverse=True):
        first = starts[node.lineno - 1] + node.col_offset
        last = starts[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
        lines = b"\n" * source.count(b"\n", first, last)
        if not (lines and source[last:].lstrip(b" ").startswith(b";")):
            source = source[:first] + repr(text).encode() + lines + source[last:]
    return source


def _starts(source: bytes) -> list[int]:
    """Return the offset of every line."""
    return [0, *itertools.accumulate(map(len, source.splitlines(keepends=True)))]


def without_annotations(source: bytes) -> bytes:
    """Return a source whose functions have no annotations; every statement keeps its line.

    Python 3.14 compiles the annotations of every function to a function. Nothing reads those of sitegen's
    functions; those of classes stay, because dataclasses read them.
    """
    starts = _starts(source)

    def end_of(node: ast.expr) -> int:
        return starts[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)

    spans = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.arg) and node.annotation:
            name = starts[node.lineno - 1] + node.col_offset
            spans.append((name + len(node.arg.encode()), end_of(node.annotation)))
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.returns:
            start = starts[node.returns.lineno - 1] + node.returns.col_offset
            spans.append((source.rindex(b"->", 0, start), end_of(node.returns)))
    for first, last in sorted(spans, reverse=True):
        # Outside brackets, a line goes on after a backslash.
        rest = b"\\\n" * source.count(b"\n", first, last)
        source = source[:first] + rest + source[last:]
    return source


def _py_compile(sources: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the bytecode of sources, made by pyodide-build's py-compile."""
    importlib.invalidate_caches()  # the wheels were unpacked after Python read their folder
    main = importlib.import_module("pyodide_build.cli.py_compile").main
    with TemporaryDirectory() as folder:
        archive = Path(folder) / "sources.zip"
        archive.write_bytes(_zip(sources))
        main([str(archive), "--silent", "--compression-level", "0"], standalone_mode=False)
        with zipfile.ZipFile(archive) as done:
            return {name: without_lines(done.read(name)) for name in done.namelist()}


def without_lines(bytecode: bytes) -> bytes:
    """Return a .pyc file in which every instruction of a function belongs to the function's first line.

    Tables of lines and columns are a third of bytecode. Readers see the lines of demos and cells, which are
    sources; a traceback still names the function of every other frame.
    """
    code = marshal.loads(bytecode[_PYC_HEADER:])  # noqa: S302  # it was just compiled
    return bytecode[:_PYC_HEADER] + marshal.dumps(_on_first_line(code))


def _on_first_line(code: CodeType) -> CodeType:
    constants = [_on_first_line(one) if isinstance(one, CodeType) else one for one in code.co_consts]
    units = len(code.co_code) // 2
    table = _FIRST_LINE * (units // 8)
    if units % 8:
        table += bytes([_FIRST_LINE[0] - 8 + units % 8, 0])
    return code.replace(co_consts=tuple(constants), co_linetable=table)


def _module(name: str) -> str:
    return name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _zip(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, content in files.items():
            target.writestr(name, content)
    return out.getvalue()
