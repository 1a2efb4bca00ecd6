"""From the pages of the model to what templates see of them: whole pages, entries of lists, dates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from markupsafe import Markup

from sitegen.addresses import required_page
from sitegen.model import Day, Heading, Page
from sitegen.render.context import PageInfo, PageLink, Part, Series, Summary, TocEntry, WrittenDate
from sitegen.render.index import SiteIndex
from sitegen.render.languages import language_name, written_date

WORDS_A_MINUTE = 220
TOC_FROM = 3
"""A post whose front matter does not set `toc` gets a table of contents from this many headings on."""


def page_info(index: SiteIndex, page: Page, content: Markup) -> PageInfo:
    """Return a source for its own page; `content` is its body with demos and numbers in place."""
    matter = page.source.front_matter
    language = matter.language or index.config.language
    site_author = (index.config.author,) if index.config.author else ()
    return PageInfo(
        title=matter.title,
        description=matter.description or home_description(index, page),
        content=content,
        toc=_toc(page),
        date=date_in(matter.date, language),
        updated=date_in(matter.updated, language),
        authors=matter.authors or (site_author if page.source.kind == "post" else ()),
        tags=index.tags.get(page.source.source_path, ()),
        draft=matter.draft,
        language_name=_other_language(index, language),
        reading_minutes=_minutes(page),
        series=_series_of(index, page),
        requires=tuple(_required(index, page, name) for name in matter.requires),
        extra=matter.extra,
    )


def summary_of(index: SiteIndex, page: Page) -> Summary:
    """Return a page as an entry of a list."""
    matter = page.source.front_matter
    language = matter.language or index.config.language
    other = _other_language(index, language)
    return Summary(
        title=matter.title,
        url=page.permalink,
        description=matter.description or page.body.summary,
        date=date_in(matter.date, index.config.language),
        tags=index.tags.get(page.source.source_path, ()),
        draft=matter.draft,
        language=language if other else "",
        language_name=other,
        reading_minutes=_minutes(page),
        demos=len(page.body.islands),
        series=matter.series or "",
        part=matter.part or 0,
    )


def _minutes(page: Page) -> int:
    """Return the minutes of reading that a page takes."""
    return max(1, round(page.body.word_count / WORDS_A_MINUTE))


def home_description(index: SiteIndex, page: Page) -> str:
    """Return the site's description for a home page that has none of its own; empty for other pages."""
    return index.config.description if page.source.kind == "home" else ""


def date_in(when: Day | None, language: str) -> WrittenDate | None:
    """Return a date for machines and for readers of a language; the day is that of its own zone."""
    if when is None:
        return None
    machine = when.isoformat(timespec="seconds") if isinstance(when, datetime) else when.isoformat()
    return WrittenDate(machine.replace("+00:00", "Z"), written_date(when, language))


def _other_language(index: SiteIndex, language: str) -> str:
    same = language.casefold() == index.config.language.casefold()
    return "" if same else language_name(language)


def _series_of(index: SiteIndex, page: Page) -> Series | None:
    name = page.source.front_matter.series
    if not name or page.source.kind != "post":
        return None
    pages = index.series[name]
    parts = tuple(
        Part(
            number=_number(part, place),
            title=part.title,
            url=part.permalink,
            current="page" if part is page else "",
        )
        for place, part in enumerate(pages, 1)
    )
    here = pages.index(page)
    before, after = parts[:here][-1:], parts[here + 1 : here + 2]
    return Series(name, parts, parts[here], before[0] if before else None, after[0] if after else None)


def _number(page: Page, place: int) -> int:
    """Return a post's number in its series: its `part`, which may be 0, or its place."""
    part = page.source.front_matter.part
    return place if part is None else part


def _required(index: SiteIndex, page: Page, name: str) -> PageLink:
    found = required_page(page, name, index.names)
    return PageLink(found.title, found.permalink, "") if found else PageLink(name, "", "")


def _toc(page: Page) -> tuple[TocEntry, ...]:
    wanted = page.source.front_matter.toc
    upper = [heading for heading in page.body.headings if heading.level == 2]
    if wanted is None:
        wanted = page.source.kind == "post" and len(upper) >= TOC_FROM
    return _nested(page.body.headings) if wanted else ()


def _nested(headings: Iterable[Heading]) -> tuple[TocEntry, ...]:
    """Headings of level 2 with those of level 3 below them; a level 3 before any level 2 is at the top."""
    groups: list[tuple[Heading, list[Heading]]] = []
    for heading in headings:
        if heading.level == 3 and groups and groups[-1][0].level == 2:
            groups[-1][1].append(heading)
        elif heading.level in (2, 3):
            groups.append((heading, []))
    return tuple(_toc_entry(top, tuple(_toc_entry(low, ()) for low in lower)) for top, lower in groups)


def _toc_entry(heading: Heading, children: tuple[TocEntry, ...]) -> TocEntry:
    return TocEntry(heading.id, Markup(heading.html), children)  # noqa: S704  (the parser made this HTML)
