"""Read an export of WordPress (WXR): posts, pages, tags, addresses; bodies become Markdown."""

from __future__ import annotations

import re
from collections import defaultdict
from html import unescape
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from sitegen.errors import Problem, SitegenError
from sitegen.importing.dialects import literal_roles
from sitegen.importing.fences import fences
from sitegen.importing.folder import Folder, safe_name
from sitegen.importing.formulas import mathjax
from sitegen.importing.html import MissingLibraryError, players, to_markdown
from sitegen.importing.model import Entry, ForeignSite, Settings, StaticFile
from sitegen.importing.old_addresses import clean_address
from sitegen.importing.wordpress_html import wordpress_body

SIZE_LIMIT = 2**28
NEEDED = "an export of WordPress needs two libraries: pip install 'sitegen-live[import]'"


def is_wordpress(file: Path) -> bool:
    """Return whether a file begins as an export of WordPress does."""
    try:
        with file.open("rb") as stream:
            head = stream.read(4096)
    except OSError:
        return False
    return b"wordpress.org/export/" in head or b"<wp:wxr_version" in head


def read_wordpress(folder: Folder) -> ForeignSite:
    """Read every export in a folder, with the uploads if they lie beside it."""
    items: list[dict[str, Any]] = []
    channel: dict[str, str] = {}
    for path in folder.below("", ".xml"):
        if is_wordpress(folder.root / path):
            found, about = _read(folder, path)
            channel = channel or about
            items += found
    base = channel.get("base_blog_url") or channel.get("link", "")
    entries, attachments = [], []
    for item in items:
        if item["type"] == "attachment":
            attachments.append(item.get("attachment_url", ""))
        elif item["type"] in ("post", "page") and item["status"] not in ("trash", "auto-draft", "inherit"):
            entries.append(_entry(item, base, folder))
    static = [
        StaticFile(path, "/" + str(PurePosixPath(*path.parts[path.parts.index("wp-content") :])))
        for path in folder.files if "wp-content" in path.parts
    ] + [StaticFile(path, f"/wp-content/{path}") for path in folder.below("uploads")]  # fmt: skip
    there = {file.address for file in static}
    for url in attachments:
        if clean_address(url) not in there:
            folder.note("attachment", f"copy {url} to static{urlsplit(url).path}", "", "not imported")
    return ForeignSite(
        kind="WordPress",
        settings=Settings(
            title=channel.get("title", ""), base_url=base, language=channel.get("language", ""),
            description=channel.get("description", ""), author=channel.get("author", ""),
            values={"attachments": {item.get("post_id", ""): item["attachment_url"] for item in items
                                    if item["type"] == "attachment" and item.get("attachment_url")}},
        ),
        entries=tuple(entries),
        static=tuple(static),
        translations=(wordpress_body, fences, mathjax, players, literal_roles),
        terms={"tags": "/tag/{slug}/", "categories": "/category/{slug}/"},
        term_slug=_slug,
        feeds=("/feed/",),
        math=any("latex" in item.get("content", "") for item in items),
        notes=tuple(folder.notes),
    )  # fmt: skip


def _slug(text: str) -> str:
    return re.sub(r"-{2,}", "-", re.sub(r"[^\w-]+", "-", text.casefold())).strip("-")


