"""The published packages: one folder, named after a hash of its contents, and what each program needs."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from sitegen.config import Config
from sitegen.model import Output, PublishedPackage
from sitegen.progress import Progress
from sitegen.runtime.checksums import sha256_of
from sitegen.runtime.licenses import LICENSE_FILE, license_texts
from sitegen.runtime.pack import PublishedFile
from sitegen.runtime.packages.fetch import fetch_wheels
from sitegen.runtime.packages.lock_file import LockedPackage, PackageLock
from sitegen.runtime.packages.pack import MODULES_FILE, pack_packages
from sitegen.runtime.pin import Pin

MODULES = "python-modules"
"""The name of `MODULES_FILE` among the packages."""
_HASH_LENGTH = 16


@dataclass(frozen=True, slots=True)
class PackageBundle:
    """The published files of a site's packages."""

    path: str = ""
    """`packages/<hash>/`, relative to the published folder; empty for none."""
    outputs: tuple[Output, ...] = ()
    packages: Mapping[str, PublishedPackage] = field(default_factory=dict)
    """By name, in the order in which they are installed."""
    demos: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The packages that each demo needs; demos that need none are left out."""
    cells: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The packages that each code cell needs besides those of the cells above it."""


def publish_packages(
    config: Config,
    pin: Pin,
    lock: PackageLock,
    demos: Mapping[str, frozenset[str]],
    cells: Mapping[str, frozenset[str]],
    *,
    watch: Progress,
) -> PackageBundle:
    """Fetch, pack and bundle the packages that the programs of a site import.

    Args:
        config: says where files come from.
        pin: the reader's Python.
        lock: the packages of the site.
        demos: the top-level modules that each demo imports, by its name.
        cells: the top-level modules that each code cell imports, by its name.
        watch: receives reports.

    Raises:
        RuntimePinError: a wheel cannot be fetched, is not the locked one, or cannot be packed.
    """
    of_demos, of_cells = _needs(lock, demos), _without_earlier(_needs(lock, cells))
    names = set[str]().union(*of_demos.values(), *of_cells.values())
    used = [package for name, package in lock.by_name.items() if name in names]
    if not used:
        return PackageBundle()
    places = {"cache": config.runtime_cache}
    wheels = fetch_wheels(used, pin, watch, source=config.runtime_source, **places)
    packed = pack_packages(used, wheels, pin, watch, **places)
    files = {
        MODULES_FILE: packed.modules,
        **{_file(package): packed.files[package.name] for package in used},
        LICENSE_FILE: _licenses(used, wheels),
    }
    path = f"packages/{_hash(files)}/"
    published = {MODULES: _published(MODULES, pin.python, "PSF-2.0", MODULES_FILE, packed.modules)}
    for package in used:
        file = packed.files[package.name]
        published[package.name] = _published(
            package.name, package.version, package.license, _file(package), file
        )
    return PackageBundle(
        path,
        tuple(
            Output(PurePosixPath(path + name), file.content, f"packages: {name}")
            for name, file in files.items()
        ),
        published,
        of_demos,
        of_cells,
    )


def _needs(lock: PackageLock, programs: Mapping[str, frozenset[str]]) -> dict[str, tuple[str, ...]]:
    """Return the packages of each program that needs any, `MODULES` first."""
    needs = {}
    for program, modules in programs.items():
        found = lock.with_dependencies({lock.by_module[name] for name in modules if name in lock.by_module})
        if found:
            needs[program] = (MODULES, *found)
    return needs


def _without_earlier(cells: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return what each cell needs that no cell above it in its source needs."""
    seen: dict[str, set[str]] = {}
    needs = {}
    for cell, names in cells.items():
        earlier = seen.setdefault(cell.rpartition("#")[0], set())
        if more := tuple(name for name in names if name not in earlier):
            needs[cell] = more
        earlier.update(names)
    return needs


def _published(
    name: str, version: str, license: str, file_name: str, file: PublishedFile
) -> PublishedPackage:
    return PublishedPackage(name, version, license, file_name, file.bytes, file.sha256)


def _file(package: LockedPackage) -> str:
    return f"{package.name}-{package.version}.zip"


def _hash(files: Mapping[str, PublishedFile]) -> str:
    sums = json.dumps(sorted((name, file.sha256) for name, file in files.items()))
    return hashlib.sha256(sums.encode()).hexdigest()[:_HASH_LENGTH]


def _licenses(packages: Sequence[LockedPackage], wheels: Path) -> PublishedFile:
    """Return the terms of all packages, with the texts that their wheels contain."""
    parts = [
        "The packages in this folder and their terms. Tests, stubs and docstrings are left out of them.\n"
    ]
    for package in packages:
        parts.append(f"{package.name} {package.version}: {package.license or 'see the text below'}")
    for package in packages:
        with zipfile.ZipFile(wheels / package.file) as archive:
            parts += license_texts(package.name, archive)
    content = ("\n".join(parts) + "\n").encode()
    return PublishedFile(content, len(content), sha256_of(content))
