"""Read a site of Astro, Next, Gatsby, Docusaurus or another builder of the JavaScript world."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import PurePosixPath

from sitegen.importing.boxes import colon_boxes
from sitegen.importing.dialects import contents, literal_roles
from sitegen.importing.fences import fences
from sitegen.importing.folder import Folder
from sitegen.importing.formulas import mathjax
from sitegen.importing.html import players
from sitegen.importing.jsx import mdx
from sitegen.importing.keys import one_line
from sitegen.importing.model import Entry, ForeignSite, Settings
from sitegen.importing.old_addresses import clean_address, github_slug
from sitegen.importing.readers.static_files import static_below, uses_math
from sitegen.importing.readers.texts import DOCUMENTS, Text, read_texts
from sitegen.importing.readers.values import NAME_DATE, date_of
from sitegen.importing.script_values import script_links, script_value

TEXTS = (".md", ".mdx", ".markdown")
OUTSIDE = frozenset((
    "scripts", "test", "tests", "faq", "docs", "components", "layouts", "lib", "utils", "plugins",
    "cypress", "e2e", "css", "styles",
))  # fmt: skip
ROOTS = (
    "public", "src/content", "src/data", "data", "content", "src/pages", "_content", "src", "app",
    "contents",
)  # fmt: skip
"""Folders that hold collections; the collection is the folder below."""


def read_node_site(folder: Folder, kind: str) -> ForeignSite:
    """Read the collections of Markdown and MDX of a site, and its public files."""
    settings = _settings(folder)
    entries: list[Entry] = []
    wanted = [path for path in folder.files if path.suffix.casefold() in TEXTS and _is_content(path, kind)]
    for text in read_texts(folder, wanted):
        if text.has_matter or len(text.path.parts) > 1:
            entries.append(_entry(text, folder, kind))
    posts = Counter(str(entry.section) for entry in entries if entry.kind == "post")
    public = "static" if kind in ("Gatsby", "Docusaurus") else "public"
    static = static_below(folder, public)
    attached = [_with_files(entry, folder) if entry.path.stem == "index" else entry for entry in entries]
    moved = {path for entry in attached for path in (entry.path, *entry.files)}
    return ForeignSite(
        kind=kind,
        settings=settings,
        entries=tuple(attached),
        static=tuple(file for file in static if file.path not in moved),
        translations=(mdx, contents, fences, colon_boxes, mathjax, players, literal_roles),
        lists=tuple((f"/{section}/", section) for section in sorted(posts)),
        terms={"tags": "/tags/{slug}/"},
        term_slug=github_slug,
        feeds=("/rss.xml",) if kind == "Astro" else ("/feed.xml",),
        math=uses_math(folder, folder.setting("package.json")),
        notes=tuple(folder.notes),
    )


def _settings(folder: Folder) -> Settings:
    texts = []
    for path in folder.files:
        name = path.name.casefold()
        is_config = re.match(
            r"(site-?metadata|site-?config|config|consts?|constants|site|astro\.config|gatsby-config|"
            r"docusaurus\.config|next\.config|metadata|seo)\.(js|ts|mjs|cjs|json|tsx)$",
            name,
        )
        if is_config and len(path.parts) <= 4 and (folder.root / path).stat().st_size < 2**18:
            first = re.match(r"site|consts?|gatsby|docusaurus", name)
            texts.append((0 if first else 1, str(path), folder.text(path) or ""))
    text = "\n".join(found for _rank, _path, found in sorted(texts))
    menu: list[tuple[str, str]] = []
    for path in folder.files:
        if re.search(r"nav|menu|links|consts?\.|config\.", path.name, re.IGNORECASE) and path.suffix in (
            ".ts",
            ".js",
            ".tsx",
            ".mjs",
        ):
            menu = menu or [row for row in script_links(folder.text(path) or "") if row[1].startswith("/")]
    language = script_value(text, "locale", "lang", "language", "defaultLocale")
    return Settings(
        title=script_value(text, "title", "SITE_TITLE", "siteTitle", "headerTitle", "name"),
        base_url=script_value(text, "siteUrl", "site", "website", "url", "SITE_URL", "baseUrl")
        if re.match(
            r"https?://", script_value(text, "siteUrl", "site", "website", "url", "SITE_URL", "baseUrl")
        )
        else "",
        language=language,
        timezone=script_value(text, "timezone", "timeZone"),
        author=script_value(text, "author", "AUTHOR"),
        description=script_value(text, "description", "SITE_DESCRIPTION", "desc", "tagline"),
        menu=tuple(menu[:8]),
    )


def _is_content(path: PurePosixPath, kind: str) -> bool:
    if DOCUMENTS.match(path.name) and len(path.parts) == 1:
        return False
    if any(part.startswith((".", "__")) for part in path.parts):
        return False
    if path.parts[0] in OUTSIDE and not (kind == "Docusaurus" and path.parts[0] == "docs"):
        return False
    return path.parts[0] != "public" or path.stem == "index"


def _collection(path: PurePosixPath) -> tuple[PurePosixPath, PurePosixPath]:
    """Return the folder of the collection that a file is in, and its path below that folder."""
    for root in ROOTS:
        base = PurePosixPath(root)
        if path.is_relative_to(base) and path != base:
            below = path.relative_to(base)
            if len(below.parts) > 1 and below.parts[0] in ("content", "data", "pages"):
                continue
            if len(below.parts) == 1:
                return base, below
            return base / below.parts[0], PurePosixPath(*below.parts[1:])
    return (
        (PurePosixPath(path.parts[0]), PurePosixPath(*path.parts[1:]))
        if len(path.parts) > 1
        else (PurePosixPath(), path)
    )


def _entry(text: Text, folder: Folder, kind: str) -> Entry:
    base, below = _collection(text.path)
    matter = dict(text.matter)
    day = date_of(matter, text.path.stem if text.path.stem != "index" else text.path.parent.name)
    if day and not any(
        key.casefold() in ("date", "pubdate", "pubdatetime", "published", "publishdate") for key in matter
    ):
        matter["date"] = str(day)
    stem = below.with_suffix("")
    if stem.name == "index":
        stem = stem.parent
    is_page = (
        base in (PurePosixPath("src/pages"), PurePosixPath("pages"), PurePosixPath("app")) or day is None
    )
    route = _route(base, kind, folder)
    slug = one_line(matter.get("slug")).strip("/")
    inside = slug or str(stem).strip(".") or base.name
    if kind == "Astro" and not slug:
        inside = "/".join(github_slug(part) for part in inside.split("/"))
    dated = NAME_DATE.match(stem.name)
    if kind == "Docusaurus" and dated and dated["rest"] and not slug and day:
        inside = f"{day:%Y/%m/%d}/{dated['rest']}"
    if base.name == "authors" and inside == "default" and kind == "Next":  # the page /about of its template
        route, inside = "", "about"
        matter.setdefault("title", "About")
    address = one_line(matter.get("permalink") or matter.get("path"))
    if not address.startswith("/"):
        address = f"/{route}/{inside}/" if route else f"/{inside}/"
    address = clean_address(address if address.endswith(("/", ".html")) else address + "/")
    section = "posts" if base.parts[:1] == ("public",) else route or base.name
    if base.name == "authors" and not matter.get("title"):
        matter["title"] = one_line(matter.get("name"))
    name = "-".join(stem.parts) or base.name
    return Entry(
        text.path,
        "page" if is_page and day is None else "post",
        matter,
        text.body,
        address,
        PurePosixPath(section) if not is_page else PurePosixPath(),
        name,
    )


def _route(base: PurePosixPath, kind: str, folder: Folder) -> str:
    """Return the folder under which the site publishes a collection."""
    if str(base) in ("src/pages", "pages", "app", ".") or base.parts[0] == "public":
        return ""
    if base.parts[:2] in (("src", "pages"), ("src", "app")):
        return "/".join(base.parts[2:])
    name = base.name
    if kind == "Gatsby":
        return ""
    for path in folder.files:
        dynamic = re.search(r"\[(?:\.\.\.)?[\w-]+\](?:/page|/index)?\.(?:astro|tsx|jsx|js|ts)$", str(path))
        if (
            not dynamic
            or "[page]" in str(path)
            or re.search(r"\[(tag|category|page|locale|lang)\]", str(path))
        ):
            continue
        parts = [
            part
            for part in re.sub(r"^(src/)?(pages|app)/", "", str(path)).split("/")[:-1]
            if not part.startswith(("[", "("))
        ]
        text = folder.text(path) or ""
        asks = re.search(
            rf"get(?:Collection|StaticPaths|AllPosts|Posts\w*)?\(\s*[\"']{re.escape(name)}[\"']", text
        )
        same = parts and parts[-1] in (name, name + "s", name.rstrip("s"))
        if asks or same:
            return "/".join(parts)
    if name in ("authors", "author"):
        return name
    return name


def _with_files(entry: Entry, folder: Folder) -> Entry:
    """Add the files beside an `index.md`."""
    base = entry.path.parent
    endings = (*TEXTS, ".tsx", ".jsx", ".ts", ".js", ".astro")
    if base in (PurePosixPath(), *map(PurePosixPath, ROOTS)):
        return entry
    files = tuple(path for path in folder.below(str(base)) if path.suffix.casefold() not in endings)
    return Entry(entry.path, entry.kind, entry.matter, entry.body, entry.address, entry.section, entry.name,
                 files=files, files_base=base)  # fmt: skip
