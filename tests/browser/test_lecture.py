"""The lecture theme in a real browser: axe, no sideways scrolling, numbers, notes in the margin, print."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.axe import axe_faults
from tests.browser.conftest import SITES
from tests.browser.published import Published
from tests.serving import SiteServer

WIDTHS = (360, 768, 1280)
WIDER_THAN_THE_WINDOW = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
SMALL_TARGETS = """
[...document.querySelectorAll(
    ".site-header a, .site-footer a, .tag, .summary-title a, .card a, .terms a, .more a, .part a, "
    + ".neighbour, .series li > a, .cite summary, .toc summary"
)].filter(element => element.checkVisibility() && element.getBoundingClientRect().height < 43.5)
  .map(element => element.outerHTML)
"""
LEFT = "selector => document.querySelector(selector).getBoundingClientRect().left"
RIGHT = "selector => document.querySelector(selector).getBoundingClientRect().right"
NUMBERS = """
[...document.querySelectorAll(".content > :is(h2, h3)")]
  .map(heading => getComputedStyle(heading, "::before").content + " " + heading.textContent)
"""


@pytest.fixture(scope="module")
def lecture(sites: Published) -> Iterator[SiteServer]:
    """A site with the theme, with one of everything."""
    with sites.serve(SITES / "lecture") as server:
        yield server


@pytest.fixture
def published(lecture: SiteServer) -> SiteServer:
    return lecture


@pytest.mark.parametrize("path", ["", "tags/calculus/", "posts/slopes/", "posts/descent/"])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(
    visit: Callable[..., Page], path: str
) -> None:
    page = visit(path)
    faults = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        faults += [f"{width}: {fault}" for fault in axe_faults(page, "html")]
        faults += [f"{width}: small: {target}" for target in page.evaluate(SMALL_TARGETS)]
        faults += [f"{width}: wider than the window"] if page.evaluate(WIDER_THAN_THE_WINDOW) else []

    assert faults == []


def test_sections_have_numbers_and_notes_stand_in_the_margin_of_wide_windows_and_of_paper(
    visit: Callable[..., Page],
) -> None:
    page = visit("posts/slopes/")
    page.set_viewport_size({"width": 1280, "height": 800})
    assert page.evaluate(NUMBERS)[0].startswith("counter(section) What a slope is")
    text, gap = page.evaluate(LEFT, ".content > p"), 20
    for part in (".margin-note", ".toc"):
        assert page.evaluate(RIGHT, part) < text - gap
    assert page.locator(".toc li a").first.is_visible()
    page.emulate_media(media="print")
    assert page.evaluate(RIGHT, ".margin-note") < page.evaluate(LEFT, ".content > p") - 10
    assert not page.locator(".site-nav").is_visible()
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate(LEFT, ".margin-note") == page.evaluate(LEFT, ".content > p")
    assert not page.locator(".toc li a").first.is_visible()
    page.locator(".toc summary").click()
    assert page.locator(".toc li a").first.is_visible()


def test_a_demo_is_as_wide_as_the_page_and_stands_beside_what_hangs_in_the_margin(
    visit: Callable[..., Page],
) -> None:
    page = visit("posts/descent/")
    page.set_viewport_size({"width": 1280, "height": 800})
    assert page.evaluate(LEFT, "demo-island") >= page.evaluate(RIGHT, ".toc")
    page.evaluate("document.querySelectorAll('.requires, .toc').forEach(part => part.remove())")
    assert page.evaluate(LEFT, "demo-island") == page.evaluate(LEFT, ".page-header")
    assert page.evaluate(RIGHT, "demo-island") == page.evaluate(RIGHT, ".page-header")
    page.set_viewport_size({"width": 360, "height": 800})
    assert (page.evaluate(LEFT, "demo-island"), page.evaluate(RIGHT, "demo-island")) == (0, 360)


def test_the_options_of_the_site_act(visit: Callable[..., Page]) -> None:
    page = visit("about/")

    assert page.locator(".course").inner_text() == "Learning 101, autumn 2026"
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.toc a'), '::before').color")
        == "rgb(27, 79, 143)"
    )
