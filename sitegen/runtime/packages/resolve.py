"""Find versions of packages that fit together: in Pyodide's distribution first, then on the index.

resolvelib, which pip uses too, searches; this module reports what cannot be had.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from resolvelib import BaseReporter, ResolutionImpossible, Resolver
from resolvelib.resolvers import ResolutionTooDeep

from sitegen.config import Config
from sitegen.errors import Problem, RuntimePinError, near_miss
from sitegen.runtime.packages.candidates import Candidate, Provider, Wanted
from sitegen.runtime.packages.index import PipError, versions_anywhere

_MOST_ROUNDS = 2000


def resolve(config: Config, provider: Provider) -> list[Candidate]:
    """Return a version of every package that the configuration names, and of everything that these need.

    Args:
        config: names the packages.
        provider: what there is.

    Raises:
        RuntimePinError: names that are no requirements, packages that do not exist or have no wheel for the
            browser, versions that do not fit together, each with its place in the configuration.
    """
    wanted = _roots(config)
    if absent := [item for item in wanted if not provider.is_known(item.name)]:
        raise RuntimePinError(_absent(config, provider, item) for item in absent)
    resolver: Resolver[Wanted, Candidate, str] = Resolver(provider, BaseReporter())
    try:
        result = resolver.resolve(wanted, max_rounds=_MOST_ROUNDS)
    except ResolutionImpossible as error:
        raise RuntimePinError(_problems(config, provider, error.causes)) from None
    except ResolutionTooDeep:
        raise RuntimePinError(Problem("no versions of the packages were found that fit together")) from None
    except PipError as error:
        raise RuntimePinError(Problem(f"a package cannot be downloaded: {error}", code="runtime")) from None
    found = [candidate for name, candidate in sorted(result.mapping.items()) if name != "numpy"]
    libraries = [item for item in found if (own := provider.distribution.get(item.name)) and own.is_library]
    if libraries:
        raise RuntimePinError(_library_problem(config, item) for item in libraries)
    return found


def _roots(config: Config) -> list[Wanted]:
    problems, found = [], []
    for text in config.runtime.packages:
        try:
            item = Requirement(text)
        except InvalidRequirement as error:
            reason = str(error).splitlines()[0]
            hint = 'expected a name, with a version where one is needed: "pandas", "micrograd==0.1.0"'
            problems.append(_problem(config, text, f"{text!r} names no package: {reason}", hint))
            continue
        if item.url or item.marker:
            problems.append(_problem(config, text, f"{text!r}: expected a name and versions alone", None))
            continue
        found.append(Wanted(canonicalize_name(item.name), item.specifier, frozenset(item.extras), text))
    if problems:
        raise RuntimePinError(problems)
    return found


def _problems(config: Config, provider: Provider, causes: Collection[Any]) -> list[Problem]:
    """Return what is wrong: packages without a wheel, else the requirements that exclude each other."""
    unknown = provider.missing.keys() - provider.distribution.keys()
    absent = [item.requirement for item in causes if item.requirement.name in unknown]
    if absent:
        return [_absent(config, provider, item) for item in absent]
    names = {item.requirement.name for item in causes}
    problems = []
    for name in sorted(names):
        sides = sorted({_side(item) for item in causes if item.requirement.name == name})
        root = next(item.requirement.root for item in causes if item.requirement.name == name)
        own = provider.distribution.get(name)
        version = provider.pin.numpy if name == "numpy" else own.version if own else None
        message = f"no version of {name} fits: {'; '.join(sides)}"
        hint = (
            f"Pyodide {provider.pin.pyodide} has {name} {version}; ask for versions that go with it"
            if version
            else None
        )
        problems.append(_problem(config, root, message, hint))
    return problems


def _side(item: Any) -> str:
    who = f"{item.parent} needs" if item.parent else "the configuration asks for"
    return f"{who} {item.requirement}"


def _absent(config: Config, provider: Provider, wanted: Wanted) -> Problem:
    by = (
        ""
        if canonicalize_name(Requirement(wanted.root).name) == wanted.name
        else f", which {wanted.root} needs,"
    )
    if versions_anywhere(wanted.name):
        message = f"{wanted.name}{by} has no wheel that runs in a browser"
        hint = (
            "leave it out of the configuration: cells and demos that import it run when the site is built, "
            "and their results stay on the page without Run"
        )
        return _problem(config, wanted.root, message, hint)
    message = f"there is no package {wanted.name!r}{by} on the index: {provider.missing[wanted.name]}"
    return _problem(config, wanted.root, message, near_miss(wanted.name, provider.distribution))


def _library_problem(config: Config, item: Candidate) -> Problem:
    message = f"{item.root} needs {item.name}, a shared library of C, which sitegen does not load"
    return _problem(config, item.root, message, "use the package in cells that run when the site is built")


def _problem(config: Config, text: str, message: str, hint: str | None) -> Problem:
    path, line, column = config.place_of(text) or (None, None, None)
    return Problem(message, path, line, column, hint, "runtime")
