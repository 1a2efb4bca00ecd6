"""Keys of front matter as other programs write them: other names, unknown keys, lists as text."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import PurePath

from sitegen.config import FrontMatterConfig
from sitegen.config_tables import FRONT_MATTER_KEYS
from sitegen.errors import Problem, near_miss
from sitegen.validation import KeyPath
from sitegen.yaml_block import CODE, Block

KEYS = (*FRONT_MATTER_KEYS, "lang")
LISTS = ("tags", "aliases", "authors", "requires")
"""Keys whose value is a list, which may be written `a, b`."""


def place_in(block: Block, key: KeyPath, *, value: bool = False) -> tuple[int, int]:
    """Return the line and column of a key, or of its value; those of what contains it where it has none."""
    places = block.value_places if value else block.places
    while key and key not in places:
        key = key[:-1]
    return places.get(key, (1, 1))


def rename(block: Block, path: PurePath, options: FrontMatterConfig) -> Iterator[Problem]:
    """Give keys their own name where the configuration has another one for them."""
    for alias, name in options.aliases.items():
        written = alias.casefold()
        if written not in block.values or written == name:
            continue
        if name not in block.values:
            block.values[name] = block.values.pop(written)
            for places in (block.places, block.value_places):
                places |= {(name, *key[1:]): at for key, at in [*places.items()] if key[0] == written}
        elif options.unknown == "error":
            del block.values[written]
            message = f"the key {alias!r} is another name of {name!r}, which is given too"
            yield Problem(message, path, *block.places[written,], "delete one of them", CODE)


def move_unknown(
    block: Block, path: PurePath, options: FrontMatterConfig, known: Collection[str] = KEYS
) -> Iterator[Problem]:
    """Make unknown keys values of `extra`, if the configuration says so; yield the warnings about them."""
    if options.unknown == "error":
        return
    unknown = {name: block.values.pop(name) for name in [*block.values] if name not in known}
    extra = block.values.get("extra")
    if unknown and (extra is None or isinstance(extra, dict)):
        block.values["extra"] = {**unknown, **(extra or {})}
    if options.unknown == "warn":
        for name in unknown:
            hint = near_miss(name, known) or "templates receive it as a value of extra"
            place = block.places[name,]
            yield Problem(f"unknown key {name!r}", path, *place, hint, "unknown-key", "warning")


def split_lists(block: Block, path: PurePath, taxonomies: Collection[str] = ()) -> Iterator[Problem]:
    """Split texts at commas where a list is expected, and leave out entries without text."""
    for name in (*LISTS, *taxonomies):
        value = block.values.get(name)
        if isinstance(value, str):
            block.values[name] = [part.strip() for part in value.split(",") if part.strip()]
        elif isinstance(value, list):
            filled: list[object] = []
            for index, item in enumerate(value):
                place = place_in(block, (name, index), value=True)
                if item is None or not str(item).strip():
                    message = f"{name}.{index}: expected text, received nothing; the entry is left out"
                    yield Problem(message, path, *place, "delete it", "empty-value", "warning")
                else:
                    block.value_places[name, len(filled)] = place
                    filled.append(item)
            block.values[name] = filled
