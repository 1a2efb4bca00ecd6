"""What holds for every page that the built-in templates make."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from justhtml import JustHTML

from tests.render.sample_site import (
    LIVE,
    PAGES,
    REDIRECT,
    render,
    sample_config,
)


@pytest.mark.parametrize("path", [*PAGES, REDIRECT])
def test_a_page_is_html_that_a_validator_accepts(outputs: dict[str, str], path: str) -> None:
    assert JustHTML(outputs[path], collect_errors=True).errors == []


@pytest.mark.parametrize("path", [*PAGES, REDIRECT])
def test_a_page_has_one_h1_and_no_level_is_skipped(outputs: dict[str, str], path: str) -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])\b", outputs[path])]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(lower - upper <= 1 for upper, lower in pairwise(levels))


@pytest.mark.parametrize("path", PAGES)
def test_ids_are_unique_and_anchors_of_the_page_exist(outputs: dict[str, str], path: str) -> None:
    ids = re.findall(r'\sid="([^"]+)"', outputs[path])

    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', outputs[path])) <= set(ids)
    assert set(" ".join(re.findall(r'aria-labelledby="([^"]+)"', outputs[path])).split()) <= set(ids)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_landmarks_and_a_way_past_them(outputs: dict[str, str], path: str) -> None:
    text = outputs[path]

    assert text.startswith("<!doctype html>\n<html lang=")
    assert re.search(r'<body>\s*<a class="skip" href="#main">', text)
    for landmark in (
        '<header class="site-header"',
        '<main id="main"',
        '<footer class="site-footer"',
        '<nav class="site-nav"',
    ):
        assert text.count(landmark) == 1
    navs = re.findall(r"<nav\b[^>]*>", text)
    labels = [re.search(r'aria-label="([^"]+)"', nav) for nav in navs]
    assert all(labels)
    assert len({label[1] for label in labels if label}) == len(navs)


@pytest.mark.parametrize("path", PAGES)
def test_every_address_in_a_page_lies_below_the_sub_path(outputs: dict[str, str], path: str) -> None:
    body = outputs[path][outputs[path].index("<body>") :]

    for address in re.findall(r'(?:href|src|data-runtime)="([^"]*)"', body):
        assert address.startswith(("#", "/blog/"))
    head = outputs[path][: outputs[path].index("<body>")]
    for address in re.findall(r'href="([^"]*)"', head):
        assert address.startswith(("/blog/", "https://example.org/blog/"))


FOR_OTHERS = ('<link rel="canonical"', '<meta property="og:', '<script type="application/ld+json">')


def test_absolute_addresses_stand_only_where_others_read_them(outputs: dict[str, str]) -> None:
    for path in PAGES:
        lines = [line for line in outputs[path].splitlines() if "https://example.org" in line]
        assert all(line.startswith(FOR_OTHERS) for line in lines)


def test_links_of_the_site_lead_to_files_that_exist(outputs: dict[str, str]) -> None:
    for path in PAGES:
        for address in re.findall(r'<a [^>]*href="/blog/([^"#]*)', outputs[path]):
            if address.endswith("/depth.py"):
                continue  # the demo's script, which the build makes
            assert (address + "index.html" if not address or address.endswith("/") else address) in outputs


def test_text_of_the_author_is_escaped(outputs: dict[str, str]) -> None:
    assert "<title>A &lt;live&gt; post · Notes &amp; queries</title>" in outputs[LIVE]
    assert "<h1>A &lt;live&gt; post</h1>" in outputs[LIVE]
    assert "<live>" not in "".join(outputs[path] for path in PAGES)


def test_the_same_site_gives_the_same_bytes(tmp_path: Path, outputs: dict[str, str]) -> None:
    assert render(sample_config(tmp_path)) == outputs
