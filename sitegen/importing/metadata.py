"""Split a text of another generator into its metadata and its body: YAML, TOML, JSON, `key: value` lines."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from typing import Any

import yaml

BLOCK_LIMIT = 2**18
"""The longest block of metadata that is parsed."""
NODE_LIMIT, DEPTH_LIMIT = 20_000, 12
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

SURROGATES = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")
LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(LOADER):  # type: ignore[misc]
    """A loader that leaves dates and the words of YAML 1.1 (`no`, `12:30`, `010`) as text."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("tag:yaml.org,2002:bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("tag:yaml.org,2002:int", r"[-+]?(0|[1-9]\d{0,17})", "-+0123456789"),
    ("tag:yaml.org,2002:float", r"[-+]?(\d+\.\d+|\.\d+)([eE][-+]?\d+)?", "-+.0123456789"),
    ("tag:yaml.org,2002:null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
):
    _Loader.add_implicit_resolver(_tag, re.compile(f"^(?:{_pattern})$"), list(_first))


def _any_tag(loader: Any, _suffix: str, node: yaml.Node) -> Any:
    """Read a value with a tag of another program as if it had none."""
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_mapping(node, deep=True)


_Loader.add_multi_constructor("", _any_tag)
_Loader.add_multi_constructor("!", _any_tag)


class MetadataError(ValueError):
    """A text is not of the form that it begins as."""


def read_yaml(text: str) -> Any:
    """Return the value of a YAML text; dates and times stay text.

    Raises:
        MetadataError: the text is not YAML, or is too large or too deep.
    """
    try:
        # JSON writes a character beyond U+FFFF as two escapes, which YAML does not know.
        text = SURROGATES.sub(lambda found: json.loads(f'"{found[0]}"'), text)
        return plain(yaml.load(text, Loader=_Loader))  # noqa: S506 - derived from the safe loader
    except (yaml.YAMLError, ValueError, TypeError, RecursionError, OverflowError) as error:
        raise MetadataError(str(error)) from None


def read_toml(text: str) -> dict[str, Any]:
    """Return the table of a TOML text.

    Raises:
        MetadataError: the text is not TOML, or is too deep.
    """
    try:
        return dict(plain(tomllib.loads(text)))
    except (ValueError, RecursionError, OverflowError) as error:
        raise MetadataError(str(error)) from None


def read_json(text: str) -> Any:
    """Return the value at the beginning of a JSON text.

    Raises:
        MetadataError: the text is not JSON, or is too deep.
    """
    try:
        return plain(json.JSONDecoder().raw_decode(text.lstrip())[0])
    except (ValueError, RecursionError) as error:
        raise MetadataError(str(error)) from None


def plain(value: Any) -> Any:
    """Return a value of tables, lists, texts, numbers and truth values only, without control characters.

    Raises:
        MetadataError: it is too large or too deep.
    """
    count = 0

    def convert(item: Any, depth: int) -> Any:
        nonlocal count
        count += 1
        if count > NODE_LIMIT or depth > DEPTH_LIMIT:
            raise MetadataError("too many values, or nested too deeply")
        if isinstance(item, dict):
            return {CONTROL.sub("", str(key)): convert(inner, depth + 1) for key, inner in item.items()}
        if isinstance(item, list | tuple | set):
            return [convert(inner, depth + 1) for inner in item]
        if item is None or isinstance(item, bool | int | float):
            return item
        return CONTROL.sub("", str(item))

    return convert(value, 0)


