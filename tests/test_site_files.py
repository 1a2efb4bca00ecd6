"""The feeds of the site, of sections and of terms: their files, what they hold, and the links to them."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sitegen.build import build_outputs
from sitegen.config import load_config
from sitegen.engine.explain import explain
from sitegen.site_files import feeds_of
from tests.conftest import WriteSite
from tests.render.sample_site import sample_config
from tests.test_incremental import build, clean, published, rewrite
from tests.test_taxonomies import outputs_of

CONFIG = """title = "A site"
base_url = "https://example.org/blog/"
feeds = []
paginate = 1

[sections.posts]
feeds = ["atom", "json"]

[taxonomies.tags]
feeds = ["rss"]
"""
POST = '---\ntitle: "Post {n}"\ndate: 2026-01-0{n}\ndescription: d\ntags: [{tags}]\n---\n\nText {n}.\n'
FILES = {
    "content/posts/_index.md": "---\ntitle: Notes\ndescription: All notes.\n---\n",
    "content/posts/one.md": POST.format(n=1, tags="blue sky"),
    "content/posts/two.md": POST.format(n=2, tags="blue sky, sea"),
    "content/posts/page.md": "---\ntitle: A draft\ndate: 2026-02-01\ntags: [sea]\ndraft: true\n---\n",
    "content/other/three.md": POST.format(n=3, tags="sea"),
}


@pytest.fixture
def site(write_site: WriteSite) -> Path:
    return write_site(FILES, CONFIG)


def test_a_site_has_the_feeds_that_the_configuration_asks_for() -> None:
    both = feeds_of(sample_config(feeds=("json", "atom")))

    assert [feed.name for feed in both] == ["feed.xml", "feed.json"]
    assert feeds_of(sample_config(feeds=())) == ()


def test_sections_and_terms_have_feeds_of_their_own(site: Path) -> None:
    texts = outputs_of(site)

    feeds = {path for path in texts if path.endswith((".xml", ".json")) and path != "sitemap.xml"}
    assert feeds == {"posts/feed.xml", "posts/feed.json", "tags/blue-sky/rss.xml", "tags/sea/rss.xml"}
    found = json.loads(texts["posts/feed.json"])
    assert [found[name] for name in ("title", "home_page_url", "feed_url", "description")] == [
        "Notes · A site", "https://example.org/blog/posts/", "https://example.org/blog/posts/feed.json",
        "All notes.",
    ]  # fmt: skip
    assert [item["title"] for item in found["items"]] == ["Post 2", "Post 1"]
    channel = ET.fromstring(texts["tags/sea/rss.xml"])[0]
    assert channel.findtext("title") == "sea · A site"
    assert [item.findtext("title") for item in channel.findall("item")] == ["Post 3", "Post 2"]


def test_drafts_are_in_no_feed(site: Path) -> None:
    built = build_outputs(
        load_config(site / "sitegen.toml"), drafts=True, now=datetime(2026, 6, 1, tzinfo=UTC)
    )
    texts = {str(output.output_path): output.content for output in built.outputs}
    assert "posts/page/index.html" in texts
    assert b"A draft" not in bytes(texts["posts/feed.json"])


def test_every_part_of_a_list_names_its_feeds(site: Path) -> None:
    texts = outputs_of(site)

    for path in ("posts/index.html", "posts/page/2/index.html"):
        assert texts[path].count('rel="alternate"') == 2
        assert '<p class="more"><a href="/blog/posts/feed.json">JSON feed</a></p>' in texts[path]
    link = (
        '<link rel="alternate" type="application/rss+xml" title="Posts on sea · A site" '
        'href="/blog/tags/sea/rss.xml">'
    )
    assert link in texts["tags/sea/index.html"]
    assert "alternate" not in texts["other/index.html"]


def test_settings_of_a_section_that_is_not_there_are_a_warning(site: Path) -> None:
    rewrite("sitegen.toml", "sections.posts", "sections.post")(site)
    built = build_outputs(load_config(site / "sitegen.toml"), now=datetime(2026, 6, 1, tzinfo=UTC))
    assert [str(problem) for problem in built.site.warnings] == [
        "sitegen.toml:6:11: warning: sections: there is no section 'post'\n  did you mean 'posts'?"
    ]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("Text 2", "Text two", "the text for the feed"),
        ("blue sky, sea", "blue sky", "the tags of content/posts/two.md"),
    ],
)
def test_after_an_edit_the_feeds_are_those_of_a_clean_build(
    site: Path, old: str, new: str, reason: str
) -> None:
    build(site)
    rewrite("content/posts/two.md", old, new)(site)
    done = build(site)
    assert done is not None
    assert published(site / "public") == clean(site)
    assert reason in "".join(explain("tags/sea/rss.xml", done.graph, done.before))
