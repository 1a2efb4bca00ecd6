"""The references of a site: a BibTeX file, which pybtex reads and formats."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from sitegen.errors import ConfigError, Problem
from sitegen.text_rules import passive_address

if TYPE_CHECKING:  # imports Pydantic and pybtex
    from pybtex.database import Entry

    from sitegen.config import Config

CODE = "bibliography"
PROTECTED = re.compile(r'<span class="bibtex-protected">|</span>')
LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
URL = re.compile(r"\\url\s*\{([^{}]*)\}")
"""A command of LaTeX that pybtex does not know."""
NO_YEAR = "n.d."
TITLE_WORDS = 4
"""How many words of the title name a reference that has neither authors nor editors."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of the file."""

    key: str
    names: tuple[str, ...]
    """The last names of its authors, or else of its editors; without them, the first words of its title."""
    year: str
    """As the file has it; `n.d.` without one."""
    html: str
    """The whole reference."""

    @property
    def authors(self) -> str:
        """Who wrote it, as a citation says it: `Vaswani et al.`."""
        return f"{self.names[0]} et al." if len(self.names) > 2 else " & ".join(self.names)

    @property
    def sort_key(self) -> tuple[tuple[str, ...], str, str]:
        """The key that sorts references by author and year."""
        return tuple(name.casefold() for name in self.names), self.year, self.key


