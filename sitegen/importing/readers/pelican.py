"""Read a site of Pelican: Markdown, reStructuredText and HTML with lines of metadata."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Any

from sitegen.importing.boxes import python_boxes
from sitegen.importing.dialects import contents, kramdown, literal_roles
from sitegen.importing.fences import codehilite, fences
from sitegen.importing.folder import Folder
from sitegen.importing.formulas import mathjax
from sitegen.importing.html import players
from sitegen.importing.keys import one_line, texts
from sitegen.importing.liquid import liquid
from sitegen.importing.model import Entry, ForeignSite, Settings, StaticFile
from sitegen.importing.old_addresses import ascii_slug, clean_address
from sitegen.importing.python_markdown import abbreviations
from sitegen.importing.readers.pelican_links import link_words
from sitegen.importing.readers.static_files import is_unread, uses_math
from sitegen.importing.readers.texts import DOCUMENTS, MARKDOWN, Text, read_texts
from sitegen.importing.readers.titles import title_of
from sitegen.importing.readers.values import date_of, table, zone_of
from sitegen.importing.script_values import python_values

TEXTS = (*MARKDOWN, ".rst", ".html", ".htm", ".ipynb")
TOOLS = frozenset({"theme", "themes", "plugins", "pelican-plugins", "output", "cache", "tests"})


@dataclass(frozen=True, slots=True)
class _Rules:
    config: Mapping[str, Any]
    root: PurePosixPath

    def text(self, name: str, default: str) -> str:
        """Return a text of the configuration."""
        found = self.config.get(name)
        return found if isinstance(found, str) and found else default

    def paths(self, name: str, default: list[str]) -> list[PurePosixPath]:
        """Return a list of paths of the configuration."""
        found = self.config.get(name)
        return [PurePosixPath(one_line(path)) for path in (found if isinstance(found, list) else default)]


def read_pelican(folder: Folder) -> ForeignSite:
    """Read a site of Pelican."""
    config = python_values(folder.setting("pelicanconf.py"))
    public = python_values(folder.setting("publishconf.py"))
    root = PurePosixPath(
        one_line(config.get("PATH")).strip("./")
        or ("content" if any(p.parts[0] == "content" for p in folder.files) else "")
    )
    rules = _Rules(
        {**config, **{key: value for key, value in public.items() if key == "SITEURL" and value}}, root
    )
    entries, static = _read_files(folder, rules)
    return ForeignSite(
        kind="Pelican",
        settings=_settings(rules, entries),
        entries=tuple(entries),
        static=tuple(static),
        translations=(
            liquid,
            python_boxes,
            codehilite,
            contents,
            kramdown,
            abbreviations,
            fences,
            mathjax,
            players,
            literal_roles,
            link_words,
        ),
        lists=tuple((address, "posts") for address in ("/archives.html",)),
        terms={
            "tags": "/" + rules.text("TAG_URL", "tag/{slug}.html"),
            "categories": "/" + rules.text("CATEGORY_URL", "category/{slug}.html"),
        },
        term_slug=ascii_slug,
        feeds=tuple(
            "/" + value
            for key, value in sorted(config.items())
            if re.fullmatch(r"FEED_(ALL_)?(ATOM|RSS)", key) and isinstance(value, str)
        ),
        math=uses_math(
            folder,
            str(config.get("PLUGINS")),
            "mathjax" if config.get("ENABLE_MATHJAX") else "",
            "mathjax" if "render_math" in str(config.get("PLUGINS")) else "",
        ),
        notes=tuple(folder.notes),
    )


def _read_files(folder: Folder, rules: _Rules) -> tuple[list[Entry], list[StaticFile]]:
    """Return the articles and pages of the site, and the files that it publishes as they are."""
    config, root = rules.config, rules.root
    pages = rules.paths("PAGE_PATHS", ["pages"])
    static_paths = rules.paths("STATIC_PATHS", ["images"])
    ignored = {one_line(path) for path in config.get("ARTICLE_EXCLUDES") or [] if isinstance(path, str)}
    entries: list[Entry] = []
    static: list[StaticFile] = []
    for path in folder.below(str(root)):
        below = path.relative_to(root)
        if not root.parts and (
            below.parts[0] in TOOLS
            or below.name in ("pelicanconf.py", "publishconf.py", "Makefile", "tasks.py", "fabfile.py")
        ):
            continue
        is_static = any(below.is_relative_to(start) for start in static_paths if start.parts)
        if path.suffix.casefold() in TEXTS and not is_static and below.parts[0] not in ignored:
            if DOCUMENTS.match(below.name) and not root.parts:
                continue
            is_page = any(below.is_relative_to(start) for start in pages)
            entries += [
                entry
                for text in read_texts(folder, [path], bare=True)
                if (entry := _entry(text, below, is_page, rules, folder))
            ]
        elif is_static or (root.parts and not is_unread(folder, path)):
            static.append(StaticFile(path, _static_address(below, config)))
    return entries, static


def _settings(rules: _Rules, entries: list[Entry]) -> Settings:
    """Return the settings of the site; the menu may list pages."""
    config = rules.config
    return Settings(
        title=rules.text("SITENAME", ""),
        base_url=rules.text("SITEURL", ""),
        language=rules.text("DEFAULT_LANG", "en"),
        timezone=rules.text("TIMEZONE", ""),
        author=rules.text("AUTHOR", ""),
        description=rules.text("SITESUBTITLE", "") or rules.text("SITE_DESCRIPTION", ""),
        paginate=config["DEFAULT_PAGINATION"] if isinstance(config.get("DEFAULT_PAGINATION"), int) else None,
        menu=tuple(_menu(config, entries)),
        values=dict(rules.config),
    )


def _entry(text: Text, below: PurePosixPath, is_page: bool, rules: _Rules, folder: Folder) -> Entry | None:
    matter = {key.casefold(): value for key, value in text.matter.items()}
    if not matter and text.path.suffix.casefold() in (".html", ".htm"):
        return None
    zone = zone_of(rules.text("TIMEZONE", "UTC"))
    if not matter.get("date"):
        for name, value in _from_path(below, rules).items():
            matter.setdefault(name, value)
    day = date_of(matter, below.stem, zone)
    title = title_of(matter, text.body, below.stem)
    folder_name = below.parent.name if below.parent.parts and not is_page else ""
    category = one_line(matter.get("category")) or folder_name or rules.text("DEFAULT_CATEGORY", "misc")
    # Pelican leaves out tags of HTML; reStructuredText has none in a title.
    plain = title if text.path.suffix == ".rst" else re.sub(r"<[^<>]*>", "", title)
    source = {"title": plain, "basename": below.stem}.get(rules.text("SLUGIFY_SOURCE", "title"), plain)
    slug = one_line(matter.get("slug")) or ascii_slug(source)
    if day and not matter.get("date"):
        matter["date"] = str(day)
    status = one_line(matter.get("status")).casefold()
    is_post = not is_page and day is not None
    kind = "PAGE" if is_page else "ARTICLE"
    default = "pages/{slug}.html" if is_page else "{slug}.html"
    pattern = (
        one_line(matter.get("save_as"))
        or rules.text(f"{kind}_SAVE_AS", "")
        or rules.text(f"{kind}_URL", default)
    )
    if one_line(matter.get("url")):
        pattern = one_line(matter["url"])
    if not is_page and day is None:
        matter["draft"] = True
        folder.note(
            "draft", "no date, without which Pelican does not publish it", text.path, "held back as a draft"
        )
    if status == "hidden":
        matter.pop("status")
    values: dict[str, Any] = {
        "slug": slug,
        "date": day,
        "category": ascii_slug(category),
        "author": ascii_slug(rules.text("AUTHOR", "")),
        "lang": one_line(matter.get("lang")),
        "title": title,
    }
    matter.pop("save_as", None)
    if (
        not is_page
        and category != "misc"
        and "category" not in matter
        and folder_name not in ("articles", "posts", "blog", "content")
    ):
        matter["category"] = category
    return Entry(
        text.path,
        "post" if is_post or not is_page else "page",
        matter,
        text.body,
        clean_address("/" + _filled(pattern, values)),
        PurePosixPath("posts") if not is_page else PurePosixPath(),
        **text.made,
        older=tuple(texts(matter.get("aliases"), split=True)),
    )


def _filled(pattern: str, values: Mapping[str, Any]) -> str:
    """Fill `{slug}` and `{date:%Y}`."""

    def value(found: re.Match[str]) -> str:
        known = values.get(found[1])
        if isinstance(known, date | datetime):
            directives = re.sub(r"%-([dmHj])", lambda part: f"%{part[1]}", found[2] or "%Y-%m-%d")
            shown = known.strftime(directives)
            return shown.lstrip("0") if "%-" in (found[2] or "") else shown
        return str(known) if known is not None else ""

    return re.sub(r"\{(\w+)(?::([^}]*))?\}", value, pattern)


def _from_path(below: PurePosixPath, rules: _Rules) -> dict[str, str]:
    """Return the metadata that the file's name and path give."""
    found: dict[str, str] = {}
    for name, subject in (("FILENAME_METADATA", below.stem), ("PATH_METADATA", str(below))):
        default = r"(?P<date>\d{4}-\d{2}-\d{2}).*" if name == "FILENAME_METADATA" else ""
        pattern = rules.text(name, default)
        if not pattern or len(pattern) > 300 or re.search(r"\)[*+]\)?[*+]", pattern):
            continue
        try:
            match = re.match(pattern, subject[:200])
        except re.error:
            continue
        if match:
            found |= {key.casefold(): value for key, value in match.groupdict().items() if value}
    return found


def _static_address(below: PurePosixPath, config: Mapping[str, Any]) -> str:
    moved = table(table(config.get("EXTRA_PATH_METADATA")).get(str(below))).get("path")
    return "/" + (one_line(moved) or str(below)).lstrip("/")


def _menu(config: Mapping[str, Any], entries: list[Entry]) -> Iterator[tuple[str, str]]:
    for row in config.get("MENUITEMS") or ():
        if isinstance(row, list) and len(row) >= 2:
            yield one_line(row[0]), one_line(row[1])
    if config.get("DISPLAY_PAGES_ON_MENU", True):
        for entry in entries:
            if entry.kind == "page":
                yield title_of(entry.matter, entry.body, entry.path.stem), entry.address
