"""The configuration of an earlier build: its values without the library that validated them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # imports Pydantic
    from sitegen.config import Config


def same_config(one: Config, other: Config) -> bool:
    """Return whether two configurations have the same values; either may come from a stored graph."""
    return plain_config(one) == plain_config(other)


def plain_config(config: Config) -> dict[str, object]:
    """Return every value of the configuration as plain values, those that it computes included."""
    if isinstance(config, SimpleNamespace):
        return {name: _plain(value) for name, value in vars(config).items()}
    computed = [name for name, member in vars(type(config)).items() if isinstance(member, property)]
    names = [*type(config).model_fields, *computed]
    return {name: _plain(getattr(config, name)) for name in names}


def _plain(value: Any) -> object:
    if isinstance(value, Path):
        return "path", str(value)
    if isinstance(value, SimpleNamespace):
        return "record", {name: _plain(item) for name, item in vars(value).items()}
    if hasattr(type(value), "model_fields"):
        return "record", {name: _plain(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, Mapping):
        return "table", [(key, _plain(item)) for key, item in value.items()]  # lists show the order of keys
    if isinstance(value, (tuple, list)):
        return "list", [_plain(item) for item in value]
    return "value", value


def restored_config(values: Mapping[str, Any]) -> SimpleNamespace:
    """Return the configuration with all its values; it cannot be changed or validated again."""
    return SimpleNamespace(**{name: _value(*value) for name, value in values.items()})


def _value(kind: str, value: Any) -> object:
    match kind:
        case "path":
            return Path(value)
        case "record":
            return restored_config(value)
        case "table":
            return {key: _value(*item) for key, item in value}
        case "list":
            return tuple(_value(*item) for item in value)
    return value
