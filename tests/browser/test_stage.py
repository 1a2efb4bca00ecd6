"""Every island of the blog on the screens that readers have: what belongs together is seen together."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

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
NARROW = (320, 640)

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


@pytest.fixture(scope="module", params=PAGES)
def page(reading_page: Page, blog: SiteServer, request: pytest.FixtureRequest) -> Page:
    """A page of the blog, which all tests of this module visit once and see in windows of many sizes."""
    reading_page.goto(blog.url + request.param)
    return reading_page


def test_picture_controls_and_number_of_every_island_are_on_one_screen(page: Page) -> None:
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
    assert faults == []


def test_the_narrowest_phone_scrolls_only_downwards(page: Page) -> None:
    islands = measured(page, *NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW[0]
    assert [island for island in islands if island["wide"] > 0] == []
