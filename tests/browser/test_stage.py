"""Every island of the blog on the screens that readers have: what belongs together is seen together."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.conftest import TWO_FRAMES
from tests.browser.test_blog import PAGES
from tests.serving import SiteServer

pytestmark = pytest.mark.timeout(1800)

SIZES: tuple[tuple[int, int, int], ...] = (
    (390, 844, 600),
    (768, 1024, 520),
    (844, 390, 390),
    (1280, 800, 620),
    (1920, 1080, 620),
)
"""Width and height of the window, and how high a stage may be."""
NARROW: ViewportSize = {"width": 320, "height": 640}

MEASURE = """() => [...document.querySelectorAll("demo-island")].map((island) => {
  const stage = island.querySelector(".stage");
  const parts = [".stage-main", ".stage-beside", ".stage-controls", ".stage-head"]
    .flatMap((selector) => [...stage.querySelectorAll(selector)]).map((part) => part.getBoundingClientRect());
  const picture = stage.querySelector(".stage-main").getBoundingClientRect();
  const tops = parts.map(({ top }) => top), bottoms = parts.map(({ bottom }) => bottom);
  return {
    id: island.id,
    height: Math.round(stage.getBoundingClientRect().height),
    together: Math.round(Math.max(...bottoms) - Math.min(...tops)),
    picture: Math.round(Math.min(picture.width, picture.height)),
    wide: stage.scrollWidth - stage.clientWidth,
    controls: stage.querySelectorAll(".stage-controls > .demo-control").length,
    headlines: stage.querySelectorAll(".stage-head").length,
  };
})"""


def measured(page: Page, width: int, height: int) -> list[dict[str, Any]]:
    """Return the measures of every island in a window."""
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate(TWO_FRAMES)
    found: list[dict[str, Any]] = page.evaluate(MEASURE)
    return found


@pytest.fixture
def published(blog: SiteServer) -> SiteServer:
    """The blog in place of the trial site."""
    return blog


@pytest.mark.parametrize("path", PAGES)
def test_picture_controls_and_number_of_every_island_are_on_one_screen(
    chromium: Browser, server: SiteServer, path: str
) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(server.url + path)
    faults = []
    for width, height, most in SIZES:
        for island in measured(page, width, height):
            is_whole = (
                island["height"] <= most
                and island["together"] <= height
                and island["picture"] >= 150
                and island["wide"] <= 0
                and island["controls"] <= 2
                and island["headlines"] == 1
            )
            if not is_whole:
                faults.append((width, height, island))
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
    assert faults == []


@pytest.mark.parametrize("path", PAGES)
def test_the_narrowest_phone_scrolls_only_downwards(chromium: Browser, server: SiteServer, path: str) -> None:
    context = chromium.new_context(viewport=NARROW)
    page = context.new_page()
    page.goto(server.url + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    assert [island for island in measured(page, 320, 640) if island["wide"] > 0] == []
    context.close()
