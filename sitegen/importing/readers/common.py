"""What all readers need: pages with their metadata, titles, sections, static files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

from sitegen.importing.dates import read_date
from sitegen.importing.folder import Folder
from sitegen.importing.html import MissingLibraryError, to_markdown
from sitegen.importing.keys import DATES, one_line, texts
from sitegen.importing.metadata import split_metadata
from sitegen.importing.model import StaticFile
from sitegen.importing.notebook import notebook_markdown
from sitegen.importing.rst import rst_markdown

MARKDOWN = (".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mdx")
UTC_ZONE = ZoneInfo("UTC")
NAME_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})[-_]?(?P<rest>.*)")
DOCUMENTS = re.compile(
    r"(readme|licen[cs]e|contributing|code_of_conduct|changelog|security|authors|todo)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Text:
    """A text with its metadata."""

    path: PurePosixPath
    matter: dict[str, Any]
    body: str
    attached: Mapping[str, bytes]
    has_matter: bool


def read_texts(
    folder: Folder, paths: Iterable[PurePosixPath], *, bare: bool = False, meta: bool = False
) -> Iterable[Text]:
    """Read the texts that can be read: Markdown, HTML, reStructuredText and notebooks.

    Args:
        folder: where they are.
        paths: their files.
        bare: whether lines `Key: value` at the top are metadata.
        meta: whether a file beside a text, with the ending `.meta`, holds its metadata.
    """
    for path in paths:
        text = folder.text(path)
        if text is None:
            continue
        kind = path.suffix.casefold()
        if kind == ".ipynb":
            found = _notebook(folder, path, text)
            if found:
                yield found
            continue
        matter, body, problem = split_metadata(text, bare=bare)
        if meta and (beside := folder.has(str(path.with_suffix(".meta")), f"{path}.meta")):
            extra = folder.text(PurePosixPath(beside)) or ""
            matter = _meta_file(extra) | matter
        if problem:
            folder.note("front matter", problem, path, "converted")
        has_matter = bool(matter)
        if kind in (".rst", ".rest"):
            converted = rst_markdown(body, folder, path)
            if converted is None:
                continue
            matter = {**converted.fields, **matter}
            if converted.title and not matter.get("title"):
                matter["title"] = converted.title
            body = converted.body
        elif kind in (".html", ".htm"):
            inside = re.search(r"<body\b[^>]*>(.*)</body>", body, re.DOTALL | re.IGNORECASE)
            if inside:
                title = re.search(r"<title>(.*?)</title>", body, re.DOTALL | re.IGNORECASE)
                matter = {**_pelican_meta(body), **matter}
                if title and not matter.get("title"):
                    matter["title"] = " ".join(title[1].split())
                body = inside[1]
            body = html_body(body)
        yield Text(path, matter, body, {}, has_matter)


def html_body(body: str) -> str:
    """Return a body of HTML as Markdown, or as HTML in one block where no library converts it."""
    try:
        return to_markdown(body)
    except MissingLibraryError:
        return "<div>\n" + re.sub(r"\n\s*\n", "\n", body.strip()) + "\n</div>\n"
    except (ValueError, RecursionError, AssertionError):
        return "<div>\n" + re.sub(r"\n\s*\n", "\n", body.strip()) + "\n</div>\n"


def _pelican_meta(html: str) -> dict[str, Any]:
    pairs = re.findall(r"<meta\s+name=[\"']([\w-]+)[\"']\s+content=[\"']([^\"']*)[\"']", html, re.IGNORECASE)
    return {name: content for name, content in pairs if name.casefold() not in ("viewport", "generator")}


def _meta_file(text: str) -> dict[str, Any]:
    matter, _body, _problem = split_metadata(text, bare=True)
    if matter:
        return matter
    # The oldest form: title, slug, date, tags, one to a line.
    lines = [line.strip() for line in text.split("\n")]
    return {
        name: value for name, value in zip(("title", "slug", "date", "tags"), lines, strict=False) if value
    }


def _notebook(folder: Folder, path: PurePosixPath, text: str) -> Text | None:
    made = notebook_markdown(text, path.stem)
    if made is None:
        folder.note("file", "not a notebook of format 3 or 4", path, "not imported")
        return None
    nikola = made.metadata.get("nikola")
    matter: dict[str, Any] = dict(nikola) if isinstance(nikola, dict) else {}
    body = made.body
    own, rest, _problem = split_metadata(body)
    if own:  # front matter in the first cell, as Quarto and Pelican have it
        matter, body = {**matter, **own}, rest
    title = one_line(made.metadata.get("title")) or made.title
    if title and not matter.get("title"):
        matter["title"] = title
    return Text(
        path, matter, without_title(body, one_line(matter.get("title"))), made.files, bool(own or nikola)
    )


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


def date_of(matter: Mapping[str, Any], stem: str = "", zone: ZoneInfo = UTC_ZONE) -> date | datetime | None:
    """Return the date of the front matter, or that at the beginning of the file's name."""
    given = {str(key).casefold(): value for key, value in matter.items()}
    for key in DATES:
        value = given.get(key)
        if isinstance(value, Mapping):
            value = value.get("created")
        if value is not None and (found := read_date(value, zone)) is not None:
            return found
    return name_date(stem)


def name_date(stem: str) -> date | None:
    """Return the date at the beginning of a file's name, or None."""
    found = NAME_DATE.match(stem)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def zone_of(name: str) -> ZoneInfo:
    """Return a time zone, UTC for a name that is none."""
    try:
        return ZoneInfo(name or "UTC")
    except (KeyError, OSError, ValueError):
        return UTC_ZONE


def terms_of(matter: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the tags and the categories of a page as they are written."""
    given = {str(key).casefold(): value for key, value in matter.items()}
    given |= {str(key).casefold(): value for key, value in table(given.get("taxonomies")).items()}
    return {
        "tags": texts(given.get("tags")) + texts(given.get("tag")),
        "categories": texts(given.get("categories")) + texts(given.get("category")),
    }


def is_true(value: Any) -> bool:
    """Return whether a value of a configuration is true."""
    return value is True or (isinstance(value, str) and value.casefold() in ("true", "yes", "on"))


def table(value: Any) -> dict[str, Any]:
    """Return a table, empty where the value is none."""
    return value if isinstance(value, dict) else {}


def rows(value: Any) -> list[Any]:
    """Return a list, empty where the value is none."""
    return value if isinstance(value, list) else []


def static_below(folder: Folder, base: str, at: str = "/") -> list[StaticFile]:
    """Return the files below a folder as published from an address."""
    start = PurePosixPath(base)
    return [
        StaticFile(path, at.rstrip("/") + "/" + str(path.relative_to(start))) for path in folder.below(base)
    ]


def uses_math(folder: Folder, *texts: str) -> bool:
    """Return whether a site shows formulas, judged by the words in its configuration and templates."""
    words = re.compile(
        r"mathjax|katex|remark-math|math_engine|arithmatex|goldmark\.extensions\.passthrough", re.IGNORECASE
    )
    if any(words.search(text) for text in texts):
        return True
    endings = (
        ".html",
        ".njk",
        ".liquid",
        ".astro",
        ".tsx",
        ".jsx",
        ".toml",
        ".yml",
        ".yaml",
        ".mako",
        ".tmpl",
    )
    for path in folder.files:
        if path.suffix.casefold() in endings and len(path.parts) <= 5:
            file = folder.root / path
            try:
                if file.stat().st_size < 2**18 and words.search(
                    file.read_text(encoding="utf-8", errors="replace")
                ):
                    return True
            except OSError:
                continue
    return False
