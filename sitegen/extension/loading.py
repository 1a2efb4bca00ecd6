"""Find and import the extensions of a site: modules beside the configuration, or installed ones.

An extension is imported again when one of its files changes. Every process of a build has its own.
"""

from __future__ import annotations

import importlib
import platform
import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path, PurePath
from types import ModuleType
from typing import TYPE_CHECKING

from sitegen.cache import digest_of_files, key_of
from sitegen.errors import ExtensionError, Problem, near_miss
from sitegen.extension import Extension
from sitegen.extension.faults import described, near_name, place_of
from sitegen.extension.records import CODE, NONE, Extensions, LoadedExtension, Place, Provided, Registered

if TYPE_CHECKING:  # imports Pydantic
    from sitegen.config import Config

GROUP = "sitegen.extensions"
"""The group of entry points."""
INSTALLED = ("site-packages", "dist-packages")
"""The names of the folders of installed packages."""
_known: dict[tuple[str, tuple[str, ...]], Extensions] = {}
_imported: set[str] = set()
"""Names of the modules of extensions in `sys.modules`."""


@dataclass(frozen=True, slots=True)
class Located:
    """Where an extension is."""

    name: str
    module: str
    source: Path
    """Its file, or the folder of its package."""
    local: bool
    """Whether it is beside the configuration."""
    function: str = "setup"
    version: str = ""


def extensions_of(config: Config) -> Extensions:
    """Return the extensions of a site as their files are now.

    Args:
        config: the site's configuration.

    Raises:
        ExtensionError: extensions are missing, cannot be imported, or take names that are taken; all faults.
    """
    if not config.extensions:
        return NONE
    key = str(config.root), tuple(config.extensions)
    located, problems = _locate_all(config)
    known = _known.get(key)
    if known and not problems and all(map(_is_same, located, known.loaded)):
        return known
    _forget()
    loaded, modules = [], dict[str, ModuleType]()
    for one in located:  # each imports modules of its own, so that all its files are seen
        extension, faults = _load(one, config.root)
        modules |= _forget()
        loaded.append(extension)
        problems += faults
    sys.modules.update(modules)
    _imported.update(modules)
    problems += _clashes([one for extension in loaded for one in extension.provided])
    if problems:
        _known.pop(key, None)
        raise ExtensionError(problems)
    _known[key] = Extensions(tuple(loaded))
    return _known[key]


def inputs_of(config: Config) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Return the folders and the files of a site's extensions, and the files that would go before them.

    Raises:
        ExtensionError: extensions cannot be used.
    """
    loaded = extensions_of(config).loaded
    folders = tuple(one.source for one in loaded if one.source.is_dir())
    files = [file for one in loaded for file in (one.source, *one.siblings) if file.is_file()]
    files += [file for one in loaded for file in _candidates(config.root, one.name) if not file.exists()]
    return folders, tuple(files)


def _candidates(root: Path, name: str) -> tuple[Path, Path]:
    return root / f"{name}.py", root / name / "__init__.py"


def _locate_all(config: Config) -> tuple[list[Located], list[Problem]]:
    located, problems = [], []
    for name in dict.fromkeys(config.extensions):
        found = _locate(name, config.root)
        if found:
            located.append(found)
        else:
            problems.append(_missing(name, config))
    return located, problems


def _locate(name: str, root: Path) -> Located | None:
    file, package = _candidates(root, name)
    if name.isidentifier() and (package.is_file() or file.is_file()):
        return Located(name, name, package.parent if package.is_file() else file, local=True)
    from importlib.metadata import entry_points  # noqa: PLC0415 - slow, and not needed for own modules

    for entry in entry_points(group=GROUP, name=name):
        if source := _installed(entry.module):
            function, version = entry.attr or "setup", entry.dist.version if entry.dist else ""
            return Located(name, entry.module, source, local=False, function=function, version=version)
    source = _installed(name)
    return Located(name, name, source, local=False) if source else None


def _installed(module: str) -> Path | None:
    """Return the file or the folder of an installed module."""
    try:
        spec: ModuleSpec | None = find_spec(module)
    except (ImportError, ValueError, AttributeError):
        return None
    if spec is None or not spec.origin or not spec.has_location:
        return None
    return Path(spec.origin).parent if spec.submodule_search_locations else Path(spec.origin)


def _missing(name: str, config: Config) -> Problem:
    from importlib.metadata import entry_points  # noqa: PLC0415 - slow, and not needed for own modules

    entries = entry_points(group=GROUP)
    local = [file.stem for file in config.root.glob("*.py")]
    local += [file.parent.name for file in config.root.glob("*/__init__.py")]
    hint = near_miss(name, [*local, *(entry.name for entry in entries)])
    hint = hint or f"write {name}.py beside the configuration, or install the package"
    find = getattr(config, "place_of", None)  # the configuration of an earlier build has none
    path, line, column = (find(name) if find else None) or (None, None, None)
    return Problem(f"there is no extension {name!r}", path, line, column, hint, CODE)


def _is_same(located: Located, loaded: LoadedExtension) -> bool:
    same = located.name == loaded.name and located.source == loaded.source
    return same and _digest(located, loaded.siblings) == loaded.digest


def _digest(located: Located, siblings: Sequence[Path]) -> str:
    """Return the digest of everything that the functions of an extension depend on."""
    beside = [digest_of_files(file.parent, [file]) for file in siblings if file.is_file()]
    return key_of(_digest_of_source(located), *beside)


def _digest_of_source(located: Located) -> str:
    """Return the digest of an extension's own files, and of what is installed."""
    source = located.source
    files = [source]
    if source.is_dir():
        files = [file for file in source.rglob("*") if file.is_file() and "__pycache__" not in file.parts]
    inside = digest_of_files(source.parent, files)
    packages = [str(_time(path)) for path in sys.path if Path(path).name in INSTALLED]
    return key_of(located.version, platform.python_version(), inside, *packages)


