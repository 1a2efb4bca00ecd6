"""The versions of packages that a site can publish, and what each of them needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version
from resolvelib import AbstractProvider

from sitegen.runtime.packages.distribution import Distributed
from sitegen.runtime.packages.index import PipError, WheelFacts, download_wheel, read_wheel, versions_on_index
from sitegen.runtime.packages.lock_file import Source
from sitegen.runtime.pin import Pin


@dataclass(frozen=True, slots=True)
class Wanted:
    """A requirement: of the configuration, or of a package."""

    name: str
    specifier: SpecifierSet
    extras: frozenset[str]
    root: str
    """The entry of the configuration that led here."""

    def __str__(self) -> str:
        return f"{self.name}{self.specifier}"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A version of a package."""

    name: str
    version: Version
    source: Source
    extras: frozenset[str] = frozenset()
    root: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


@dataclass
class Provider(AbstractProvider[Wanted, Candidate, str]):
    """What there is, and what each version needs."""

    pin: Pin
    distribution: Mapping[str, Distributed]
    wheels: Path
    """The folder of downloaded wheels."""
    preferred: Mapping[str, str]
    """Versions by name that are taken where they fit: those of an earlier lock."""
    missing: dict[str, str] = field(default_factory=dict)
    """Why a package has no candidate, by its name."""
    _versions: dict[str, list[Version]] = field(default_factory=dict)
    _wheels: dict[Candidate, WheelFacts] = field(default_factory=dict)

    def identify(self, requirement_or_candidate: Wanted | Candidate) -> str:
        """Return the name of a package."""
        return requirement_or_candidate.name

    def get_preference(
        self,
        identifier: str,
        resolutions: Mapping[str, Candidate],  # noqa: ARG002 - the interface of resolvelib
        candidates: Mapping[str, Iterator[Candidate]],  # noqa: ARG002
        information: Mapping[str, Iterator[Any]],
        backtrack_causes: Sequence[Any],  # noqa: ARG002
    ) -> tuple[bool, bool, str]:
        """Return what is decided first: packages of the distribution, then those with a version named."""
        is_open = all(not item.requirement.specifier for item in information[identifier])
        return identifier not in self.distribution, is_open, identifier

    def find_matches(
        self,
        identifier: str,
        requirements: Mapping[str, Iterator[Wanted]],
        incompatibilities: Mapping[str, Iterator[Candidate]],
    ) -> list[Candidate]:
        """Return the versions of a package that fit, the best first."""
        wanted = list(requirements[identifier])
        refused = {candidate.version for candidate in incompatibilities[identifier]}
        extras = frozenset[str]().union(*(item.extras for item in wanted))

        def fitting(versions: Iterable[Version], source: Source) -> list[Candidate]:
            return [
                Candidate(identifier, version, source, extras, wanted[0].root)
                for version in versions
                if version not in refused
                and all(item.specifier.contains(version, prereleases=True) for item in wanted)
            ]

        if identifier == "numpy":
            return fitting([Version(self.pin.numpy)], "pyodide")
        own = self.distribution.get(identifier)
        if own is not None and (found := fitting([Version(own.version)], "pyodide")):
            return found
        found = fitting(self._on_index(identifier), "index")
        last = self.preferred.get(identifier)
        return sorted(found, key=lambda candidate: str(candidate.version) != last)

    def is_satisfied_by(self, requirement: Wanted, candidate: Candidate) -> bool:
        """Return whether a version fits a requirement."""
        fits = requirement.specifier.contains(candidate.version, prereleases=True)
        return fits and requirement.extras <= candidate.extras

    def get_dependencies(self, candidate: Candidate) -> list[Wanted]:
        """Return what a version needs."""
        if candidate.source == "pyodide":
            own = self.distribution.get(candidate.name)
            names = own.depends if own and candidate.name != "numpy" else ()
            return [Wanted(name, SpecifierSet(), frozenset(), candidate.root) for name in names]
        found = (Requirement(text) for text in self.wheel(candidate).requires)
        return [
            Wanted(canonicalize_name(item.name), item.specifier, frozenset(item.extras), candidate.root)
            for item in found
            if item.marker is None
            or any(item.marker.evaluate(each) for each in self._environments(candidate))
        ]

    def wheel(self, candidate: Candidate) -> WheelFacts:
        """Return what a wheel says about itself; one of the index is downloaded first.

        Raises:
            PipError: the index does not have it.
        """
        if candidate not in self._wheels:
            own = self.distribution[candidate.name].file if candidate.source == "pyodide" else None
            name, version = candidate.name, str(candidate.version)
            file = self.wheels / own if own else download_wheel(name, version, self.pin, self.wheels)
            self._wheels[candidate] = read_wheel(file)
        return self._wheels[candidate]

    def is_known(self, name: str) -> bool:
        """Return whether any version of a package can run in the browser."""
        return name == "numpy" or name in self.distribution or bool(self._on_index(name))

    def _on_index(self, name: str) -> list[Version]:
        if name not in self._versions:
            try:
                versions = [Version(text) for text in versions_on_index(name, self.pin)]
                stable = [version for version in versions if not version.is_prerelease]
                self._versions[name] = stable or versions
            except PipError as error:
                self.missing[name] = str(error)
                self._versions[name] = []
        return self._versions[name]

    def _environments(self, candidate: Candidate) -> Iterator[dict[str, str]]:
        """Give the values of markers in the reader's Python, for each extra that is asked for."""
        values = {
            "implementation_name": "cpython",
            "os_name": "posix",
            "platform_machine": self.pin.arch,
            "platform_python_implementation": "CPython",
            "platform_system": "Emscripten",
            "python_full_version": self.pin.python,
            "python_version": self.pin.python.rpartition(".")[0],
            "sys_platform": "emscripten",
        }
        for extra in candidate.extras or {""}:
            yield {**values, "extra": extra}
