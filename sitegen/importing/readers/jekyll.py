"""Read a site of Jekyll, Octopress or Hexo."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
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
from sitegen.importing.keys import one_line, texts
from sitegen.importing.liquid import liquid
from sitegen.importing.model import Context, Entry, ForeignSite, Settings, StaticFile
from sitegen.importing.old_addresses import clean_address, date_parts, fill, url_safe
from sitegen.importing.readers.common import (
    DOCUMENTS,
    MARKDOWN,
    NAME_DATE,
    Text,
    date_of,
    is_true,
    read_texts,
    table,
    uses_math,
    zone_of,
)
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
                into.entries += [_post(text, rules, zone) for text in read_texts(folder, [path])]
            elif hexo:
                continue  # a file of a post, found with the post
            else:
                into.static.append(
                    StaticFile(path, "/" + str(PurePosixPath(*[p for p in below.parts if p != "_posts"])))
                )
        elif collection:
            into.entries += _of_collection(folder, path, below, rules)
        elif is_excluded(below, config) or TOOLS.fullmatch(below.name):
            continue
        else:
            _page(folder, path, rules, into)
    if hexo:
        into.entries = [_with_files(entry, folder, root) for entry in into.entries]
    author = config.get("author")
    settings = Settings(
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
        menu=tuple(menu_of(config, into.entries)),
        values={**config, "code_dir": config.get("code_dir") or "code"},
    )
    return ForeignSite(
        kind="Hexo" if hexo else "Jekyll",
        settings=settings,
        entries=tuple(into.entries),
        static=tuple(into.static),
        translations=(
            liquid,
            mdx_tags,
            kramdown,
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


def mdx_tags(text: str, context: Context) -> str:
    """Translate MDX in files with its ending."""
    return mdx(text, context) if context.entry.path.suffix == ".mdx" else text


def _post(text: Text, rules: Rules, zone: Any) -> Entry:
    below = text.path.relative_to(rules.root)
    draft = "_drafts" in below.parts
    matter = {**defaults_of(below, "drafts" if draft else "posts", rules.config), **text.matter}
    named = NAME_DATE.match(text.path.stem)
    stem = named["rest"] if named and named["rest"] else text.path.stem
    if draft:
        matter["draft"] = True
    day = date_of(matter, text.path.stem, zone)
    if day and not matter.get("date"):
        matter["date"] = str(day)
    place = below.parts.index("_drafts" if draft else "_posts")
    folders = [*below.parts[:place]]
    inside = below.parts[place + 1 : -1]
    if rules.hexo and inside:
        stem = "/".join([*inside, stem])
    categories = [
        *folders,
        *texts(matter.get("categories"), split=False),
        *texts(matter.get("category"), split=False),
    ]
    if isinstance(matter.get("categories"), str):
        categories = [*folders, *str(matter["categories"]).replace(",", " ").split()]
    named_path = "/".join(
        dict.fromkeys(part.lower() if not rules.hexo else url_safe(part) for part in categories)
    )
    slug = one_line(matter.get("slug")) or stem
    values = {
        **date_parts(day),
        "categories": named_path,
        "category": named_path or ("uncategorized" if rules.hexo else ""),
        "title": slug if not rules.hexo else stem,
        "slug": url_safe(slug),
        "name": stem.rpartition("/")[2],
        "post_title": url_safe(one_line(matter.get("title"))),
        "week": f"{day:%V}" if day else "",
        "short_day": f"{day:%a}" if day else "",
        "id": one_line(matter.get("id")),
    }
    pattern = one_line(matter.get("permalink"))
    pattern = STYLES.get(pattern, pattern) or rules.pattern
    address = clean_address(with_end(fill(pattern.replace(":output_ext", ".html"), values)))
    return Entry(
        text.path,
        "post",
        matter,
        text.body,
        address,
        PurePosixPath("posts"),
        text.path.stem,
        attached=text.attached,
    )


def _of_collection(
    folder: Folder, path: PurePosixPath, below: PurePosixPath, rules: Rules
) -> Iterator[Entry]:
    """Read a page of a collection that the site publishes."""
    name = below.parts[0].removeprefix("_")
    found = table(rules.config.get("collections")).get(name)
    if (
        not isinstance(found, Mapping)
        or not is_true(found.get("output"))
        or path.suffix.casefold() not in PAGES
    ):
        return
    for text in read_texts(folder, [path]):
        matter = {**defaults_of(below, name, rules.config), **text.matter}
        inner = PurePosixPath(*below.parts[1:]).with_suffix("")
        pattern = (
            one_line(matter.get("permalink")) or one_line(found.get("permalink")) or "/:collection/:path"
        )
        pattern += "" if pattern.endswith(("/", ".html", ":output_ext")) else "/" if rules.pretty else ".html"
        day = date_of(matter, path.stem)
        values = {
            **date_parts(day),
            "collection": name,
            "path": str(inner),
            "name": path.stem,
            "title": one_line(matter.get("slug")) or path.stem,
            "slug": url_safe(path.stem),
        }
        address = clean_address(fill(pattern.replace(":output_ext", ".html"), values))
        yield Entry(path, "post" if day else "page", matter, text.body, address, PurePosixPath(name))


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
        if address != "/":
            into.lists.append((address, "posts"))
        folder.note("template", "a page that lists others", text.path, "dropped")
        return
    if address in ("/", "/404.html", "/404/", "/tags/"):
        if address == "/" and text.body.strip():
            into.entries.append(Entry(text.path, "home", matter, text.body, "/", PurePosixPath()))
        return
    if not text.body.strip():  # pages whose layout does everything, such as an archive
        into.lists.append((address, "posts"))
        return
    into.entries.append(Entry(text.path, "page", matter, text.body, address, PurePosixPath()))


def _with_files(entry: Entry, folder: Folder, root: PurePosixPath) -> Entry:
    """Add the files of Hexo's folder of the same name as the post."""
    base = entry.path.with_suffix("")
    files = tuple(path for path in folder.below(str(base)) if path.suffix.casefold() not in MARKDOWN)
    if not files or entry.kind != "post" or base == root:
        return entry
    return Entry(entry.path, entry.kind, entry.matter, entry.body, entry.address, entry.section, entry.name,
                 files=files, files_base=base)  # fmt: skip