def _time(path: str) -> int:
    try:
        return Path(path).stat().st_mtime_ns
    except OSError:
        return 0


def _load(located: Located, root: Path) -> tuple[LoadedExtension, list[Problem]]:
    """Import an extension and call its `setup`."""

    def inside(file: str) -> PurePath | None:
        path = Path(file)
        own = path.is_relative_to(located.source)
        own = own or (located.local and path.is_relative_to(root) and not set(INSTALLED) & set(path.parts))
        return (path.relative_to(root) if path.is_relative_to(root) else path) if own else None

    registered = Registered(located.name, inside)
    first: Place = registered.shown(str(_first_file(located.source))), 1
    siblings: tuple[Path, ...] = ()
    if located.local and (located.name in sys.stdlib_module_names or located.module in sys.modules):
        registered.refuse(f"{located.name!r} is the name of a module that Python or sitegen imports", first)
    else:
        before = set(sys.modules)
        try:
            with _importing(root if located.local else None):
                module = importlib.import_module(located.module)
                setup = getattr(module, located.function, None)
                if callable(setup):
                    setup(Extension(registered))
                else:
                    registered.refuse(f"the extension has no function {located.function}(site)", first)
        except SyntaxError as error:
            file = registered.shown(error.filename or "")
            message = f"the extension cannot be imported: {error.msg}"
            registered.problems.append(Problem(message, file, error.lineno, error.offset, code=CODE))
        except (Exception, SystemExit) as error:  # noqa: BLE001 - it is the extension's own
            file, line = place_of(error.__traceback__, inside) or first
            message = f"the extension raised {described(error)}"
            registered.problems.append(Problem(message, file, line, hint=near_name(error), code=CODE))
        siblings = _note_imports(before, located, root)
    digest = _digest(located, siblings)
    provided = tuple(registered.provided)
    loaded = LoadedExtension(located.name, located.source, siblings, digest, provided)
    return loaded, registered.problems


def _first_file(source: Path) -> Path:
    return source / "__init__.py" if source.is_dir() else source


@contextmanager
def _importing(root: Path | None) -> Iterator[None]:
    """Import from the site's folder, too, and leave no compiled files there."""
    importlib.invalidate_caches()
    path, written = list(sys.path), sys.dont_write_bytecode
    if root is not None:
        sys.path.insert(0, str(root))
    sys.dont_write_bytecode = True
    try:
        yield
    finally:
        sys.path[:], sys.dont_write_bytecode = path, written


def _note_imports(before: Collection[str], located: Located, root: Path) -> tuple[Path, ...]:
    """Remember which modules were imported; return those beside the configuration."""
    siblings = []
    for name in sorted(set(sys.modules) - set(before)):
        file = Path(getattr(sys.modules[name], "__file__", None) or "")
        if file.is_relative_to(located.source):
            _imported.add(name)
        elif located.local and file.is_relative_to(root) and not set(INSTALLED) & set(file.parts):
            _imported.add(name)
            siblings.append(file)
    return tuple(siblings)


def _forget() -> dict[str, ModuleType]:
    """Let the modules of all extensions be imported again, and return them."""
    found = {name: module for name in _imported if (module := sys.modules.pop(name, None))}
    _imported.clear()
    return found


def _clashes(provided: Sequence[Provided]) -> Iterator[Problem]:
    """Find names that sitegen or another extension has."""
    from sitegen.extension.names import TAKEN  # noqa: PLC0415 - imports Pydantic

    first: dict[tuple[str, str], Provided] = {}
    for one in provided:
        other = first.setdefault((one.kind, one.name), one)
        if one.name in TAKEN.get(one.kind, ()):
            yield Problem(f"{one} is one of sitegen's own", *one.place, hint="use another name", code=CODE)
        elif other is not one:
            file, line = other.place
            hint = f"it is added at {file}:{line}, too"
            yield Problem(f"{one} is added twice", *one.place, hint=hint, code=CODE)
