"""Pages of one source each, their neighbours, and redirects to them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.render.sample_site import (
    render,
    sample_config,
    sample_page,
    sample_site,
)


def test_a_post_outside_a_series_leads_to_its_neighbours_in_time(outputs: dict[str, str]) -> None:
    text = outputs["posts/draft/index.html"]
    assert 'href="/blog/posts/first/" rel="prev"' in text
    assert 'href="/blog/posts/live/" rel="next"' in text


def test_the_only_part_of_a_series_still_leads_to_its_neighbours_in_time(tmp_path: Path) -> None:
    config = sample_config(tmp_path)
    pages = [
        sample_page("posts/one.md", date=date(2026, 1, 1), series="Course", part=1),
        sample_page("posts/two.md", date=date(2026, 1, 2)),
    ]
    assert (
        'href="/blog/posts/two/" rel="next"'
        in render(config, sample_site(config, pages))["posts/one/index.html"]
    )


def test_an_older_address_leads_to_the_page(outputs: dict[str, str]) -> None:
    for path in ("old/live/index.html", "older.html"):
        assert '<meta http-equiv="refresh" content="0; url=/blog/posts/live/">' in outputs[path]
        assert '<link rel="canonical" href="https://example.org/blog/posts/live/">' in outputs[path]
