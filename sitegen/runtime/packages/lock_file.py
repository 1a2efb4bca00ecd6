"""`sitegen.lock`: the packages of the reader's Python with the sums of their files.

`sitegen runtime lock` writes the file, and the author commits it. A build publishes exactly what it names.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path, PurePath
from typing import Any, Literal, get_args

from sitegen.config import Config
from sitegen.errors import Problem, RuntimePinError, near_miss
from sitegen.runtime.pin import Pin, PinnedFile

COMMAND = "sitegen runtime lock"
Source = Literal["pyodide", "index"]
"""Where a file comes from: Pyodide's distribution, or the Python package index."""
_VERSION = 1
_HEAD = f"""# The packages of the reader's Python. `{COMMAND}` writes this file; commit it with the site.
version = {_VERSION}
"""
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+!-]*\.whl")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class LockedPackage:
    """One package of the lock."""

    name: str
    """As the index normalises it: `scikit-learn`."""
    version: str
    source: Source
    file: str
    """The name of the wheel."""
    bytes: int
    sha256: str
    license: str
    """An SPDX expression or a short name; empty where the package states none."""
    imports: tuple[str, ...]
    """The top-level modules that the package contains."""
    depends: tuple[str, ...]
    """The names of the locked packages that it needs."""

    @property
    def pinned(self) -> PinnedFile:
        """The wheel."""
        return PinnedFile(self.file, self.bytes, self.sha256)


