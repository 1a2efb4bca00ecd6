"""Write the YAML block of a page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from sitegen.importing.dates import written
from sitegen.importing.keys import one_line
from sitegen.model import FrontMatter


def front_matter(keys: FrontMatter) -> str:
    """Return the YAML block of a page, with its two lines of hyphens."""
    lines = [f"title: {_scalar(keys.title)}"]
    if keys.date:
        lines.append(f"date: {written(keys.date)}")
    if keys.description:
        lines.append(f"description: {_scalar(keys.description)}")
    if keys.updated:
        lines.append(f"updated: {written(keys.updated)}")
    lines += _list("tags", keys.tags)
    for name, terms in keys.terms.items():
        lines += _list(name, terms)
    if keys.draft:
        lines.append("draft: true")
    if keys.slug:
        lines.append(f"slug: {_scalar(keys.slug)}")
    lines += _list("aliases", keys.aliases)
    lines += _list("authors", keys.authors)
    for name in ("language", "image", "image_alt", "series"):
        if value := getattr(keys, name):
            lines.append(f"{name}: {_scalar(value)}")
    if keys.toc:
        lines.append("toc: true")
    if keys.weight:
        lines.append(f"weight: {keys.weight}")
    if keys.extra:
        lines.append("extra:")
        # A value of JSON is one of YAML.
        lines += [f"  {_key(key)}: {_flow(value)}" for key, value in keys.extra.items()]
    return "---\n" + "\n".join(lines) + "\n---\n"


def _list(name: str, values: Iterable[str]) -> list[str]:
    items = [f"  - {_scalar(value)}" for value in values]
    return [f"{name}:", *items] if items else []


def _scalar(text: str) -> str:
    """Return one line of text as YAML, with quotes where plain text would be another value."""
    plain = re.fullmatch(r"[^\W\d_][^:#'\"\\\[\]{}]*", text) and text == text.strip()
    words = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
    return text if plain and text.casefold() not in words else "'" + text.replace("'", "''") + "'"


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z][\w-]*", key) else json.dumps(key, ensure_ascii=False)


def _flow(value: Any) -> str:
    if isinstance(value, str):
        return _scalar(one_line(value)) if "\n" not in value else json.dumps(value, ensure_ascii=False)
    return json.dumps(value, ensure_ascii=False, allow_nan=False) if _is_finite(value) else "null"


def _is_finite(value: Any) -> bool:
    try:
        json.dumps(value, allow_nan=False)
    except ValueError:
        return False
    return True
