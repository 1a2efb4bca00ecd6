"""Texts that can be published: without control characters, and addresses that run no program."""

from __future__ import annotations

import html
import re

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
"""Characters that neither HTML nor XML allows, apart from tab and line ends."""
IGNORED_IN_ADDRESS = re.compile("[\x00-\x20\x7f-\xa0\xad\u200b-\u200f\u2028-\u202f\u2060\ufeff]")
"""What browsers and readers skip in an address: control characters, spaces, invisible characters."""
ACTIVE_SCHEMES = ("javascript:", "data:", "vbscript:")


def plain_text(text: str) -> str:
    """Accept a text without control characters.

    Raises:
        ValueError: there is one.
    """
    if found := CONTROL.search(text):
        code = f"U+{ord(found[0]):04X}"
        raise ValueError(f"expected plain text, received the control character {code} in {text!r}")
    return text


def passive_address(text: str) -> str:
    """Accept the address of a link unless it runs a program or holds a document.

    Before the scheme is compared, character references are resolved and invisible characters removed.

    Raises:
        ValueError: the scheme is `javascript:`, `data:` or `vbscript:`, or there are control characters.
    """
    bare = IGNORED_IN_ADDRESS.sub("", html.unescape(text)).lower()
    if bare.startswith(ACTIVE_SCHEMES):
        scheme = bare.partition(":")[0]
        raise ValueError(f"expected a path or a web address, received a {scheme}: address in {text!r}")
    if any(character in text for character in "\t\n\r"):
        raise ValueError(f"expected an address on one line, received {text!r}")
    return plain_text(text)
