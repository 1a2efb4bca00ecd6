"""The archive: the posts of each year and each month, and the addresses of their lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from sitegen.model import Day, Page


@dataclass(frozen=True, slots=True)
class Period:
    """A year or a month with its posts."""

    year: int
    month: int
    """From 1; 0 for a whole year."""
    pages: tuple[Page, ...]
    """In the order of the site's posts: newest first."""

    @property
    def name(self) -> str:
        """The last part of its address: `2026`, or `2026/03`."""
        return f"{self.year:04}/{self.month:02}" if self.month else f"{self.year:04}"

    @property
    def origin(self) -> str:
        """What messages call its list."""
        return f"the archive of {self.name}"


def day_of(page: Page) -> Day | None:
    """Return the date of a page."""
    return page.source.front_matter.date


def periods_of(posts: Iterable[Page], day: Callable[[Page], Day | None] = day_of) -> tuple[Period, ...]:
    """Return every year that has posts, newest first, each before its months.

    A date counts as it is written, in its own zone.

    Args:
        posts: newest first.
        day: returns the date of a post; a post without one is in no period.
    """
    found: dict[tuple[int, int], list[Page]] = {}
    for page in posts:
        if when := day(page):
            for month in (0, when.month):
                found.setdefault((when.year, month), []).append(page)
    ordered = sorted(found.items(), key=lambda item: (-item[0][0], item[0][1] != 0, -item[0][1]))
    return tuple(Period(year, month, tuple(pages)) for (year, month), pages in ordered)


def archive_output(archive: str, period: Period | None = None) -> PurePosixPath:
    """Return the file of the archive, or that of the first part of a period's list.

    Args:
        archive: the folder of the archive, as the configuration names it.
        period: the year or the month.
    """
    folder = PurePosixPath(archive.strip("/"))
    return (folder / period.name if period else folder) / "index.html"
