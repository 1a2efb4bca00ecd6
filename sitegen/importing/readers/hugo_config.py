"""The configuration of Hugo: TOML, YAML or JSON, in one file or several."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from sitegen.importing.folder import Folder
from sitegen.importing.keys import one_line
from sitegen.importing.metadata import MetadataError, read_json, read_toml, read_yaml
from sitegen.importing.readers.values import rows, table

CONFIGS = tuple(
    f"{name}.{ending}" for name in ("hugo", "config") for ending in ("toml", "yaml", "yml", "json")
)


def read_config(folder: Folder) -> dict[str, Any]:
    """Return the configuration with names in lower case, as Hugo compares them."""
    merged: dict[str, Any] = {}
    for path in folder.below("config/_default"):
        found = _read(folder, path)
        stem = path.stem.casefold()
        if stem in ("hugo", "config"):
            merged.update(found)
        elif stem.startswith("menu"):
            merged["menu"] = found
        else:
            merged[stem.split(".")[0]] = found
    for name in CONFIGS:
        if folder.has(name):
            merged.update(_read(folder, PurePosixPath(name)))
            break
    return merged


def _read(folder: Folder, path: PurePosixPath) -> dict[str, Any]:
    text = folder.text(path) or ""
    readers: dict[str, Callable[[str], Any]] = {
        ".toml": read_toml, ".yaml": read_yaml, ".yml": read_yaml, ".json": read_json,
    }  # fmt: skip
    reader = readers.get(path.suffix.casefold())
    if reader is None:
        return {}
    try:
        return lower_names(table(reader(text)))
    except MetadataError:
        folder.note("configuration", "not valid", path, "not imported")
        return {}


def lower_names(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a table with its names in lower case."""
    return {
        key.casefold(): lower_names(value) if isinstance(value, Mapping) else value
        for key, value in values.items()
    }


def language_of(config: Mapping[str, Any], mine: Mapping[str, Any], main: str) -> str:
    """Return the language of the site."""
    code = one_line(mine.get("languagecode") or config.get("locale") or config.get("languagecode"))
    return code or main


def page_size(config: Mapping[str, Any]) -> int | None:
    """Return how many posts a list shows, or None."""
    size = config.get("paginate") or table(config.get("pagination")).get("pagersize")
    return size if isinstance(size, int) and not isinstance(size, bool) else None


def taxonomies_of(config: Mapping[str, Any]) -> list[str]:
    """Return the taxonomies that group posts: `tags`, `categories`."""
    given = table(config.get("taxonomies"))
    plural = [one_line(value) for value in given.values()] if given else ["tags", "categories"]
    return [name for name in plural if name in ("tags", "categories")]


def menu_of(config: Mapping[str, Any], mine: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the titles and addresses of the main menu."""
    menus = table(config.get("menu") or config.get("menus")) or table(mine.get("menu") or mine.get("menus"))
    found = [table(row) for row in rows(menus.get("main"))]
    numbers = {id(row): row.get("weight") for row in found}
    found.sort(key=lambda row: weight if isinstance(weight := numbers[id(row)], int) else 0)
    for row in found:
        values = lower_names(row)
        url = one_line(values.get("url") or values.get("pageref"))
        if (title := one_line(values.get("name") or values.get("title"))) and url:
            yield title, url if re.match(r"\w+:|[/#]", url) else "/" + url
    if not found:
        for row in rows(table(config.get("params")).get("navitems")):
            if isinstance(row, list) and len(row) == 2:
                yield one_line(row[0]), one_line(row[1])
