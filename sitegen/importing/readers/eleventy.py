"""Read a site of Eleventy: Markdown with Liquid or Nunjucks, files with data for a folder."""

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
from sitegen.importing.keys import one_line, texts
from sitegen.importing.liquid import liquid
from sitegen.importing.model import Entry, ForeignSite, StaticFile
from sitegen.importing.old_addresses import clean_address, github_slug
from sitegen.importing.readers.eleventy_data import file_data, folder_data, settings_of
from sitegen.importing.readers.static_files import uses_math
from sitegen.importing.readers.texts import DOCUMENTS, MARKDOWN, Text, read_texts
from sitegen.importing.readers.values import NAME_DATE, date_of
from sitegen.importing.script_values import script_value
from sitegen.importing.shortcodes import hugo_shortcodes

CONFIGS = (
    ".eleventy.js", ".eleventy.cjs", "eleventy.config.js", "eleventy.config.mjs", "eleventy.config.cjs",
    "eleventy.config.ts",
)  # fmt: skip
COLLECTIONS = frozenset(
    {"post", "posts", "blog", "article", "articles", "all", "nav", "writing", "page", "pages", "blogposts"}
)
OUTPUT = re.compile(r"\{\{-?\s*(?P<value>[\w.]+)\s*(?:\|\s*(?P<filter>\w+)[^}]*)?-?\}\}")
MEDIA = re.compile(
    r"\.(png|jpe?g|gif|svg|webp|avif|ico|pdf|zip|mp3|mp4|webm|woff2?|txt|webmanifest|csv)$", re.IGNORECASE
)


def read_eleventy(folder: Folder) -> ForeignSite:
    """Read a site of Eleventy."""
    script = folder.setting(*CONFIGS)
    root = PurePosixPath(script_value(script, "input").strip("./"))
    data = folder_data(folder, root)
    # Other folders with an underscore are read as all others are, such as `_posts`.
    named = (script_value(script, name).strip("./") for name in ("includes", "layouts", "data", "output"))
    skipped = frozenset(("_includes", "_data", "_layouts", "_site", "_drafts", "node_modules", *named)) - {""}
    entries: list[Entry] = []
    lists: list[tuple[str, str]] = []
    for path in folder.below(str(root), *MARKDOWN):
        below = path.relative_to(root)
        hidden = any(part.startswith(".") or part in skipped for part in below.parts[:-1])
        if (
            hidden
            or (DOCUMENTS.match(below.name) and len(below.parts) == 1)
            or path.parts[0] in ("test", "tests", "docs", "scripts")
        ):
            continue
        for text in read_texts(folder, [path]):
            made = list(_entry(text, below, data, file_data(folder, path)))
            entries += made
            if not made:
                folder.note("file", "the site makes no page of it, or a list", path, "not imported")
    sections = sorted({str(entry.section) for entry in entries if entry.kind == "post"})
    lists = [(f"/{section}/", section) for section in sections]
    return ForeignSite(
        kind="Eleventy",
        settings=settings_of(folder, root / (script_value(script, "data").strip("./") or "_data")),
        entries=tuple(entries),
        static=tuple(_static(folder, script, root)),
        translations=(liquid, hugo_shortcodes, contents, fences, mathjax, players, literal_roles),
        lists=tuple(lists),
        terms={"tags": "/tags/{slug}/"},
        term_slug=github_slug,
        feeds=("/feed/feed.xml",)
        if folder.has(str(root / "feed/feed.njk"), "content/feed/feed.njk")
        else ("/feed.xml",),
        math=uses_math(folder, script),
        notes=tuple(folder.notes),
    )


