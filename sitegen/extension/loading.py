"""Import the extensions of a site, and call their `setup`.

An extension is imported again when one of its files changes. Every process of a build has its own.
"""

from __future__ import annotations

import importlib
import platform
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath
from types import ModuleType
from typing import TYPE_CHECKING

from sitegen.cache import digest_of_files, key_of
from sitegen.errors import ExtensionError, Problem
from sitegen.extension import Extension
from sitegen.extension.faults import described, near_name, place_of
from sitegen.extension.imports import forget, importing, installed_times, is_beside, note_imports, remember
from sitegen.extension.locating import Located, candidates, locate_all
from sitegen.extension.records import CODE, NONE, Extensions, LoadedExtension, Place, Provided, Registered

if TYPE_CHECKING:  # imports Pydantic
    from sitegen.config import Config

_known: dict[tuple[str, tuple[str, ...]], Extensions] = {}


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
    located, problems = locate_all(config)
    known = _known.get(key)
    if known and not problems and all(map(_is_same, located, known.loaded)):
        return known
    forget()
    loaded, modules = [], dict[str, ModuleType]()
    for one in located:  # each imports modules of its own, so that all its files are seen
        extension, faults = _load(one, config.root)
        modules |= forget()
        loaded.append(extension)
        problems += faults
    remember(modules)
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
    files += [file for one in loaded for file in candidates(config.root, one.name) if not file.exists()]
    return folders, tuple(files)


def _is_same(located: Located, loaded: LoadedExtension) -> bool:
    same = located.name == loaded.name and located.source == loaded.source
    return same and _digest(located, loaded.siblings) == loaded.digest


def _digest(located: Located, siblings: Sequence[Path]) -> str:
    """Return the digest of everything that the functions of an extension depend on."""
    return key_of(_digest_of_source(located), *map(_digest_of_file, siblings))


def _digest_of_source(located: Located) -> str:
    """Return the digest of an extension's own files, and of what is installed."""
    source = located.source
    files = sorted(source.rglob("*")) if source.is_dir() else [source]
    hidden = (".", "__pycache__")
    own = [
        file for file in files if not any(part.startswith(hidden) for part in file.relative_to(source).parts)
    ]
    digests = (f"{file.relative_to(source)} {_digest_of_file(file)}" for file in own)
    times = map(str, installed_times())
    return key_of(located.version, platform.python_version(), *times, "", *digests)


def _digest_of_file(file: Path) -> str:
    try:
        return digest_of_files(file.parent, [file])
    except OSError:  # a folder, or a file that is gone or cannot be read
        return ""


def _load(located: Located, root: Path) -> tuple[LoadedExtension, list[Problem]]:
    """Import an extension and call its `setup`."""

    def inside(file: str) -> PurePath | None:
        path = Path(file)
        own = path.is_relative_to(located.source)
        own = own or (located.local and is_beside(path, root))
        return (path.relative_to(root) if path.is_relative_to(root) else path) if own else None

    registered = Registered(located.name, inside)
    first: Place = registered.shown(str(_first_file(located.source))), 1
    siblings: tuple[Path, ...] = ()
    if located.local and (located.name in sys.stdlib_module_names or located.module in sys.modules):
        registered.refuse(f"{located.name!r} is the name of a module that Python or sitegen imports", first)
    else:
        before = set(sys.modules)
        try:
            with importing(root if located.local else None):
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
        siblings = note_imports(before, located.source, root if located.local else None)
    digest = _digest(located, siblings)
    provided = tuple(registered.provided)
    loaded = LoadedExtension(located.name, located.source, siblings, digest, provided)
    return loaded, registered.problems


def _first_file(source: Path) -> Path:
    return source / "__init__.py" if source.is_dir() else source


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
