"""The title of a page: of its front matter, of its first heading, or made of the file's name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sitegen.importing.keys import one_line
from sitegen.importing.readers.values import NAME_DATE

HEADING = re.compile(
    r"\A\s*(?:#[ \t]+(?P<atx>[^\n]+?)[ \t]*#*|(?P<setext>[^\n#>\-*+ `|][^\n]*)\n=+)[ \t]*(?:\n|\Z)"
)


def first_heading(body: str) -> str:
    """Return the first line of a body if it is a heading of the first level."""
    found = HEADING.match(body)
    text = (found["atx"] or found["setext"]) if found else ""
    return re.sub(r"\s*\{[^{}]*\}$", "", text.strip())


def without_title(body: str, title: str) -> str:
    """Return a body without its first heading where that repeats the title, which the page shows itself."""
    heading = first_heading(body)
    found = HEADING.match(body)
    if heading and found and _words(heading) == _words(title):
        return body[found.end() :].lstrip("\n")
    return body


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def title_of(matter: Mapping[str, Any], body: str, stem: str) -> str:
    """Return the title: of the front matter, of the first heading, or made of the file's name."""
    for key, value in matter.items():
        if key.casefold() == "title" and one_line(value):
            return one_line(value)
    plain = re.sub(r"!?\[([^\]]*)\]\([^)]*\)|[*_`]", r"\1", first_heading(body))
    rest = NAME_DATE.match(stem)
    words = re.sub(r"[-_]+", " ", rest["rest"] if rest else stem).strip()
    return " ".join(plain.split()) or words[:1].upper() + words[1:] or stem or "Untitled"
