"""Lists that are spread over several pages: which items are on which, and the links between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Generic, TypeVar

from sitegen.addresses import list_paths
from sitegen.permalink import permalink_of
from sitegen.render.context import PageNumber, Pagination

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ListPart(Generic[T]):
    """What one page of a list shows."""

    items: tuple[T, ...]
    output_path: PurePosixPath
    permalink: str
    pagination: Pagination | None
    """None when all items are on one page."""

    @property
    def number(self) -> int:
        """Which part this is; the first is 1."""
        return self.pagination.number if self.pagination else 1


def split_list(
    items: Sequence[T], paginate: int, output_path: PurePosixPath, base_path: str
) -> Iterator[ListPart[T]]:
    """Split a list into parts; there is at least one, also for an empty list.

    Args:
        items: what is listed, in order.
        paginate: how many on one page; 0 for all.
        output_path: the first part, `posts/index.html`; the others are `posts/page/2/index.html` and so on.
        base_path: what stands before every permalink.
    """
    paths = list_paths(len(items), paginate, output_path)
    urls = [permalink_of(base_path, path) for path in paths]
    size = paginate or len(items)
    for number, path in enumerate(paths, start=1):
        yield ListPart(
            items=tuple(items[(number - 1) * size : number * size]),
            output_path=path,
            permalink=urls[number - 1],
            pagination=_pagination(number, urls) if len(paths) > 1 else None,
        )


def _pagination(number: int, urls: Sequence[str]) -> Pagination:
    total = len(urls)
    near = range(number - 1, number + 2)
    shown = sorted({1, total, *(n for n in near if 1 <= n <= total)})
    # A gap that would hide a single number shows the number instead.
    shown = sorted({*shown, *(n + 1 for n in shown if n + 2 in shown)})
    return Pagination(
        number=number,
        total=total,
        newer_url=urls[number - 2] if number > 1 else "",
        older_url=urls[number] if number < total else "",
        numbers=tuple(
            PageNumber(n, urls[n - 1], current=n == number, gap=n > 1 and n - 1 not in shown) for n in shown
        ),
    )
