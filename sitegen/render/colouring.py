"""Syntax colouring of programs, cached by content: a build in which no program changed imports no lexer."""

from __future__ import annotations

from functools import cache as memoise
from importlib.util import find_spec
from pathlib import Path

from markupsafe import Markup

import sitegen
from sitegen.cache import Cache, digest_of_files, key_of

KIND = "colours"


def coloured(source: str, cache: Cache) -> Markup:
    """Return the HTML of a Python program.

    Args:
        source: the program.
        cache: where results of earlier builds are.
    """
    key = key_of(source, _colouring_version())
    html = cache.get(KIND, key)
    if not isinstance(html, str):
        from sitegen.markdown import highlight  # noqa: PLC0415 - takes a while, and often all is cached

        html = highlight(source, "python")
        cache.put(KIND, key, html)
    return Markup(html)  # noqa: S704  (the highlighter escapes the program)


@memoise
def _colouring_version() -> str:
    """A digest of what decides the colours: our own highlighter and the version of Pygments."""
    ours = Path(sitegen.__file__).parent / "markdown"
    pygments = find_spec("pygments")
    version = Path(pygments.origin).read_text(encoding="utf-8") if pygments and pygments.origin else ""
    return key_of(digest_of_files(ours, ours.glob("*.py")), version)
