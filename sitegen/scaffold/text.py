"""The texts in `files/`, and values that can be written into them."""

from __future__ import annotations

import json
from importlib.resources import files
from string import Template


def fill(file: str, /, **values: str) -> str:
    """Return the text of a file in `files/` with `$key` replaced by the value of each key.

    Raises:
        KeyError: the file has a `$key` without a value.
    """
    text = files("sitegen.scaffold").joinpath("files", file).read_text(encoding="utf-8")
    return Template(text).substitute(values)


def one_line(text: str) -> str:
    """Return the text on one line, without the characters that YAML and TOML refuse."""
    return "".join(char for char in " ".join(text.split()) if char.isprintable())


def yaml_string(line: str) -> str:
    """Return one line of text as a YAML string."""
    return "'" + line.replace("'", "''") + "'"


def toml_string(line: str) -> str:
    """Return one line of text as a TOML string."""
    return json.dumps(line, ensure_ascii=False)  # a JSON string of printable characters is a TOML string
