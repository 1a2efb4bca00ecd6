"""The posts and collections of Jekyll and Hexo, with the addresses that their permalinks give."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

from sitegen.importing.folder import Folder
from sitegen.importing.keys import one_line, texts
from sitegen.importing.model import Entry
from sitegen.importing.old_addresses import clean_address, date_parts, fill, jekyll_slug, url_safe
from sitegen.importing.readers.jekyll_rules import (
    PAGES,
    STYLES,
    Rules,
    defaults_of,
    with_end,
)
from sitegen.importing.readers.texts import MARKDOWN, Text, read_texts
from sitegen.importing.readers.values import NAME_DATE, date_of, is_true, table

PRETTY = "._~!$&'()+,;=@"
"""Signs that `:title` keeps."""
YAML_TIME = re.compile(r"\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?")


def read_post(text: Text, rules: Rules, zone: ZoneInfo) -> Entry:
    """Return a post or a draft, with the address that its permalink and its categories give."""
    below = text.path.relative_to(rules.root)
    draft = "_drafts" in below.parts
    matter = {**defaults_of(below, "drafts" if draft else "posts", rules.config), **text.matter}
    named = NAME_DATE.match(text.path.stem)
    stem = named["rest"] if named and named["rest"] else text.path.stem
    if draft:
        matter["draft"] = True
    day = _shown(date_of(matter, text.path.stem, zone), matter, rules, zone)
    if day:
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
        "title": jekyll_slug(slug, PRETTY) if not rules.hexo else stem,
        "slug": jekyll_slug(slug).lower() if not rules.hexo else url_safe(slug),
        "name": stem.rpartition("/")[2],
        "post_title": url_safe(one_line(matter.get("title"))),
        "week": f"{day:%V}" if day else "",
        "short_day": f"{day:%a}" if day else "",
        "id": one_line(matter.get("id")),
    }
    pattern = one_line(matter.get("permalink"))
    pattern = STYLES.get(pattern, pattern) or rules.pattern
    pattern = pattern.replace(":output_ext", ".html")
    address = clean_address(with_end(fill(pattern, values)))
    older: tuple[str, ...] = ()
    if isinstance(day, datetime) and not one_line(rules.config.get("timezone")):
        # Without a zone in the configuration the computer's counts; that of hosts is UTC.
        older = (clean_address(with_end(fill(pattern, values | date_parts(day.astimezone(UTC))))),)
    return Entry(
        text.path,
        "post",
        matter,
        text.body,
        address,
        PurePosixPath("posts"),
        text.path.stem,
        older=tuple(other for other in older if other != address),
        **text.made,
    )


def _shown(
    day: date | datetime | None, matter: Mapping[str, Any], rules: Rules, zone: ZoneInfo
) -> date | datetime | None:
    """Return the date of a post as the site shows it: in the zone of its configuration."""
    if not isinstance(day, datetime) or not one_line(rules.config.get("timezone")):
        return day
    if not rules.hexo and YAML_TIME.fullmatch(one_line(matter.get("date"))):
        day = day.replace(tzinfo=UTC)  # YAML takes a time with seconds and without a zone as UTC
    return day.astimezone(zone)


def read_collection(
    folder: Folder, path: PurePosixPath, below: PurePosixPath, rules: Rules
) -> Iterator[Entry]:
    """Yield the page of a file in a collection; nothing where the site does not publish the collection."""
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


def with_files(entry: Entry, folder: Folder, root: PurePosixPath) -> Entry:
    """Add the files of Hexo's folder of the same name as the post."""
    base = entry.path.with_suffix("")
    files = tuple(path for path in folder.below(str(base)) if path.suffix.casefold() not in MARKDOWN)
    if not files or entry.kind != "post" or base == root:
        return entry
    return replace(entry, files=files, files_base=base)