YAML_BLOCK = re.compile(r"\s*-{3}[ \t]*\n(.*?)^(?:-{3}|\.{3})[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
LONG_YAML_BLOCK = re.compile(r"\s*-{4,80}[ \t]*\n(.*?)^-{4,80}[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
"""As Hakyll reads it; it may be a line between two paragraphs, too."""
TOML_BLOCK = re.compile(r"\s*\+{3}[ \t]*\n(.*?)^\+{3}[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
COLON_LINE = re.compile(r"([A-Za-z][\w .-]*?)[ \t]*:[ \t]*(.*)")
EQUALS_LINE = re.compile(r"([A-Za-z][\w.-]*|\"[\w. -]+\")[ \t]*=[ \t]*(.*)")
QUOTED_WITH_COMMENT = re.compile(r"((['\"])(?:(?!\2).)*\2|\[[^\]]*\])[ \t]+#.*")
NIKOLA_LINE = re.compile(r"\.\. ([A-Za-z][\w-]*):[ \t]*(.*)")


def split_metadata(text: str, *, bare: bool = False) -> tuple[dict[str, Any], str, str | None]:
    """Split a text into its metadata and its body.

    Args:
        text: the whole file.
        bare: whether lines `Key: value` at the top are metadata, as for Pelican and MkDocs.

    Returns:
        The metadata, the body, and what was wrong with the metadata, or None. Metadata that is not valid is
        read line by line.
    """
    text = text.removeprefix("\ufeff")
    forms: tuple[tuple[re.Pattern[str], Callable[[str], Any], re.Pattern[str], str], ...] = (
        (YAML_BLOCK, read_yaml, COLON_LINE, "YAML"),
        (TOML_BLOCK, read_toml, EQUALS_LINE, "TOML"),
    )
    for pattern, read, line, name in forms:
        found = pattern.match(text)
        if found:
            values, problem = _read(found[1], read, line, name)
            return values, text[found.end() :], problem
    if (found := LONG_YAML_BLOCK.match(text)) and isinstance(values := _yaml_or_none(found[1]), dict):
        return values, text[found.end() :], None
    if text.lstrip().startswith("{"):
        start = len(text) - len(text.lstrip())
        try:
            value, end = json.JSONDecoder().raw_decode(text[start : start + BLOCK_LIMIT])
            if isinstance(value, dict):
                return plain(value), text[start + end :], None
        except (ValueError, RecursionError):
            pass
    nikola = _nikola(text)
    if nikola is not None:
        return *nikola, None
    if bare:
        values, body = _bare(text)
        return values, body, None
    return {}, text, None


def _yaml_or_none(block: str) -> Any:
    try:
        return read_yaml(block) if len(block) <= BLOCK_LIMIT else None
    except MetadataError:
        return None


def _read(
    block: str, read: Callable[[str], Any], line: re.Pattern[str], name: str
) -> tuple[dict[str, Any], str | None]:
    if len(block) > BLOCK_LIMIT:
        return {}, f"the {name} front matter is too long"
    try:
        values = read(block)
    except MetadataError:
        values = None
    if isinstance(values, dict):
        return values, None
    if values is None and not block.strip():
        return {}, None
    return by_lines(block, line), f"front matter is not valid {name}; read line by line"


def by_lines(block: str, line: re.Pattern[str] = COLON_LINE) -> dict[str, Any]:
    """Return the metadata of a block that is not valid, line by line; lists are read, too."""
    values: dict[str, Any] = {}
    last = ""
    for row in block.splitlines():
        item = re.match(r"\s*-\s+(.*)", row)
        if item and last:
            if not isinstance(values[last], list):
                values[last] = [values[last]] if values[last] else []
            values[last].append(_unquoted(item[1]))
        elif found := line.match(row.strip()):
            last = found[1].strip().strip('"')
            values[last] = _value(QUOTED_WITH_COMMENT.sub(r"\1", found[2].strip()))
    return dict(plain(values))


def _value(text: str) -> Any:
    if text.startswith("[") and text.endswith("]"):
        return [_unquoted(part) for part in text[1:-1].split(",") if part.strip()]
    return {"true": True, "false": False}.get(text.casefold(), _unquoted(text))


def _unquoted(text: str) -> str:
    text = text.strip()
    if len(text) < 2 or text[0] != text[-1] or text[0] not in "'\"":
        return text
    try:
        return str(json.loads(text))  # TOML and YAML have the escapes of JSON between double quotes
    except ValueError:
        return text[1:-1]


def _nikola(text: str) -> tuple[dict[str, Any], str] | None:
    """Read Nikola's lines `.. title: A title`, which may be in a comment of HTML or of reStructuredText."""
    head = re.match(r"\s*(<!--\s*\n?)?(?=\.\. [A-Za-z][\w-]*:)", text)
    if head is None:
        return None
    values: dict[str, Any] = {}
    lines = text[head.end() :].split("\n")
    count = 0
    for count, row in enumerate(lines):  # noqa: B007 - how many lines were read
        found = NIKOLA_LINE.match(row.strip())
        if found is None:
            break
        values[found[1]] = found[2].strip()
    else:
        count = len(lines)
    body = "\n".join(lines[count:])
    if head[1]:
        body = re.sub(r"\A\s*-->", "", body)
    return dict(plain(values)), body


def _bare(text: str) -> tuple[dict[str, Any], str]:
    """Read the lines `Key: value` at the top, up to a blank line; deeper lines continue a value."""
    values: dict[str, Any] = {}
    last = ""
    lines = text.lstrip("\n").split("\n")
    for number, row in enumerate(lines):
        found = re.match(r"([A-Za-z][\w-]{0,30})[ \t]*:[ \t]*(.*)", row)
        if found and not row.startswith(("http:", "https:")):
            last = found[1]
            values[last] = found[2].strip()
        elif last and re.match(r"[ \t]{2,}\S", row):
            values[last] = f"{values[last]} {row.strip()}".strip()
        elif values and not row.strip():
            return dict(plain(values)), "\n".join(lines[number + 1 :])
        elif {"title", "date"} & {key.casefold() for key in values}:  # metadata ends where a line is none
            return dict(plain(values)), "\n".join(lines[number:])
        else:
            return {}, text
    return dict(plain(values)), ""
