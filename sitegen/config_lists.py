"""The tables of the configuration that decide which lists of posts a site has."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from sitegen.config_tables import FRONT_MATTER_KEYS, Frozen, Text

GROUPING_KEYS = ("tags", "authors", "series")
"""Keys of front matter that every site has, and whose values can be a taxonomy."""


Feed = Literal["atom", "rss", "json"]


class SectionConfig(Frozen):
    """A folder of posts; its name is the path below the content folder."""

    feeds: tuple[Feed, ...] = ()
    """Feeds of its posts, beside those of the whole site."""


class RelatedConfig(Frozen):
    """Posts that share terms and words of title, description and headings with a post."""

    count: Annotated[int, Field(ge=0, le=20)] = 0
    """How many of them the theme shows below each post; 0 shows none."""


class TaxonomyConfig(Frozen):
    """A way of grouping posts. Its name is the key of front matter, and the folder of its pages."""

    title: Text = ""
    """What readers call it; made from its name when absent."""
    feeds: tuple[Feed, ...] = ()
    """Feeds of the posts of each of its terms, beside those of the whole site."""


def list_or_tables(schema: dict[str, Any]) -> None:
    """Let the JSON Schema of taxonomies allow a list of names, too."""
    tables = {name: schema.pop(name) for name in ("type", "additionalProperties")}
    schema["anyOf"] = [{"type": "array", "items": {"type": "string"}}, tables]
    schema["default"] = ["tags"]


def named_tables(value: Any) -> Any:
    """Return taxonomies by name, which are written as a list of names or as tables.

    Raises:
        ValueError: a name is none, is taken, or is there twice.
    """
    if isinstance(value, Sequence) and not isinstance(value, str):
        names = [name for name in value if isinstance(name, str)]
        if len(names) < len(value):
            other = next(name for name in value if not isinstance(name, str))
            raise ValueError(f"expected names such as 'tags', received {other!r}")
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise ValueError(f"{twice!r} is there twice")
        value = {name: {} for name in names}
    for name in value if isinstance(value, Mapping) else ():
        _refuse_taken(name)
    return value


def _refuse_taken(name: str) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9_-]*", name):
        raise ValueError(f"expected a name in small letters such as 'categories', received {name!r}")
    if name in (*FRONT_MATTER_KEYS, "lang", "lines", "terms") and name not in GROUPING_KEYS:
        raise ValueError(f"{name!r} is a key of front matter with another meaning\nuse another name")


def archive_folder(text: str) -> str:
    """Accept the address of a folder such as `/archive/`, or nothing.

    Raises:
        ValueError: the text is no path of letters, digits, '-' and '_'.
    """
    if text and not re.fullmatch(r"/?[\w-]+(/[\w-]+)*/?", text):
        raise ValueError(f"expected a path such as '/archive/', received {text!r}")
    return text


Taxonomies = Annotated[
    Mapping[str, TaxonomyConfig], BeforeValidator(named_tables), Field(json_schema_extra=list_or_tables)
]
ArchivePath = Annotated[str, AfterValidator(archive_folder)]
