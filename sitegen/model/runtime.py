"""What a build publishes for the reader's Python: the runtime, and the packages of each program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sitegen.model.page import Cell


@dataclass(frozen=True, slots=True)
class PublishedPackage:
    """One file of a package, as a reader's browser downloads it."""

    name: str
    """The name of the package on the index: `scikit-learn`."""
    version: str
    license: str
    """An SPDX expression or a short name; empty where the package states none."""
    file: str
    """Relative to the folder of the packages."""
    bytes: int
    sha256: str
    """In hexadecimal."""


def cell_name(cell: Cell) -> str:
    """Return the name of a code cell in the whole site: the path of its source and its id."""
    return f"{cell.position.path}#{cell.id}"


@dataclass(frozen=True, slots=True)
class PublishedRuntime:
    """The reader's Python as it is published. A site without live programs has none."""

    url: str = ""
    """The folder of the runtime, with a slash at its end; empty for none."""
    download_bytes: int = 0
    """What a first run of a program without packages downloads, as hosts send it."""
    packages_url: str = ""
    """The folder of the packages, with a slash at its end; empty for none."""
    packages: Mapping[str, PublishedPackage] = field(default_factory=dict)
    """By name, in the order in which they are installed."""
    demos: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The packages that each demo needs, by the demo's name. Demos that need none are left out."""
    cells: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The packages that each code cell needs besides those of the cells above it, see `cell_name`."""

    def of_demo(self, demo: str) -> tuple[PublishedPackage, ...]:
        """Return the packages of a demo, in the order in which they are installed."""
        return self._ordered(self.demos.get(demo, ()))

    def of_cell(self, name: str) -> tuple[PublishedPackage, ...]:
        """Return the packages of a code cell, in the order in which they are installed."""
        return self._ordered(self.cells.get(name, ()))

    def _ordered(self, names: tuple[str, ...]) -> tuple[PublishedPackage, ...]:
        wanted = set(names)
        return tuple(package for name, package in self.packages.items() if name in wanted)