@dataclass(frozen=True)
class PackageLock:
    """What the lock file says."""

    pyodide: str
    """The version of Pyodide for which the packages were resolved."""
    requested: tuple[str, ...]
    """The packages of the configuration, as it names them."""
    packages: tuple[LockedPackage, ...]
    """Sorted by name."""

    @cached_property
    def by_name(self) -> Mapping[str, LockedPackage]:
        """The packages by name, in order."""
        return {package.name: package for package in self.packages}

    @cached_property
    def by_module(self) -> Mapping[str, str]:
        """The name of the package of each top-level module."""
        return {module: package.name for package in self.packages for module in package.imports}

    def with_dependencies(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return names of packages and of everything that these need, in the order of the lock."""
        found, waiting = set[str](), list(names)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += self.by_name[name].depends
        return tuple(name for name in self.by_name if name in found)

    def text(self) -> str:
        """Return the contents of the lock file."""
        lines = [_HEAD, f"pyodide = {_toml(self.pyodide)}\nrequested = {_toml(self.requested)}\n"]
        for package in self.packages:
            rows = (f"{item.name} = {_toml(getattr(package, item.name))}\n" for item in fields(package))
            lines.append("\n[[package]]\n" + "".join(rows))
        return "".join(lines)


NO_PACKAGES = PackageLock("", (), ())


def site_lock(config: Config, pin: Pin) -> PackageLock:
    """Return the lock of a site; an empty one where the configuration names no packages.

    Raises:
        RuntimePinError: the lock file is missing, damaged, or was made for another configuration or Pyodide.
    """
    wanted = config.runtime.packages
    if not wanted:
        return NO_PACKAGES
    if not config.lock_file.is_file():
        path, line, column = config.place_of(wanted[0]) or (None, None, None)
        message = f"the configuration names packages, and there is no {config.lock_file.name}"
        raise RuntimePinError(Problem(message, path, line, column, f"run: {COMMAND}", "runtime"))
    lock = read_lock(config.lock_file)
    if lock.pyodide != pin.pyodide:
        message = f"the packages were locked for Pyodide {lock.pyodide}; this sitegen has {pin.pyodide}"
        hint = f"run: {COMMAND} --upgrade"
        raise RuntimePinError(Problem(message, PurePath(config.lock_file.name), hint=hint, code="runtime"))
    added = [name for name in wanted if name not in lock.requested]
    removed = [name for name in lock.requested if name not in wanted]
    if added or removed:
        raise RuntimePinError(_outdated(config, added, removed))
    return lock


def read_lock(file: Path) -> PackageLock:
    """Read a lock file.

    Raises:
        RuntimePinError: with every mistake in the file.
    """
    shown = PurePath(file.name)
    try:
        table = tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise _unusable(shown, [f"the lock cannot be read: {error}"]) from error
    if table.get("version") != _VERSION:
        raise _unusable(
            shown,
            [f"expected version = {_VERSION}, received {table.get('version')!r}; a newer sitegen wrote it"],
        )
    rows = table.get("package", [])
    mistakes = _head_mistakes(table)
    if not isinstance(rows, list):
        rows, mistakes = [], [*mistakes, "'package' is not a list of tables"]
    for number, row in enumerate(rows, start=1):
        mistakes += _row_mistakes(f"[[package]] {number}", row)
    if not mistakes:
        mistakes = _name_mistakes(rows)
    if mistakes:
        raise _unusable(shown, mistakes)
    packages = tuple(
        LockedPackage(**row | {"imports": tuple(row["imports"]), "depends": tuple(row["depends"])})
        for row in rows
    )
    return PackageLock(table["pyodide"], tuple(table["requested"]), packages)


def _outdated(config: Config, added: list[str], removed: list[str]) -> list[Problem]:
    problems = []
    for name in added:
        path, line, column = config.place_of(name) or (None, None, None)
        message = f"the package {name!r} is not in {config.lock_file.name}"
        problems.append(Problem(message, path, line, column, f"run: {COMMAND}", "runtime"))
    if removed:
        names = ", ".join(map(repr, removed))
        message = f"the lock was made for {names} too, which the configuration does not name"
        problems.append(
            Problem(message, PurePath(config.lock_file.name), hint=f"run: {COMMAND}", code="runtime")
        )
    return problems


def _head_mistakes(table: Mapping[str, Any]) -> list[str]:
    mistakes = []
    if not isinstance(table.get("pyodide"), str):
        mistakes.append("'pyodide' is not a text")
    requested = table.get("requested")
    if not isinstance(requested, list) or not all(isinstance(name, str) for name in requested):
        mistakes.append("'requested' is not a list of texts")
    return mistakes


def _row_mistakes(where: str, row: object) -> list[str]:
    if not isinstance(row, dict):
        return [f"{where} is not a table"]
    known = [item.name for item in fields(LockedPackage)]
    mistakes = [f"{where} has no {name!r}" for name in known if name not in row]
    mistakes += [
        f"{where} has an unknown key {name!r}; {near_miss(name, known) or 'remove it'}"
        for name in row
        if name not in known
    ]
    checks: dict[str, bool] = {
        "name": _matches(_NAME, row.get("name")),
        "version": isinstance(row.get("version"), str),
        "source": row.get("source") in get_args(Source),
        "file": _matches(_FILE, row.get("file")),
        "bytes": isinstance(row.get("bytes"), int) and row["bytes"] > 0,
        "sha256": _matches(_SHA256, row.get("sha256")),
        "license": isinstance(row.get("license"), str),
        "imports": _is_texts(row.get("imports")),
        "depends": _is_texts(row.get("depends")),
    }
    return mistakes + [
        f"{where}: {name!r} does not have the expected form, received {row[name]!r}"
        for name, right in checks.items()
        if name in row and not right
    ]


def _name_mistakes(rows: list[dict[str, Any]]) -> list[str]:
    names = [row["name"] for row in rows]
    mistakes = [
        f"the package {name!r} is named twice" for name in sorted({n for n in names if names.count(n) > 1})
    ]
    return mistakes + [
        f"{row['name']!r} needs {name!r}, which the lock does not have"
        for row in rows
        for name in row["depends"]
        if name not in names
    ]


def _matches(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and bool(pattern.fullmatch(value))


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _unusable(path: PurePath, mistakes: Iterable[str]) -> RuntimePinError:
    return RuntimePinError(
        Problem(mistake, path, hint=f"write the file again: {COMMAND}", code="runtime")
        for mistake in mistakes
    )


def _toml(value: object) -> str:
    """Return a value as TOML; texts of JSON are texts of TOML, too."""
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)
