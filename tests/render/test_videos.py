"""Videos of posts: cards, players, the policy of their pages, feeds, pages in Markdown, and edits."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from sitegen.errors import SitegenError
from tests.conftest import WriteSite
from tests.images.test_pictures import png
from tests.test_incremental import build, clean, published

CARD = """:::{video} https://youtu.be/a1b2c3d4e5f
:title: A & B
:poster: cover.png
:alt: A "cover"
:::
"""
FILE = """:::{video} clip.mp4
:title: A clip
:alt: It turns
:poster: cover.png
:captions: clip.vtt

Seen from above.
:::
"""
HEAD = "---\ntitle: Films\ndate: 2026-01-02\ndescription: d\n---\n\n"
PAGE = "posts/films/index.html"
NOCOOKIE = "https://www.youtube-nocookie.com"
CONFIG = """title = "A site"
markdown_pages = true

[images]
widths = [32]

[security]
headers_file = true
"""


@pytest.fixture
def site(write_site: WriteSite) -> Path:
    folder = write_site(
        {
            "content/posts/films/index.md": f"{HEAD}Text.\n\n{CARD}\n{FILE}",
            "content/posts/films/cover.png": png(100, 50),
            "content/posts/films/clip.mp4": b"film",
            "content/posts/films/clip.vtt": "WEBVTT\n",
            "content/posts/plain.md": f"{HEAD}Words.\n",
        }
    )
    (folder / "sitegen.toml").write_text(CONFIG)
    return folder


def policy_of(site: Path, page: str) -> str:
    """Return what the policy of a page says of frames."""
    text = (site / "public" / page).read_text()
    found = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert found
    return next((part.strip() for part in found[1].split(";") if "frame-src" in part), "")


def test_a_card_is_a_link_and_loads_nothing_from_the_other_site(site: Path) -> None:
    build(site)
    text = (site / "public" / PAGE).read_text()
    (card,) = re.findall(r'<div class="video video-card".*?</div>', text, re.DOTALL)

    assert f'data-player="{NOCOOKIE}/embed/a1b2c3d4e5f?autoplay=1" data-title="A &amp; B"' in card
    assert '<a class="video-link" href="https://www.youtube.com/watch?v=a1b2c3d4e5f">' in card
    assert re.search(
        r'<img src="/posts/films/cover.png" alt="A &#34;cover&#34;" width="100" height="50" ', card
    )
    assert re.search(r'srcset="/posts/films/cover.32.\w{8}.webp 32w, /posts/films/cover.png 100w"', card)
    assert "Video on YouTube" in card
    assert "<iframe" not in text
    assert '<script type="module" src="/video.js"></script>' in text
    assert (site / "public/video.js").is_file()


def test_a_file_of_the_site_has_a_player_with_size_words_and_captions(site: Path) -> None:
    build(site)
    text = (site / "public" / PAGE).read_text()

    assert (
        '<video class="video" controls preload="none" src="/posts/films/clip.mp4" '
        'aria-label="A clip: It turns" poster="/posts/films/cover.png" width="100" height="50">'
    ) in text
    assert '<track kind="captions" src="/posts/films/clip.vtt" srclang="en" label="English" default>' in text
    assert "<p>Seen from above.</p>" in text


def test_only_pages_with_a_card_allow_its_player_and_the_headers_allow_all_players(site: Path) -> None:
    build(site)

    assert policy_of(site, PAGE) == f"frame-src 'self' {NOCOOKIE}"
    assert policy_of(site, "posts/plain/index.html") == ""
    assert "video.js" not in (site / "public/posts/plain/index.html").read_text()
    assert f"frame-src 'self' {NOCOOKIE};" in (site / "public/_headers").read_text()


def test_origins_of_the_configuration_are_named_once(site: Path) -> None:
    (site / "sitegen.toml").write_text(f'{CONFIG}frame_src = ["{NOCOOKIE}", "https://a.example"]\n')
    build(site)

    assert policy_of(site, PAGE) == f"frame-src 'self' {NOCOOKIE} https://a.example"


def test_feeds_and_pages_in_markdown_have_a_link(site: Path) -> None:
    build(site)
    feed = (site / "public/feed.xml").read_text()

    assert '<a href="https://www.youtube.com/watch?v=a1b2c3d4e5f">A &amp; B</a>' in feed
    assert '<a href="http://localhost:8484/posts/films/clip.mp4">A clip</a>' in feed
    assert "<video" not in feed
    text = (site / "public" / f"{PAGE}.md").read_text()
    assert "[A & B](https://youtu.be/a1b2c3d4e5f)" in text
    assert "[A clip](http://localhost:8484/posts/films/clip.mp4)\n\n*Seen from above.*" in text


def test_the_filter_for_markdown_refuses_videos(site: Path) -> None:
    (site / "templates").mkdir(exist_ok=True)
    text = ":::{video} https://youtu.be/a1b2c3d4e5f\\n:title: A\\n:::"
    (site / "templates" / "page.html").write_text(
        f'{{% extends "sitegen/page.html" %}}{{% block main %}}{{{{ "{text}" | markdown }}}}{{% endblock %}}'
    )
    (site / "content" / "about.md").write_text("---\ntitle: About\n---\n")

    with pytest.raises(SitegenError, match="cannot hold demos, metrics, code cells or videos"):
        build(site)


def edit(old: str, new: str) -> Callable[[Path], object]:
    """Return what replaces a part of the post."""

    def change(site: Path) -> None:
        file = site / "content/posts/films/index.md"
        assert old in file.read_text()
        file.write_text(file.read_text().replace(old, new))

    return change


CHANGES: dict[str, Callable[[Path], object]] = {
    "the card goes": edit(CARD, ""),
    "another host": edit("https://youtu.be/a1b2c3d4e5f", "https://vimeo.com/123456"),
    "a title": edit("A & B", "C"),
    "a text": edit("Text.", "Words."),
    "the picture": lambda site: (site / "content/posts/films/cover.png").write_bytes(png(90, 45)),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_an_edit_gives_what_a_clean_build_gives(site: Path, change: Callable[[Path], object]) -> None:
    build(site)
    change(site)
    build(site)

    assert published(site / "public") == clean(site)
