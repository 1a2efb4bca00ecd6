"""Lists of posts: home, sections, tags."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from sitegen.model import Body
from tests.render.sample_site import (
    HOME,
    POSTS,
    render,
    sample_config,
    sample_page,
    sample_site,
)


def test_the_home_page_shows_the_newest_posts_and_leads_to_all(outputs: dict[str, str]) -> None:
    assert re.findall(r'<h3 class="summary-title"[^>]*><a [^>]*>(.*?)</a>', outputs[HOME]) == [
        "A &lt;live&gt; post", "Not yet",
    ]  # fmt: skip
    assert '<a href="/blog/posts/">All posts</a>' in outputs[HOME]


def test_a_home_page_without_texts_of_its_own_is_the_site_s(tmp_path: Path) -> None:
    config = sample_config(tmp_path)
    home = sample_page("_index.md", "home", Body(), title=config.title)  # as loading makes it
    text = render(config, sample_site(config, [home]))["index.html"]

    assert "<h1>Notes &amp; queries</h1>" in text
    assert "<title>Notes &amp; queries</title>" in text
    assert "What was found." in text


def test_posts_that_no_section_lists_are_spread_over_the_home_page(tmp_path: Path) -> None:
    config = sample_config(tmp_path)
    pages = [sample_page(f"p{n}.md", date=date(2026, 1, n)) for n in range(1, 6)]
    texts = render(config, sample_site(config, [sample_page("_index.md", "home"), *pages]))

    shown = [texts[path] for path in ("index.html", "page/2/index.html", "page/3/index.html")]
    assert [re.findall(r'href="/blog/(p\d)/"', text) for text in shown] == [
        ["p5", "p4"],
        ["p3", "p2"],
        ["p1"],
    ]


def test_a_long_list_is_spread_over_pages_that_lead_to_each_other(outputs: dict[str, str]) -> None:
    second = outputs["posts/page/2/index.html"]
    bar = second[second.index('<nav class="pagination"') :]

    assert 'href="/blog/posts/" rel="prev"' in bar
    assert 'href="/blog/posts/page/3/" rel="next"' in bar
    assert 'href="/blog/posts/page/2/" aria-current="page" aria-label="Page 2 of 6"' in bar
    assert "<h1>Posts, page 2</h1>" in second
    assert '<link rel="canonical" href="https://example.org/blog/posts/page/2/">' in second
    parts = [text for path, text in outputs.items() if path == POSTS or path.startswith("posts/page/")]
    titles = re.findall(r'class="summary-title"[^>]*><a [^>]*>(.*?)</a>', "".join(parts))
    assert titles[3:] == [f"Note {n}" for n in range(9, 0, -1)]


def test_the_list_of_tags_and_the_page_of_a_tag(outputs: dict[str, str]) -> None:
    terms = re.findall(
        r'<a href="(/blog/tags/[^"]+)"><span class="term-name">(.*?)</span>', outputs["tags/index.html"]
    )

    assert terms == [
        ("/blog/tags/c-plus-plus/", "C++"), ("/blog/tags/later/", "later"), ("/blog/tags/python/", "python"),
    ]  # fmt: skip
    assert "3 posts" in outputs["tags/python/index.html"]
    assert "1 post</p>" in outputs["tags/later/index.html"]
