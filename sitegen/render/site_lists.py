"""The lists of a site that templates ask for; each answer is a fact, which is recorded."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sitegen.archive import Period, day_of, periods_of
from sitegen.engine.trace import RELATED, REQUIREMENTS, Recorder
from sitegen.engine.views import SiteViews, path_of
from sitegen.extension.loading import extensions_of
from sitegen.model import Page
from sitegen.page_names import page_names, required_page
from sitegen.permalink import permalink_of
from sitegen.render.related import MOST_RELATED, described, related_posts
from sitegen.render.texts import StoredTexts

if TYPE_CHECKING:  # imports Pydantic
    from sitegen.config import Config

KIND = "list"
"""The kind of the facts."""
WHOLE, LENGTH = "whole", "length"
TermFacts = tuple[str, str, str, int]
"""Name, slug, address, and the number of its posts."""


@dataclass(frozen=True)
class SiteLists:
    """The lists of one site."""

    views: SiteViews
    recorder: Recorder
    config: Config
    texts: StoredTexts

    def ask(self, *names: str) -> Any:
        """Return the value of a fact, and record that it is read.

        Args:
            names: the fact without its kind; the first is a key of the table in `value`.

        Raises:
            KeyError: there is no such list, or it has no such member.
        """
        self.recorder.read((KIND, *names))
        return self.value(*names)

    def value(self, *names: str) -> object:
        """Return the value of a fact without its kind.

        Raises:
            KeyError: there is no such list, or it has no such member.
        """
        tables: dict[str, Callable[..., object]] = {
            "pages": self._pages,
            "sections": lambda: tuple(part.page for part in self.views.plain.sections),
            "section-of": self._section_of.get,
            "taxonomies": lambda: tuple(one.name for one in self.views.plain.taxonomies),
            "terms": self._terms.__getitem__,
            "beside": lambda path: self._beside.get(path, (None, None)),
            "archive": lambda: self._archive,
            "related": self._related_to,
            "required-by": self._required_by,
            "address": self.addresses.__getitem__,
        }
        return tables[names[0]](*names[1:])

    def _pages(self, name: str, key: str, part: str) -> object:
        """Return a part of a list of pages.

        Args:
            name: `pages`, `posts`, `section`, `term` or `period`.
            key: of the section its path, of the term its taxonomy and slug, of the period its name; or empty.
            part: `whole`, `length`, a number, or a slice as `start:stop:step`.
        """
        members = self._period_members[name, key] if name == "period" else self._members[name, key]
        if part == WHOLE:
            return members
        if part == LENGTH:
            return len(members)
        if ":" in part:
            return members[slice(*(int(number) if number else None for number in part.split(":")))]
        place = int(part)
        return members[place] if -len(members) <= place < len(members) else None

    @cached_property
    def _members(self) -> Mapping[tuple[str, str], tuple[Page, ...]]:
        site = self.views.plain
        return {
            ("pages", ""): site.pages,
            ("posts", ""): site.posts,
            **{("section", path_of(part.page)): part.pages for part in site.sections},
            **{
                ("term", f"{taxonomy.name}/{term.slug}"): term.pages
                for taxonomy in site.taxonomies
                for term in taxonomy.terms
            },
        }

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """The years and months of the posts."""
        raw = self.views.pages
        return periods_of(self.views.plain.posts, lambda page: day_of(raw[path_of(page)]))

    @cached_property
    def _archive(self) -> tuple[tuple[int, int, str, int], ...]:
        """Year, month, name and number of posts of each period."""
        return tuple((one.year, one.month, one.name, len(one.pages)) for one in self.periods)

    @cached_property
    def _period_members(self) -> Mapping[tuple[str, str], tuple[Page, ...]]:
        return {("period", one.name): one.pages for one in self.periods}

    @cached_property
    def _terms(self) -> Mapping[str, tuple[TermFacts, ...]]:
        return {
            taxonomy.name: tuple(
                (term.name, term.slug, term.permalink, len(term.pages))
                for term in sorted(taxonomy.terms, key=lambda term: term.name.casefold())
            )
            for taxonomy in self.views.plain.taxonomies
        }

    @cached_property
    def _section_of(self) -> Mapping[str, Page]:
        sections = self.views.plain.sections
        return {path_of(page): part.page for part in sections for page in part.pages}

    @cached_property
    def _beside(self) -> Mapping[str, tuple[Page | None, Page | None]]:
        """The posts published before and after each post."""
        around = (None, *self.views.plain.posts, None)
        return {
            path_of(post): (older, newer)
            for (newer, post), (_, older) in zip(pairwise(around[:-1]), pairwise(around[1:]), strict=True)
            if post is not None
        }

    def _related_to(self, path: str) -> tuple[Page, ...]:
        """Return the posts that are related to a post."""
        posts = self.views.plain.posts
        if path not in self._places:
            return ()
        return tuple(posts[number] for number in self._related[self._places[path]])

    @cached_property
    def _related(self) -> list[list[int]]:
        """For each post the places of its related posts: found again where something that counts changed."""
        most = max(MOST_RELATED, self.config.related.count)

        def find() -> str:
            posts: tuple[Page, ...] = self.ask("pages", "posts", "", WHOLE)
            return json.dumps(related_posts([described(post, self.config) for post in posts], most))

        found: list[list[int]] = json.loads(self.texts.text_in_parts(self._step(RELATED), str(most), find))
        return found

    def _required_by(self, path: str) -> tuple[Page, ...]:
        """Return the pages that name a page in `requires`."""
        pages = self.views.pages
        return tuple(self.views.page(pages[name]) for name in self._requirements.get(path, ()))

    @cached_property
    def _requirements(self) -> Mapping[str, list[str]]:
        """For each page that others require, these by path: found again where front matter changed."""

        def find() -> str:
            self.ask("pages", "pages", "", WHOLE)
            names = page_names(self.views.plain, self.views.originals)
            found: dict[str, list[str]] = {}
            for page in self.views.plain.pages:
                for name in page.source.front_matter.requires:
                    required = required_page(page, name, names)
                    if required and path_of(page) not in found.setdefault(path_of(required), []):
                        found[path_of(required)].append(path_of(page))
            return json.dumps(found)

        made: dict[str, list[str]] = json.loads(self.texts.text_in_parts(self._step(REQUIREMENTS), "", find))
        return made

    def _step(self, name: str) -> str:
        """Return the name of a step that reads the pages in one language."""
        return f"{name}@{self.config.edition}" if self.config.edition else name

    @cached_property
    def _places(self) -> Mapping[str, int]:
        """The place of each post, the newest first."""
        return {path_of(post): place for place, post in enumerate(self.views.plain.posts)}

    @cached_property
    def addresses(self) -> Mapping[str, str]:
        """Addresses by all names that `url_for` understands, without slashes at the ends."""
        return {name.strip("/"): address for name, address in self._named_addresses()}

    def _named_addresses(self) -> Iterator[tuple[str, str]]:
        """Give names and addresses; a later name goes before an earlier one."""
        base_path, content = self.config.base_path, self.config.content
        plain, raw = self.views.plain, self.views.pages
        names = page_names(plain, self.views.originals)
        for name, page in names.items():
            yield name, raw[path_of(page)].permalink
        addresses = [page.permalink for page in raw.values()]
        for taxonomy in plain.taxonomies:
            addresses += [taxonomy.permalink, *(term.permalink for term in taxonomy.terms)]
        for address in addresses:
            yield address.removeprefix(base_path), address
            yield address, address
        for output in extensions_of(self.config).names("output"):
            yield output, base_path + output
        files = [(asset.origin, permalink_of(base_path, asset.output_path)) for asset in plain.assets]
        sources = [(path, raw[path_of(names.get(path, page))].permalink) for path, page in raw.items()]
        for path, address in [*files, *sources]:
            yield path.removeprefix(f"{content}/"), address
            yield path, address
