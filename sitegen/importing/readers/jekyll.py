"""Read a site of Jekyll, Octopress or Hexo."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from sitegen.importing.boxes import colon_boxes
from sitegen.importing.dialects import kramdown, literal_roles
from sitegen.importing.fences import fences
from sitegen.importing.folder import Folder
from sitegen.importing.formulas import inline_display, mathjax
from sitegen.importing.html import players
from sitegen.importing.jsx import mdx
from sitegen.importing.keys import one_line
from sitegen.importing.liquid import liquid
from sitegen.importing.model import Context, Entry, ForeignSite, Settings, StaticFile
from sitegen.importing.old_addresses import clean_address, url_safe
from sitegen.importing.python_markdown import abbreviations
from sitegen.importing.readers.jekyll_posts import read_collection, read_post, with_files
from sitegen.importing.readers.jekyll_rules import (
    PAGES,
    STYLES,
    TOOLS,
    Rules,
    defaults_of,
    is_excluded,
    menu_of,
    read_config,
    starts_with_matter,
    with_end,
)
from sitegen.importing.readers.static_files import is_unread, uses_math
from sitegen.importing.readers.texts import DOCUMENTS, MARKDOWN, Text, read_texts
from sitegen.importing.readers.values import zone_of


@dataclass(slots=True)
class _Found:
    """What the reader has found so far."""

    entries: list[Entry] = field(default_factory=list)
    static: list[StaticFile] = field(default_factory=list)
    lists: list[tuple[str, str]] = field(default_factory=list)
    feeds: list[str] = field(default_factory=list)


def read_jekyll(folder: Folder) -> ForeignSite:
    """Read a site of Jekyll, or of Hexo and Octopress, which keep their sources in `source/`."""
    config = read_config(folder)
    inside = any(path.parts[:2] == ("source", "_posts") for path in folder.files)
    hexo = inside and not folder.has("Rakefile", "config.rb")
    root = PurePosixPath("source") if inside else PurePosixPath(one_line(config.get("source")).strip("./"))
    given = one_line(config.get("permalink"))
    default = ":year/:month/:day/:title/" if hexo else "date"
    pattern = STYLES.get(given or default, given or default).replace(":output_ext", ".html")
    rules = Rules(config, root, hexo, pattern)
    into = _Found()
    zone = zone_of(one_line(config.get("timezone")))
    for path in folder.below(str(root)):
        below = path.relative_to(root)
        hidden = [part for part in below.parts if part.startswith("_")]
        collection = hidden[0] if hidden else ""
        if collection in ("_posts", "_drafts"):
            if path.suffix.casefold() in PAGES:
                into.entries += [read_post(text, rules, zone) for text in read_texts(folder, [path])]
            elif hexo:
                continue  # a file of a post, found with the post
            elif not is_unread(folder, path):
                into.static.append(
                    StaticFile(path, "/" + str(PurePosixPath(*[p for p in below.parts if p != "_posts"])))
                )
        elif collection:
            into.entries += read_collection(folder, path, below, rules)
        elif is_excluded(below, config) or TOOLS.fullmatch(below.name):
            continue
        else:
            _page(folder, path, rules, into)
    if hexo:
        into.entries = [with_files(entry, folder, root) for entry in into.entries]
    return ForeignSite(
        kind="Hexo" if hexo else "Jekyll",
        settings=_settings(config, into.entries),
        entries=tuple(into.entries),
        static=tuple(into.static),
        translations=(
            liquid,
            mdx_tags,
            kramdown,
            abbreviations,
            fences,
            colon_boxes,
            mathjax,
            inline_display,
            players,
            literal_roles,
        ),
        lists=tuple(into.lists),
        terms={"tags": "/tags/{slug}/", "categories": "/categories/{slug}/"} if hexo else {},
        term_slug=url_safe,
        feeds=tuple(into.feeds),
        math=uses_math(folder, str(config)),
        notes=tuple(folder.notes),
    )


def _settings(config: Mapping[str, Any], entries: list[Entry]) -> Settings:
    """Return the settings of the site; the menu may list pages."""
    author = config.get("author")
    return Settings(
        title=one_line(config.get("title")),
        base_url=(
            one_line(config.get("url")).rstrip("/")
            + "/"
            + one_line(config.get("baseurl") or config.get("root")).strip("/")
        )
        if one_line(config.get("url"))
        else "",
        language=one_line(config.get("lang") or config.get("locale") or config.get("language")),
        timezone=one_line(config.get("timezone")),
        author=one_line(author.get("name") if isinstance(author, Mapping) else author),
        description=one_line(config.get("description") or config.get("subtitle")),
        paginate=config.get("paginate") if isinstance(config.get("paginate"), int) else None,
        menu=tuple(menu_of(config, entries)),
        values={**config, "code_dir": config.get("code_dir") or "code"},
    )


def mdx_tags(text: str, context: Context) -> str:
    """Translate MDX in files with its ending."""
    return mdx(text, context) if context.entry.path.suffix == ".mdx" else text


def _page(folder: Folder, path: PurePosixPath, rules: Rules, into: _Found) -> None:
    """Read a file as a page where it has front matter, else as a static file."""
    below = path.relative_to(rules.root)
    kind = path.suffix.casefold()
    if (
        kind in (*PAGES, ".xml", ".css", ".js", ".json", ".txt", ".svg")
        and (folder.root / path).stat().st_size < 2**22
    ):
        text = folder.text(path) if kind in PAGES or starts_with_matter(folder, path) else None
        if text is not None and re.match(r"\s*---[ \t]*\n", text):
            if kind not in PAGES:
                if kind == ".xml" and re.search(r"feed|atom|rss", path.stem):
                    into.feeds.append("/" + str(below))
                folder.note("template", "a file that Jekyll generates", path, "dropped")
                return
            for found in read_texts(folder, [path]):
                _add_page(folder, found, below, rules, into)
            return
        if kind in MARKDOWN and (DOCUMENTS.match(below.name) or not rules.hexo):
            if not DOCUMENTS.match(below.name):
                folder.note(
                    "file",
                    "Markdown without front matter, which Jekyll does not publish as a page",
                    path,
                    "not imported",
                )
            return
        if kind in MARKDOWN and text is not None:
            for found in read_texts(folder, [path]):
                _add_page(folder, found, below, rules, into)
            return
    if not DOCUMENTS.match(below.name):
        into.static.append(StaticFile(path, "/" + str(below)))


def _add_page(folder: Folder, text: Text, below: PurePosixPath, rules: Rules, into: _Found) -> None:
    matter = {**defaults_of(below, "pages", rules.config), **text.matter}
    own = one_line(text.matter.get("permalink"))
    stem = below.with_suffix("")
    folder_of = "" if str(below.parent) == "." else f"/{below.parent}"
    if own and not own.startswith(":") and own not in STYLES:
        address = clean_address(with_end(own if own.startswith("/") else "/" + own))
    elif stem.name == "index":
        address = f"{folder_of}/"
    else:
        address = f"/{stem}/" if rules.pretty or rules.hexo else f"/{stem}.html"
    if re.search(r"\{%-?\s*(for|include|paginate)\b", text.body) and re.search(
        r"site\.|paginator|posts", text.body
    ):
        if address not in ("/", "/tags/", "/categories/"):
            into.lists.append((address, "posts"))
        folder.note("template", "a page that lists others", text.path, "dropped")
        return
    if address in ("/", "/404.html", "/404/", "/tags/", "/categories/"):
        if address == "/" and text.body.strip():
            into.entries.append(Entry(text.path, "home", matter, text.body, "/", PurePosixPath()))
        return
    if not text.body.strip():  # pages whose layout does everything, such as an archive
        into.lists.append((address, "posts"))
        return
    into.entries.append(Entry(text.path, "page", matter, text.body, address, PurePosixPath()))
