from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from sitegen.render.pagination import ListPart, split_list

POSTS = PurePosixPath("posts/index.html")


def parts(count: int, paginate: int) -> list[ListPart[int]]:
    return list(split_list(range(count), paginate, POSTS, "/blog/"))


def numbers(part: ListPart[int]) -> str:
    """The numbers as a reader sees them: `1 … [5] 6`."""
    assert part.pagination
    return " ".join(
        ("… " if entry.gap else "") + (f"[{entry.number}]" if entry.current else str(entry.number))
        for entry in part.pagination.numbers
    )


@pytest.mark.parametrize(
    ("count", "paginate", "sizes"),
    [(0, 2, [0]), (1, 2, [1]), (2, 2, [2]), (3, 2, [2, 1]), (7, 0, [7]), (0, 0, [0]), (6, 3, [3, 3])],
)
def test_a_list_is_split_into_parts_and_loses_nothing(count: int, paginate: int, sizes: list[int]) -> None:
    found = parts(count, paginate)

    assert [len(part.items) for part in found] == sizes
    assert [item for part in found for item in part.items] == list(range(count))
    assert all((part.pagination is None) == (len(sizes) == 1) for part in found)


def test_the_first_part_keeps_the_address_and_the_others_are_numbered() -> None:
    found = parts(5, 2)

    assert [part.permalink for part in found] == [
        "/blog/posts/", "/blog/posts/page/2/", "/blog/posts/page/3/",
    ]  # fmt: skip
    assert [str(part.output_path) for part in found] == [
        "posts/index.html", "posts/page/2/index.html", "posts/page/3/index.html",
    ]  # fmt: skip
    assert [part.number for part in found] == [1, 2, 3]


def test_parts_lead_to_their_neighbours() -> None:
    leads = [(p.pagination.newer_url, p.pagination.older_url) for p in parts(5, 2) if p.pagination]

    assert leads == [
        ("", "/blog/posts/page/2/"), ("/blog/posts/", "/blog/posts/page/3/"), ("/blog/posts/page/2/", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        (1, "[1] 2 … 9"),
        (2, "1 [2] 3 … 9"),
        (4, "1 2 3 [4] 5 … 9"),  # a gap of one number shows the number
        (5, "1 … 4 [5] 6 … 9"),
        (6, "1 … 5 [6] 7 8 9"),
        (9, "1 … 8 [9]"),
    ],
)
def test_a_long_row_of_numbers_has_gaps(place: int, shown: str) -> None:
    assert numbers(parts(9, 1)[place - 1]) == shown
