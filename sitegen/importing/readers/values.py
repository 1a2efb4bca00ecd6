"""Values of front matter and of configurations: dates, zones, terms, switches, tables and lists."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sitegen.importing.dates import read_date
from sitegen.importing.keys import DATES, texts

UTC_ZONE = ZoneInfo("UTC")


NAME_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})[-_]?(?P<rest>.*)")


def date_of(matter: Mapping[str, Any], stem: str = "", zone: ZoneInfo = UTC_ZONE) -> date | datetime | None:
    """Return the date of the front matter, or that at the beginning of the file's name."""
    given = {str(key).casefold(): value for key, value in matter.items()}
    for key in DATES:
        value = given.get(key)
        if isinstance(value, Mapping):
            value = value.get("created")
        if value is not None and (found := read_date(value, zone)) is not None:
            return found
    return name_date(stem)


def name_date(stem: str) -> date | None:
    """Return the date at the beginning of a file's name, or None."""
    found = NAME_DATE.match(stem)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def zone_of(name: str) -> ZoneInfo:
    """Return a time zone, UTC for a name that is none."""
    try:
        return ZoneInfo(name or "UTC")
    except (KeyError, OSError, ValueError):
        return UTC_ZONE


def terms_of(matter: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the tags and the categories of a page as they are written."""
    given = {str(key).casefold(): value for key, value in matter.items()}
    given |= {str(key).casefold(): value for key, value in table(given.get("taxonomies")).items()}
    return {
        "tags": texts(given.get("tags")) + texts(given.get("tag")),
        "categories": texts(given.get("categories")) + texts(given.get("category")),
    }


def is_true(value: Any) -> bool:
    """Return whether a value of a configuration is true."""
    return value is True or (isinstance(value, str) and value.casefold() in ("true", "yes", "on"))


def table(value: Any) -> dict[str, Any]:
    """Return a table, empty where the value is none."""
    return value if isinstance(value, dict) else {}


def rows(value: Any) -> list[Any]:
    """Return a list, empty where the value is none."""
    return value if isinstance(value, list) else []
