"""Read TOML files, with the places of keys and of mistakes as far as `tomllib` does not give them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path, PurePath
from typing import Any

from sitegen.errors import ConfigError, Problem
from sitegen.validation import KeyPath


def read_config(path: Path, shown: PurePath | None = None) -> tuple[str, dict[str, Any]]:
    """Return the text of a configuration file, and its keys and values.

    Args:
        path: the file.
        shown: what messages call it; its name when absent.

    Raises:
        ConfigError: the file is missing or is not TOML.
    """
    shown = shown or PurePath(path.name)
    try:
        text = path.read_text(encoding="utf-8-sig")
        return text, tomllib.loads(text)
    except FileNotFoundError:
        raise ConfigError(Problem(f"there is no configuration file {path}", code="config")) from None
    except IsADirectoryError:
        raise ConfigError(
            Problem(f"expected a configuration file, received the folder {path}", code="config")
        ) from None
    except UnicodeDecodeError as error:
        raise ConfigError(
            Problem(f"not UTF-8 text: byte {error.start} ({error.reason})", shown, code="config")
        ) from None
    except tomllib.TOMLDecodeError as error:
        message, row, at = syntax_error(error, text)
        raise ConfigError(Problem(message, shown, row, at, code="config")) from None
    except RecursionError:
        message, row, at = nesting_error(text)
        raise ConfigError(Problem(message, shown, row, at, code="config")) from None


def syntax_error(error: tomllib.TOMLDecodeError, text: str) -> tuple[str, int, int]:
    """Return what is wrong with a text that is not TOML, and its line and column."""
    found = re.search(r" \(at line (\d+), column (\d+)\)$", str(error))
    message = str(error)[: found.start()] if found else str(error).removesuffix(" (at end of document)")
    line, column = (int(found[1]), int(found[2])) if found else (text.count("\n") + 1, 1)
    return f"not valid TOML: {message[0].lower()}{message[1:]}", line, column


def nesting_error(text: str) -> tuple[str, int, int]:
    """Return the message for a text that is too deep for `tomllib`, and the line with most brackets."""
    lines = text.splitlines()
    number = max(range(len(lines)), key=lambda index: lines[index].count("[") + lines[index].count("{"))
    return "not valid TOML: nested too deeply", number + 1, 1


def tuples(value: Any) -> Any:
    """Return a TOML value with tuples in place of arrays, because what is made of it is frozen."""
    if isinstance(value, dict):
        return {key: tuples(item) for key, item in value.items()}
    return tuple(tuples(item) for item in value) if isinstance(value, list) else value


class KeyPlaces:
    """The places of the keys in a TOML text, found in one pass.

    `tomllib` gives no places, so the lines are searched for table headers and keys. A key inside
    an inline table or an array gets the place of the key that contains it.
    """

    def __init__(self, text: str) -> None:
        self._places: dict[KeyPath, tuple[int, int, int]] = {}  # line, column, column of the value
        table: KeyPath = ()
        tables: dict[KeyPath, int] = {}  # the index of the last header of each array of tables
        for number, line in enumerate(text.splitlines(), start=1):
            if header := re.match(r"\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$", line):
                table = _dotted(header[2])
                if header[1] == "[[":
                    tables[table] = tables.get(table, -1) + 1
                    table = (*table, tables[table])
                column = header.start(2) + 1
                self._places.setdefault(table, (number, column, column))
            elif entry := re.match(r"\s*([\w\-.\"' ]+?)\s*=\s*(?=\S)", line):
                found = (*table, *_dotted(entry[1]))
                self._places.setdefault(found, (number, entry.start(1) + 1, entry.end() + 1))

    def locate(self, key: KeyPath, *, value: bool = False) -> tuple[int, int]:
        """Return the line and column of a key, or of its value."""
        for length in range(len(key), 0, -1):
            if place := self._places.get(key[:length]):
                line, at_key, at_value = place
                return line, at_value if value and length == len(key) else at_key
        return 1, 1


def _dotted(text: str) -> KeyPath:
    return tuple(part.strip().strip("\"'") for part in text.split("."))