def _entry(
    text: Text, below: PurePosixPath, data: Mapping[PurePosixPath, dict[str, Any]], beside: Mapping[str, Any]
) -> Iterator[Entry]:
    matter: dict[str, Any] = {}
    for parent in reversed(text.path.parents):
        matter |= data.get(parent, {})
    common = texts(matter.get("tags"))
    tags = [*common, *texts(beside.get("tags")), *texts(text.matter.get("tags"))]
    # What the folder gives to all its posts names a collection.
    named = [tag for tag in tags[len(common) :] if tag.casefold() not in COLLECTIONS]
    matter = {**matter, **beside, **text.matter, "tags": named}
    if matter.get("permalink") is False or one_line(matter.get("permalink")).casefold() == "false":
        return
    # A file with the name of its folder is published as the folder.
    is_index = below.stem in {"index", below.parent.name}
    stem = below.parent.name if is_index else below.stem
    dated = NAME_DATE.match(stem)
    slug = dated["rest"] if dated and dated["rest"] else stem
    own = NAME_DATE.match(below.stem)
    bare = below.with_name(own["rest"] if own and own["rest"] else below.stem)
    day = date_of(matter, stem)
    if day:
        matter["date"] = str(day)
    permalink = one_line(matter.pop("permalink", ""))
    if permalink:
        address = _filled(
            permalink,
            {
                "page.fileslug": slug,
                "slug": one_line(matter.get("slug")) or slug,
                "title": one_line(matter.get("title")),
                "page.filepathstem": f"/{bare}",
            },
            day,
        )
    else:
        # A date in the name stays in the address; only `fileSlug` and `filePathStem` are without it.
        folders = below.parent.parent if is_index else below.parent
        address = "/".join(["", *folders.parts, stem, ""]) if stem else "/"
    matter.pop("layout", None)
    in_collection = bool(common) or any(
        tag.casefold() in COLLECTIONS - {"nav", "page", "pages", "all"} for tag in tags
    )
    is_post = day is not None and (in_collection or len(below.parts) > 1)
    section = (
        PurePosixPath(address.strip("/").split("/")[0])
        if is_post and len(address.strip("/").split("/")) > 1
        else PurePosixPath("posts" if is_post else "")
    )
    if re.search(r"\{%-?\s*(for|include|set|from|import)\b", text.body) and not is_post:
        return
    address = clean_address("/" + address.lstrip("/"))
    kind = "home" if address == "/" else "post" if is_post else "page"
    yield Entry(text.path, kind, matter, text.body, address, section, stem)  # type: ignore[arg-type]


def _filled(pattern: str, values: Mapping[str, str], day: Any) -> str:
    def value(found: re.Match[str]) -> str:
        name = found["value"].casefold()
        if name in ("page.date", "date") and day is not None:
            parts = dict(re.findall(r"(yyyy|MM|dd|year|month|day)()", found[0]))
            return "/".join(
                {"yyyy": f"{day:%Y}", "year": f"{day:%Y}", "MM": f"{day:%m}", "month": f"{day:%m}"}.get(
                    part, f"{day:%d}"
                )
                for part in parts
            )
        text = values.get(name, "")
        return github_slug(text) if (found["filter"] or "") in ("slug", "slugify") else text

    return re.sub(r"(?:/?index\.html)$", "/", OUTPUT.sub(value, pattern))


def _static(folder: Folder, script: str, root: PurePosixPath) -> Iterator[StaticFile]:
    """Yield what the configuration copies unchanged."""
    seen: set[PurePosixPath] = set()
    rows = re.findall(r"addPassthroughCopy\(\s*(\{[^}]*\}|[\"'][^\"']+[\"'])", script)
    pairs: list[tuple[str, str]] = []
    for row in rows:
        if row.startswith("{"):
            pairs += re.findall(r"[\"']([^\"']+)[\"']\s*:\s*[\"']([^\"']*)[\"']", row)
        else:
            pairs.append((row.strip("\"'"), ""))
    for source, goal in [*pairs, ("public", "/")]:
        base = PurePosixPath(source.strip("./").split("*")[0])
        at = goal.strip("./") if goal else str(base.relative_to(root) if base.is_relative_to(root) else base)
        for path in folder.files:
            if path == base or path.is_relative_to(base):
                inner = path.relative_to(base)
                address = (
                    "/" + str(PurePosixPath(at.strip("."), inner)).lstrip("./") if path != base else "/" + at
                )
                if path not in seen and len(base.parts):
                    seen.add(path)
                    yield StaticFile(path, address)
    for path in folder.below(str(root)):
        if path not in seen and MEDIA.search(path.name) and path.parts[0] not in ("node_modules", "public"):
            yield StaticFile(path, "/" + str(path.relative_to(root)))
