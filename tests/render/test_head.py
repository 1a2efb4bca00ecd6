"""The head of a page: its scripts, its style sheets, and what it says to other sites."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

import pytest

from sitegen.model import Asset, Body
from tests.render.sample_site import (
    ABOUT,
    FIRST,
    HOME,
    LIVE,
    POSTS,
    render,
    sample_config,
    sample_page,
    sample_site,
)

COPY = 'data-copy="Copy" data-copied="Copied"'
"""The words of the button that copies code."""


def test_a_page_without_a_demo_has_no_script_and_no_style_of_demos(outputs: dict[str, str]) -> None:
    for path in (HOME, POSTS, FIRST, "404.html", "tags/index.html"):
        scripts = [tag for tag in re.findall("<script[^>]*>", outputs[path]) if "ld+json" not in tag]
        of_series = ['<script src="/blog/series.js" defer>'] if path == FIRST else []
        words = 'data-copy="Kopieren" data-copied="Kopiert"' if 'lang="de"' in outputs[path][:60] else COPY
        assert scripts == [f'<script src="/blog/theme.js" {words}>', *of_series]
        assert "demo-" not in outputs[path]
        assert re.findall(r'rel="stylesheet" href="([^"]+)"', outputs[path]) == ["/blog/css/site.ff.css"]


def test_a_page_with_a_demo_loads_one_module_and_the_styles_it_needs(outputs: dict[str, str]) -> None:
    assert re.findall(r'<script type="module" src="([^"]+)">', outputs[LIVE]) == ["/blog/client-ff/main.js"]
    assert re.findall(r'rel="stylesheet" href="([^"]+)"', outputs[LIVE]) == [
        "/blog/css/site.ff.css", "/blog/css/code.ff.css", "/blog/css/demo.ff.css",
        "/blog/css/marks.ff.css", "/blog/css/stage.ff.css",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("html", "name"),
    [
        ('<div class="code"><pre>x</pre></div>', "code"),
        ('<figure class="code"><figcaption>a.py</figcaption><pre>x</pre></figure>', "code"),
        ('<div class="statement statement-proof"><p>x</p></div>', "blocks"),
        ('<div class="tabs"></div>', "blocks"),
    ],
)
def test_what_few_pages_have_brings_its_style_sheet(tmp_path: Path, html: str, name: str) -> None:
    config = sample_config(tmp_path)
    page = sample_page("about.md", "page", Body((html,)))

    assert f"/blog/css/{name}.ff.css" in render(config, sample_site(config, [page]))[ABOUT]


def test_the_head_describes_the_page_to_others(outputs: dict[str, str]) -> None:
    head = outputs[LIVE][: outputs[LIVE].index("<body>")]

    for line in (
        '<meta name="description" content="With a demo.">',
        '<link rel="canonical" href="https://example.org/blog/posts/live/">',
        '<link rel="alternate" type="application/atom+xml" title="Notes &amp; queries" href="/blog/feed.xml">',  # noqa: E501 - one element in one line
        '<meta property="og:type" content="article">',
        '<meta property="og:title" content="A &lt;live&gt; post">',
        '<meta property="og:url" content="https://example.org/blog/posts/live/">',
        '<meta property="og:image:alt" content="A picture">',
        '<meta property="article:published_time" content="2026-05-04T12:30:00+00:00">',
    ):
        assert line in head
    assert '<meta property="og:type" content="website">' in outputs[HOME]


def test_a_picture_beside_the_post_is_found_where_it_is_published(tmp_path: Path) -> None:
    config = sample_config(tmp_path)
    beside = Asset(Path("a.png"), PurePosixPath("posts/trip/a.png"), "content/posts/trip/a.png")
    static = Asset(Path("b.png"), PurePosixPath("img/b.png"), "static/img/b.png")
    for image, expected in (
        ("a.png", "https://example.org/blog/posts/trip/a.png"),
        ("./a.png", "https://example.org/blog/posts/trip/a.png"),
        ("/img/b.png", "https://example.org/blog/img/b.png"),
        ("/blog/img/b.png", "https://example.org/blog/img/b.png"),
        ("https://cdn.example/c.png", "https://cdn.example/c.png"),
    ):
        page = sample_page("posts/trip/index.md", image=image)
        texts = render(config, sample_site(config, [page], [beside, static]))
        assert f'og:image" content="{expected}"' in texts["posts/trip/index.html"]