@dataclass(frozen=True)
class Bibliography:
    """The references of a site; the file is parsed when a text cites something."""

    path: PurePath
    """Relative to the site's folder; empty for a site without references."""
    data: bytes
    _problems: list[Problem] = field(default_factory=list)
    _references: dict[str, Reference] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Return whether the site has a file of references."""
        return self.path != PurePath()

    @cached_property
    def digest(self) -> str:
        """A text that changes with the file; empty without one."""
        return hashlib.blake2b(self.data, digest_size=16).hexdigest() if self else ""

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """The entries by key; those of a file with mistakes as far as it can be read."""
        try:
            text = self.data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            message = f"not UTF-8 text: byte {error.start} ({error.reason})"
            self._problems.append(Problem(message, self.path, code=CODE))
            return {}
        entries, problems = _parse(text, self.path)
        self._problems.extend(problems)
        for entry in entries.values():
            for name, value in entry.fields.items():
                entry.fields[name] = URL.sub(r"\1", value)
        return entries

    @property
    def problems(self) -> Sequence[Problem]:
        """What is wrong with the file, and with the references that were asked for."""
        return self._problems if self.entries is not None else ()

    def reference(self, key: str) -> Reference:
        """Return the reference with a key.

        Raises:
            KeyError: there is no such key.
        """
        if key not in self._references:
            self._references[key] = self._reference(key, self.entries[key])
        return self._references[key]

    def _reference(self, key: str, entry: Entry) -> Reference:
        from pybtex.richtext import Text  # noqa: PLC0415 - few texts cite

        persons = entry.persons.get("author") or entry.persons.get("editor") or ()
        names = tuple(_plain(" ".join(map(str, person.rich_last_names))) for person in persons)
        title = _plain(str(Text.from_latex(entry.fields.get("title", key)))).split()
        shown = names or (" ".join(title[:TITLE_WORDS]) + ("…" if len(title) > TITLE_WORDS else ""),)
        return Reference(key, shown, _plain(entry.fields.get("year", NO_YEAR)), self._html(key, entry))

    def _html(self, key: str, entry: Entry) -> str:
        from pybtex.backends.html import Backend  # noqa: PLC0415 - few texts cite
        from pybtex.style.formatting.plain import Style  # noqa: PLC0415 - few texts cite

        try:
            if not hasattr(Style, f"get_{entry.type}_template"):
                entry.type = "misc"  # kinds of biblatex, such as `report` and `dataset`
            formatted = next(iter(Style().format_entries([entry])))
            html = str(formatted.text.render(Backend("utf-8")))
        except Exception as error:  # noqa: BLE001 - pybtex raises several kinds for entries that lack a field
            reason = str(error) or type(error).__name__
            message = f"the entry {key!r} of the kind {entry.type!r} cannot be formatted: {reason}"
            self._problems.append(Problem(message, self.path, *_place(self.data.decode(), key), code=CODE))
            return key
        return LINK.sub(_safe_link, PROTECTED.sub("", html).replace("\n", " "))


NO_BIBLIOGRAPHY = Bibliography(PurePath(), b"")


def bibliography_of(config: Config) -> Bibliography:
    """Return the references of a site as the file is now.

    Args:
        config: the site's configuration.

    Raises:
        ConfigError: pybtex is not installed, or there is no such file in the content or the data folder.
    """
    if not config.bibliography:
        return NO_BIBLIOGRAPHY
    path = PurePath(config.bibliography)
    if not any(path.is_relative_to(folder) for folder in (config.content, config.data)):
        raise _refused(config, f"expected a file in {config.content}/ or {config.data}/")
    try:
        data = (config.root / path).read_bytes()
    except OSError as error:
        raise _refused(config, f"cannot read the bibliography: {error.strerror or error}") from error
    try:
        import pybtex  # noqa: F401, PLC0415 - an extra
    except ImportError:
        hint = "install it with: pip install 'sitegen-live[citations]'"
        raise _refused(config, "a bibliography needs pybtex, which is not installed", hint) from None
    return _known(path, data)


@lru_cache(maxsize=4)
def _known(path: PurePath, data: bytes) -> Bibliography:
    return Bibliography(path, data)


def _refused(config: Config, message: str, hint: str | None = None) -> ConfigError:
    find = getattr(config, "place_of", None)  # the configuration of an earlier build has none
    path, line, column = (find and find(config.bibliography)) or (None, None, None)
    received = f"{message}, received {config.bibliography!r}"
    return ConfigError(Problem(received, path, line, column, hint, "config"))


def _parse(text: str, path: PurePath) -> tuple[Mapping[str, Entry], list[Problem]]:
    """Return the entries of a file by key, and its mistakes."""
    from pybtex.database.input.bibtex import Parser  # noqa: PLC0415 - few texts cite
    from pybtex.errors import capture  # noqa: PLC0415 - few texts cite
    from pybtex.exceptions import PybtexError  # noqa: PLC0415 - few texts cite

    entries: dict[str, Entry] = {}
    found: list[Any] = []
    try:
        with capture() as found:
            parsed = Parser(encoding="utf-8").parse_string(text)
            entries = dict(parsed.entries.items())
    except PybtexError as error:
        found.append(error)
    return entries, [_problem(error, text, path) for error in found]


def _problem(error: Any, text: str, path: PurePath) -> Problem:
    message = re.sub(r"^syntax error in line \d+: ", "", str(error))
    if repeated := re.match(r"repeated bibliography entry: (.*)", message):
        place = [(None, None), *_places(text, repeated[1])][-1]
        return Problem(f"the key {repeated[1]!r} appears twice", path, *place, code=CODE)
    line = getattr(error, "lineno", None)
    context = (error.get_context() or "") if hasattr(error, "get_context") else ""
    column = next((row.index("^") + 1 for row in context.splitlines() if "^" in row), 1)
    return Problem(message, path, line, column if line else None, code=CODE)


def _places(text: str, key: str) -> Iterator[tuple[int, int]]:
    """Give line and column of each entry with a key."""
    for found in re.finditer(rf"@\s*\w+\s*[{{(]\s*({re.escape(key)})\s*,", text, re.IGNORECASE):
        before = text[: found.start(1)]
        yield before.count("\n") + 1, found.start(1) - before.rfind("\n")


def _place(text: str, key: str) -> tuple[int | None, int | None]:
    return next(_places(text, key), (None, None))


def _safe_link(found: re.Match[str]) -> str:
    """Return a link, or only its text where the address runs a program."""
    try:
        passive_address(found[1])
    except ValueError:
        return found[2]
    return found[0]


def _plain(text: str) -> str:
    return " ".join(text.replace("{", "").replace("}", "").split())
