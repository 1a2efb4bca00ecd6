"""Problems: the mistakes of authors, with message, place and hint; and the exceptions that carry them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import PurePath
from typing import Any, Literal, get_args

Severity = Literal["error", "warning"]
Level = Literal["error", "warn", "ignore"]
"""How a configuration writes the severity of a rule."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake, at one place of one file."""

    message: str
    """The mistake, with what was received and what is expected, in one sentence."""
    path: PurePath | None = None
    """The file, relative to the site's folder where possible."""
    line: int | None = None
    """First line is 1."""
    column: int | None = None
    """First column is 1."""
    hint: str | None = None
    """How to correct the mistake, or the near miss."""
    code: str = "site"
    """The stable name of the rule, for programs: `front-matter`, `link`, `demo` ..."""
    severity: Severity = "error"

    def __str__(self) -> str:
        where = [str(part) for part in (self.path, self.line, self.column) if part is not None]
        text = ":".join(where) + ": " if where else ""
        text += f"warning: {self.message}" if self.severity == "warning" else self.message
        return "\n  ".join([text, *self.hint.split("\n")]) if self.hint else text

    @property
    def sort_key(self) -> tuple[str, int, int, str]:
        """The key that sorts problems by file, then by place."""
        return (str(self.path or ""), self.line or 0, self.column or 0, self.message)


def judged(problems: Iterable[Problem], levels: Mapping[str, Level]) -> tuple[Problem, ...]:
    """Return the problems with the severities of their rules, without those whose rule is ignored.

    Args:
        problems: what was found.
        levels: the severity of each rule by its name; a problem of another rule keeps its own.
    """
    severities: Mapping[str, Severity | None] = {"error": "error", "warn": "warning", "ignore": None}
    found = []
    for problem in problems:
        severity = severities[levels[problem.code]] if problem.code in levels else problem.severity
        if severity is not None:
            found.append(problem if severity == problem.severity else replace(problem, severity=severity))
    return tuple(found)


def levels_of(rules: object) -> dict[str, Level]:
    """Return the severity of each rule of a table of the configuration, or of what a graph stores of it."""
    values: dict[str, Any] = vars(rules)
    return {name.replace("_", "-"): value for name, value in values.items() if value in get_args(Level)}


class SitegenError(Exception):
    """One or more mistakes of an author. The command line prints them without a traceback."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        found = (problems,) if isinstance(problems, Problem) else tuple(problems)
        self.problems: tuple[Problem, ...] = tuple(sorted(set(found), key=lambda problem: problem.sort_key))
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[SitegenError], tuple[tuple[Problem, ...]]]:
        # Errors are pickled when a pool parses pages.
        return type(self), (self.problems,)


class ConfigError(SitegenError):
    """The configuration cannot be used."""


class FrontMatterError(SitegenError):
    """The YAML block at the top of a source cannot be used."""


class CollisionError(SitegenError):
    """Two sources would be published at the same path."""


class TemplateError(SitegenError):
    """A template is missing, does not parse, or uses a name that it does not receive."""


class DataError(SitegenError):
    """A file of the data folder cannot be used."""


class DemoError(SitegenError):
    """A demo is missing, raises an exception, or a claim of the post about it does not hold."""


class CellError(SitegenError):
    """A code cell raises an exception, does not raise the expected one, or takes too long."""


class RuntimePinError(SitegenError):
    """The files of the runtime cannot be downloaded, or are not the pinned ones."""


class ClientError(SitegenError):
    """The modules of the client cannot be joined."""


class ExtensionError(SitegenError):
    """An extension cannot be imported, raises an exception, or returns something else than is expected."""


class OutputError(SitegenError):
    """The output folder cannot be used."""


def near_miss(word: str, known: Iterable[str]) -> str | None:
    """Return the hint `did you mean 'x'?` for the closest known word, or None when none is close."""
    close = get_close_matches(word.casefold(), {name.casefold(): name for name in known}, n=1, cutoff=0.6)
    if not close:
        return None
    return f"did you mean {next(name for name in known if name.casefold() == close[0])!r}?"


def one_of(known: Iterable[str]) -> str:
    """Return the words as a list for a message: `'a', 'b' or 'c'`."""
    words = [repr(word) for word in known]
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def without_errors(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Return problems that are only warnings.

    Raises:
        SitegenError: some of them are errors.
    """
    if errors := [problem for problem in problems if problem.severity == "error"]:
        raise SitegenError(errors)
    return problems
