"""Convert the front matter of other generators to the keys of sitegen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from sitegen.importing.dates import read_date
from sitegen.model import Day, FrontMatter

DATES = (
    "date", "pubdate", "publishdate", "published", "publishedat", "published_at", "created", "created_at",
    "createdat", "datepublished", "pubdatetime", "pub_date", "publish_date", "publisheddate",
    "published_date", "publicationdate", "date_published", "datecreated", "date_created", "posted",
    "postdate", "post_date", "datetime", "publishedon",
)  # fmt: skip
UPDATES = (
    "updated", "lastmod", "modified", "last_modified_at", "lastmodified", "lastupdated", "last_updated",
    "updateddate", "updated_at", "updatedat", "datemodified", "moddatetime", "modified_date",
    "date_modified", "modified_at", "modifiedat", "updated_date", "updatedon", "last_update",
)  # fmt: skip
DESCRIPTIONS = (
    "description", "summary", "excerpt", "abstract", "subtitle", "spoiler", "desc", "intro", "lead",
    "blurb", "metadescription",
)  # fmt: skip
TAGS = ["tags", "tag", "topics", "labels"]
CATEGORIES = ["categories", "category"]
AUTHORS = ["author", "authors"]
IMAGES = (
    "image", "cover", "thumbnail", "hero", "heroimage", "hero_image", "featured_image", "featuredimage",
    "feature_image", "banner", "coverimage", "cover_image", "og_image", "ogimage", "socialimage", "images",
)  # fmt: skip
ALTS = ["image_alt", "imagealt", "heroalt", "hero_alt", "alt", "featuredimagealt", "cover_alt"]
ALIASES = ["aliases", "alias", "redirect_from", "redirects"]
LANGUAGES = ["language", "lang", "locale"]
SERIES = ["series"]
WEIGHTS = ["weight", "order", "sidebar_position", "nav_order"]
OWN = frozenset({"title", "slug", "draft", "toc", "extra", "permalink", "url", "path"})
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


def convert_keys(matter: Mapping[str, Any], zone: ZoneInfo) -> tuple[FrontMatter, tuple[str, ...]]:
    """Convert front matter.

    Args:
        matter: the front matter as the other generator reads it.
        zone: the zone of times that name none.

    Returns:
        The front matter of sitegen, with everything else under `extra`; and what could not be read, in words.
    """
    given = {str(key).casefold(): value for key, value in matter.items() if value not in (None, "", [], {})}
    # Zola, and some themes of Hugo, keep keys in tables of their own.
    for table in ("taxonomies", "params"):
        inner = given.get(table)
        if isinstance(inner, Mapping):
            for key, value in inner.items():
                given.setdefault(str(key).casefold(), value)
            if table == "taxonomies" and set(inner) <= {"tags", "categories", "series", "authors"}:
                del given[table]
    problems: list[str] = []
    used: set[str] = set()

    def first(names: Iterable[str]) -> Any:
        for name in names:
            if name in given:
                used.add(name)
                return given[name]
        return None

    def day(names: Iterable[str]) -> Day | None:
        for name in names:
            if name in given and not isinstance(given[name], bool):
                used.add(name)
                if (found := read_date(given[name], zone)) is not None:
                    return found
                if name != "published" or not isinstance(given[name], str):
                    problems.append(f"{name}: no date in {str(given[name])[:40]!r}")
                    used.discard(name)
        return None

    when, updated = day(DATES), day(UPDATES)
    # A further key with the same date says nothing more.
    used |= {
        name for name in DATES if when is not None and name in given and _is_day(given[name], when, zone)
    }
    tags = tuple(_all_texts(given, TAGS, used))
    categories = tuple(_all_texts(given, CATEGORIES, used))
    image, alt = _image(given, used)
    language = next((text for name in LANGUAGES if (text := _language(given.get(name)))), None)
    series = texts(first(SERIES))
    weight = first(WEIGHTS)
    draft = _is_draft(given)
    used |= {"draft"} | {name for name in LANGUAGES if _language(given.get(name))}
    if "published" in given and isinstance(given["published"], bool):
        used.add("published")
    description = next((text for text in (one_line(first([name])) for name in DESCRIPTIONS) if text), "")
    keys = FrontMatter(
        title=one_line(given.get("title")),
        date=when,
        description=description,
        updated=updated if updated != when else None,
        tags=tags,
        draft=draft,
        aliases=tuple(_all_texts(given, ALIASES, used, split=False)),
        authors=tuple(_names(given, used)),
        language=language,
        image=image,
        image_alt=alt,
        series=series[0] if series else None,
        toc=_truth(given.get("toc")) or None,
        weight=weight if isinstance(weight, int) and not isinstance(weight, bool) else 0,
        extra={name: value for name, value in given.items() if name not in used | OWN} | _own_extra(given),
        terms={"categories": categories} if categories else {},
    )
    return keys, tuple(problems)


def _is_day(value: Any, day: Day, zone: ZoneInfo) -> bool:
    return not isinstance(value, bool) and read_date(value, zone) == day


def _own_extra(given: Mapping[str, Any]) -> dict[str, Any]:
    extra = given.get("extra")
    return dict(extra) if isinstance(extra, Mapping) else {}


def one_line(value: Any) -> str:
    """Return a text on one line; nothing for lists and tables."""
    if value is None or isinstance(value, bool | list | dict):
        return ""
    return " ".join(str(value).split())


def texts(value: Any, *, split: bool = True) -> list[str]:
    """Return the texts of a list, or of a text in which commas separate them."""
    if isinstance(value, str):
        value = re.split(r"[,;，、]" if split else r"\n", value.strip().strip("[]"))
    elif not isinstance(value, list):
        value = [] if value is None or isinstance(value, bool | dict) else [value]
    found = []
    for item in value:
        if isinstance(item, Mapping):
            given = next((item[name] for name in ("name", "title", "tag", "slug") if item.get(name)), "")
        else:
            given = item
        text = one_line(given).strip("'\"# ").strip()[:80].strip()
        if text and text not in found:
            found.append(text)
    return found


def _all_texts(
    given: Mapping[str, Any], names: Iterable[str], used: set[str], *, split: bool = True
) -> Iterable[str]:
    found: dict[str, None] = {}
    for name in names:
        if name in given:
            used.add(name)
            for text in texts(given[name], split=split):
                # Categories of Next and of Hexo are paths: "Programming/Python".
                found.setdefault(text)
    return found


def _names(given: Mapping[str, Any], used: set[str]) -> Iterable[str]:
    for name in AUTHORS:
        if name in given:
            used.add(name)
            value = given[name]
            yield from texts([value] if isinstance(value, Mapping) else value)
            return


def _image(given: Mapping[str, Any], used: set[str]) -> tuple[str | None, str | None]:
    for name in IMAGES:
        value = given.get(name)
        alt = next((one_line(given[key]) for key in ALTS if one_line(given.get(key))), None)
        if isinstance(value, list) and value:
            value = value[0]
        if isinstance(value, Mapping):
            alt = one_line(value.get("alt") or value.get("caption")) or alt
            value = next(
                (
                    value[key]
                    for key in ("src", "url", "image", "path", "feature", "relative")
                    if value.get(key)
                ),
                None,
            )
        if isinstance(value, str) and re.search(r"\.(png|jpe?g|gif|svg|webp|avif)\b", value, re.IGNORECASE):
            used.add(name)
            used.update(key for key in ALTS if key in given and alt)
            return value.strip(), alt
    return None, None


def _language(value: Any) -> str | None:
    text = one_line(value).replace("_", "-").split(".")[0]
    return text if LANGUAGE.fullmatch(text) else None


def _truth(value: Any) -> bool:
    return value is True or (isinstance(value, str) and value.casefold() in {"true", "yes", "1"})


def _is_draft(given: Mapping[str, Any]) -> bool:
    shown = given.get("published")
    hidden = shown is False or (isinstance(shown, str) and shown.casefold() in {"false", "no"})
    status = one_line(given.get("status")).casefold()
    return _truth(given.get("draft")) or hidden or status in {"draft", "pending", "private", "skip"}
