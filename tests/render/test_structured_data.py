"""What pages tell search engines about themselves."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

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


def things(html: str) -> list[dict[str, Any]]:
    """Return what a page tells search engines about itself."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    graphs = [json.loads(text) for text in found]
    assert all(graph["@context"] == "https://schema.org" for graph in graphs)
    return [thing for graph in graphs for thing in graph["@graph"]]


def test_a_post_tells_search_engines_about_itself(outputs: dict[str, str]) -> None:
    post, trail = things(outputs[LIVE])

    assert post["@type"] == ["BlogPosting", "LearningResource"]
    assert post["headline"] == "A <live> post"
    assert post["url"] == "https://example.org/blog/posts/live/"
    assert post["datePublished"] == "2026-05-04T12:30:00+00:00"
    assert post["timeRequired"] == "PT3M"
    assert trail["@type"] == "BreadcrumbList"
    assert [(step["position"], step["item"]) for step in trail["itemListElement"]] == [
        (1, "https://example.org/blog/"),
        (2, "https://example.org/blog/posts/"),
        (3, "https://example.org/blog/posts/live/"),
    ]


def test_a_post_without_a_demo_is_no_learning_resource(outputs: dict[str, str]) -> None:
    post = things(outputs[FIRST])[0]

    assert post["@type"] == "BlogPosting"
    assert "dateModified" not in post, "what is not known is left out"


def test_the_home_page_names_the_site_and_other_pages_say_nothing(outputs: dict[str, str]) -> None:
    (site,) = things(outputs[HOME])

    assert (site["@type"], site["name"]) == ("WebSite", "Notes & queries")
    assert things(outputs[POSTS]) == things(outputs[ABOUT]) == things(outputs["404.html"]) == []


def test_a_title_cannot_end_the_script_element(tmp_path: Path) -> None:
    config = sample_config(tmp_path)
    page = sample_page("posts/x.md", title="</script><script>alert(1)</script><!--", draft=False)
    html = render(config, sample_site(config, [page]))["posts/x/index.html"]

    assert things(html)[0]["headline"] == "</script><script>alert(1)</script><!--"
    assert "<script>alert" not in html


def test_a_draft_says_nothing_to_search_engines(tmp_path: Path) -> None:
    config = sample_config(tmp_path)
    page = sample_page("posts/x.md", draft=True)

    assert things(render(config, sample_site(config, [page]))["posts/x/index.html"]) == []
