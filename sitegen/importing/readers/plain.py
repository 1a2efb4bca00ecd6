"""Read a folder of texts and notebooks without the configuration of a generator."""

from __future__ import annotations

from pathlib import PurePosixPath

from sitegen.importing.boxes import colon_boxes, python_boxes
from sitegen.importing.dialects import contents, literal_roles
from sitegen.importing.fences import fences
from sitegen.importing.folder import Folder
from sitegen.importing.formulas import mathjax
from sitegen.importing.html import players
from sitegen.importing.jsx import mdx
from sitegen.importing.keys import one_line
from sitegen.importing.model import Entry, ForeignSite, Settings, StaticFile
from sitegen.importing.old_addresses import clean_address
from sitegen.importing.readers.static_files import is_unread
from sitegen.importing.readers.texts import DOCUMENTS, MARKDOWN, read_texts
from sitegen.importing.readers.values import date_of

TEXTS = (*MARKDOWN, ".rst", ".ipynb", ".html", ".htm")


def read_plain(folder: Folder) -> ForeignSite:
    """Read a folder: what has a date is a post, everything else a page. Addresses are the paths."""
    entries: list[Entry] = []
    static: list[StaticFile] = []
    paths = [path for path in folder.files if path.suffix.casefold() in TEXTS]
    for text in read_texts(folder, paths, bare=True):
        path = text.path
        if DOCUMENTS.match(path.name) and len(path.parts) == 1 and len(paths) > 1:
            continue
        stem = path.with_suffix("")
        if stem.name in ("index", "_index", "README"):
            stem = stem.parent
        matter = dict(text.matter)
        day = date_of(matter, path.stem)
        if day and not any(key.casefold() == "date" for key in matter):
            matter["date"] = str(day)
        given = one_line(matter.get("permalink") or matter.get("url"))
        address = clean_address(given if given.startswith("/") else f"/{stem}/" if stem.parts else "/")
        if address == "/":
            kind, section = "home", PurePosixPath()
        elif day or path.suffix == ".ipynb":
            kind, section = "post", PurePosixPath("posts")
        else:
            kind, section = "page", PurePosixPath()
        if kind == "post" and not day:
            kind = "page"
        entries.append(
            Entry(path, kind, matter, text.body, address, section, stem.name, **text.made)  # type: ignore[arg-type]
        )
    used = {entry.path for entry in entries}
    static = [
        StaticFile(path, f"/{path}") for path in folder.files
        if path not in used and path.suffix.casefold() not in (*TEXTS, ".py", ".toml", ".lock")
        and not is_unread(folder, path)
    ]  # fmt: skip
    return ForeignSite(
        kind="plain texts",
        settings=Settings(title=folder.root.name.replace("-", " ").replace("_", " ").capitalize()),
        entries=tuple(entries),
        static=tuple(static),
        translations=(
            lambda body, context: mdx(body, context) if context.entry.path.suffix == ".mdx" else body,
            python_boxes, contents, fences, colon_boxes, mathjax, players, literal_roles,
        ),
        notes=tuple(folder.notes),
    )  # fmt: skip
