"""Read a site of Zola: TOML or YAML front matter, sections, colocated files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from sitegen.importing.dialects import contents, literal_roles
from sitegen.importing.fences import fences
from sitegen.importing.folder import Folder
from sitegen.importing.formulas import mathjax
from sitegen.importing.html import players
from sitegen.importing.keys import one_line
from sitegen.importing.metadata import MetadataError, by_lines, read_toml
from sitegen.importing.model import Entry, EntryKind, ForeignSite, Settings, StaticFile
from sitegen.importing.old_addresses import ascii_slug, clean_address
from sitegen.importing.readers.static_files import is_unread, static_below, uses_math
from sitegen.importing.readers.texts import Text, read_texts
from sitegen.importing.readers.values import NAME_DATE, date_of, is_true, rows, table
from sitegen.importing.shortcodes import zola_shortcodes
from sitegen.permalink import slugify


def read_zola(folder: Folder) -> ForeignSite:
    """Read a site of Zola."""
    name = folder.has("zola.toml", "config.toml") or "config.toml"
    text = folder.setting(name)
    try:
        config = read_toml(text)
    except MetadataError:
        folder.note("configuration", "not valid; read line by line", name, "converted")
        config = by_lines(text, re.compile(r"([A-Za-z][\w.-]*)[ \t]*=[ \t]*(.*)"))
    languages = frozenset(table(config.get("languages")))
    main = one_line(config.get("default_language")) or "en"
    paths = tuple(folder.below("content", ".md"))
    leaves = {path.parent for path in paths if path.name == "index.md"}
    entries: list[Entry] = []
    static: list[StaticFile] = []
    for found in read_texts(folder, paths):
        entries.append(_entry(found, folder, leaves, (languages, main)))
    for path in folder.below("content"):
        inside = any(parent in leaves for parent in path.parents)
        if path.suffix.casefold() != ".md" and not inside and not is_unread(folder, path):
            static.append(StaticFile(path, "/" + str(path.relative_to("content"))))
    static += static_below(folder, "static")
    extra = table(config.get("extra"))
    settings = Settings(
        title=one_line(config.get("title")),
        base_url=one_line(config.get("base_url")),
        language=main,
        author=one_line(config.get("author") or extra.get("author")),
        description=one_line(config.get("description")),
        menu=tuple(_menu(extra, one_line(config.get("base_url")))),
        values=extra,
    )
    return ForeignSite(
        kind="Zola",
        settings=settings,
        entries=tuple(entries),
        static=tuple(static),
        translations=(zola_shortcodes, contents, fences, mathjax, players, literal_roles),
        lists=tuple(_lists(entries)),
        terms={"tags": "/tags/{slug}/", "categories": "/categories/{slug}/"},
        term_slug=ascii_slug,
        feeds=("/" + (one_line(config.get("feed_filename")) or "atom.xml"),)
        if is_true(config.get("generate_feed")) or config.get("generate_feeds")
        else (),
        math=uses_math(folder),
        notes=tuple(folder.notes),
    )


def _entry(
    text: Text, folder: Folder, leaves: set[PurePosixPath], languages: tuple[frozenset[str], str]
) -> Entry:
    below = text.path.relative_to("content")
    codes, main = languages
    stem, _, ending = below.stem.rpartition(".")
    language = ending if stem and ending in codes and ending != main else ""
    name = stem if language else below.stem
    matter = dict(text.matter)
    if language:
        matter["language"] = language
    prefix = PurePosixPath(language) if language else PurePosixPath()
    if name == "_index":
        section = prefix / below.parent
        is_home = not section.parts
        address = "/" if is_home else clean_address(f"/{section}/")
        kind: EntryKind = "home" if is_home else "section"
        return Entry(text.path, kind, matter, text.body, address, section, "_index")
    bundle = text.path.parent if name == "index" and text.path.parent in leaves else None
    folders = below.parent.parent if bundle else below.parent
    shown = below.parent.name if bundle else name
    dated = NAME_DATE.match(shown)
    day = date_of(matter, shown)
    if day and not matter.get("date"):
        matter["date"] = str(day)
    slug = one_line(matter.get("slug")) or slugify(dated["rest"] if dated and dated["rest"] else shown)
    path = one_line(matter.pop("path", ""))
    address = f"/{path.strip('/')}/" if path else "/".join(["", *(prefix / folders).parts, slug, ""])
    files: tuple[PurePosixPath, ...] = ()
    if bundle and bundle != PurePosixPath("content"):
        files = tuple(path for path in folder.below(str(bundle)) if path.suffix.casefold() != ".md")
    return Entry(
        text.path,
        "post" if day else "page",
        matter,
        text.body,
        clean_address(address),
        prefix / folders if folders.parts or not day else PurePosixPath("posts"),
        shown if shown != "index" else slug or "page",
        older=tuple(one_line(alias) for alias in rows(matter.get("aliases"))),
        files=files,
        files_base=bundle or PurePosixPath(),
    )


def _menu(extra: Mapping[str, Any], base_url: str) -> Iterator[tuple[str, str]]:
    for key in ("menu", "menu_items", "nav", "navbar_items", "main_menu", "links", "after_dark_menu"):
        for row in rows(extra.get(key)):
            url = one_line(table(row).get("url") or table(row).get("href"))
            url = (
                url.replace("$BASE_URL", "").removeprefix(base_url.rstrip("/"))
                if base_url or "$" in url
                else url
            )
            title = one_line(table(row).get("name") or table(row).get("title"))
            if title:
                yield title, url if re.match(r"\w+:|/", url) else "/" + url.removeprefix("@/")


def _lists(entries: list[Entry]) -> Iterator[tuple[str, str]]:
    written = {str(entry.section) for entry in entries if entry.kind == "section"}
    for section in sorted({str(entry.section) for entry in entries if entry.kind == "post"} - written):
        yield f"/{section}/", section
