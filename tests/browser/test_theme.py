"""The theme in a real browser: axe, no sideways scrolling, large targets; light, dark, narrow, wide."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from sitegen.theme import theme_folder
from tests.browser.axe import SCHEMES, axe_faults
from tests.render.sample_site import SampleAssets, render, sample_config
from tests.serving import SiteServer, running
from tests.styles import style_sheet

PATHS = ("", "posts/", "posts/page/2/", "posts/live/", "posts/first/", "posts/draft/", "about/", "tags/",
         "tags/python/", "404.html")  # fmt: skip
SMALL_TARGETS = """
[...document.querySelectorAll(
    ".site-header a, .site-nav a, .site-footer a, .tag, .summary-title a, .terms a, .more a, .pagination a, "
    + ".toc summary, .neighbour"
)].filter(element => element.checkVisibility() && element.getBoundingClientRect().height < 43.9)
  .map(element => element.outerHTML)
"""
WIDER_THAN_THE_WINDOW = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SiteServer]:
    """The sample site with the theme's style sheets, published."""
    root = tmp_path_factory.mktemp("theme")
    for path, text in render(sample_config(root)).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    for name in (
        "favicon.svg", "theme.js", "series.js",
        "css/code.css", "css/demo.css", "css/marks.css", "css/stage.css",
    ):  # fmt: skip
        target = root / SampleAssets().url(name).removeprefix("/blog/")
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(theme_folder("static") / name, target)
    (root / SampleAssets().url("css/site.css").removeprefix("/blog/")).write_text(style_sheet())
    with running(SiteServer(root)) as server:
        yield server


@pytest.fixture(params=[360, 1280])
def both_schemes(reading_page: Page, request: pytest.FixtureRequest) -> Page:
    """A page of one width, for tests that look at every address in the light and in the dark scheme."""
    reading_page.set_viewport_size({"width": request.param, "height": 800})
    return reading_page


@pytest.fixture(params=["light-360", "dark-360", "light-1280", "dark-1280"])
def window(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """An empty page in one scheme and width. Without JavaScript: the theme needs none."""
    scheme: Literal["light", "dark"] = "dark" if request.param.startswith("dark") else "light"
    viewport = {"width": int(request.param.rpartition("-")[2]), "height": 800}
    context = chromium.new_context(color_scheme=scheme, viewport=viewport, reduced_motion="reduce")  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


def test_axe_finds_nothing(both_schemes: Page, sample: SiteServer) -> None:
    found = []
    for path in PATHS:
        both_schemes.goto(sample.url + path)
        found += [(path, fault) for fault in axe_faults(both_schemes, "html")]

    assert found == []


def test_no_page_is_wider_than_its_window_and_every_target_is_large_enough(
    both_schemes: Page, sample: SiteServer
) -> None:
    small, wide = [], []
    for path in PATHS:
        both_schemes.goto(sample.url + path)
        for scheme in SCHEMES:
            both_schemes.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            small += [(path, scheme, html) for html in both_schemes.evaluate(SMALL_TARGETS)]
            wide += [(path, scheme)] if both_schemes.evaluate(WIDER_THAN_THE_WINDOW) else []

    assert small == []
    assert wide == []


def test_a_wide_table_scrolls_inside_its_own_box(window: Page, sample: SiteServer) -> None:
    window.goto(sample.url + "posts/first/")
    window.evaluate(
        """() => { const cells = "<td>incomprehensibilities</td>".repeat(30);
        document.querySelector(".content").innerHTML =
          `<div class="table" tabindex="0"><table><tr>${cells}</tr></table></div>`; }"""
    )

    assert window.evaluate(WIDER_THAN_THE_WINDOW) is False
    box = "document.querySelector('.table')"
    assert window.evaluate(f"{box}.scrollWidth > {box}.clientWidth") is True


def test_the_first_press_of_tab_leads_past_the_header(window: Page, sample: SiteServer) -> None:
    window.goto(sample.url)
    window.keyboard.press("Tab")

    assert window.evaluate("document.activeElement.className") == "skip"
    assert window.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    window.keyboard.press("Enter")
    assert window.evaluate("document.activeElement.id") == "main"


def test_the_contents_stand_open_in_the_margin_unless_a_demo_reaches_into_it(
    window: Page, sample: SiteServer
) -> None:
    window.goto(sample.url + "posts/live/")
    wide = window.viewport_size is not None and window.viewport_size["width"] >= 1248

    assert window.locator(".toc summary").is_visible()
    window.locator(".toc summary").click()
    assert window.locator(".toc li a").first.is_visible()
    window.locator(".toc summary").click()
    window.evaluate("document.querySelectorAll('demo-island').forEach((island) => island.remove())")
    assert window.locator(".toc summary").is_visible() is not wide
    assert window.locator(".toc li a").first.is_visible() is wide
