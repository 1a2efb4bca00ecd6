"""Front matter in every form and spelling, valid and not."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from tests.importing.dialects.blog import Raw, zoned

Form = Callable[[Mapping[str, Any], random.Random], str]

PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 _/+.]*")
WORDS = frozenset(("true", "false", "null", "yes", "no", "on", "off", "y", "n"))


def _yaml_scalar(value: Any, choose: random.Random) -> str:
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, str):
        forms = [json.dumps(value, ensure_ascii=False), "'" + value.replace("'", "''") + "'"]
        if PLAIN.fullmatch(value) and value.casefold() not in WORDS and value == value.strip():
            forms += [
                value,
                value,
                f"{value}  # a comment",
                f">-\n  {value}",
                f"|\n  {value}",
                f"!!str {value}",
            ]
        return choose.choice(forms)
    return json.dumps(value, ensure_ascii=False)


def yaml_block(values: Mapping[str, Any], choose: random.Random) -> str:
    """Return YAML front matter."""
    rows: list[str] = []
    for key, value in values.items():
        name = json.dumps(key) if not re.fullmatch(r"[\w-]+", key) else key
        if isinstance(value, list) and value and choose.random() < 0.5:
            margin = choose.choice(["", "  ", "    "])
            items = [json.dumps(v, ensure_ascii=False) if not isinstance(v, Raw) else v for v in value]
            rows += [f"{name}:", *(f"{margin}- {item}" for item in items)]
        elif isinstance(value, dict) and value and choose.random() < 0.5:
            rows += [f"{name}:", *(f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in value.items())]
        else:
            rows.append(f"{name}:{choose.choice([' ', '   '])}{_yaml_scalar(value, choose)}")
    if choose.random() < 0.2:
        rows.insert(choose.randrange(len(rows) + 1), "# A comment of the author: with a colon")
    end = choose.choice(["---\n", "---\n\n", "---  \n", "---\n"])
    return "---\n" + "\n".join(rows) + "\n" + end


def toml_block(values: Mapping[str, Any], choose: random.Random) -> str:
    """Return TOML front matter; nested tables come last."""
    rows, tables = [], []
    for key, value in values.items():
        name = key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key)
        if value is None:
            continue
        if isinstance(value, dict):
            inner = [
                f"{json.dumps(k)} = {json.dumps(v, ensure_ascii=False)}"
                for k, v in value.items()
                if v and "{" not in json.dumps(v)
            ]
            tables.append("\n".join([f"[{name}]", *inner]))
        elif isinstance(value, list):
            rows.append(f"{name} = " + json.dumps([v for v in value if v is not None], ensure_ascii=False))
        elif (
            isinstance(value, str)
            and not isinstance(value, Raw)
            and "'" not in value
            and choose.random() < 0.3
        ):
            rows.append(f"{name} = '{value}'")
        elif isinstance(value, str) and not isinstance(value, Raw) and choose.random() < 0.1:
            rows.append(f"{name} = {json.dumps(value, ensure_ascii=False)}  # a comment")
        else:
            rows.append(
                f"{name} = {value if isinstance(value, Raw) else json.dumps(value, ensure_ascii=False)}"
            )
    return "+++\n" + "\n".join([*rows, *tables]) + "\n+++\n"


def json_block(values: Mapping[str, Any], choose: random.Random) -> str:
    """Return JSON front matter."""
    indent = choose.choice([None, 2])
    return (
        json.dumps({k: str(v) if isinstance(v, Raw) else v for k, v in values.items()}, indent=indent)
        + "\n\n"
    )


def _flat(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(item) for item in value if item is not None)
    return str(value) if value is not None else ""


def lines_block(values: Mapping[str, Any], choose: random.Random) -> str:
    """Return lines `Key: value`, as Pelican reads them from Markdown."""
    case = choose.choice([str.capitalize, str.lower, str.title])
    return "".join(f"{case(key)}: {_flat(value)}\n" for key, value in values.items() if " " not in key) + "\n"


def nikola_block(values: Mapping[str, Any], choose: random.Random) -> str:
    """Return lines `.. key: value`, bare or in a comment of HTML."""
    rows = "".join(f".. {key}: {_flat(value)}\n" for key, value in values.items() if " " not in key)
    return choose.choice([f"<!--\n{rows}-->\n\n", f"<!-- \n{rows}-->\n", f"{rows}\n"])


def field_list(values: Mapping[str, Any], title: str) -> str:
    """Return a title with fields, as Pelican reads them from reStructuredText."""
    rows = "".join(
        f":{key}: {_flat(value)}\n" for key, value in values.items() if " " not in key and _flat(value)
    )
    line = "#" * max(len(title.encode()), 4)
    return f"{title}\n{line}\n\n{rows}\n"


def broken_block(values: Mapping[str, Any], _choose: random.Random) -> str:
    """Return a block that begins as YAML and is none."""
    rows = [f"{key}: {_flat(value)}" for key, value in values.items() if isinstance(value, str | list)]
    return "---\n" + "\n".join(rows) + "\n\tbroken: [\n  - : :\n---\n"


def dates(when: datetime) -> dict[str, Raw]:
    """Return a moment in many spellings; the day is the same in each."""
    return {
        "day": Raw(f"{when:%Y-%m-%d}"),
        "short day": Raw(f"{when.year}-{when.month}-{when.day}"),
        "slashes": Raw(f"{when:%Y/%m/%d}"),
        "minutes": Raw(f"{when:%Y-%m-%d %H:%M}"),
        "seconds": Raw(f"{when:%Y-%m-%d %H:%M:%S}"),
        "hour of one digit": Raw(f"{when:%Y-%m-%d} {when.hour}:{when:%M}"),
        "T": Raw(f"{when:%Y-%m-%dT%H:%M:%S}"),
        "Z": Raw(f"{when:%Y-%m-%dT%H:%M:%S}Z"),
        "milliseconds": Raw(f"{when:%Y-%m-%dT%H:%M:%S}.123Z"),
        "offset": Raw(zoned(when, 8).isoformat()),
        "west": Raw(zoned(when, -8).isoformat()),
        "half hour": Raw(f"{when:%Y-%m-%dT%H:%M:%S}+05:30"),
        "spaced offset": Raw(f"{when:%Y-%m-%d %H:%M:%S} +0800"),
        "UTC": Raw(f"{when:%Y-%m-%d %H:%M:%S} UTC"),
        "words": Raw(f"{when:%b} {when.day} {when.year}"),
        "long words": Raw(f"{when.day} {when:%B} {when.year}"),
        "mail": Raw(f"{when:%a, %d %b %Y %H:%M:%S} +0100"),
        "Nikola": Raw(f"{when:%Y-%m-%d %H:%M:%S} UTC+02:00"),
    }


EXTRA: tuple[Mapping[str, Any], ...] = (
    {},
    {},
    {},
    {"layout": "post"},
    {"comments": True, "mathjax": "yes"},
    {"author": "Ann Lee"},
    {"authors": ["Ann", "Bo"]},
    {"authors": [{"name": "Ann"}]},
    {"author": {"name": "Ann", "email": "a@b.example"}},
    {"author": 5},
    {"image": "missing.png"},
    {"image": 5},
    {"image": ["missing.png"]},
    {"cover": {"image": "/a.png", "alt": "x"}},
    {"thumbnail": "https://pictures.example/a.png"},
    {"lang": "de"},
    {"lang": "English"},
    {"lang": 5},
    {"weight": "high"},
    {"weight": -3},
    {"weight": 1.5},
    {"toc": "maybe"},
    {"toc": True},
    {"series": ["S", "T"]},
    {"series": {"name": "S"}},
    {"updated": "yesterday"},
    {"lastmod": "2024-05-06T07:08:09Z"},
    {"modified": 5},
    {"summary": 'A: summary with "quotes"'},
    {"description": ["a", "list"]},
    {"description": 5},
    {"description": "line one\nline two"},
    {"excerpt": "x" * 2000},
    {"extra": 5},
    {"extra": {"a": [1, {"b": None}]}},
    {"key with space": {"deep": [1, {"er": None}]}},
    {"ключ": "значение"},
    {"UPPER": "x"},
    {"": "no name"},
    {"math": True},
    {"hidden": False},
    {"pinned": "1"},
    {"template": "other.html"},
    {"type": "note"},
    {"id": 7},
    {"big": 10**30},
    {"float": 1e300},
    {"null": None},
    {"list": [[1], [2]]},
    {"status": "published"},
    {"keywords": "a, b"},
    {"rating": "5/5"},
    {"canonical": "https://other.example/x"},
    {"page": 1},
    {"content": "x"},
    {"url_old": "/x"},
    {"tags_count": 3},
    {"site": {"x": 1}},
    {"noindex": True},
    {"subtitle": "<em>html</em>"},
)
"""Keys that change nothing in the addresses: known ones, unknown ones, and values of wrong types."""

FLAT = tuple(
    values
    for values in EXTRA
    if all(
        isinstance(value, str | int)
        and re.fullmatch(r"\w+", key)
        and "\n" not in str(value)
        and key not in ("status", "template", "url_old")
        for key, value in values.items()
    )
)
"""Those of the keys that fit into a line `key: value`."""
