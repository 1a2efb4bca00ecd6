from __future__ import annotations

import pytest

from sitegen.model import Link, Position
from tests.markdown.conftest import LINKS, render

PATH = LINKS.source_path


@pytest.mark.parametrize(
    ("address", "permalink", "fragment"),
    [
        ("#h", "/blog/posts/depth/", "h"),
        ("../width/index.md", "/blog/posts/width/", ""),
        ("../width/index.md#relu", "/blog/posts/width/", "relu"),
        ("../loss.md?print#a%20b", "/blog/posts/loss/", "a b"),
        ("../../about.md", "/blog/about/", ""),
        ("/about/#me", "/blog/about/", "me"),
        ("/", "/blog/", ""),
        ("../width/", "/blog/posts/width/", ""),
        ("../../feed.xml", "/blog/feed.xml", ""),
    ],
)
def test_a_link_within_the_site_is_noted_for_its_end_to_be_checked(
    address: str, permalink: str, fragment: str
) -> None:
    body = render(f"Text and\n[a link]({address}).")

    written = address.replace("%20", " ")
    assert body.links == (Link(written, permalink, fragment, Position(PATH, 7, 1)),)


def test_links_elsewhere_and_to_files_are_not_links_of_the_site() -> None:
    body = render(
        "[a](https://example.org/#x) [b](mailto:x@example.org) [c](data%20set.csv) <https://example.org>"
    )

    assert body.links == ()
    assert body.pictures == (("/blog/posts/depth/data%20set.csv", Position(PATH, 6, 55)),)


def test_files_that_a_body_shows_are_noted_with_their_place() -> None:
    text = "![a](spiral.png) ![b](/images/b.png)\n\n:::{figure} spiral.png\n:alt: c\n:::\n\n![d](https://example.org/d.png)"

    assert set(render(text).pictures) == {
        ("/blog/images/b.png", Position(PATH, 6, 18)),
        ("/blog/posts/depth/spiral.png", Position(PATH, 6, 1)),
        ("/blog/posts/depth/spiral.png", Position(PATH, 8, 1)),
    }


def test_the_place_of_a_link_is_found_inside_lists_quotes_and_tables() -> None:
    text = "- a\n  - [x](#a)\n\n> > b\n> > [x](#b)\n\n| h |\n|---|\n| [x](#c) |\n\ncontinued\n   [x](#d)\n"

    assert [(link.position.line, link.position.column) for link in render(text).links] == [
        (7, 5),
        (10, 5),
        (14, 3),
        (17, 4),
    ]


def test_a_picture_in_a_link_is_found_too() -> None:
    body = render("[![spiral](spiral.png)](#top)")

    assert [link.fragment for link in body.links] == ["top"]
    assert [permalink for permalink, _position in body.pictures] == ["/blog/posts/depth/spiral.png"]
