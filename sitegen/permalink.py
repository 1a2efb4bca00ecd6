"""Convert between the paths of sources, the addresses that browsers request, and the paths of outputs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from pathlib import PurePosixPath
from urllib.parse import quote, unquote, urlsplit

DATE_PREFIX = re.compile(r"(\d{4}-\d{2}-\d{2})-(?=.)")
TEXT_ENDINGS = (".json", ".txt", ".xml")
"""Endings of templates that make no HTML: a page with such a template is published as one file."""
SEARCH_FOLDER = PurePosixPath("pagefind")
"""Where the index of the search is published."""
PATTERN_NAMES = ("slug", "section", "year", "month", "day")


def slugify(text: str) -> str:
    """Return a title or file name as part of an address: lower case letters, digits, single hyphens.

    Accents are removed (`café` gives `cafe`); letters of every script stay. The result is empty if the text
    has no letters or digits.
    """
    # Decomposed before folding, so that 𝓐 becomes A, and again after it, because folding can compose letters.
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = "".join(char for char in folded if not unicodedata.combining(char) or ord(char) > 0x36F)
    return re.sub(r"[\W_]+", "-", unicodedata.normalize("NFC", plain)).strip("-")


def split_date_prefix(stem: str) -> tuple[str | None, str]:
    """Split `2026-11-23-a-post` into its date, or None without one, and the rest."""
    found = DATE_PREFIX.match(stem)
    return (found[1], stem[found.end() :]) if found else (None, stem)


def base_path_of(base_url: str) -> str:
    """Return the path of the site's address with a slash at both ends: `/` or `/blog/`."""
    path = urlsplit(base_url).path.strip("/")
    return f"/{path}/" if path else "/"


def permalink_of(base_path: str, output_path: PurePosixPath) -> str:
    """Return the address of a file of the published folder, without `index.html`."""
    shown = str(output_path.parent) + "/" if output_path.name == "index.html" else str(output_path)
    return base_path + quote(shown.removeprefix("./"), safe="/~!$&'()*+,;=:@-._")


def output_path_of(base_path: str, permalink: str) -> PurePosixPath:
    """Return the file of a permalink; the inverse of `permalink_of`."""
    inside = unquote(permalink.removeprefix(base_path))
    return PurePosixPath(inside + "index.html" if inside.endswith("/") or not inside else inside)


def alias_output(base_path: str, alias: str) -> PurePosixPath:
    """Return the file that redirects from an older address, which may begin with the base path."""
    inside = alias.removeprefix(base_path).lstrip("/")
    folder = inside if inside.endswith(".html") else inside.rstrip("/") + "/"
    return output_path_of(base_path, base_path + folder)


def script_output(page: PurePosixPath, island: str) -> PurePosixPath:
    """Return the path of a demo's script: in the folder of its page, or in a folder named after the page."""
    return _folder_of(page) / f"{island}.py"


def notebook_output(page: PurePosixPath) -> PurePosixPath:
    """Return the path of a page's notebook, named after the page, in the same folder as its scripts."""
    folder = _folder_of(page)
    return folder / f"{folder.name or 'index'}.ipynb"


def markdown_output(page: PurePosixPath) -> PurePosixPath:
    """Return the path of a page in Markdown, as the proposal of llms.txt says: `index.html.md`."""
    return page.with_name(f"{page.name}.md")


def frames_output(page: PurePosixPath, island: str, fingerprint: str) -> PurePosixPath:
    """Return the path of the saved frames of an island, in the same folder as its script."""
    return _folder_of(page) / f"{island}.{fingerprint}.frames"


def _folder_of(page: PurePosixPath) -> PurePosixPath:
    return page.parent if page.name == "index.html" else page.with_suffix("")


def expand_pattern(pattern: str, *, slug: str, section: str, day: date | None) -> PurePosixPath:
    """Return the output path for a pattern such as `/{year}/{slug}/`.

    Raises:
        ValueError: the pattern contains a part of the date, and the source has no date.
    """
    parts: Mapping[str, str] = {
        "slug": slug,
        "section": section,
        "year": f"{day.year:04}" if day else "",
        "month": f"{day.month:02}" if day else "",
        "day": f"{day.day:02}" if day else "",
    }
    wanted = re.findall(r"\{(\w+)\}", pattern)
    if missing := [name for name in wanted if name in ("year", "month", "day") and not parts[name]]:
        raise ValueError(f"the pattern {pattern!r} needs the {missing[0]}, and this source has no date")
    filled = re.sub(r"\{(\w+)\}", lambda found: parts[found[1]], pattern).strip("/")
    if pattern.endswith(".html"):
        return PurePosixPath(filled)
    return PurePosixPath(filled) / "index.html"


def term_slug(name: str) -> str:
    """Return a tag or another term as part of an address; `C++`, `C#` and `C` have different ones."""
    return slugify(name.replace("+", "-plus").replace("#", "-sharp")) or "-".join(
        f"{ord(char):x}" for char in name
    )
