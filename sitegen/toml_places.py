"""The places of keys and of mistakes in TOML text, as far as `tomllib` does not give them."""

from __future__ import annotations

import re
import tomllib

from sitegen.validation import KeyPath


def syntax_error(error: tomllib.TOMLDecodeError, text: str) -> tuple[str, int, int]:
    """Return what is wrong with a text that is not TOML, and its line and column."""
    found = re.search(r" \(at line (\d+), column (\d+)\)$", str(error))
    message = str(error)[: found.start()] if found else str(error).removesuffix(" (at end of document)")
    line, column = (int(found[1]), int(found[2])) if found else (text.count("\n") + 1, 1)
    return f"not valid TOML: {message[0].lower()}{message[1:]}", line, column


def locate_key(text: str, key: KeyPath, *, value: bool = False) -> tuple[int | None, int | None]:
    """Find the line and column of a key, or of its value, in TOML text.

    `tomllib` gives no places, so the lines are searched for table headers and keys. A key inside
    an inline table or an array gets the place of the key that contains it.
    """
    table: KeyPath = ()
    tables: dict[KeyPath, int] = {}  # the index of the last header of each array of tables
    best: tuple[int, int, int] | None = None  # how many parts of the key matched, line, column
    for number, line in enumerate(text.splitlines(), start=1):
        found: KeyPath
        if header := re.match(r"\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$", line):
            table = _dotted(header[2])
            if header[1] == "[[":
                tables[table] = tables.get(table, -1) + 1
                table = (*table, tables[table])
            found, column = table, header.start(2) + 1
        elif entry := re.match(r"\s*([\w\-.\"' ]+?)\s*=\s*(?=\S)", line):
            found = (*table, *_dotted(entry[1]))
            column = entry.end() + 1 if value and found == key else entry.start(1) + 1
        else:
            continue
        if key[: len(found)] == found and (best is None or len(found) > best[0]):
            best = (len(found), number, column)
    return (best[1], best[2]) if best else (1, 1)


def _dotted(text: str) -> KeyPath:
    return tuple(part.strip().strip("\"'") for part in text.split("."))
