"""Read the texts of a site: Markdown, HTML, reStructuredText and notebooks, with their metadata."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from sitegen.importing.folder import Folder
from sitegen.importing.html import MissingLibraryError, to_markdown
from sitegen.importing.kept import Kept
from sitegen.importing.keys import one_line
from sitegen.importing.metadata import split_metadata
from sitegen.importing.model import Fallback
from sitegen.importing.notebook import NotebookError, notebook_markdown
from sitegen.importing.readers.titles import without_title
from sitegen.importing.readers.values import date_of
from sitegen.importing.rst import rst_markdown

MARKDOWN = (".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mdx", ".qmd", ".rmd")


DOCUMENTS = re.compile(
    r"(readme|licen[cs]e|contributing|code_of_conduct|changelog|security|authors|todo)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Text:
    """A text with its metadata."""

    path: PurePosixPath
    matter: dict[str, Any]
    body: str
    has_matter: bool
    attached: Mapping[str, bytes] = field(default_factory=dict)
    """Pictures of a notebook, by name."""
    fallbacks: tuple[Fallback, ...] = ()
    """For the code cells and demos of a notebook."""
    demos: Mapping[str, str] = field(default_factory=dict)
    """Programs of demos that a notebook becomes, by name."""

    @property
    def made(self) -> dict[str, Any]:
        """What the entry of a notebook has besides its text, by the names of the entry's fields."""
        return {"attached": self.attached, "fallbacks": self.fallbacks, "demos": self.demos}


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
        yield Text(path, matter, body, has_matter)


SHORTCODE = re.compile(r"\{\{.{0,4000}?\}\}|\{%.{0,4000}?%\}", re.DOTALL)


def html_body(body: str) -> str:
    """Return a body of HTML as Markdown, or as HTML in one block where no library converts it.

    Shortcodes and tags of Liquid stay as they are: programs replace them before anything reads the HTML.
    """
    kept = Kept(body)
    return kept.restored(_markdown(SHORTCODE.sub(lambda found: kept.word(found[0]), body)))


def _markdown(body: str) -> str:
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
    name = "_".join(path.with_suffix("").parts) if len(path.parts) > 1 else path.stem
    try:
        made = notebook_markdown(text, name, origin=str(path))
    except NotebookError as error:
        folder.note("file", str(error), path, "not imported")
        return None
    for what, outcome in made.notes:
        folder.note("notebook", what, path, outcome)
    nikola, own = made.metadata.get("nikola"), made.metadata.get("sitegen")
    matter: dict[str, Any] = dict(nikola) if isinstance(nikola, dict) else {}
    exported = own.get("front_matter") if isinstance(own, dict) else None
    if isinstance(exported, dict):
        matter |= exported
    in_cell, body, _problem = split_metadata(made.body)
    matter |= in_cell  # front matter in the first cell, as Quarto and Pelican have it
    title = one_line(made.metadata.get("title")) or made.title or one_line(made.metadata.get("name"))
    if title and not matter.get("title"):
        matter["title"] = title
    for key in ("date", "authors"):
        if key not in matter and made.metadata.get(key):
            matter[key] = made.metadata[key]
    if date_of(matter, path.stem) is None and (day := folder.day(path)):
        matter["date"] = day.isoformat()
        folder.note("date", "the day of the file, since the notebook has no date", path, "converted")
    body = without_title(body, one_line(matter.get("title")))
    return Text(path, matter, body, bool(in_cell or nikola), made.files, made.fallbacks, made.demos)
