"""What templates see of a page: dates, contents, series, authors, languages."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from tests.render.sample_site import (
    ABOUT,
    FIRST,
    HOME,
    LIVE,
    live_body,
    render,
    sample_config,
    sample_page,
    sample_site,
)


def test_a_post_shows_dates_for_people_and_machines(outputs: dict[str, str]) -> None:
    assert '<time datetime="2026-05-04T12:30:00Z">4 May 2026</time>' in outputs[LIVE]
    assert 'Updated <time datetime="2026-06-01">1 June 2026</time>' in outputs[LIVE]
    assert '<time datetime="2026-03-01">1 March 2026</time>' in outputs[FIRST]
    assert "3 min read" in outputs[LIVE]


def test_a_post_has_its_contents_neighbours_series_and_prerequisites(outputs: dict[str, str]) -> None:
    text = outputs[LIVE]

    toc = text[text.index('<nav class="toc"') : text.index('<div class="content">')]
    assert re.findall(r'<a href="#(\w+)">(.*?)</a>', toc) == [
        ("one", "One"), ("under", "<em>Under</em>"), ("two", "Two"), ("three", "Three"),
    ]  # fmt: skip
    assert 'Read before: <a href="/blog/posts/first/">First</a>; patience' in text


def test_a_post_of_a_series_says_its_part_and_leads_to_the_others(outputs: dict[str, str]) -> None:
    text = outputs[LIVE]
    assert '<a href="#series--parts">Part 2 of Course</a>' in text
    series = text[text.index('<nav class="series"') :]
    part = r'<li><a href="([^"]+)"( aria-current="page")?><span>.*?</span> <span.*?>Part\u00a0(.)<'
    assert re.findall(part, series) == [
        ("/blog/posts/first/", "", "1"), ("/blog/posts/live/", ' aria-current="page"', "2"),
    ]  # fmt: skip
    assert re.findall(r'href="([^"]+)" rel="(\w+)"', series) == [("/blog/posts/first/", "prev")]
    assert re.findall(r'href="([^"]+)" rel="(\w+)"', outputs[FIRST]) == [("/blog/posts/live/", "next")]


def test_a_series_counts_its_parts_as_their_front_matter_does_and_else_in_order(tmp_path: Path) -> None:
    def numbers(*parts: int | None) -> list[tuple[str, str]]:
        config = sample_config(tmp_path)
        pages = [
            sample_page(f"posts/p{n}.md", date=date(2026, 1, n), series="Course", part=part)
            for n, part in enumerate(parts, 1)
        ]
        text = render(config, sample_site(config, pages))["posts/p1/index.html"]
        return re.findall(r'/posts/(p.)/"[^>]*>.*?Part\u00a0(\d+)<', text)

    assert numbers(4, 2) == [("p2", "2"), ("p1", "4")]
    assert numbers(None, None) == [("p1", "1"), ("p2", "2")]


def test_a_short_post_has_no_table_of_contents_and_front_matter_decides(
    tmp_path: Path, outputs: dict[str, str]
) -> None:
    assert 'class="toc"' not in outputs[FIRST]
    assert 'class="toc"' in outputs[ABOUT]
    config = sample_config(tmp_path)
    pages = [sample_page("posts/live.md", toc=False, body=live_body())]
    assert 'class="toc"' not in render(config, sample_site(config, pages))[LIVE]


def test_authors_are_those_of_the_post_else_the_site_s(outputs: dict[str, str]) -> None:
    assert "By Bob, Eve" in outputs[FIRST]
    assert "By Ada Example" in outputs[LIVE]
    assert "By Ada Example" not in outputs[ABOUT]


def test_a_draft_is_marked_in_lists_and_on_its_page_and_hidden_from_search_engines(
    outputs: dict[str, str],
) -> None:
    assert '<span class="draft">Draft</span>' in outputs[HOME]
    for path, note in (("posts/draft/index.html", "Nicht veröffentlicht"), (ABOUT, "Not published")):
        assert note in outputs[path]
        assert '<meta name="robots" content="noindex">' in outputs[path]
    assert "noindex" not in outputs[LIVE]


def test_a_post_in_another_language_says_so(outputs: dict[str, str]) -> None:
    draft = outputs["posts/draft/index.html"]

    assert '<html lang="de">' in draft
    assert "1. April 2026" in draft
    assert '<span lang="de">Deutsch</span>' in draft
    assert 'lang="de"><a href="/blog/posts/draft/" hreflang="de">' in outputs[HOME]
    assert '<html lang="en">' in outputs[HOME]
