"""The line `Language: English` at the beginning of a source or of its body, which is read as a key."""

from __future__ import annotations

import re
from pathlib import PurePath

from sitegen.errors import Problem
from sitegen.languages import LANGUAGE_NAMES, near_name

ABOVE = re.compile(r"language:[ \t]*([^\n]+?)[ \t]*\n((?:[ \t]*\n)*)(---|\+\+\+)[ \t]*\n", re.IGNORECASE)
"""The line above the front matter."""
FIRST = re.compile(
    r"\s*^language:[ \t]*([^\n]+?)[ \t]*(?:\n[ \t]*(?:\n|\Z)|\Z)", re.IGNORECASE | re.MULTILINE
)
"""A first paragraph that is nothing but the line."""


def moved_into(text: str) -> str:
    """Return a source with the line above its front matter as the first key; other lines keep their place."""
    found = ABOVE.match(text)
    if not found:
        return text
    language, blank, fence = found.groups()
    key = f"language: {language}" if fence == "---" else f'language = "{language}"'
    return f"{fence}\n{key}\n{blank}{text[found.end() :]}"


def is_about_language(body: str) -> bool:
    """Return whether the first paragraph of a body has the form of the line."""
    return FIRST.match(body) is not None


def language_in(
    body: str, body_line: int, path: PurePath, given: str | None
) -> tuple[str | None, tuple[Problem, ...]]:
    """Return the language of a page, and the warnings about the first paragraph of its body.

    The paragraph stays in the text. One that names no known language, such as `Language: Python`, is text.

    Args:
        body: the text below the front matter.
        body_line: its first line in the file.
        path: the source, for messages.
        given: the language in the front matter, which goes before that of the line.
    """
    found = FIRST.match(body)
    if not found:
        return given, ()
    name, line = found[1], body_line + body.count("\n", 0, found.start(1))
    code = LANGUAGE_NAMES.get(name.casefold(), "") or (name if name in LANGUAGE_NAMES.values() else "")
    message, hint = "", near_name(name)
    if not code and hint:
        message = f"{name!r} is not the name of a language; the page has that of the site"
    elif code and given and given.casefold() != code:
        message, hint = f"the front matter names the language {given!r}, the first line {name!r}", None
    warnings = (Problem(message, path, line, 1, hint, "file-language", "warning"),) if message else ()
    return given or code or None, warnings
