"""Views of a site that record what is read from them: the model's values, field by field.

A view has the attributes of the value behind it and stands in its place while outputs are rendered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar, cast

from sitegen.engine.trace import Fact, Recorder
from sitegen.model import Body, FrontMatter, Page, Site, Source

Item = TypeVar("Item")
PARTS = {"page": (), "source": ("source",), "front_matter": ("source", "front_matter"), "body": ("body",)}
"""The names of a page's parts in facts, and where each part is."""


class _PartView:
    """A part of a page: its source, its front matter or its body."""

    __slots__ = ("_name", "_page", "_path", "_recorder")

    def __init__(self, page: Page, path: str, name: str, recorder: Recorder) -> None:
        self._page, self._path, self._name, self._recorder = page, path, name, recorder

    def __getattr__(self, name: str) -> Any:
        self._recorder.read(("page", self._path, self._name, name))
        return getattr(part_of(self._page, self._name), name)


class _SourceView(_PartView):
    __slots__ = ("front_matter",)

    def __init__(self, page: Page, path: str, name: str, recorder: Recorder) -> None:
        super().__init__(page, path, name, recorder)
        self.front_matter = cast("FrontMatter", _PartView(page, path, "front_matter", recorder))


class _PageView(_PartView):
    __slots__ = ("body", "page_path", "source")

    def __init__(self, page: Page, path: str, recorder: Recorder) -> None:
        super().__init__(page, path, "page", recorder)
        self.page_path = path
        self.source = cast("Source", _SourceView(page, path, "source", recorder))
        self.body = cast("Body", _PartView(page, path, "body", recorder))


class _SiteView:
    __slots__ = ("_recorder", "_site")

    def __init__(self, site: Site, recorder: Recorder) -> None:
        self._site, self._recorder = site, recorder

    def __getattr__(self, name: str) -> Any:
        self._recorder.read(("site", name))
        return getattr(self._site, name)


class MappingView(Mapping[str, Item]):
    """A mapping whose answers are facts of one kind."""

    __slots__ = ("_fact", "_mapping", "_recorder")

    def __init__(self, mapping: Mapping[str, Item], recorder: Recorder, *fact: str) -> None:
        """Make a view.

        Args:
            mapping: what is behind the view.
            recorder: receives the facts.
            fact: the beginning of the facts' names; the key follows.
        """
        self._mapping, self._recorder, self._fact = mapping, recorder, fact

    def __getitem__(self, key: str) -> Item:
        self._recorder.read((*self._fact, key))
        return self._mapping[key]

    def __iter__(self) -> Iterator[str]:
        self._recorder.read(self._fact)
        return iter(self._mapping)

    def __len__(self) -> int:
        self._recorder.read(self._fact)
        return len(self._mapping)


class SiteViews:
    """The views of one site, and the values of the facts that they record."""

    def __init__(self, site: Site, recorder: Recorder, whole: Site | None = None) -> None:
        """Make a view of every page.

        Args:
            site: the site, or its pages in one language.
            recorder: receives the facts.
            whole: the site, where `site` is a part of it.
        """
        self.pages = {path_of(page): page for page in (whole or site).pages}
        """The pages of the whole site by path."""
        self._views = {
            path: cast("Page", _PageView(page, path, recorder)) for path, page in self.pages.items()
        }
        self.plain = self._viewed(site)
        """The site with views of its pages; reading its own fields is not recorded."""
        own = next(iter((whole or site).editions.values()), site)
        self.originals = () if own is site else tuple(map(self.page, own.pages))
        """The pages in the language of the site, where `site` has those in another one."""
        self.site = cast("Site", _SiteView(self.plain, recorder))
        """The site with views of its pages, which records what is read of it, too."""

    def page(self, page: Page) -> Page:
        """Return the view of a page; a page of no source of the site has one of its own."""
        return self._views[path_of(page)]

    def value(self, fact: Fact) -> object:
        """Return the value of a fact of the kinds `page` and `site`; None for a page that is gone."""
        if fact[0] == "site":
            return getattr(self.plain, fact[1])
        page = self.pages.get(fact[1])
        return None if page is None else getattr(part_of(page, fact[2]), fact[3], None)

    def _viewed(self, site: Site) -> Site:
        def views(pages: tuple[Page, ...]) -> tuple[Page, ...]:
            return tuple(self.page(page) for page in pages)

        sections = (
            replace(part, page=self.page(part.page), pages=views(part.pages)) for part in site.sections
        )
        taxonomies = (
            replace(part, terms=tuple(replace(term, pages=views(term.pages)) for term in part.terms))
            for part in site.taxonomies
        )
        return replace(
            site,
            home=site.home and self.page(site.home),
            pages=views(site.pages),
            posts=views(site.posts),
            sections=tuple(sections),
            taxonomies=tuple(taxonomies),
        )


def path_of(page: Page) -> str:
    """Return the path of a page's source, which names the page in facts."""
    path = getattr(page, "page_path", None)
    return str(page.source.source_path) if path is None else str(path)


def part_of(page: Page, name: str) -> Any:
    """Return the part of a page that a fact names."""
    found: Any = page
    for attribute in PARTS[name]:
        found = getattr(found, attribute)
    return found
