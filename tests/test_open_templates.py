"""A site whose own templates list and link what they like: its footer, cards, archive and index."""

from __future__ import annotations

import json
import re
import shutil

import pytest

from sitegen.build import build_outputs
from sitegen.config import load_config
from tests.conftest import NOW, SITES

Texts = dict[str, str]


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Texts:
    """The site `tests/sites/portfolio`, text by output path."""
    site = shutil.copytree(SITES / "portfolio", tmp_path_factory.mktemp("portfolio") / "site")
    outputs = build_outputs(load_config(site / "sitegen.toml"), now=NOW).outputs
    return {
        str(output.output_path): output.content.decode()
        for output in outputs
        if isinstance(output.content, bytes)
    }


def test_every_page_ends_with_the_recent_posts_and_the_second_menu(texts: Texts) -> None:
    for path in ("index.html", "posts/post-1/index.html", "tags/odd/index.html", "404.html"):
        footer = texts[path][texts[path].index('<aside class="recent">') :]
        assert re.findall(r'<li><a href="(.*?)">(.*?)</a> <time datetime="(.*?)">(.*?)</time>', footer) == [
            ("/folio/posts/post-4/", "Post &amp; 4", "2024-03-04", "Mar 2024"),
            ("/folio/posts/post-3/", "Post &amp; 3", "2023-03-03", "Mar 2023"),
            ("/folio/posts/post-2/", "Post &amp; 2", "2022-03-02", "Mar 2022"),
        ]
        assert '<a href="/folio/search.json">Search index</a>' in footer
        assert '<a href="https://example.org/source">Source</a>' in footer
        assert "<p>Ada Example, 2026, MIT</p>" in footer


def test_a_page_shows_cards_from_data_files(texts: Texts) -> None:
    cards = texts["projects/index.html"].split('<section class="card"')[1:]
    assert len(cards) == 2
    assert cards[0].startswith(' id="transformer-small">')
    assert "<h2>Transformer &lt;small&gt;</h2>" in cards[0]
    assert '4500 stars, by <a href="https://example.org/bob">Bob</a>' in cards[0]
    assert '<img src="/folio/pictures/one.svg" alt="">' in cards[1]
    assert '<p>The <em>first</em> one; see <a href="/folio/posts/post-1/">the post</a>.</p>' in cards[1]
    assert "<li>Bonn, again, 2025</li>" in cards[1]


def test_a_page_lists_the_posts_by_year_and_by_tag(texts: Texts) -> None:
    page = texts["archive/index.html"]
    assert re.findall(r"<h2>(\d+)</h2>", page) == ["2024", "2023", "2022", "2021"]
    assert '<a href="/folio/posts/post-2/">Post &amp; 2</a> mood-2, 5 words' in page
    assert '<p class="tag">even: Post &amp; 4, Post &amp; 2</p>' in page


def test_a_post_leads_to_its_neighbours_and_to_related_posts(texts: Texts) -> None:
    page = texts["posts/post-2/index.html"]
    related = re.search(r'<ul class="related">(.*?)</ul>', page, re.DOTALL)
    assert related is not None
    assert re.findall(r"<li>Post &amp; (\d)</li>", related[1]) == ["4", "3", "1"]
    assert '<p class="beside">Post &amp; 1 | Post &amp; 3</p>' in page
    assert '<p class="beside">Post &amp; 3 | none</p>' in texts["posts/post-4/index.html"]


def test_a_template_writes_a_json_file(texts: Texts) -> None:
    found = json.loads(texts["search.json"])
    assert [entry["title"] for entry in found] == ["Post & 4", "Post & 3", "Post & 2", "Post & 1"]
    assert found[0] == {
        "title": "Post & 4",
        "url": "https://example.org/folio/posts/post-4/",
        "tags": ["all", "even"],
        "text": "The text of post 4.",
    }
    assert "search" not in texts["sitemap.xml"]
