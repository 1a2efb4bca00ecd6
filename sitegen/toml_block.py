"""TOML front matter: a block between two lines `+++`, read with the place of every key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from pathlib import PurePath
from typing import Any

from sitegen.errors import FrontMatterError, Problem
from sitegen.toml_places import KeyPlaces, nesting_error, syntax_error
from sitegen.validation import KeyPath
from sitegen.yaml_block import CODE, CONTROL, MOST_LEVELS, Block, control_problem

BOUNDARY = re.compile(r"^\+{3}[ \t]*$", re.MULTILINE)


def split_toml_source(text: str, path: PurePath, known: Collection[str]) -> Block:
    """Cut a source that begins with a line `+++` into its front matter and its body.

    Args:
        text: the whole file, with single newlines as line ends and without a byte order mark.
        path: the source to name in problems.
        known: keys whose values a schema reads: they stay text, as in YAML. Other values keep their types.

    Raises:
        FrontMatterError: the block has no end, or is not TOML.
    """
    pieces = BOUNDARY.split(text, maxsplit=2)
    if len(pieces) < 3:
        message = "the front matter has no end: expected a second line '+++'"
        hint = "put a line '+++' between the last key and the text"
        raise FrontMatterError(Problem(message, path, 1, 1, hint, CODE))
    block = pieces[1].removeprefix("\n")
    if found := CONTROL.search(block):
        before = block[: found.start()]
        column = found.start() - before.rfind("\n")
        raise FrontMatterError(control_problem(found[0], path, before.count("\n") + 2, column))
    try:
        table = tomllib.loads(block)
    except tomllib.TOMLDecodeError as error:
        message, line, column = syntax_error(error, block)
        raise FrontMatterError(Problem(message, path, line + 1, column, code=CODE)) from None
    except RecursionError:
        message, line, column = nesting_error(block)
        raise FrontMatterError(Problem(message, path, line + 1, column, code=CODE)) from None
    result = Block(body=pieces[2].removeprefix("\n"), body_line=pieces[1].count("\n") + 2)
    places = KeyPlaces(block)
    for key, value in table.items():
        name = key.casefold()
        place = _place(places, (key,))
        if _is_too_deep(value):
            raise FrontMatterError(Problem(f"{key}: nested too deeply", path, *place, code=CODE))
        if name in result.values:
            result.duplicates.append((name, place, result.places[name,][0]))
            continue
        result.values[name] = _as_text(value) if name in known and name != "extra" else value
        for inside in ((), *_keys_of(value)):
            result.places[name, *inside] = _place(places, (key, *inside))
            result.value_places[name, *inside] = _place(places, (key, *inside), value=True)
    return result


def _place(places: KeyPlaces, key: KeyPath, *, value: bool = False) -> tuple[int, int]:
    line, column = places.locate(key, value=value)
    return line + 1, column  # the block begins on the file's second line


def _is_too_deep(value: object, level: int = 1) -> bool:
    if level > MOST_LEVELS:
        return True
    inside = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return any(_is_too_deep(item, level + 1) for item in inside)


def _keys_of(value: object) -> list[KeyPath]:
    """Return the keys inside a table."""
    if not isinstance(value, Mapping):
        return []
    return [path for name, item in value.items() for path in ((name,), *((name, *k) for k in _keys_of(item)))]


def _as_text(value: Any) -> Any:
    """Return a value as YAML front matter has it: text, or lists and tables of text."""
    if isinstance(value, Mapping):
        return {name: _as_text(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_as_text(item) for item in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date | datetime | time) else str(value)
