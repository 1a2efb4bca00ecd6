"""The addresses of the old site: how generators make them, and the pattern that gives the same here."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

SLUG = re.compile(r"[\w.~-]+")


def clean_address(text: str) -> str:
    """Return an address as a decoded path from `/`, without `index.html`, query and fragment.

    An address that would climb out of the site, or that has control characters, gives an empty text.
    """
    try:
        # Two slashes at the beginning are a gap in a pattern, not a host.
        path = unquote(urlsplit(re.sub(r"^/{2,}", "/", text.strip())).path)
    except ValueError:
        return ""
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if any(len(part.encode(errors="replace")) > 240 for part in parts):  # no file can have such a name
        return ""
    if ".." in parts or any(ord(char) < 32 or ord(char) == 127 for char in path) or "\\" in path:
        return ""
    end = "/" if path.endswith("/") and parts else ""
    clean = "/" + "/".join(parts) + end
    clean = re.sub(r"/index\.html?$", "/", clean)
    return unicodedata.normalize("NFC", clean)


def fill(pattern: str, values: Mapping[str, str]) -> str:
    """Return a pattern such as `/:year/:title/` with its parts replaced, without double slashes."""
    filled = re.sub(r":(\w+)", lambda found: values.get(found[1], found[0]), pattern)
    return re.sub(r"/{2,}", "/", "/" + filled)


def date_parts(day: date | datetime | None) -> dict[str, str]:
    """Return the parts of a date that patterns of Jekyll, Hexo and Hugo name."""
    if day is None:
        return {}
    return {
        "year": f"{day.year:04}",
        "month": f"{day.month:02}",
        "day": f"{day.day:02}",
        "short_year": f"{day.year % 100:02}",
        "i_month": str(day.month),
        "i_day": str(day.day),
        "y_day": f"{day.timetuple().tm_yday:03}",
        "yearday": str(day.timetuple().tm_yday),
        "monthname": f"{day:%B}",
        "short_month": f"{day:%b}",
        "long_month": f"{day:%B}",
        "hour": f"{day:%H}",
        "minute": f"{day:%M}",
        "second": f"{day:%S}",
    }


def ascii_slug(text: str) -> str:
    """Return a title as Django and Pelican write it in addresses: ASCII letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", plain)).strip().strip("-").lower()


def github_slug(text: str) -> str:
    """Return a title as github-slugger does: lower case, spaces become hyphens, punctuation goes."""
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", text.strip().lower()))


def jekyll_slug(text: str, kept: str = "") -> str:
    """Return a name as Jekyll writes it in addresses: hyphens for all but letters, digits and `kept`."""
    shown = "".join(
        char if char.isalnum() or char in kept or unicodedata.category(char)[0] == "M" else " "
        for char in text
    )
    return "-".join(shown.split())


def url_safe(text: str) -> str:
    """Return a name as Hugo writes it in addresses: lower case, hyphens, letters of every script."""
    kept = "".join(
        char
        for char in text.strip()
        if char.isalnum() or char in "-_.+~#/" or unicodedata.combining(char) or char == " "
    )
    return re.sub(r"-{2,}", "-", re.sub(r"\s+", "-", kept)).lower().replace("#", "")


@dataclass(frozen=True, slots=True)
class Fitted:
    """A pattern of sitegen for the addresses of one folder."""

    pattern: str
    """Such as `/{year}/{slug}/`."""
    needs_date: bool


def pattern_of(address: str, day: date | datetime | None) -> tuple[str, str] | None:
    """Return the pattern of an address, and its slug; None where sitegen can give no such address."""
    ending = ".html" if address.endswith(".html") else "/"
    parts = address.removesuffix(ending).strip("/").split("/")
    if (
        not parts[-1]
        or not SLUG.fullmatch(parts[-1])
        or not parts[-1].strip(".")
        or "{" in address
        or "}" in address
    ):
        return None
    if ending == "/" and PurePosixPath(parts[-1]).suffix in {
        ".htm",
        ".php",
        ".aspx",
        ".xml",
        ".json",
        ".txt",
    }:
        return None
    dated = (
        {f"{day.year:04}": "{year}", f"{day.month:02}": "{month}", f"{day.day:02}": "{day}"} if day else {}
    )
    shown = []
    for position, part in enumerate(parts[:-1]):
        name = dated.get(part, part)
        # Equal month and day: the month comes first.
        if day and part == f"{day.month:02}" == f"{day.day:02}":
            name = "{day}" if "{month}" in shown else "{month}"
        shown.append(part if name == "{year}" and position > 2 else name)
    return "/" + "".join(f"{part}/" for part in shown) + "{slug}" + ending, parts[-1]


def fit(addresses: Iterable[tuple[str, date | datetime | None]]) -> Fitted | None:
    """Return the pattern that gives most of the addresses, or None where none of them can be given."""
    counts = Counter(found for address, day in addresses if (found := pattern_of(address, day)))
    patterns = Counter[str]()
    for (pattern, _slug), number in counts.items():
        patterns[pattern] += number
    if not patterns:
        return None
    best = min(patterns, key=lambda pattern: (-patterns[pattern], len(pattern), pattern))
    return Fitted(best, any(part in best for part in ("{year}", "{month}", "{day}")))
