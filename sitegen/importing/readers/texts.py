"""Read the texts of a site: Markdown, HTML, reStructuredText and notebooks, with their metadata."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from sitegen.importing.folder import Folder
from sitegen.importing.html import MissingLibraryError, to_markdown
from sitegen.importing.keys import one_line
from sitegen.importing.metadata import split_metadata
from sitegen.importing.notebook import notebook_markdown
from sitegen.importing.readers.titles import without_title
from sitegen.importing.rst import rst_markdown

MARKDOWN = (".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mdx")


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
