"""Text that a page can hold, and labels made from names."""

from __future__ import annotations

import re
from html import escape

_CONTROLS = {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n\r"} | {0x7F: "\u2421"}
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def clean_text(text: str) -> str:
    """Return a text without characters that HTML, XML or UTF-8 cannot hold.

    A lone surrogate, as `surrogateescape` leaves it, becomes U+FFFD `�`; a control character becomes its
    visible sign, such as `␀` or `␛`. Tabs, line feeds and carriage returns stay.
    """
    if text.isprintable():
        return text
    return _FORBIDDEN.sub(_replacement, text)


def escape_text(text: str, *, quote: bool = False) -> str:
    """Return a cleaned text for HTML or SVG, with `&`, `<` and `>` escaped; for attributes, quotes too."""
    return escape(clean_text(text), quote=quote)


def label_of(name: str) -> str:
    """Return a name of the program as a label: `held_out` gives `Held out`."""
    spaced = name.replace("_", " ").strip()
    return spaced[:1].upper() + spaced[1:]


def _replacement(found: re.Match[str]) -> str:
    return _CONTROLS.get(ord(found[0]), "\ufffd")


def text_of(error: BaseException) -> str:
    """Return the text of an exception, as a traceback ends; its own `__str__` may raise another one."""
    try:
        return error.msg if isinstance(error, SyntaxError) else str(error)
    except Exception:  # noqa: BLE001 - a demo's class may do anything
        return "<exception str() failed>"
