"""Parts of what templates see of a page: dates, the table of contents, the series, the picture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from posixpath import normpath
from urllib.parse import urlsplit

from markupsafe import Markup

from sitegen.model import CARD_HEIGHT, CARD_WIDTH, Day, Heading, Page
from sitegen.page_names import required_page
from sitegen.render.context import PageLink, Part, Series, TocEntry, WrittenDate
from sitegen.render.index import SiteIndex
from sitegen.render.languages import language_name, written_date

WORDS_A_MINUTE = 220
TOC_FROM = 3
"""A post whose front matter does not set `toc` gets a table of contents from this many headings on."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The picture that other sites show beside a link to a page."""

    url: str = ""
    """Its absolute address; empty for none."""
    alt: str = ""
    width: int = 0
    """Pixels; 0 where it is not known."""
    height: int = 0


def minutes_of(page: Page) -> int:
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


def picture_of(index: SiteIndex, page: Page) -> str:
    """Return the address of a page's picture: elsewhere, beside the source, or in static/; else empty."""
    image = page.source.front_matter.image or ""
    if not image or urlsplit(image).scheme:
        return image
    if image.startswith("/"):
        base_path = index.config.base_path
        return image if image.startswith(base_path) else base_path + image[1:]
    return index.pictures.get(normpath(page.source.source_path.parent / image), "")


def preview_of(index: SiteIndex, page: Page) -> Preview:
    """Return the picture that other sites show beside a link to a page: its own, or the card of a post."""
    if picture := picture_of(index, page):
        return Preview(index.absolute(picture), page.source.front_matter.image_alt or "")
    has_card = index.config.images.cards and page.source.kind == "post"
    card = index.card_of(page) if has_card else None
    if card is None:
        return Preview()
    return Preview(index.absolute(card.permalink), card.alt, CARD_WIDTH, CARD_HEIGHT)


def other_language(index: SiteIndex, language: str) -> str:
    """Return a language's name in itself; empty for the site's own language."""
    same = language.casefold() == index.config.language.casefold()
    return "" if same else language_name(language)


def series_of(index: SiteIndex, page: Page) -> Series | None:
    """Return the series of a post."""
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


def required_link(index: SiteIndex, page: Page, name: str) -> PageLink:
    """Return a link to the page that one entry of `requires` names, or plain text."""
    found = required_page(page, name, index.names)
    return PageLink(found.title, found.permalink, "") if found else PageLink(name, "", "")


def toc_of(page: Page) -> tuple[TocEntry, ...]:
    """Return the table of contents of a page; empty where it shows none."""
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
