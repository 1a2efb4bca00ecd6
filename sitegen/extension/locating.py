"""Find the extensions that a configuration names: beside it, by an entry point, or as installed modules."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import lru_cache
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from sitegen.errors import Problem, near_miss
from sitegen.extension.imports import forget, installed_times, remember
from sitegen.extension.records import CODE

if TYPE_CHECKING:  # imports Pydantic
    from sitegen.config import Config

GROUP = "sitegen.extensions"
"""The group of entry points."""


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


def candidates(root: Path, name: str) -> tuple[Path, Path]:
    """Return the files that an extension beside the configuration can have."""
    return root / f"{name}.py", root / name / "__init__.py"


def locate_all(config: Config) -> tuple[list[Located], list[Problem]]:
    """Return where the extensions of a site are, and a problem for each that is missing."""
    located, problems = [], []
    for name in dict.fromkeys(config.extensions):
        found = _locate(name, config.root)
        if found:
            located.append(found)
        else:
            problems.append(_missing(name, config))
    return located, problems


def _locate(name: str, root: Path) -> Located | None:
    file, package = candidates(root, name)
    if name.isidentifier() and (package.is_file() or file.is_file()):
        return Located(name, name, package.parent if package.is_file() else file, local=True)
    return _locate_installed(name, tuple(sys.path), installed_times())


@lru_cache(maxsize=32)
def _locate_installed(name: str, _path: tuple[str, ...], _times: tuple[int, ...]) -> Located | None:
    """Return an installed extension; it is looked up once while nothing is installed or removed."""
    from importlib.metadata import entry_points  # noqa: PLC0415 - slow, and not needed for own modules

    modules = forget()  # a module of another site is not an installed one
    try:
        for entry in entry_points(group=GROUP, name=name):
            if source := _installed(entry.module):
                function, version = entry.attr or "setup", entry.dist.version if entry.dist else ""
                return Located(name, entry.module, source, False, function, version)
        source = _installed(name)
        return Located(name, name, source, local=False) if source else None
    finally:
        remember(modules)


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
