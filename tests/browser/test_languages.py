"""A site in several languages in a real browser: the switch, and pages from right to left."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.axe import axe_faults
from tests.browser.published import build
from tests.browser.test_theme import SMALL_TARGETS, WIDER_THAN_THE_WINDOW
from tests.conftest import SITES
from tests.serving import SiteServer, running

PATHS = ("", "2026/sound/", "de/2026/schall/", "ar/", "ar/2026/light/", "ar/tags/", "404.html")
LEFT_OF = """
([one, other]) => {
  const [left, right] = [one, other].map((part) => document.querySelector(part).getBoundingClientRect());
  return left.left < right.left;
}
"""
STARTS = """
[".content h2", ".content li", ".content td"].map((selector) => {
  const style = getComputedStyle(document.querySelector(selector));
  return [style.direction, style.textAlign];
})
"""


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SiteServer]:
    """The site, built below a path."""
    folder = tmp_path_factory.mktemp("languages")
    shutil.copytree(SITES / "languages", folder / "site")
    build(folder / "site", folder / "public")
    with running(SiteServer(folder / "public")) as server:
        yield server


@pytest.fixture(params=[360, 1280])
def window(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """An empty page of one width."""
    context = chromium.new_context(viewport={"width": request.param, "height": 800})
    yield context.new_page()
    context.close()


@pytest.fixture
def without_script(chromium: Browser) -> Iterator[Page]:
    """An empty page on a phone, without JavaScript."""
    context = chromium.new_context(viewport={"width": 390, "height": 800}, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_every_language_is_accessible_and_fits_its_window(window: Page, published: SiteServer) -> None:
    found: list[object] = []
    for path in PATHS:
        window.goto(published.url + path)
        found += [(path, fault) for fault in axe_faults(window)]
        found += [(path, html) for html in window.evaluate(SMALL_TARGETS)]
        found += [(path, "wide")] if window.evaluate(WIDER_THAN_THE_WINDOW) else []

    assert found == []


def test_the_switch_leads_through_the_translations_with_the_keyboard(
    without_script: Page, published: SiteServer
) -> None:
    window = without_script
    window.goto(published.url + "2026/light/")
    for name, path in (
        ("Deutsch", "de/2026/light/"),
        ("العربية", "ar/2026/light/"),
        ("English", "2026/light/"),
    ):
        link = window.locator(".site-languages").get_by_text(name, exact=True)
        link.focus()
        window.keyboard.press("Enter")
        window.wait_for_url(f"**/blog/{path}")

        current = window.locator(".site-languages [aria-current=page]")
        assert current.inner_text() == name


def test_a_page_from_right_to_left_begins_at_the_right(window: Page, published: SiteServer) -> None:
    window.goto(published.url + "ar/2026/light/")

    assert window.evaluate(STARTS) == [["rtl", "start"]] * 3
    assert window.evaluate(LEFT_OF, [".site-nav", ".site-title"]) is True
    assert window.evaluate(LEFT_OF, [".site-languages li:last-child", ".site-languages li"]) is True
