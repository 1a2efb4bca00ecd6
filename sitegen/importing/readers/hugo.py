"""Read a site of Hugo: YAML, TOML or JSON front matter, page bundles, sections, several languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

from sitegen.importing.boxes import colon_boxes
from sitegen.importing.dialects import contents, goldmark_attributes, literal_roles
from sitegen.importing.fences import fences
from sitegen.importing.folder import Folder
from sitegen.importing.formulas import mathjax
from sitegen.importing.html import players
from sitegen.importing.keys import one_line
from sitegen.importing.model import Entry, ForeignSite, Settings, StaticFile
from sitegen.importing.old_addresses import clean_address, date_parts, fill, url_safe
from sitegen.importing.readers.hugo_config import language_of, menu_of, page_size, read_config, taxonomies_of
from sitegen.importing.readers.static_files import uses_math
from sitegen.importing.readers.texts import MARKDOWN, Text, read_texts
from sitegen.importing.readers.values import NAME_DATE, date_of, is_true, table, zone_of
from sitegen.importing.shortcodes import hugo_shortcodes

TEXTS = (*MARKDOWN, ".html", ".htm", ".rst", ".ipynb")


@dataclass(frozen=True, slots=True)
class _Rules:
    config: Mapping[str, Any]
    content: PurePosixPath
    languages: frozenset[str]
    main_language: str
    zone: ZoneInfo
    leaves: frozenset[PurePosixPath]
    """Folders that are one page with its files."""

    @property
    def ugly(self) -> bool:
        """Whether addresses end in `.html`."""
        return is_true(self.config.get("uglyurls"))


def read_hugo(folder: Folder) -> ForeignSite:
    """Read a site of Hugo."""
    config = read_config(folder)
    content = PurePosixPath(one_line(config.get("contentdir")) or "content")
    languages = {name.casefold(): table(value) for name, value in table(config.get("languages")).items()}
    main = (one_line(config.get("defaultcontentlanguage")) or "en").casefold()
    leaves = frozenset(
        path.parent for path in folder.below(str(content))
        if re.fullmatch(r"index(\.[\w-]+)?\.(md|markdown|html)", path.name)
    )  # fmt: skip
    rules = _Rules(
        config, content, frozenset(languages), main, zone_of(one_line(config.get("timezone"))), leaves
    )
    entries: list[Entry] = []
    static: list[StaticFile] = []
    for path in folder.below(str(content)):
        leaf = next((parent for parent in path.parents if parent in leaves), None)
        is_text = path.suffix.casefold() in TEXTS
        is_page = leaf is None or (path.parent == leaf and path.name.startswith("index."))
        if is_text and is_page:
            entries += [_entry(text, rules, folder) for text in read_texts(folder, [path])]
        elif is_text and leaf is not None:
            folder.note(
                "file", "a text inside a page bundle, which Hugo does not publish", path, "not imported"
            )
        elif path.suffix.casefold() in (".org", ".adoc", ".asciidoc", ".pandoc"):
            folder.note("file", f"{path.suffix} is not read", path, "not imported")
        elif leaf is None and not path.name.startswith("_"):
            static.append(StaticFile(path, "/" + str(path.relative_to(content))))
    names = config.get("staticdir")
    for name in (
        [one_line(item) for item in names] if isinstance(names, list) else [one_line(names) or "static"]
    ):
        base = PurePosixPath(name)
        static += [StaticFile(path, "/" + str(path.relative_to(base))) for path in folder.below(name)]
    return ForeignSite(
        kind="Hugo",
        settings=_settings(config, languages.get(main, {}), main),
        entries=tuple(entries),
        static=tuple(static),
        translations=(
            hugo_shortcodes, contents, fences, colon_boxes, goldmark_attributes, mathjax, players,
            literal_roles,
        ),
        lists=tuple(_lists(entries, rules)),
        terms={key: f"/{key}/{{slug}}" + (".html" if rules.ugly else "/") for key in taxonomies_of(config)},
        term_slug=url_safe,
        feeds=(
            "/"
            + (one_line(table(table(config.get("outputformats")).get("rss")).get("basename")) or "index")
            + ".xml",
        ),
        math=uses_math(folder, str(config)),
        notes=tuple(folder.notes),
    )  # fmt: skip


def _settings(config: Mapping[str, Any], mine: Mapping[str, Any], main: str) -> Settings:
    """Return the settings of the site.

    Args:
        config: the whole configuration.
        mine: the part of it for the main language.
        main: the code of the main language.
    """
    params = table(config.get("params"))
    author = config.get("author") or params.get("author")
    return Settings(
        title=one_line(config.get("title") or mine.get("title")),
        base_url=one_line(config.get("baseurl")),
        language=language_of(config, mine, main),
        timezone=one_line(config.get("timezone")),
        author=one_line(author.get("name") if isinstance(author, Mapping) else author),
        description=one_line(
            params.get("description")
            or table(mine.get("params")).get("description")
            or params.get("subtitle")
        ),
        paginate=page_size(config),
        menu=tuple(menu_of(config, mine)),
        values=params,
    )


def _entry(text: Text, rules: _Rules, folder: Folder) -> Entry:
    below = text.path.relative_to(rules.content)
    stem, language = _split_language(below.stem, rules)
    if len(below.parts) > 1 and below.parts[0].casefold() in rules.languages and not language:
        language = below.parts[0].casefold()
        below = PurePosixPath(*below.parts[1:])
    matter = {key: value for key, value in text.matter.items() if key.casefold() != "aliases"}
    if language and not {"lang", "language"} & matter.keys():
        matter["language"] = language
    prefix = PurePosixPath(language) if language and language != rules.main_language else PurePosixPath()
    if stem == "_index":
        kind = "section" if below.parent.parts else "home"
        address = clean_address(_section_address(prefix / below.parent, rules))
        section = prefix / below.parent
        if kind == "home" and prefix.parts:
            kind = "section"
        return Entry(text.path, kind, matter, text.body, address, section, "_index")  # type: ignore[arg-type]
    bundle = text.path.parent if text.path.parent in rules.leaves and stem == "index" else None
    name = below.parent.name if bundle else stem
    folders = below.parent.parent if bundle else below.parent
    day = date_of(matter, name, rules.zone)
    if day and not matter.get("date"):
        matter["date"] = str(day)
    address = _address(matter, name, folders, day, rules)
    whole = clean_address(("/" + str(prefix) if prefix.parts else "") + address)
    top = folders.parts[0] if folders.parts else ""
    is_post = day is not None and (bool(top) or "post" in one_line(matter.get("type")))
    files: tuple[PurePosixPath, ...] = ()
    if bundle is not None and (not language or language == rules.main_language):
        files = tuple(path for path in folder.below(str(bundle)) if path.suffix.casefold() not in TEXTS)
    section = prefix / (PurePosixPath(top) if is_post else folders)
    return Entry(
        text.path,
        "post" if is_post else "page",
        matter,
        text.body,
        whole,
        section,
        name if name != "index" else top or "page",
        older=tuple(_relative_aliases(text.matter, whole)),
        files=files,
        files_base=bundle or PurePosixPath(),
        **text.made,
    )


def _split_language(stem: str, rules: _Rules) -> tuple[str, str]:
    name, _, ending = stem.rpartition(".")
    if name and ending.casefold() in rules.languages | {rules.main_language}:
        return name, ending.casefold()
    return stem, ""


def _section_address(section: PurePosixPath, rules: _Rules) -> str:
    if not section.parts:
        return "/"
    return "/" + url_safe(str(section)) + (".html" if rules.ugly else "/")


def _address(matter: Mapping[str, Any], name: str, folders: PurePosixPath, day: Any, rules: _Rules) -> str:
    given = {key.casefold(): value for key, value in matter.items()}
    url = one_line(given.get("url"))
    if url and ":" not in url.split("/")[-1]:
        whole = (
            url
            if url.startswith("/")
            else f"/{folders}/{url}"
            if folders.parts and "/" not in url
            else "/" + url
        )
        return (
            whole if whole.endswith("/") or PurePosixPath(whole).suffix in (".html", ".htm") else whole + "/"
        )
    slug = one_line(given.get("slug"))
    dated = NAME_DATE.match(name)
    plain = dated["rest"] if dated and dated["rest"] and one_line(rules.config.get("frontmatter")) else name
    section = folders.parts[0] if folders.parts else ""
    values = {
        **date_parts(day),
        "weekday": str(day.isoweekday() % 7) if day else "",
        "section": url_safe(section),
        "sections": url_safe(str(folders)) if folders.parts else "",
        "title": url_safe(one_line(given.get("title"))),
        "slug": url_safe(slug or one_line(given.get("title"))),
        "filename": url_safe(plain),
        "contentbasename": url_safe(plain),
        "slugorfilename": url_safe(slug or plain),
        "slugorcontentbasename": url_safe(slug or plain),
    }
    patterns = table(rules.config.get("permalinks"))
    found = table(patterns.get("page")).get(section.casefold()) or patterns.get(section.casefold())
    pattern = url or (found if isinstance(found, str) else "/:sections/:slugorfilename")
    pattern = re.sub(r":sections\[[^\]]*\]", ":sections", pattern)
    path = fill(pattern, values).rstrip("/")
    if PurePosixPath(path).suffix == ".html":
        return path
    return path + (".html" if rules.ugly else "/")


def _relative_aliases(matter: Mapping[str, Any], address: str) -> Iterator[str]:
    """Yield the aliases that count from the folder of the page."""
    given = next((value for key, value in matter.items() if key.casefold() == "aliases"), None)
    parent = address.rstrip("/").rpartition("/")[0]
    for alias in given if isinstance(given, list) else [given]:
        text = one_line(alias)
        if text:
            yield clean_address(text if text.startswith(("/", "http")) else f"{parent}/{text}")


def _lists(entries: list[Entry], rules: _Rules) -> Iterator[tuple[str, str]]:
    written = {str(entry.section) for entry in entries if entry.kind == "section"}
    for section in sorted({str(entry.section) for entry in entries if entry.kind == "post"}):
        if section not in written:
            yield clean_address(_section_address(PurePosixPath(section), rules)), section
