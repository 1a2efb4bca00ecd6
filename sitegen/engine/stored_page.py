"""Pages of an earlier build: front matter and body are decoded when they are asked for."""

from __future__ import annotations

from functools import cached_property
from pathlib import PurePosixPath
from typing import Any, cast

from sitegen.cache import Cache
from sitegen.engine.pickles import dump_value, load_value
from sitegen.engine.views import path_of
from sitegen.model import Body, FrontMatter, Page, Source

Row = tuple[str, str, str, str, int, str, bytes, str, str]
"""Path, kind, permalink, output path, line of the body, key of the body, front matter, further language, and
the path without the language where the path names one."""
BODIES = "body"
"""The kind of the bodies in the cache."""


class StoredValueError(LookupError):
    """A value of an earlier build is not in the cache any more."""


class StoredSource:
    """Stands for a `Source`. Its text is not stored."""

    def __init__(self, row: Row) -> None:
        self._row = row
        self.permalink = row[2]
        self.kind = row[1]
        self.first_line = row[4]
        self.edition = row[7]
        self.original = PurePosixPath(row[8]) if row[8] else None

    @cached_property
    def source_path(self) -> PurePosixPath:
        """As in `Source`."""
        return PurePosixPath(self._row[0])

    @cached_property
    def output_path(self) -> PurePosixPath:
        """As in `Source`."""
        return PurePosixPath(self._row[3])

    @cached_property
    def front_matter(self) -> FrontMatter:
        """As in `Source`."""
        found = load_value(self._row[6])
        if not isinstance(found, FrontMatter):
            raise StoredValueError(f"the front matter of {self._row[0]} is damaged")
        return found

    @property
    def text(self) -> str:
        """Not stored."""
        raise StoredValueError(f"the text of {self._row[0]} is not stored")


class StoredPage:
    """Stands for a `Page`."""

    def __init__(self, row: Row, cache: Cache) -> None:
        """Make a page.

        Args:
            row: what is stored of it.
            cache: where its body is.
        """
        self.row, self._cache = row, cache
        self.page_path, self.permalink = row[0], row[2]

    @cached_property
    def source(self) -> Source:
        """As in `Page`."""
        return cast("Source", StoredSource(self.row))

    @cached_property
    def body(self) -> Body:
        """As in `Page`."""
        data = self._cache.get_bytes(BODIES, self.row[5])
        body: Any = load_value(data) if data else None
        if not isinstance(body, Body):
            raise StoredValueError(f"the body of {self.row[0]} is not in the cache")
        return body

    @property
    def title(self) -> str:
        """As in `Page`."""
        return self.source.front_matter.title


def row_of(page: Page, body_key: str) -> Row:
    """Return what is stored of a page.

    Args:
        page: the page.
        body_key: the key of its body in the cache.
    """
    if isinstance(page, StoredPage):
        return (*page.row[:5], body_key, *page.row[6:])
    source = page.source
    matter = dump_value(source.front_matter)
    places = str(source.output_path), source.first_line
    language = source.edition, str(source.original or "")
    return path_of(page), source.kind, source.permalink, *places, body_key, matter, *language
