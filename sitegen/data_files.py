"""The files of `data/`: TOML, YAML, JSON and CSV that templates read as `site.data`.

A file is read when a template asks for it, so that a folder with other files in it costs nothing. Values are
frozen: tables are read-only mappings, lists are tuples.
"""

from __future__ import annotations

import csv
import io
import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any

from sitegen.errors import DataError, Problem, SitegenError
from sitegen.source_files import list_files, named, read_text
from sitegen.toml_places import syntax_error

CODE = "data"
MOST_VALUES = 1_000_000
"""How many values a file may hold; a YAML file of a few lines can stand for more than memory holds."""
Names = tuple[str, ...]
"""The names of the folders and the file, without its ending."""


@dataclass(frozen=True)
class DataFiles:
    """The data of one site."""

    folder: Path
    root: Path
    """The site's folder: messages name files relative to it."""
    outside_links: bool = False
    """Whether links may lead to files outside the site's folder."""
    _read: dict[Names, object] = field(default_factory=dict)

    def names(self, folder: Names = ()) -> tuple[str, ...]:
        """Return the names in a folder, sorted.

        Raises:
            KeyError: there is no such folder.
        """
        depth = len(folder)
        found = {names[depth] for names in self._files if len(names) > depth and names[:depth] == folder}
        if folder and not found:
            raise KeyError(folder)
        return tuple(sorted(found))

    def is_folder(self, names: Names) -> bool:
        """Return whether these names are those of a folder that holds data."""
        return names not in self._files and any(known[: len(names)] == names for known in self._files)

    def value(self, names: Names) -> object:
        """Return the content of a file: a mapping or a tuple of values.

        Raises:
            KeyError: there is no such file.
            DataError: the file is not what its ending says, or two files have this name.
        """
        if names not in self._read:
            paths = self._files[names]
            if len(paths) > 1:
                path = named(self.folder / paths[1], self.root)
                message = f"{paths[0].name} and {path.name} have the same name in templates"
                raise DataError(Problem(message, path, 1, 1, "rename one of them", CODE))
            self._read[names] = self._parsed(paths[0])
        return self._read[names]

    def _parsed(self, path: PurePosixPath) -> object:
        shown = named(self.folder / path, self.root)
        try:
            text = read_text(self.folder / path, shown)
        except FileNotFoundError:
            raise DataError(Problem("the file is not there any more", shown, code=CODE)) from None
        except SitegenError as error:
            raise DataError(error.problems) from None
        return _frozen(READERS[path.suffix.casefold()](text, shown), shown)

    @cached_property
    def _files(self) -> Mapping[Names, tuple[PurePosixPath, ...]]:
        paths, _ = list_files(self.folder, root=self.root, outside=self.outside_links)
        found: dict[Names, tuple[PurePosixPath, ...]] = {}
        for path in paths:
            if path.suffix.casefold() in READERS:
                names = path.with_suffix("").parts
                found[names] = (*found.get(names, ()), path)
        return found


def _toml(text: str, path: PurePosixPath) -> object:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message, line, column = syntax_error(error, text)
        raise DataError(Problem(message, path, line, column, code=CODE)) from None


def _json(text: str, path: PurePosixPath) -> object:
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        message = f"not valid JSON: {error.msg[0].lower()}{error.msg[1:]}"
        raise DataError(Problem(message, path, error.lineno, error.colno, code=CODE)) from None
    except ValueError as error:
        raise DataError(Problem(str(error), path, *_place_of(str(error), text), code=CODE)) from None
    except RecursionError:
        raise DataError(Problem("nested too deeply", path, 1, 1, code=CODE)) from None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"JSON has no number {name}")


def _place_of(message: str, text: str) -> tuple[int, int]:
    """Return the place of the constant that a message names at its end."""
    at = max(text.find(message.rpartition(" ")[2]), 0)
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _yaml(text: str, path: PurePosixPath) -> object:
    from sitegen.yaml_data import read_yaml  # noqa: PLC0415 - most sites have no YAML data

    return read_yaml(text, path)


def _csv(text: str, path: PurePosixPath) -> object:
    rows = csv.reader(io.StringIO(text), strict=True)
    line = 1
    try:
        header = next(rows, [])
        if twice := [name for place, name in enumerate(header) if name in header[:place]]:
            message = f"two columns have the name {twice[0]!r}"
            raise DataError(
                Problem(message, path, 1, text.rfind(twice[0], 0, text.find("\n")) + 1, code=CODE)
            )
        found = []
        line = rows.line_num + 1
        for row in rows:
            if row and len(row) != len(header):
                message = f"expected {len(header)} values as in the first line, received {len(row)}"
                hint = "put a value with a comma in it between double quotes"
                raise DataError(Problem(message, path, line, 1, hint, CODE))
            if row:
                found.append(dict(zip(header, row, strict=True)))
            line = rows.line_num + 1
    except csv.Error as error:
        raise DataError(Problem(f"not valid CSV: {error}", path, line, 1, code=CODE)) from None
    return found


READERS: Mapping[str, Callable[[str, PurePosixPath], object]] = {
    ".toml": _toml,
    ".yaml": _yaml,
    ".yml": _yaml,
    ".json": _json,
    ".csv": _csv,
}
"""What reads a file, by its ending. A CSV file becomes a list of mappings; all its values are text."""


def _frozen(value: object, path: PurePosixPath) -> object:
    """Return a value whose tables and lists cannot be changed."""
    left = iter(range(MOST_VALUES))

    def freeze(item: Any, depth: int) -> object:
        if next(left, None) is None or depth > 100:
            raise DataError(Problem("the file holds too many values, or nests too deeply", path, code=CODE))
        if isinstance(item, dict):
            return MappingProxyType({str(key): freeze(part, depth + 1) for key, part in item.items()})
        return tuple(freeze(part, depth + 1) for part in item) if isinstance(item, list) else item

    return freeze(value, 0)


class DataTable(Mapping[str, object]):
    """A folder of data as templates see it: files and folders by name."""

    __slots__ = ("_ask", "_files", "_names")

    def __init__(self, files: DataFiles, ask: Callable[[tuple[str, ...]], None], names: Names = ()) -> None:
        """Make a table.

        Args:
            files: the data of the site.
            ask: is called with each fact that a template asks for: `("data", "file")` for a file, and
                `("data-names", "folder")` for the names in a folder.
            names: those of the folder.
        """
        self._files, self._ask, self._names = files, ask, names

    def __getitem__(self, name: str) -> object:
        """Return the content of a file, or the table of a folder."""
        names = (*self._names, name)
        self._ask(("data", *names))
        if self._files.is_folder(names):
            return DataTable(self._files, self._ask, names)
        return self._files.value(names)

    def __iter__(self) -> Iterator[str]:
        self._ask(("data-names", *self._names))
        return iter(self._files.names(self._names))

    def __len__(self) -> int:
        return len(tuple(iter(self)))


def value_of(fact: tuple[str, ...], files: DataFiles) -> object:
    """Return the value of a fact that a table asked for.

    Raises:
        KeyError: there is no such file or folder.
        DataError: the file cannot be read.
    """
    kind, *names = fact
    if kind == "data-names":
        return files.names(tuple(names))
    return "a folder" if files.is_folder(tuple(names)) else files.value(tuple(names))
