"""What is known of extensions: what they provide, from which files."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePath
from typing import Any, Literal, get_args, get_origin

from sitegen.errors import Problem

CODE = "extension"
"""The code of the problems."""
Kind = Literal["directive", "role", "fence", "filter", "function", "output", "key", "check"]
Place = tuple[PurePath, int]
"""File, as messages show it, and line."""

SHOWN: Mapping[Kind, str] = {
    "directive": "the directive {{{}}}",
    "role": "the role {{{}}}",
    "fence": "the block of code {!r}",
    "filter": "the filter {!r}",
    "function": "the function {!r}",
    "output": "the output {!r}",
    "key": "the key {!r}",
    "check": "the rule {!r}",
}
WORD = re.compile(r"[A-Za-z][\w-]*\Z"), "letters, digits, '-' and '_', as in 'card'"
IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z"), "letters, digits and '_', as in 'shout'"
KEY = re.compile(r"[a-z][a-z0-9_]*\Z"), "small letters, digits and '_', as in 'level'"
RULE = re.compile(r"[a-z][a-z0-9-]*\Z"), "small letters, digits and '-', as in 'long-title'"
LANGUAGE = re.compile(r"[^\s{},:=\[\]`~]+\Z"), "a word, as in 'chart'"
FILE = (
    re.compile(r"(?!\.\.?/)[^/\\\x00-\x1f]+(?:/(?!\.\.?(?:/|\Z))[^/\\\x00-\x1f]+)*\Z"),
    "a path in the published folder, as in 'posts.json'",
)
NAMES: Mapping[Kind, tuple[re.Pattern[str], str]] = {
    "directive": WORD,
    "role": WORD,
    "fence": LANGUAGE,
    "filter": IDENTIFIER,
    "function": IDENTIFIER,
    "output": FILE,
    "key": KEY,
    "check": RULE,
}
"""What a name of each kind looks like, and how messages say it."""
PLAIN = (str, int, float, bool, date)


@dataclass(frozen=True, slots=True)
class Provided:
    """One thing that an extension provides."""

    kind: Kind
    name: str
    function: Callable[..., Any]
    extension: str
    """The name in the configuration."""
    place: Place
    """The line of `setup` that adds it."""
    settings: Mapping[str, Any]
    inside: Callable[[str], PurePath | None]
    """Returns how messages show a file of the extension; None for any other file."""

    def __str__(self) -> str:
        return SHOWN[self.kind].format(self.name)


@dataclass(slots=True)
class Registered:
    """Collects what one extension provides."""

    name: str
    inside: Callable[[str], PurePath | None]
    provided: list[Provided] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def shown(self, file: str) -> PurePath:
        """Return how messages show a file."""
        return self.inside(file) or PurePath(file)

    def refuse(self, message: str, place: Place) -> None:
        """Note a fault of `setup`."""
        self.problems.append(Problem(message, *place, code=CODE))


@dataclass(frozen=True, slots=True)
class LoadedExtension:
    """One extension."""

    name: str
    source: Path
    """Its file, or the folder of its package."""
    siblings: tuple[Path, ...]
    """Other files beside the configuration that it imports."""
    digest: str
    """Of all its files and of what is installed."""
    provided: tuple[Provided, ...]


@dataclass(frozen=True, slots=True)
class Extensions:
    """The extensions of a site, in the order of the configuration."""

    loaded: tuple[LoadedExtension, ...] = ()

    def of(self, kind: str) -> tuple[Provided, ...]:
        """Return everything of one kind."""
        return tuple(one for extension in self.loaded for one in extension.provided if one.kind == kind)

    def names(self, kind: str) -> tuple[str, ...]:
        """Return the names of one kind."""
        return tuple(one.name for one in self.of(kind))

    def find(self, kind: str, name: str) -> Provided | None:
        """Return what has this name; None where no extension provides it."""
        return next((one for one in self.of(kind) if one.name == name), None)

    def digest(self, extension: str) -> str:
        """Return the digest of an extension; empty for one that the site does not have."""
        return next((one.digest for one in self.loaded if one.name == extension), "")

    def answer(self, kind: str, name: str) -> tuple[str, str]:
        """Return the extension that provides a name, and its digest; empty texts where none does."""
        found = self.find(kind, name)
        return (found.extension, self.digest(found.extension)) if found else ("", "")


NONE = Extensions()


def refused(one: Provided) -> str:
    """Return what is wrong with a call of `setup`; empty if it is right."""
    pattern, expected = NAMES[one.kind]
    name: object = one.name  # a user's program may give anything
    function: object = one.function
    if not isinstance(name, str) or not pattern.match(name):
        return f"expected {expected}, received {one.name!r}"
    if not callable(function):
        return f"{one}: expected a function, received {one.function!r}"
    if one.kind == "directive" and one.settings["argument"] not in ("required", "optional", "refused"):
        received = one.settings["argument"]
        return f"{one}: argument: expected 'required', 'optional' or 'refused', received {received!r}"
    if one.kind == "check" and one.settings["severity"] not in ("error", "warn", "ignore"):
        received = one.settings["severity"]
        return f"{one}: severity: expected 'error', 'warn' or 'ignore', received {received!r}"
    return _refused_key(one) if one.kind == "key" else ""


def _refused_key(one: Provided) -> str:
    kind, default = one.settings["kind"], one.settings["default"]
    choices = get_args(kind) if get_origin(kind) is Literal else ()
    texts = kind == tuple[str, ...]
    if kind not in PLAIN and not texts and not (choices and all(isinstance(text, str) for text in choices)):
        known = "str, int, float, bool, date, tuple[str, ...] or a Literal of texts"
        return f"{one}: expected {known}, received {kind!r}"
    if default is None:
        return ""
    if texts:
        right = isinstance(default, tuple) and all(isinstance(text, str) for text in default)
    else:
        right = default in choices if choices else type(default) is kind
    shown = getattr(kind, "__name__", str(kind)) if not texts and not choices else str(kind)
    return "" if right else f"{one}: default: expected {shown}, received {default!r}"
