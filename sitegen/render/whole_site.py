"""What the pages in all languages of a site share: which are translations of each other, and the sitemap.

An answer is a fact of its own, whose value is made of plain values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from sitegen.addresses import list_addresses, search_pages, sitemap_pages
from sitegen.engine.trace import Recorder
from sitegen.engine.views import path_of
from sitegen.languages import edition_config, editions_of, translations_in
from sitegen.model import Page, Site
from sitegen.permalink import permalink_of
from sitegen.render.languages import language_name

if TYPE_CHECKING:  # imports Pydantic
    from sitegen.config import Config

KIND = "whole"
"""The kind of the facts."""
LATER_PART = re.compile(r"page/\d+/$")
Variant = tuple[str, str, str]
"""Language, address and title of a page in one language; a list that no source makes has no title."""
Entry = tuple[str, str, tuple[tuple[str, str], ...]]
"""Address and last change of an entry of the sitemap, and its addresses by language if there are several."""


@dataclass(frozen=True)
class WholeSite:
    """A site with the pages in all its languages."""

    site: Site
    config: Config
    recorder: Recorder

    @cached_property
    def languages(self) -> tuple[tuple[str, str, str, str], ...]:
        """Code, name, home page and title of the site for each language; none for a site in one language.

        They follow from the configuration: a build with another one uses no outputs of earlier builds.
        """
        own = self.config.language
        tables = {code: self.config.languages.get(code) for code in self.site.editions}
        configs = {code: edition_config(self.config, code) for code in tables}
        return tuple(
            (
                code,
                (table and table.name) or language_name(code),
                configs[code].home_path,
                configs[code].title if code != own else self.config.title,
            )
            for code, table in tables.items()
        )

    def ask(self, *names: str) -> Any:
        """Return the value of a fact, and record that it is read.

        Args:
            names: the fact without its kind: `page` with the path of a source, `list` with the address of a
                list that no source makes, or `sitemap`.
        """
        self.recorder.read((KIND, *names))
        return self.value(*names)

    def value(self, *names: str) -> object:
        """Return the value of a fact without its kind."""
        tables: dict[str, Callable[..., object]] = {
            "page": lambda path: self._variants.get(path, ()),
            "list": self._of_list,
            "sitemap": lambda: self._sitemap,
        }
        return tables[names[0]](*names[1:])

    @cached_property
    def _variants(self) -> Mapping[str, tuple[Variant, ...]]:
        """A page in all languages in which it is, by the path of each."""
        found: dict[str, tuple[Variant, ...]] = {}
        for pages in translations_in(self.site).values():
            variants = tuple(
                (code, pages[code].permalink, pages[code].title)
                for code in self.site.editions
                if code in pages
            )
            found |= {path_of(page): variants for page in pages.values()}
        return found

    @cached_property
    def _lists(self) -> Mapping[str, tuple[str, frozenset[str]]]:
        """The home page of each language, and the addresses of its lists behind that of the home page."""
        found = {}
        for part, config in editions_of(self.site, self.config):
            home = config.home_path
            searches = (PurePosixPath(path) for path in search_pages(part.pages, config).values())
            addresses = (
                *list_addresses(part, config),
                *(permalink_of(config.base_path, at) for at in searches),
            )
            found[config.language] = home, frozenset(address.removeprefix(home) for address in addresses)
        return found

    def _of_list(self, address: str) -> tuple[Variant, ...]:
        """Return the lists in all languages that have the same address behind that of the home page."""
        homes = sorted((home for home, _ in self._lists.values()), key=len, reverse=True)
        own = next((home for home in homes if address.startswith(home)), "")
        inside = LATER_PART.sub("", address.removeprefix(own))
        return tuple(
            (code, home + inside, "")
            for code, (home, addresses) in self._lists.items()
            if inside in addresses
        )

    @cached_property
    def _sitemap(self) -> tuple[Entry, ...]:
        variants: dict[str, tuple[tuple[str, str], ...]] = {}
        if self.site.editions:
            for pages in translations_in(self.site).values():
                shown = tuple(
                    (code, pages[code].permalink)
                    for code in self.site.editions
                    if code in pages and not pages[code].source.front_matter.draft
                )
                variants |= {url: shown for _, url in shown if len(shown) > 1}
            for part, config in editions_of(self.site, self.config):
                for address in list_addresses(part, config):
                    others = tuple((code, url) for code, url, _ in self._of_list(address))
                    variants |= {address: others} if len(others) > 1 else {}
        return tuple(
            (url, last_change(pages), variants.get(url, ()))
            for url, pages in sitemap_pages(self.site, self.config)
        )


def last_change(pages: Iterable[Page]) -> str:
    """Return the last change among pages that their front matter gives; empty for none."""
    matters = (page.source.front_matter for page in pages)
    days = [matter.updated or matter.date for matter in matters]
    texts = [
        day.isoformat(timespec="seconds") if isinstance(day, datetime) else day.isoformat()
        for day in days
        if day
    ]
    return max(texts, default="")  # bare dates sort before times of the same day
