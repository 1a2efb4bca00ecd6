"""`sitegen config`: the settings that are in force, and where each comes from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from pydantic import BaseModel

from sitegen.cli.group import CommandError
from sitegen.cli.options import options, reporting_errors
from sitegen.config import Config
from sitegen.errors import near_miss
from sitegen.toml_places import KeyPlaces


@dataclass(frozen=True, slots=True)
class Setting:
    """One key with its value."""

    key: str
    """`severity.dead-link`."""
    value: Any
    """As JSON has it."""
    origin: str
    """`sitegen.toml:3:1`, `command line` or `default`."""


@click.command("config")
@click.argument("key", required=False)
@options("config", "output", "base_url")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def config_command(
    key: str | None, config: Path | None, output: str | None, base_url: str | None, as_json: bool
) -> None:
    """Print the settings that are in force, and where each comes from: all, or KEY and what is below it."""
    changes = {"output": output, "base_url": base_url}
    with reporting_errors() as loader:
        file = loader.find_config(config)
        site = loader.load_site(config, **changes)
    given = [name for name, value in changes.items() if value is not None]
    found = [*settings_of(site, file, given)]
    shown = [row for row in found if key is None or row.key == key or row.key.startswith(f"{key}.")]
    if not shown:
        names = dict.fromkeys(name for row in found for name in (row.key, row.key.partition(".")[0]))
        hint = near_miss(key or "", names) or "sitegen config prints all keys"
        raise CommandError(f"there is no key {key!r}\n{hint}")
    if as_json:
        table = {row.key: {"value": row.value, "from": row.origin} for row in shown}
        click.echo(json.dumps(table, ensure_ascii=False, indent=2))
        return
    lines = [(f"{row.key} = {json.dumps(row.value, ensure_ascii=False)}", row.origin) for row in shown]
    width = min(max(len(line) for line, _ in lines), 60)
    for line, origin in lines:
        click.echo(f"{line:<{width}}  # {origin}")


def settings_of(config: Config, file: Path, changes: list[str]) -> Iterator[Setting]:
    """Yield every setting.

    Args:
        config: the configuration.
        file: where it is written.
        changes: the keys that the command line replaces.
    """
    places = KeyPlaces(file.read_text(encoding="utf-8-sig"))
    prefix = ("tool", "sitegen") if file.name == "pyproject.toml" else ()
    values = config.model_dump(mode="json", by_alias=True)
    for name, value in values.items():
        part = getattr(config, name)
        inner = part if isinstance(part, BaseModel) else None
        rows: Mapping[str, Any] = (
            {f"{name}.{key}": item for key, item in value.items()} if inner else {name: value}
        )
        for key, item in rows.items():
            last = key.rpartition(".")[2].replace("-", "_")
            is_set = last in inner.model_fields_set if inner else name in config.model_fields_set
            if name in changes:
                origin = "command line"
            elif is_set:
                line, column = places.locate((*prefix, *key.split(".")))
                origin = f"{file.name}:{line}:{column}"
            else:
                origin = "default"
            yield Setting(key, item, origin)
