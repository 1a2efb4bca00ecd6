"""Place every page so that as many old addresses as possible stay; aliases redirect the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from sitegen.importing.folder import safe_name, safe_path, unique
from sitegen.importing.model import Entry
from sitegen.importing.old_addresses import Fitted, clean_address, fit, pattern_of
from sitegen.model import FrontMatter
from sitegen.permalink import expand_pattern, slugify, split_date_prefix

ROOT = PurePosixPath()
CONTENT = PurePosixPath("content")
RESERVED = {"demos": "demo-posts", "tags": "tag-pages", "categories": "category-pages"}
"""Folders of the content that mean something else here → what they are called instead."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """An entry whose text is translated."""

    entry: Entry
    keys: FrontMatter
    body: str
    attached: Mapping[str, bytes]
    """Files that were made for it, by name."""
    copied: Mapping[str, PurePosixPath]
    """Files of the source that are copied beside it: name → path in the source."""

    @property
    def has_files(self) -> bool:
        """Whether it needs a folder of its own."""
        stored = any(fallback.files for fallback in self.entry.fallbacks)
        return bool(self.entry.files or self.attached or self.copied or stored)


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry with its place in the new site."""

    prepared: Prepared
    target: PurePosixPath
    """The file, from the site's folder."""
    address: str
    """The new address, from `/`, without the base path."""
    keys: FrontMatter
    """The front matter, with `slug` and `aliases`."""

    @property
    def files_folder(self) -> str:
        """The folder, beside the page's text, of its files; empty where the page has an address of its own.

        Pages such as `/posts/a.html` share the folder of their addresses.
        """
        return "" if self.address.endswith("/") else PurePosixPath(self.address).stem


@dataclass(frozen=True, slots=True)
class Plan:
    """Where everything goes."""

    placed: tuple[Placed, ...]
    patterns: Mapping[str, str]
    """Folder → address pattern, for the configuration."""


def make_plan(prepared: Sequence[Prepared], lists: Iterable[tuple[str, str]], title: str) -> Plan:
    """Place every entry.

    Args:
        prepared: the entries.
        lists: old addresses of lists of posts, each with the folder of these posts.
        title: the title of the site, for lists without one.
    """
    sections = {id(item): _section(item) for item in prepared}
    fitted = _fit_sections(prepared, sections)
    taken: dict[PurePosixPath, list[str]] = defaultdict(list)
    outputs: set[str] = set()
    placed: list[Placed] = []
    # A draft takes no address from a published page.
    order = sorted(
        prepared,
        key=lambda item: (
            item.entry.kind not in ("home", "section"),
            item.keys.draft or False,
            str(item.entry.path),
        ),
    )
    for item in order:
        placed.append(_place(item, sections[id(item)], fitted, taken, outputs))
    placed += _unwritten_lists(placed, lists, title)
    patterns = {
        str(section): found.pattern
        for section, found in sorted(fitted.items())
        if found and found.pattern != _default(section)
    }
    return Plan(tuple(_with_aliases(placed, lists)), patterns)


def _folder(section: PurePosixPath) -> PurePosixPath:
    """Return the folder as it appears in addresses."""
    return PurePosixPath(*(slugify(part) or part for part in section.parts))


def _default(section: PurePosixPath) -> str:
    folder = str(_folder(section)).strip(".")
    return f"/{folder}/{{slug}}/" if folder else "/{slug}/"


def _section(item: Prepared) -> PurePosixPath:
    """Return the folder of the new site for an entry."""
    entry = item.entry
    if entry.kind == "home":
        return ROOT
    if entry.kind == "page":
        return _section_of_page(item)
    section = safe_path(entry.section)
    if section.parts and section.parts[0] in RESERVED:
        section = PurePosixPath(RESERVED[section.parts[0]], *section.parts[1:])
    return section if section.parts else PurePosixPath("posts")


def _section_of_page(item: Prepared) -> PurePosixPath:
    """Return the folder in which the address of a page follows from its place."""
    parent = PurePosixPath(item.entry.address.strip("/")).parent
    stable = parent == _folder(parent) == safe_path(parent)
    if not stable or (parent.parts and parent.parts[0] in {*RESERVED, "posts"}):
        return ROOT
    return parent


