"""Remove the parts of NumPy and of the standard library that a demo cannot use in a browser.

A short module replaces each removed package or module: importing it raises an error that names the setting
to get the original back. Files that Python never imports (headers, stubs) have no replacement.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import PurePosixPath

from sitegen.errors import ConfigError, Problem, near_miss
from sitegen.runtime.archive import FileTree

REMOVABLE: Mapping[str, str] = {
    "numpy._pyinstaller": "packs programs",
    "numpy.conftest": "configures NumPy's own tests",
    "numpy.f2py": "compiles Fortran",
    "numpy.random._examples": "examples",
    "_pyrepl": "the terminal's prompt",
    "antigravity": "opens a browser",
    "bdb": "debugging",
    "cmd": "the terminal",
    "cProfile": "profiling",
    "doctest": "testing",
    "encodings": "character sets from before Unicode",
    "ftplib": "the network",
    "http.server": "the network",
    "imaplib": "the network",
    "mailbox": "mail",
    "multiprocessing": "needs processes",
    "optparse": "command lines",
    "pdb": "the terminal's debugger",
    "pickletools": "analyses pickles",
    "plistlib": "reads XML",
    "poplib": "the network",
    "profile": "profiling",
    "pstats": "profiling",
    "pyclbr": "lists classes in sources",
    "pydoc": "shows documentation in a terminal",
    "smtplib": "the network",
    "socketserver": "the network",
    "tabnanny": "checks sources",
    "this": "a poem",
    "trace": "profiling",
    "webbrowser": "opens a browser",
    "wsgiref": "the network",
    "xml": "reads XML",
    "xmlrpc": "the network",
    "zipapp": "packs programs",
}
"""The modules that are removed unless `keep` names them, and what each is for."""

_ENCODINGS_SEARCH = PurePosixPath("encodings/__init__.py")
_ENCODINGS = re.compile(
    r"encodings/(cp(?!437)|iso|koi|mac|hp_|big5|euc|gb|hz|johab|kz|palmos|ptcp|shift|tis).*"
)
"""Character sets from before Unicode, except cp437, which `zipfile` needs."""
_DOCS_ONLY = {PurePosixPath(f"numpy/_core/{name}.py") for name in ("_add_newdocs", "_add_newdocs_scalars")}
"""NumPy imports them; they only set the docstrings of its compiled functions."""
_NEVER_IMPORTED = {".pyi", ".h", ".a", ".pxd", ".c", ".pyx", ".md", ".rst", ".build", ".template", ".txt"}
_NEEDED_METADATA = {"METADATA", "WHEEL"}
"""The files of a wheel's dist-info that are read in the browser."""


def check_keep(keep: Collection[str]) -> None:
    """Check that every name in `keep` is a module that can be removed.

    Raises:
        ConfigError: with every name that is not.
    """
    problems = [
        Problem(
            f"runtime.keep names {name!r}, which is not a module that sitegen removes",
            hint=near_miss(name, REMOVABLE) or f"expected any of {', '.join(REMOVABLE)}",
            code="config",
        )
        for name in keep
        if name not in REMOVABLE
    ]
    if problems:
        raise ConfigError(problems)


def prune(files: FileTree, keep: Collection[str] = ()) -> tuple[dict[PurePosixPath, bytes], tuple[str, ...]]:
    """Remove the files that a browser cannot use.

    Args:
        files: NumPy's wheel or the standard library, unpacked.
        keep: names of `REMOVABLE` that stay.

    Returns:
        The remaining files with the replacements, and the names of the removed files.
    """
    kept: dict[PurePosixPath, bytes] = {}
    removed: list[str] = []
    replacements: dict[PurePosixPath, bytes] = {}
    for path, data in files.items():
        name = _removed_module(path, keep)
        if path in _DOCS_ONLY:
            kept[path] = b""
            removed.append(f"{path}: its contents")
            continue
        if name is None and not _is_unused(path):
            kept[path] = data
            continue
        removed.append(str(path))
        if name and name != "encodings":
            replacements[PurePosixPath(name.replace(".", "/") + ".py")] = _replacement(name)
    encodings = [path.stem for path in map(PurePosixPath, removed) if path.parts[0] == "encodings"]
    if encodings and _ENCODINGS_SEARCH in kept:
        kept[_ENCODINGS_SEARCH] += _search_replacement(encodings)
    return kept | replacements, tuple(sorted(removed))


def _removed_module(path: PurePosixPath, keep: Collection[str]) -> str | None:
    if path.parts[0] == "encodings":
        return "encodings" if "encodings" not in keep and _ENCODINGS.fullmatch(str(path)) else None
    dotted = ".".join(path.with_suffix("").parts)
    for name in REMOVABLE:
        if name not in keep and (dotted == name or dotted.startswith(name + ".")):
            return name
    return None


def _is_unused(path: PurePosixPath) -> bool:
    if path.parts[0].endswith(".dist-info"):
        return path.name not in _NEEDED_METADATA
    in_tests = path.parts[0] == "numpy" and "tests" in path.parts
    return in_tests or path.suffix in _NEVER_IMPORTED or "LICENSE" in path.name


def _replacement(name: str) -> bytes:
    return f"raise ModuleNotFoundError({_message(name, name)!r}, name={name!r})\n".encode()


def _search_replacement(names: Collection[str]) -> bytes:
    """Return code that reports a removed encoding when no other search for it succeeds."""
    message = _message("the encoding {}", "encodings")
    return f"""

def _left_out(encoding, names=frozenset({sorted(names)!r})):
    name = normalize_encoding(encoding)
    if (_aliases.get(name) or name) in names:
        raise LookupError({message!r}.format(encoding))


codecs.register(_left_out)
""".encode()


def _message(what: str, name: str) -> str:
    return (
        f"{what} is not part of this site's Python; "
        f'to include it: keep = ["{name}"] in the table [tool.sitegen.runtime] of the configuration'
    )
