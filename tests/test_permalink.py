from __future__ import annotations

from datetime import date
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.permalink import (
    alias_output,
    base_path_of,
    expand_pattern,
    output_path_of,
    permalink_of,
    slugify,
    split_date_prefix,
)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Hello, World!", "hello-world"),
        ("  Café au lait ", "cafe-au-lait"),
        ("Ünïcödé & more", "unicode-more"),
        ("snake_case name", "snake-case-name"),
        ("глубокое обучение", "глубокое-обучение"),
        ("深層学習", "深層学習"),
        ("𝓐 script", "a-script"),
        ("!!!", ""),
    ],
)
def test_a_slug_is_lower_case_words_with_hyphens(text: str, slug: str) -> None:
    assert slugify(text) == slug


@given(st.text())
def test_a_slug_is_a_slug_already(text: str) -> None:
    slug = slugify(text)

    assert slugify(slug) == slug
    assert "/" not in slug
    assert not slug.startswith("-")


def test_a_date_before_a_file_name_is_cut_off() -> None:
    assert split_date_prefix("2026-11-23-a-post") == ("2026-11-23", "a-post")
    assert split_date_prefix("2026-11-23") == (None, "2026-11-23")
    assert split_date_prefix("a-post") == (None, "a-post")


@pytest.mark.parametrize(
    ("base_url", "path"),
    [
        ("https://example.org", "/"),
        ("https://example.org/", "/"),
        ("https://example.org/blog", "/blog/"),
        ("https://example.org/a/b/", "/a/b/"),
    ],
)
def test_the_base_path_has_a_slash_at_both_ends(base_url: str, path: str) -> None:
    assert base_path_of(base_url) == path


@pytest.mark.parametrize(
    ("output_path", "permalink"),
    [
        ("index.html", "/blog/"),
        ("posts/x/index.html", "/blog/posts/x/"),
        ("404.html", "/blog/404.html"),
        ("posts/a b.png", "/blog/posts/a%20b.png"),
        ("теги/index.html", "/blog/%D1%82%D0%B5%D0%B3%D0%B8/"),
    ],
)
def test_a_permalink_and_its_file_convert_to_each_other(output_path: str, permalink: str) -> None:
    assert permalink_of("/blog/", PurePosixPath(output_path)) == permalink
    assert output_path_of("/blog/", permalink) == PurePosixPath(output_path)


def test_a_pattern_can_contain_the_date() -> None:
    day = date(2026, 1, 2)

    path = expand_pattern("/{section}/{year}/{month}/{day}/{slug}/", slug="x", section="posts", day=day)

    assert path == PurePosixPath("posts/2026/01/02/x/index.html")
    assert expand_pattern("/{slug}.html", slug="x", section="", day=None) == PurePosixPath("x.html")


def test_a_pattern_with_a_date_refuses_a_source_without_one() -> None:
    with pytest.raises(ValueError, match="needs the year, and this source has no date"):
        expand_pattern("/{year}/{slug}/", slug="x", section="", day=None)


@pytest.mark.parametrize(
    ("alias", "file"),
    [
        ("/old/", "old/index.html"),
        ("old", "old/index.html"),
        ("/blog/old/", "old/index.html"),
        ("/old.html", "old.html"),
    ],
)
def test_an_alias_becomes_a_file(alias: str, file: str) -> None:
    assert alias_output("/blog/", alias) == PurePosixPath(file)
