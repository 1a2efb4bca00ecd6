"""The links from a page to itself in other languages: for readers, and for search engines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sitegen.engine.views import path_of
from sitegen.model import Page
from sitegen.render.context import Alternate, LanguageLink

if TYPE_CHECKING:  # it has these values
    from sitegen.render.index import SiteIndex


def language_links(index: SiteIndex, page: Page | None, permalink: str) -> tuple[LanguageLink, ...]:
    """Return a link for each language: to a page in this language, or else to the language's home page.

    Args:
        index: the site.
        page: the source of the page, where it has one.
        permalink: the address of the page; empty for a page without one of its own.
    """
    found = {code: (url, title) for code, url, title in _variants(index, page, permalink)}
    links = []
    for code, name, home, title in index.whole.languages:
        here = code == index.config.language
        url, shown = found.get(code, (home, title))
        current = ("page" if permalink else "true") if here else ""
        links.append(LanguageLink(code, name, permalink or url if here else url, shown, current))
    return tuple(links)


def translations_of(index: SiteIndex, page: Page) -> tuple[LanguageLink, ...]:
    """Return links to the translations of a page."""
    names = {code: name for code, name, _, _ in index.whole.languages}
    return tuple(
        LanguageLink(code, names[code], url, title, "")
        for code, url, title in _variants(index, page, page.permalink)
        if code != index.config.language
    )


def page_alternates(index: SiteIndex, page: Page | None, permalink: str) -> tuple[Alternate, ...]:
    """Return a page in its languages, itself included, if there are several."""
    variants = _variants(index, page, permalink)
    return alternates_of(index, tuple((code, url) for code, url, _ in variants)) if len(variants) > 1 else ()


def alternates_of(index: SiteIndex, variants: Iterable[tuple[str, str]]) -> tuple[Alternate, ...]:
    """Return languages and addresses for search engines; readers of other languages get the site's own."""
    found = tuple(Alternate(code, index.absolute(url)) for code, url in variants)
    own = index.whole.config.language
    return (*found, *(Alternate("x-default", one.url) for one in found if one.language == own))


def _variants(index: SiteIndex, page: Page | None, permalink: str) -> tuple[tuple[str, str, str], ...]:
    if not index.whole.site.editions or not permalink:
        return ()
    names = ("list", permalink) if page is None else ("page", path_of(page))
    found: tuple[tuple[str, str, str], ...] = index.whole.ask(*names)
    return found
