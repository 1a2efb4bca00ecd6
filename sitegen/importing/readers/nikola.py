"""Read a site of Nikola: metadata in the text or in a file `.meta` beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from sitegen.importing.boxes import python_boxes
from sitegen.importing.dialects import contents, literal_roles
from sitegen.importing.fences import codehilite, fences
from sitegen.importing.folder import Folder
from sitegen.importing.formulas import mathjax
from sitegen.importing.html import players
from sitegen.importing.keys import one_line, texts
from sitegen.importing.model import Entry, EntryKind, ForeignSite, Settings, StaticFile
from sitegen.importing.old_addresses import ascii_slug, clean_address
from sitegen.importing.python_markdown import abbreviations
from sitegen.importing.readers.static_files import is_unread, static_below
from sitegen.importing.readers.texts import MARKDOWN, Text, read_texts
from sitegen.importing.readers.titles import title_of
from sitegen.importing.readers.values import date_of, table, zone_of
from sitegen.importing.script_values import python_values
from sitegen.importing.shortcodes import hugo_shortcodes

TEXTS = (*MARKDOWN, ".rst", ".txt", ".html", ".htm", ".ipynb")
DEFAULT_POSTS = [["posts/*.rst", "posts", "post.tmpl"], ["posts/*.md", "posts", "post.tmpl"]]
DEFAULT_PAGES = [["pages/*.rst", "pages", "page.tmpl"], ["pages/*.md", "pages", "page.tmpl"]]


def read_nikola(folder: Folder) -> ForeignSite:
    """Read a site of Nikola."""
    config = python_values(folder.setting("conf.py"))
    pretty = config.get("PRETTY_URLS", True) is not False
    zone = zone_of(one_line(config.get("TIMEZONE")))
    entries: list[Entry] = []
    static: list[StaticFile] = []
    seen: set[PurePosixPath] = set()
    for kind, name, default in (("post", "POSTS", DEFAULT_POSTS), ("page", "PAGES", DEFAULT_PAGES)):
        for base, output in _places(config, name, default):
            for path in folder.below(str(base)):
                if path in seen:
                    continue
                seen.add(path)
                if path.suffix.casefold() == ".meta":
                    continue
                if path.suffix.casefold() not in TEXTS and is_unread(folder, path):
                    continue
                if path.suffix.casefold() not in TEXTS:
                    static.append(StaticFile(path, "/" + str(PurePosixPath(output) / path.relative_to(base))))
                    continue
                for text in read_texts(folder, [path], meta=True):
                    inside = path.relative_to(base).parent
                    entries.append(_entry(text, kind, inside, (output, pretty, zone), folder))
    for name, where in (
        (name, where) for name, where in table(config.get("FILES_FOLDERS") or {"files": ""}).items()
    ):
        static += static_below(folder, name, "/" + one_line(where))
    for name, where in table(config.get("IMAGE_FOLDERS") or {"images": "images"}).items():
        static += static_below(folder, name, "/" + one_line(where))
    static += static_below(folder, "galleries", "/galleries")
    tag_path = (one_line(config.get("TAG_PATH")) or "categories").strip("/")
    category_path = (one_line(config.get("CATEGORY_PATH")) or "categories").strip("/")
    end = "/" if pretty else ".html"
    return ForeignSite(
        kind="Nikola",
        settings=_settings(config),
        entries=tuple(entries),
        static=tuple(static),
        translations=(
            hugo_shortcodes,
            python_boxes,
            codehilite,
            contents,
            abbreviations,
            fences,
            mathjax,
            players,
            literal_roles,
        ),
        lists=(("/archive.html", "posts"),),
        terms={"tags": f"/{tag_path}/{{slug}}{end}", "categories": f"/{category_path}/cat_{{slug}}{end}"},
        term_slug=ascii_slug,
        feeds=("/rss.xml",),
        notes=tuple(folder.notes),
    )


def _settings(config: Mapping[str, Any]) -> Settings:
    return Settings(
        title=one_line(config.get("BLOG_TITLE")),
        base_url=one_line(config.get("SITE_URL")),
        language=one_line(config.get("DEFAULT_LANG")) or "en",
        timezone=one_line(config.get("TIMEZONE")),
        author=one_line(config.get("BLOG_AUTHOR")),
        description=one_line(config.get("BLOG_DESCRIPTION")),
        paginate=config["INDEX_DISPLAY_POST_COUNT"]
        if isinstance(config.get("INDEX_DISPLAY_POST_COUNT"), int)
        else None,
        menu=tuple(_menu(config)),
        values=config,
    )


def _places(
    config: Mapping[str, Any], name: str, default: list[list[str]]
) -> Iterator[tuple[PurePosixPath, str]]:
    """Yield the folders of sources, each with the folder of their addresses."""
    found = config.get(name)
    for row in found if isinstance(found, list) and found else default:
        if isinstance(row, list) and len(row) >= 2 and isinstance(row[0], str):
            output = row[1] if isinstance(row[1], str) else next(iter(table(row[1]).values()), "")
            base = PurePosixPath(row[0].split("*")[0])
            yield (base if row[0].split("*")[0].endswith("/") else base.parent), one_line(output).strip("/")


def _entry(
    text: Text, kind: str, inside: PurePosixPath, rules: tuple[str, bool, Any], folder: Folder
) -> Entry:
    output, pretty, zone = rules
    matter = dict(text.matter)
    day = date_of(matter, text.path.stem, zone)
    if day and not matter.get("date"):
        matter["date"] = str(day)
    tags = texts(matter.get("tags"))
    if {"draft", "private"} & set(tags):
        matter["draft"] = True
        matter["tags"] = [tag for tag in tags if tag not in ("draft", "private", "mathjax")]
    elif "mathjax" in tags:
        matter["tags"] = [tag for tag in tags if tag != "mathjax"]
    if "link" in matter and not one_line(matter["link"]):
        matter.pop("link")
    slug = one_line(matter.get("slug")) or ascii_slug(text.path.stem)
    if not matter.get("title"):
        matter["title"] = title_of(matter, text.body, text.path.stem)
    own_pretty = pretty and one_line(matter.get("pretty_url")).casefold() not in ("false", "no")
    path = PurePosixPath("/" + output, inside, slug)
    ending = "/" if own_pretty else ".html"
    address = clean_address(f"{path.parent}/" if slug == "index" else f"{path}{ending}")
    is_post = kind == "post" and day is not None
    if kind == "post" and day is None:
        matter["draft"] = True
        folder.note(
            "draft", "no date, without which Nikola does not publish it", text.path, "held back as a draft"
        )
    shown: EntryKind = "post" if kind == "post" else "home" if address == "/" else "page"
    return Entry(
        text.path, shown, matter, text.body, address,
        PurePosixPath("posts") if is_post or kind == "post" else PurePosixPath(),
        path.parent.name if slug == "index" else "", **text.made,
    )  # fmt: skip


def _menu(config: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    links = config.get("NAVIGATION_LINKS")
    found = next(iter(links.values()), None) if isinstance(links, dict) else links
    for row in found if isinstance(found, list) else ():
        if isinstance(row, list) and len(row) >= 2 and isinstance(row[0], str) and isinstance(row[1], str):
            yield row[1], re.sub(r"index\.html$", "", row[0])