def _fit_sections(
    prepared: Sequence[Prepared], sections: Mapping[int, PurePosixPath]
) -> dict[PurePosixPath, Fitted | None]:
    posts: dict[PurePosixPath, list[Prepared]] = defaultdict(list)
    pages: dict[PurePosixPath, list[Prepared]] = defaultdict(list)
    for item in prepared:
        if item.entry.kind in ("post", "page"):
            (posts if item.keys.date else pages)[sections[id(item)]].append(item)
    fitted: dict[PurePosixPath, Fitted | None] = {}
    for section in {*posts, *pages}:
        # Where a folder has posts, their pattern counts; pages are few.
        members = posts[section] or pages[section]
        found = fit((item.entry.address, item.keys.date) for item in members)
        if found and found.needs_date and pages[section] and section == ROOT:
            found = None
        fitted[section] = found
    return fitted


def _place(
    item: Prepared,
    section: PurePosixPath,
    fitted: Mapping[PurePosixPath, Fitted | None],
    taken: dict[PurePosixPath, list[str]],
    outputs: set[str],
) -> Placed:
    entry, keys = item.entry, item.keys
    if entry.kind in ("home", "section"):
        target = CONTENT / section / "_index.md"
        folder = str(_folder(section)).strip(".")
        taken[section].append("_index")
        return Placed(item, target, f"/{folder}/" if folder else "/", replace(keys, slug=None))
    found = fitted.get(section)
    if found and found.needs_date and not keys.date:
        section, found = ROOT, fitted.get(ROOT)
    if section.parts[:1] == ("posts",) and not keys.date:
        section, found = ROOT, fitted.get(ROOT)
    pattern = found.pattern if found else _default(section)
    stem = unique(safe_name(entry.name or entry.path.stem), [*taken[section], "index"])
    taken[section].append(stem)
    own = slugify(split_date_prefix(stem)[1])
    fits = pattern_of(entry.address, keys.date)
    folder = str(_folder(section)).strip(".")
    slug = fits[1] if fits else ""
    kept = slug and f"/{expand_pattern(pattern, slug=slug, section=folder, day=keys.date)}"
    if not kept or kept.removesuffix("index.html") != entry.address:
        slug = own or f"page-{len(outputs) + 1}"
    path = expand_pattern(pattern, slug=slug, section=folder, day=keys.date)
    number = 2
    while str(path).casefold() in outputs:
        slug = f"{slug.rpartition('-')[0] if number > 2 else slug}-{number}"
        path = expand_pattern(pattern, slug=slug, section=folder, day=keys.date)
        number += 1
    outputs.add(str(path).casefold())
    file = PurePosixPath(stem, "index.md") if item.has_files else PurePosixPath(f"{stem}.md")
    address = "/" + str(path).removesuffix("index.html") if path.name == "index.html" else f"/{path}"
    return Placed(item, CONTENT / section / file, address, replace(keys, slug=slug if slug != own else None))


def _unwritten_lists(
    placed: Sequence[Placed],
    lists: Iterable[tuple[str, str]],
    title: str,
) -> list[Placed]:
    """Return the pages of lists that have an old address of their own and no text."""
    made: list[Placed] = []
    for _address, name in lists:
        section = safe_path(PurePosixPath(name))
        wanted = CONTENT / section / "_index.md"
        posts = [one for one in placed if one.keys.date and one.target.is_relative_to(CONTENT / section)]
        if wanted in {one.target for one in (*placed, *made)} or not posts or not section.parts:
            continue
        entry = Entry(PurePosixPath(), "section", {}, "", "", section, "_index")
        keys = FrontMatter(title=section.name.replace("-", " ").capitalize() or title)
        address = f"/{_folder(section)}/"
        made.append(Placed(Prepared(entry, keys, "", {}, {}), wanted, address, keys))
    return made


def same_page(first: str, second: str) -> bool:
    """Return whether hosts answer two addresses with one page: with or without the last slash."""
    return first.rstrip("/") == second.rstrip("/")


def _with_aliases(placed: Sequence[Placed], lists: Iterable[tuple[str, str]]) -> Iterable[Placed]:
    """Give every page the old addresses that would lead nowhere else."""
    used = {one.address.rstrip("/").casefold() for one in placed} | {""}
    wanted: dict[PurePosixPath, list[str]] = defaultdict(list)
    for address, name in lists:
        wanted[CONTENT / safe_path(PurePosixPath(name)) / "_index.md"].append(address)
    for one in placed:
        entry = one.prepared.entry
        candidates = [entry.address, *entry.older, *one.keys.aliases, *wanted[one.target]]
        aliases = []
        for candidate in candidates:
            address = clean_address(candidate)
            key = address.rstrip("/").casefold()
            if not address or key in used or same_page(address, one.address) or len(address) > 500:
                continue
            used.add(key)
            aliases.append(address)
        yield replace(one, keys=replace(one.keys, aliases=tuple(aliases)))
