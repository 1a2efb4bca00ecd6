from __future__ import annotations

import pytest

from sitegen.check.nesting import OpenElements
from sitegen.check.page_parser import parse_page

HERE = (1, 1)


def errors_of(*tags: str) -> list[str]:
    """Enter and leave elements: `p`, `/p`, or `p/` for a tag that ends with a slash."""
    elements, found = OpenElements(), []
    for tag in tags:
        if tag.startswith("/"):
            found += elements.end(tag[1:], HERE)
        else:
            found += elements.start(tag.rstrip("/"), HERE, closed=tag.endswith("/"))
    return [message for message, _ in found + elements.finish()]


@pytest.mark.parametrize(
    "tags",
    [
        ("p", "b", "/b", "/p"),
        ("ul", "li", "li", "/ul"),
        ("p", "div", "/div"),
        ("br", "img/", "hr"),
        ("svg", "path/", "g", "circle/", "/g", "/svg"),
        ("a", "/a", "a", "/a"),
    ],
)
def test_what_html_allows_has_no_errors(tags: tuple[str, ...]) -> None:
    assert errors_of(*tags) == []


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (("p", "b", "/p"), ["<b> is not closed before </p>"]),
        (("/div",), ["</div> closes no open element"]),
        (("div/", "/div"), ["<div/> is not complete in HTML: write <div></div>"]),
        (("a", "b", "a", "/a", "/b", "/a"), ["<a> is inside another <a>"]),
        (("section",), ["<section> is never closed"]),
        (("b", "/b", "/b"), ["</b> closes no open element"]),
    ],
)
def test_what_html_does_not_allow_is_reported(tags: tuple[str, ...], expected: list[str]) -> None:
    assert errors_of(*tags) == expected


def test_html_inside_svg_follows_the_rules_of_html_again() -> None:
    assert errors_of("svg", "foreignobject", "div/", "/div", "/foreignobject", "path/", "/svg") == [
        "<div/> is not complete in HTML: write <div></div>"
    ]


def test_a_document_of_many_levels_is_read() -> None:
    depth = 20_000

    assert parse_page("<div>" * depth + "</div>" * depth).markup_errors == []
    assert len(parse_page("<div>" * depth).markup_errors) == depth
