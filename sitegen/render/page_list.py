"""The lists of pages that templates receive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, overload

from sitegen.render.body import Bodies
from sitegen.render.index import SiteIndex
from sitegen.render.page_info import PageInfo
from sitegen.render.site_lists import LENGTH, WHOLE


class PageList(Sequence[PageInfo]):
    """Pages in order. An output that shows a part of a list, such as `site.posts[:5]`, reads that part."""

    __slots__ = ("_bodies", "_index", "_name")

    def __init__(self, index: SiteIndex, bodies: Bodies, name: str, key: str = "") -> None:
        """Make a list.

        Args:
            index: the site.
            bodies: fills the bodies of pages.
            name: `pages`, `posts`, `section`, `term` or `period`.
            key: which section, term or period.
        """
        self._index, self._bodies, self._name = index, bodies, ("pages", name, key)

    @overload
    def __getitem__(self, place: int) -> PageInfo: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[PageInfo, ...]: ...

    def __getitem__(self, place: int | slice) -> PageInfo | tuple[PageInfo, ...]:
        """Return a page or a part of the list.

        Raises:
            IndexError: there is no such place.
        """
        if isinstance(place, slice):
            ends = place.start, place.stop, place.step
            return self._pages(":".join("" if end is None else str(int(end)) for end in ends))
        page = self._ask(str(int(place)))
        if page is None:
            raise IndexError(place)
        return PageInfo(self._index, self._bodies, page)

    def __iter__(self) -> Iterator[PageInfo]:
        return iter(self._pages(WHOLE))

    def __len__(self) -> int:
        found: int = self._ask(LENGTH)
        return found

    def _pages(self, part: str) -> tuple[PageInfo, ...]:
        return tuple(PageInfo(self._index, self._bodies, page) for page in self._ask(part))

    def _ask(self, part: str) -> Any:
        return self._index.lists.ask(*self._name, part)
