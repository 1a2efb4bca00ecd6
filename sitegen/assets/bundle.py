"""Bundle the client: many small modules become the few programs that a reader's browser loads.

A program is an entry module together with every module that it imports, each after the modules that it needs.
Entries are the modules that a page loads, and every module that a program loads later with
`import("./x.js")` or `new URL("./x.js", import.meta.url)`. A program keeps the path of its entry. Addresses
in its other modules are rewritten, since they are relative to the module that contains them.

The modules of a program share one scope. So no two of them may declare the same name, and they may only use
two forms, each at the start of a line: `import { a, b } from "./x.js";` and `export` before a declaration.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

import rjsmin

from sitegen.errors import ClientError, Problem, near_miss

_IMPORT = re.compile(r'(?m)^import\s*\{([^}]*)\}\s*from\s*"(\.{1,2}/[\w./-]+)";\n')
_EXPORT = re.compile(r"(?m)^export (?=(?:async )?(?:function|class|const|let)\b)")
_DECLARATION = re.compile(r"(?m)^(export )?(?:async )?(?:function\*?|class|const|let) (\w+)")
_UNSUPPORTED = re.compile(r"(?m)^(?:import\b(?![.(])|export\b|(?:const|let) [\[{]|var\b).*")
"""Statements of other forms, searched after the supported imports and exports are removed."""
_EXPORT_LIST = re.compile(r"(?m)^export \{[^}]*\};\n")
_REFERENCE = re.compile(r'(\bimport\(|\bnew URL\()"(\.{1,2}/[\w./-]+)"(?=,import\.meta\.url\)|\))')
"""The address of a file, in minified text."""


@dataclass(frozen=True)
class Module:
    """One source file of the client."""

    path: str
    """Relative to the client's folder: `core/session.js`."""
    text: str

    @property
    def imports(self) -> dict[str, tuple[str, ...]]:
        """Imported names by the path of the module that they come from."""
        return {
            self.resolve(found[2]): tuple(name.strip() for name in found[1].split(",") if name.strip())
            for found in _IMPORT.finditer(self.text)
        }

    @property
    def declared(self) -> frozenset[str]:
        """Names that the module declares at its top level."""
        return frozenset(found[2] for found in _DECLARATION.finditer(self.text))

    @property
    def exported(self) -> frozenset[str]:
        """Names that other modules may import."""
        return frozenset(found[2] for found in _DECLARATION.finditer(self.text) if found[1])

    @cached_property
    def inner(self) -> str:
        """The minified text as a part of a program: without imports and exports."""
        return _minify(_EXPORT.sub("", _IMPORT.sub("", self.text)))

    @cached_property
    def entry(self) -> str:
        """The minified text as the entry of a program, which keeps its exports."""
        return _minify(_IMPORT.sub("", self.text))

    @property
    def programs(self) -> tuple[str, ...]:
        """Paths of the other programs of the client that the module loads when they are needed."""
        paths = (self.resolve(found[2]) for found in _REFERENCE.finditer(self.inner))
        return tuple(path for path in paths if path.endswith(".js") and not path.startswith(".."))

    def resolve(self, address: str) -> str:
        """Return the path of an address that is relative to this module."""
        return posixpath.normpath(posixpath.join(posixpath.dirname(self.path), address))

    def unsupported(self, *, entry: bool) -> list[str]:
        """Return the top-level statements that cannot be bundled."""
        rest = _EXPORT.sub("", _IMPORT.sub("", self.text))
        return _UNSUPPORTED.findall(_EXPORT_LIST.sub("", rest) if entry else rest)


def bundle_programs(entries: Sequence[str], sources: Mapping[str, str]) -> dict[str, str]:
    """Return the programs that pages load, and those that the programs load, by their paths.

    Args:
        entries: the paths of the modules that pages load.
        sources: the text of each module by its path. A module that no program needs is left out.

    Raises:
        ClientError: a module is missing, uses another form of import or export, imports a name that is not
            exported, or declares a name that another module of the same program declares.
    """
    modules = {path: Module(path, text) for path, text in sources.items()}
    waiting = list(entries)
    programs: dict[str, str] = {}
    for path in waiting:
        parts = _parts(path, modules)
        programs[path] = _joined(parts)
        loaded = (found for part in parts for found in part.programs)
        waiting += dict.fromkeys(found for found in loaded if found not in waiting)
    return programs


def bundle_program(entry: str, sources: Mapping[str, str]) -> str:
    """Return one program, for modules that are bundled in the same way but do not belong to the client.

    Args:
        entry: the path of the program's entry module.
        sources: the text of each module by its path.

    Raises:
        ClientError: as for `bundle_programs`.
    """
    return _joined(_parts(entry, {path: Module(path, text) for path, text in sources.items()}))


def bundler_version() -> str:
    """Return a text that changes whenever equal modules may give other programs, for the keys of caches."""
    return f"{rjsmin.__version__} {Path(__file__).read_text('utf-8')}"


def _parts(entry: str, modules: Mapping[str, Module]) -> tuple[Module, ...]:
    """Return the modules of a program, each after those that it imports."""

    def collect(path: str, importer: str | None) -> Iterator[Module]:
        if path not in modules:
            by = f", which {importer} imports" if importer else ""
            raise _error(entry, f"there is no module {path!r}{by}", near_miss(path, modules))
        seen.add(path)
        for imported in modules[path].imports:
            if imported not in seen:
                yield from collect(imported, path)
        yield modules[path]

    seen: set[str] = set()
    return tuple(collect(entry, None))


def _joined(parts: tuple[Module, ...]) -> str:
    """Return the modules of a program, the entry last, as one text."""
    if problems := [*_problems(parts)]:
        raise ClientError(problems)
    *inner, entry = parts
    texts = [_relocated(part, part.inner, entry) for part in inner]
    return "\n".join([*texts, _relocated(entry, entry.entry, entry)]) + "\n"


def _relocated(part: Module, text: str, entry: Module) -> str:
    """Return a module's minified text with its addresses relative to the program."""

    def relocate(found: re.Match[str]) -> str:
        address = posixpath.relpath(part.resolve(found[2]), posixpath.dirname(entry.path) or ".")
        return f'{found[1]}"{address if address.startswith(".") else f"./{address}"}"'

    return _REFERENCE.sub(relocate, text)


def _problems(parts: tuple[Module, ...]) -> Iterator[Problem]:
    modules, entry = {part.path: part for part in parts}, parts[-1]
    for part in parts:
        for found in part.unsupported(entry=part is entry):
            expected = 'expected `import { a } from "./b.js";` or an exported declaration'
            yield _problem(part.path, f"{found!r} cannot be bundled, {expected}")
        for path, names in part.imports.items():
            exported = modules[path].exported
            for name in names:
                if name not in exported:
                    yield _problem(part.path, f"{path} does not export {name!r}", near_miss(name, exported))
    counts = Counter(name for part in parts for name in part.declared)
    for name in (name for name, count in counts.items() if count > 1):
        paths = [part.path for part in parts if name in part.declared]
        yield _problem(
            paths[-1], f"{name!r} is declared in {' and '.join(paths)}, which share one scope in {entry.path}"
        )


def _minify(text: str) -> str:
    minified: str = rjsmin.jsmin(text)
    return minified.strip()


def _problem(path: str, message: str, hint: str | None = None) -> Problem:
    return Problem(message, PurePosixPath("client") / path, hint=hint, code="client")


def _error(path: str, message: str, hint: str | None) -> ClientError:
    return ClientError(_problem(path, message, hint))
