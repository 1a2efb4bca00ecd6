"""Read a site of MkDocs, with or without the blog of Material."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from sitegen.importing.boxes import python_boxes
from sitegen.importing.dialects import contents, kramdown, literal_roles
from sitegen.importing.fences import codehilite, fences
from sitegen.importing.folder import Folder
from sitegen.importing.formulas import mathjax
from sitegen.importing.html import players
from sitegen.importing.keys import one_line
from sitegen.importing.metadata import MetadataError, by_lines, read_yaml
from sitegen.importing.model import Entry, ForeignSite, Settings
from sitegen.importing.old_addresses import ascii_slug, clean_address
from sitegen.importing.python_markdown import abbreviations, material, snippets
from sitegen.importing.readers.static_files import static_below, uses_math
from sitegen.importing.readers.texts import MARKDOWN, Text, read_texts
from sitegen.importing.readers.titles import title_of
from sitegen.importing.readers.values import date_of, rows, table


def read_mkdocs(folder: Folder) -> ForeignSite:
    """Read a site of MkDocs."""
    name = folder.has("mkdocs.yml", "mkdocs.yaml") or "mkdocs.yml"
    text = folder.setting(name)
    try:
        config = table(read_yaml(text))
    except MetadataError:
        folder.note("configuration", "not valid YAML; read line by line", name, "converted")
        config = by_lines(text)
    docs = PurePosixPath(one_line(config.get("docs_dir")) or "docs")
    blog = _blog(config)
    urls = config.get("use_directory_urls", True) is not False
    base = docs / (one_line(blog.get("blog_dir")) or "blog").strip("./")
    posts = base / "posts"
    people = _people(folder, base)
    entries: list[Entry] = []
    for found in read_texts(folder, folder.below(str(docs), *MARKDOWN)):
        below = found.path.relative_to(docs)
        if blog and found.path.is_relative_to(posts):
            entries.append(_post(found, str(base.relative_to(docs)), blog, urls))
        else:
            entries.append(_page(found, below, urls, blog=base if blog else None, docs=docs))
    entries = [_with_names(entry, people) for entry in entries]
    static = [
        file
        for file in static_below(folder, str(docs))
        if file.path.suffix.casefold() not in (*MARKDOWN, ".yml")
    ]
    attached = {path for entry in entries for path in entry.files}
    settings = Settings(
        title=one_line(config.get("site_name")),
        base_url=one_line(config.get("site_url")),
        language=one_line(table(config.get("theme")).get("language")) or "en",
        author=one_line(config.get("site_author")),
        description=one_line(config.get("site_description")),
        menu=tuple(_menu(config.get("nav"), urls)),
        values=table(config.get("extra")),
    )
    return ForeignSite(
        kind="MkDocs",
        settings=settings,
        entries=tuple(entries),
        static=tuple(file for file in static if file.path not in attached),
        translations=(
            snippets, python_boxes, codehilite, contents, kramdown, abbreviations, material(text), fences,
            mathjax, players, literal_roles,
        ),
        feeds=("/feed_rss_created.xml",),
        math=uses_math(folder, text),
        notes=tuple(folder.notes),
    )  # fmt: skip


def _blog(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of the blog; empty where there is none."""
    plugins = config.get("plugins")
    for row in plugins if isinstance(plugins, list) else [plugins]:
        if row in ("blog", "material/blog"):
            return {"blog_dir": "blog"}
        for name in ("blog", "material/blog"):
            if isinstance(row, Mapping) and name in row:
                return {"blog_dir": "blog"} | table(row[name])
    return {}


def _post(text: Text, base: str, blog: Mapping[str, Any], urls: bool) -> Entry:
    matter = dict(text.matter)
    given = matter.get("date")
    if isinstance(given, Mapping):
        matter["date"] = given.get("created")
        if given.get("updated"):
            matter["updated"] = given["updated"]
    day = date_of(matter, text.path.stem)
    if day and not matter.get("date"):
        matter["date"] = str(day)
    title = title_of(matter, text.body, text.path.stem)
    slug = one_line(matter.get("slug")) or re.sub(
        r"\s", "-", re.sub(r"[^\w\s-]", "", title.casefold()).strip()
    )
    form = one_line(blog.get("post_url_date_format")) or "yyyy/MM/dd"
    shown = ""
    if day:
        shown = form
        for token, directive in (("yyyy", "%Y"), ("MM", "%m"), ("dd", "%d")):
            shown = shown.replace(token, day.strftime(directive))
    pattern = one_line(blog.get("post_url_format")) or "{date}/{slug}"
    inner = pattern.replace("{date}", shown).replace("{slug}", slug).replace("{file}", text.path.stem)
    inner = inner.replace(
        "{categories}", "/".join(ascii_slug(one_line(name)) for name in rows(matter.get("categories"))[:1])
    )
    address = f"/{base.strip('.')}/{inner}" + ("/" if urls else ".html")
    return Entry(
        text.path,
        "post",
        {**matter, "title": title},
        text.body,
        clean_address(address),
        PurePosixPath(base.strip(".") or "posts"),
    )


def _page(
    text: Text, below: PurePosixPath, urls: bool, *, blog: PurePosixPath | None, docs: PurePosixPath
) -> Entry:
    matter = {
        **text.matter,
        "title": title_of(
            text.matter, text.body, below.stem if below.stem not in ("index", "README") else below.parent.name
        ),
    }
    stem = below.with_suffix("")
    is_index = stem.name in ("index", "README")
    folders = stem.parent if is_index else stem
    path = str(folders).strip(".")
    if not path:
        return Entry(text.path, "home", matter, text.body, "/", PurePosixPath())
    if blog is not None and is_index and docs / folders == blog:
        return Entry(text.path, "section", matter, text.body, f"/{path}/", folders, "_index")
    address = f"/{path}/" if urls or is_index else f"/{path}.html"
    return Entry(text.path, "page", matter, text.body, clean_address(address), PurePosixPath(), folders.name)


def _people(folder: Folder, base: PurePosixPath) -> dict[str, str]:
    try:
        found = table(read_yaml(folder.setting(f"{base}/.authors.yml", f"{base}/authors.yml")))
    except MetadataError:
        return {}
    return {
        key: one_line(table(value).get("name")) for key, value in table(found.get("authors", found)).items()
    }


def _with_names(entry: Entry, people: Mapping[str, str]) -> Entry:
    authors = [
        people.get(name) or name for item in rows(entry.matter.get("authors")) if (name := one_line(item))
    ]
    if not authors:
        return entry
    return Entry(
        entry.path,
        entry.kind,
        {**entry.matter, "authors": authors},
        entry.body,
        entry.address,
        entry.section,
        entry.name,
    )


def _menu(nav: Any, urls: bool) -> Iterator[tuple[str, str]]:
    for row in rows(nav):
        for title, goal in row.items() if isinstance(row, Mapping) else ():
            path = goal if isinstance(goal, str) else next((item for item in _texts(goal)), "")
            if re.match(r"https?://", path):
                yield title, path
            elif path:
                plain = re.sub(r"(^|/)(index|README)\.md$", r"\1", path)
                address = plain if plain != path else re.sub(r"\.md$", "/" if urls else ".html", path)
                yield title, "/" + address


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for item in value if isinstance(value, list) else value.values() if isinstance(value, Mapping) else ():
        yield from _texts(item)
