"""Addresses of other generators, and the pattern that gives the same here."""

from __future__ import annotations

from datetime import date

import pytest

from sitegen.importing.old_addresses import (
    ascii_slug,
    clean_address,
    date_parts,
    fill,
    fit,
    github_slug,
    pattern_of,
    url_safe,
)

DAY = date(2014, 7, 1)


@pytest.mark.parametrize(
    ("address", "pattern", "slug"),
    [
        ("/2014/07/01/a-post/", "/{year}/{month}/{day}/{slug}/", "a-post"),
        ("/blog/2014/07/a_post.html", "/blog/{year}/{month}/{slug}.html", "a_post"),
        ("/2014-07-01-a-post/", "/{slug}/", "2014-07-01-a-post"),
        ("/Über/日本/", "/Über/{slug}/", "日本"),
        ("/2015/07/other-year/", "/2015/{month}/{slug}/", "other-year"),
    ],
)
def test_an_address_is_split_into_its_pattern_and_its_slug(address: str, pattern: str, slug: str) -> None:
    assert pattern_of(address, DAY) == (pattern, slug)


def test_equal_month_and_day_are_told_apart_by_their_order() -> None:
    assert pattern_of("/2014/07/07/x/", date(2014, 7, 7)) == ("/{year}/{month}/{day}/{slug}/", "x")


@pytest.mark.parametrize("address", ["/", "/a b/", "/x.php", "/{x}/y/", "/a/../b/", "/feed.xml"])
def test_an_address_that_no_pattern_gives_has_none(address: str) -> None:
    assert pattern_of(clean_address(address) or "/", None) in (None, ("/a/{slug}/", "b"))


def test_the_pattern_of_most_addresses_is_taken() -> None:
    found = fit([("/2014/07/a/", DAY), ("/2014/07/b/", DAY), ("/other/c/", DAY)])

    assert found is not None
    assert (found.pattern, found.needs_date) == ("/{year}/{month}/{slug}/", True)
    assert fit([("/?p=1", None)]) is None


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("https://a.example/x/index.html?y#z", "/x/"),
        ("x//y/", "/x/y/"),
        ("/%C3%BC/", "/ü/"),
        ("/a/../../etc/", ""),
        ("/a\\b/", ""),
        ("/" + "x" * 300 + "/", ""),
        ("http://[::1", ""),
    ],
)
def test_an_address_is_cleaned_or_refused(text: str, clean: str) -> None:
    assert clean_address(text) == clean


def test_patterns_of_jekyll_are_filled() -> None:
    values = {**date_parts(DAY), "title": "a", "categories": ""}

    assert fill("/:categories/:year/:i_month/:short_month/:title.html", values) == "/2014/7/Jul/a.html"


def test_titles_become_slugs_as_in_each_generator() -> None:
    assert ascii_slug("Crème brûlée, 2 ways!") == "creme-brulee-2-ways"
    assert github_slug("What's New? A/B") == "whats-new-ab"
    assert url_safe("C++ & Größe") == "c++-größe"
