"""What of NumPy and of the standard library a demo cannot use in a browser, and what stands in its place.

A package or module that is left out leaves a module of a few lines, which says so when it is imported and
names the setting that brings it back. Files that Python never imports (headers, stubs) leave nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import PurePosixPath

from sitegen.errors import ConfigError, Problem, near_miss

FileTree = Mapping[PurePosixPath, bytes]

LEFT_OUT: Mapping[str, str] = {
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
    "encodings": "alphabets of before Unicode",
    "ftplib": "the network",
    "http.server": "the network",
    "imaplib": "the network",
    "mailbox": "mail",
    "multiprocessing": "needs processes",
    "optparse": "command lines",
    "pdb": "the terminal's debugger",
    "pickletools": "looks into pickles",
    "plistlib": "reads XML",
    "poplib": "the network",
    "profile": "profiling",
    "pstats": "profiling",
    "pyclbr": "shows documents in a terminal",
    "pydoc": "shows documents in a terminal",
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
"""Dotted names of what can be brought back by `keep`, and what each is for."""

_ENCODINGS_SEARCH = PurePosixPath("encodings/__init__.py")
_ENCODINGS = re.compile(
    r"encodings/(cp(?!437)|iso|koi|mac|hp_|big5|euc|gb|hz|johab|kz|palmos|ptcp|shift|tis).*"
)
"""Alphabets of before Unicode; `zipfile` needs the one of the first PC."""
_DOCS_ONLY = {PurePosixPath(f"numpy/_core/{name}.py") for name in ("_add_newdocs", "_add_newdocs_scalars")}
"""They give NumPy's compiled functions their texts, and do nothing else; NumPy imports them."""
_NEVER_IMPORTED = {".pyi", ".h", ".a", ".pxd", ".c", ".pyx", ".md", ".rst", ".build", ".template", ".txt"}
_FACTS = {"METADATA", "WHEEL"}
"""What of a wheel's dist-info is read again."""


def check_keep(keep: Collection[str]) -> None:
    """Refuse names in `keep` that are never left out.

    Raises:
        ConfigError: all such names together.
    """
    problems = [
        Problem(
            f"runtime.keep names {name!r}, which is not among what is left out",
            hint=near_miss(name, LEFT_OUT) or f"expected any of {', '.join(LEFT_OUT)}",
            code="config",
        )
        for name in keep
        if name not in LEFT_OUT
    ]
    if problems:
        raise ConfigError(problems)


def slim(files: FileTree, keep: Collection[str] = ()) -> tuple[dict[PurePosixPath, bytes], tuple[str, ...]]:
    """Take out what a browser has no use for.

    Args:
        files: NumPy's wheel or the standard library, unpacked.
        keep: names of `LEFT_OUT` that stay.

    Returns:
        The files that remain, with the modules that stand in for others, and the names of all that went.
    """
    kept: dict[PurePosixPath, bytes] = {}
    gone: list[str] = []
    stand_ins: dict[PurePosixPath, bytes] = {}
    for path, data in files.items():
        name = _left_out(path, keep)
        if path in _DOCS_ONLY:
            kept[path] = b""
            gone.append(f"{path}: its contents")
            continue
        if name is None and not _is_ballast(path):
            kept[path] = data
            continue
        gone.append(str(path))
        if name and name != "encodings":
            stand_ins[PurePosixPath(name.replace(".", "/") + ".py")] = _stand_in(name)
    alphabets = [path.stem for path in map(PurePosixPath, gone) if path.parts[0] == "encodings"]
    if alphabets and _ENCODINGS_SEARCH in kept:
        kept[_ENCODINGS_SEARCH] += _search_stand_in(alphabets)
    return kept | stand_ins, tuple(sorted(gone))


def _left_out(path: PurePosixPath, keep: Collection[str]) -> str | None:
    if path.parts[0] == "encodings":
        return "encodings" if "encodings" not in keep and _ENCODINGS.fullmatch(str(path)) else None
    dotted = ".".join(path.with_suffix("").parts)
    for name in LEFT_OUT:
        if name not in keep and (dotted == name or dotted.startswith(name + ".")):
            return name
    return None


def _is_ballast(path: PurePosixPath) -> bool:
    if path.parts[0].endswith(".dist-info"):
        return path.name not in _FACTS
    in_tests = path.parts[0] == "numpy" and "tests" in path.parts
    return in_tests or path.suffix in _NEVER_IMPORTED or "LICENSE" in path.name


def _stand_in(name: str) -> bytes:
    return f"raise ModuleNotFoundError({_told(name, name)!r}, name={name!r})\n".encode()


def _search_stand_in(names: Collection[str]) -> bytes:
    """Return what Python's search for an encoding asks last, where no module had it."""
    told = _told("the encoding {}", "encodings")
    return f"""

def _left_out(encoding, names=frozenset({sorted(names)!r})):
    name = normalize_encoding(encoding)
    if (_aliases.get(name) or name) in names:
        raise LookupError({told!r}.format(encoding))


codecs.register(_left_out)
""".encode()


def _told(what: str, name: str) -> str:
    return (
        f"{what} is not part of what this site's readers download; "
        f'to bring it back: keep = ["{name}"] in the table [tool.sitegen.runtime] of the configuration'
    )
