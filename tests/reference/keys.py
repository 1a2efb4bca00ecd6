"""The pages of the configuration and of front matter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sitegen.cli.schema import schema_of
from tests.reference.text import code, definitions, page_of, prose

TYPES = {"string": "text", "integer": "whole number", "boolean": "true or false", "number": "number"}


def configuration() -> str:
    """Return the page of every key of the configuration."""
    schema = schema_of("config")
    return page_of(
        "Configuration",
        "Every key of sitegen.toml, with its type and its default.",
        2,
        [
            "The keys stand at the top of `sitegen.toml`, or below `[tool.sitegen]` in `pyproject.toml`. "
            "Unknown keys are refused, with the closest known name.",
            *_keys(schema, schema["$defs"], "", 2),
        ],
    )


def front_matter() -> str:
    """Return the page of every key of front matter."""
    schema = schema_of("front-matter")
    return page_of(
        "Front matter",
        "Every key at the top of a Markdown file.",
        3,
        [_key_list(schema)],
    )


def _keys(schema: Mapping[str, Any], models: Mapping[str, Any], name: str, level: int) -> Iterator[str]:
    """Yield the keys of a table, then those of the tables inside it."""
    yield _key_list(schema)
    for key, value in schema["properties"].items():
        model = _model(value)
        if model:
            inner = models[model]
            path = f"{name}.{key}".lstrip(".")
            listed = value.get("additionalProperties", {}).get("type") == "array"
            named = listed or "anyOf" in value or "additionalProperties" in value
            shown = f"{path}.NAME" if named else path
            yield f"{'#' * level} {code(f'[[{shown}]]' if listed else f'[{shown}]')}"
            yield prose(inner.get("description", ""))
            yield from _keys(inner, models, path, level + 1)


def _key_list(schema: Mapping[str, Any]) -> str:
    required = set(schema.get("required", ()))
    rows = []
    for key, value in schema["properties"].items():
        if not _model(value) or "anyOf" in value:
            kind = f"{_type(value)}, {_default(value, key in required)}"
            rows.append((code(key), f"{prose(value.get('description', ''))} ({kind})"))
    return definitions(rows)


def _model(value: Mapping[str, Any]) -> str:
    """Return the name of the model of which a key is a table, or nothing."""
    if "anyOf" in value:
        return next(filter(None, map(_model, value["anyOf"])), "")
    inner = value.get("additionalProperties")
    items = inner.get("items", {}) if isinstance(inner, dict) else {}
    named = inner.get("$ref") if isinstance(inner, dict) else ""
    reference = value.get("$ref") or items.get("$ref") or named or ""
    return str(reference).rpartition("/")[2]


def _type(value: Mapping[str, Any]) -> str:
    if "anyOf" in value:
        kinds = [_type(one) for one in value["anyOf"] if one.get("type") != "null"]
        return " or ".join(dict.fromkeys(kinds))
    if "enum" in value:
        return " or ".join(code(str(one)) for one in value["enum"])
    if value.get("format") in {"date", "date-time"}:
        return "date"
    match value.get("type"):
        case "array":
            return f"list of {_type(value['items']) if value.get('items') else 'values'}"
        case "object":
            return "table"
        case kind:
            return TYPES.get(str(kind), "value")


def _default(value: Mapping[str, Any], required: bool) -> str:
    default = value.get("default")
    if required:
        return "required"
    if default in ("", None) or default in ([], {}):
        return "optional"
    text = str(default).replace("'", '"')
    return f"default {code(text.lower() if isinstance(default, bool) else text)}"
