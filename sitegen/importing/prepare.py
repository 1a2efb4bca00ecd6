"""Translate every entry of an old site: front matter, text, and the files that it names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

from sitegen.importing.dates import written
from sitegen.importing.dialects import lower_headings
from sitegen.importing.folder import Folder, safe_name
from sitegen.importing.formulas import FORMULA_SIGN, literal_dollars
from sitegen.importing.keys import convert_keys, one_line
from sitegen.importing.link_syntax import files_beside
from sitegen.importing.model import Context, Entry, ForeignSite, Note
from sitegen.importing.plan import Prepared
from sitegen.importing.readers.titles import title_of, without_title
from sitegen.importing.readers.values import NAME_DATE
from sitegen.importing.tabs import without_tabs
from sitegen.markdown_text.code import outside_code
from sitegen.markdown_text.parts import destination
from sitegen.model import FrontMatter, names_in
from sitegen.permalink import term_slug

SPARE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd1-\ufddf\ufffe\uffff]")


def prepare(site: ForeignSite, folder: Folder, zone: ZoneInfo) -> tuple[list[Prepared], list[Note]]:
    """Return every entry with the front matter and the Markdown of sitegen, and what was not understood."""
    names = dict(_names(site))
    published = frozenset(file.path for file in site.static)
    people = {
        entry.path.stem: name for entry in site.entries
        if "authors" in entry.path.parts and (name := one_line(entry.matter.get("name")))
    }  # fmt: skip
    notes: list[Note] = []
    prepared = []

    def read_text(path: PurePosixPath) -> str | None:
        return folder.text(path) if path in folder.known else None

    for entry in site.entries:
        context = Context(entry, site, notes, names, read_text)
        body = SPARE.sub("", entry.body)
        for translate in site.translations:
            body = translate(body, context)
        if not site.math and not _wants_math(entry.matter):
            body = literal_dollars(body, context)
        body = without_tabs(body.replace(FORMULA_SIGN, "$"))
        keys, problems = convert_keys(entry.matter, zone)
        for problem in problems:
            context.note("front matter", problem, "left as it is")
        title = keys.title or title_of(entry.matter, entry.body, entry.name or entry.path.stem)
        body = outside_code(lower_headings(without_title(body, title)), _single_blank_lines).strip("\n")
        shown, keys = _with_date_of_address(entry, keys)
        if shown.kind == "page" and keys.date:  # a page with a date would be a post here
            keys = replace(keys, date=None, extra={**keys.extra, "date": written(keys.date)})
        keys = replace(
            keys,
            title=SPARE.sub("", title),
            toc=keys.toc or context.toc,
            authors=tuple(people.get(name, name) for name in keys.authors),
        )
        attached = {**entry.attached, **context.attached}
        copied = files_beside(_with_image(body, keys), entry, folder.known, published)
        prepared.append(Prepared(shown, keys, body + "\n", attached, copied))
    return _one_spelling(prepared), notes


def _with_date_of_address(entry: Entry, keys: FrontMatter) -> tuple[Entry, FrontMatter]:
    """Return a page without a date as a post where its address has one: `/2015/05/15/a-title/`."""
    found = re.match(r"(?:/[a-z][\w-]*)?/((?:19|20)\d\d)/(\d\d?)/(\d\d?)/.", entry.address)
    if entry.kind != "page" or keys.date or not found:
        return entry, keys
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return entry, keys
    return replace(
        entry, kind="post", section=entry.section if entry.section.parts else PurePosixPath("posts")
    ), replace(keys, date=day)


def _single_blank_lines(text: str) -> str:
    return re.sub(r"\n(?:[ \t]*\n){2,}", "\n\n", text)


def _with_image(body: str, keys: FrontMatter) -> str:
    """Return a text that also names the picture of the front matter."""
    return f"{body}\n\n![]({destination(keys.image)})\n" if keys.image else body


def _wants_math(matter: Mapping[str, object]) -> bool:
    return any(
        key.casefold() in ("math", "mathjax", "katex", "usemath", "use_math", "latex")
        and value not in (False, "false", None)
        for key, value in matter.items()
    )


def _names(site: ForeignSite) -> Iterator[tuple[str, Entry]]:
    """Yield the names by which references of the other generator may call each entry."""
    for entry in reversed(site.entries):
        path = entry.path.with_suffix("")
        if not path.parts:
            continue
        inner = path.parent if path.name in ("index", "_index") else path
        dated = NAME_DATE.match(path.name)
        for name in (entry.path, path, inner, inner.name, entry.path.name, dated["rest"] if dated else ""):
            text = str(name).casefold().strip("/")
            if text and text != ".":
                yield text, entry
                for root in ("content/", "source/", "_posts/", "source/_posts/"):
                    if text.startswith(root):
                        yield text.removeprefix(root), entry


def _one_spelling(prepared: list[Prepared]) -> list[Prepared]:
    """Give tags and categories that would share an address the spelling that most posts use."""
    tags = _spellings(item.keys.tags for item in prepared)
    categories = _spellings(names_in(item.keys, "categories") for item in prepared)
    return [
        replace(
            item,
            keys=replace(
                item.keys,
                tags=_spelt(item.keys.tags, tags),
                terms={name: _spelt(terms, categories) for name, terms in item.keys.terms.items()},
            ),
        )
        for item in prepared
    ]


def _spellings(used: Iterable[Iterable[str]]) -> dict[str, str]:
    """Return for each address the spelling that most posts use."""
    counts = Counter(name for names in used for name in names)
    best: dict[str, str] = {}
    for name in sorted(counts, key=lambda name: (-counts[name], name)):
        best.setdefault(term_slug(name), name)
    return best


def _spelt(names: Iterable[str], best: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(best[term_slug(name)] for name in names))


def file_names(prepared: Prepared) -> dict[str, PurePosixPath]:
    """Return the files of the source that are copied into the page's folder, by their path there."""
    base = prepared.entry.files_base
    names = {}
    for path in prepared.entry.files:
        inner = path.relative_to(base) if path.is_relative_to(base) else PurePosixPath(path.name)
        names[str(inner)] = path
    return {**names, **{safe_name(name, "file"): path for name, path in prepared.copied.items()}}
