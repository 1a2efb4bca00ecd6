"""Checks of single values of the configuration: each returns the value to use, or says what is expected."""

from __future__ import annotations

import re
from pathlib import PurePath
from zoneinfo import ZoneInfo

from sitegen.errors import near_miss, one_of
from sitegen.permalink import PATTERN_NAMES
from sitegen.text_rules import plain_text

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def web_address(text: str) -> str:
    """Accept the address of a site, and return it with a slash at its end.

    Raises:
        ValueError: the text is not an address without query and fragment.
    """
    plain_text(text)
    if not re.match(r"https?://[^/?#\s]+[^?#\s]*$", text):
        raise ValueError(f"expected an address such as 'https://example.org/blog/', received {text!r}")
    return text.rstrip("/") + "/"


def time_zone(text: str) -> str:
    """Accept the name of a time zone.

    Raises:
        ValueError: there is no such zone.
    """
    try:
        ZoneInfo(text)
    except (KeyError, OSError, ValueError) as error:  # KeyError: no such zone
        raise ValueError(
            f"expected a time zone such as 'Europe/Berlin' or 'UTC', received {text!r}"
        ) from error
    return text


def language_code(text: str) -> str:
    """Accept a BCP 47 code such as `en` or `pt-BR`.

    Raises:
        ValueError: the text is not a language code.
    """
    if not LANGUAGE.fullmatch(text):
        raise ValueError(f"expected a language code such as 'en' or 'pt-BR', received {text!r}")
    return text


def permalink_pattern(text: str) -> str:
    """Accept a pattern of addresses such as `/{section}/{slug}/`.

    Raises:
        ValueError: the pattern names an unknown part, or is no path.
    """
    plain_text(text)
    for name in re.findall(r"\{(.*?)\}", text):
        if name not in PATTERN_NAMES:
            hint = near_miss(name, PATTERN_NAMES) or f"use {one_of(PATTERN_NAMES)}"
            raise ValueError(f"unknown part {{{name}}} in {text!r}\n{hint}")
    if not text.startswith("/") or not text.endswith(("/", ".html")):
        raise ValueError(f"expected a pattern such as '/{{section}}/{{slug}}/', received {text!r}")
    return text


def folder_inside(text: str) -> str:
    """Accept a folder below the site's folder.

    Raises:
        ValueError: the folder is elsewhere.
    """
    plain_text(text)
    if PurePath(text).is_absolute() or ".." in PurePath(text).parts or not text.strip():
        raise ValueError(f"expected a folder inside the site, received {text!r}")
    return text