def _read(folder: Folder, path: PurePosixPath) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Return the items and the facts of one export.

    Raises:
        SitegenError: a library is missing.
    """
    try:
        from defusedxml.common import DefusedXmlException  # noqa: PLC0415 - optional
        from defusedxml.ElementTree import ParseError, iterparse  # noqa: PLC0415 - an optional dependency

        to_markdown("")
    except (MissingLibraryError, ImportError):
        raise SitegenError(Problem(NEEDED, path, code="import")) from None
    file = folder.root / path
    if file.stat().st_size > SIZE_LIMIT:
        folder.note("file", "larger than 256 MB: export it in parts", path, "not imported")
        return [], {}
    items: list[dict[str, Any]] = []
    channel: dict[str, str] = {}
    inside = 0
    try:
        for event, element in iterparse(file, events=("start", "end")):
            name = _name(element.tag)
            if event == "start":
                inside += name == "item"
            elif name == "item":
                inside -= 1
                items.append(_item(element))
                element.clear()
            elif not inside and name in (
                "title",
                "link",
                "description",
                "language",
                "base_blog_url",
                "base_site_url",
            ):
                channel.setdefault(name, " ".join((element.text or "").split()))
            elif not inside and name == "author_display_name":
                channel.setdefault("author", " ".join((element.text or "").split()))
    except (ParseError, DefusedXmlException, ValueError, RecursionError) as error:
        folder.note("file", f"not valid XML from here on: {str(error)[:80]}", path, "not imported")
    return items, channel


def _name(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def _item(element: Any) -> dict[str, Any]:
    """Return the fields of an item. The names of content and excerpt differ in their namespaces only."""
    found: dict[str, Any] = {"type": "", "status": "publish", "terms": defaultdict(list), "old slugs": []}
    for child in element:
        name, text = _name(child.tag), child.text or ""
        if name == "encoded":
            found["excerpt" if "excerpt" in str(child.tag) else "content"] = text
        elif name == "category":
            if child.get("domain") in ("category", "post_tag") and text.strip():
                found["terms"][child.get("domain")].append(unescape(text.strip()))
        elif name in (
            "post_type",
            "post_name",
            "post_date",
            "post_date_gmt",
            "post_modified_gmt",
            "post_id",
            "attachment_url",
            "creator",
            "title",
            "link",
            "post_format",
        ):
            found[{"post_type": "type"}.get(name, name)] = text.strip()
        elif name == "status":
            found["status"] = text.strip()
        elif name == "postmeta":
            pair = {_name(part.tag): (part.text or "").strip() for part in child}
            if pair.get("meta_key") == "_wp_old_slug" and pair.get("meta_value"):
                found["old slugs"].append(pair["meta_value"])
    return found


def _entry(item: dict[str, Any], base: str, folder: Folder) -> Entry:
    stem = item.get("post_name") or _slug(item.get("title", "")) or f"post-{item.get('post_id', '')}"
    gmt = item.get("post_date_gmt", "")
    day = item.get("post_date", "")
    date = (
        f"{gmt}Z" if re.match(r"[12]\d{3}-(?!00)", gmt) else day if re.match(r"[12]\d{3}-(?!00)", day) else ""
    )
    if date and day[:10] != date[:10] and re.match(r"[12]\d{3}-(?!00)", day):
        date = day  # the day that readers saw
    terms = item["terms"]
    matter = {
        "title": unescape(item.get("title", "")) or stem.replace("-", " "),
        "date": date,
        "draft": item["status"] != "publish",
        "tags": terms["post_tag"],
        "categories": [name for name in terms["category"] if name.casefold() != "uncategorized"],
        "description": " ".join(re.sub(r"<[^>]*>", "", unescape(item.get("excerpt", ""))).split()),
        "authors": [item["creator"]] if item.get("creator") not in (None, "", "admin") else [],
        "status": item["status"] if item["status"] not in ("publish", "draft") else "",
    }
    is_post = item["type"] == "post"
    if not is_post:
        matter.pop("date")
    link = urlsplit(item.get("link", ""))
    path = link.path
    prefix = urlsplit(base).path.rstrip("/")
    if prefix and path.startswith(prefix):
        path = path[len(prefix) :]
    if link.query or not path.strip("/"):
        path = f"/{stem}/"
        if link.query and item["status"] == "publish":
            folder.note("address", f"?{link.query} cannot be redirected by files", str(stem), "dropped")
    name = safe_name(stem, f"post-{item.get('post_id', '')}")
    # WordPress sends readers on from the addresses that a post had before its slug was changed.
    start, has_slug, end = path.rpartition(stem)
    older = tuple(clean_address(start + old + end) for old in item["old slugs"] if has_slug)
    return Entry(
        PurePosixPath(f"{name}-{item.get('post_id', '')}"),
        "post" if is_post else "page",
        matter,
        item.get("content", ""),
        clean_address(path),
        PurePosixPath("posts") if is_post else PurePosixPath(),
        name,
        older,
    )
