"""`search = true`: readers find words with the keyboard alone, and load nothing before they search."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.axe import axe_faults
from tests.browser.conftest import PATIENCE_MS
from tests.browser.published import build
from tests.browser.waiting import wait_until
from tests.serving import SiteServer, running

SITE = Path(__file__).parents[1] / "sites" / "searchable"
QUERY = "#search-query"
FIRST = ".search-result .summary-title a"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SiteServer]:
    """The site, built below a path."""
    folder = tmp_path_factory.mktemp("searchable")
    for source in SITE.rglob("*"):
        if source.is_file():
            target = folder / "site" / source.relative_to(SITE)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
    build(folder / "site", folder / "public")
    with running(SiteServer(folder / "public")) as server:
        yield server


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that reports what the policy blocks as an error of its script."""
    expect.set_options(timeout=PATIENCE_MS)
    page = context.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda line: said.append(line.text) if line.type in ("error", "warning") else None)
    yield page
    faults = [text for text in said if "503" not in text and "404" not in text]
    assert faults == []


def loaded(server: SiteServer) -> list[str]:
    """Return which files of the index were asked for."""
    return [path for path in server.requests if path.startswith("pagefind/")]


def test_a_reader_searches_with_the_keyboard_alone(page: Page, server: SiteServer) -> None:
    page.goto(server.url + "posts/slope/")
    page.locator(".site-search").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/blog/search/")
    page.locator(QUERY).focus()
    page.keyboard.type("saddle")
    expect(page.locator(".search-status")).to_have_text("Results: 1")
    expect(page.locator(FIRST)).to_have_text("Downhill & <up>")
    expect(page.locator(".search-excerpt mark").first).to_have_text("saddle,")
    assert page.url.endswith("/blog/search/?q=saddle")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/blog/posts/slope/")
    page.go_back()
    expect(page.locator(FIRST)).to_have_text("Downhill & <up>")


def test_a_result_leads_to_the_heading_above_the_word(page: Page, server: SiteServer) -> None:
    page.goto(server.url + "search/?q=saddle")
    place = page.locator(".search-place a")
    expect(place).to_have_text("Where it stops")
    assert place.get_attribute("href") == "/blog/posts/slope/#where-it-stops"


def test_pages_load_nothing_of_the_search_and_the_search_page_nothing_before_a_touch(
    chromium: Browser, server: SiteServer
) -> None:
    context = chromium.new_context(has_touch=True, is_mobile=True)
    page = context.new_page()
    for path in ("posts/slope/", "search/"):
        page.goto(server.url + path, wait_until="networkidle")
    assert loaded(server) == []
    assert [path for path in server.requests if path.endswith("search.js")] != []
    page.locator(QUERY).tap()
    wait_until(
        page, "performance.getEntriesByType('resource').some(({ name }) => name.endsWith('pagefind.js'))"
    )
    assert "pagefind/pagefind.js" in loaded(server)
    context.close()


def test_lists_drafts_and_controls_are_not_found(page: Page, server: SiteServer) -> None:
    for word in ("hiddendraft", "onlyinthelist"):
        page.goto(f"{server.url}search/?q={word}")
        expect(page.locator(".search-status")).to_have_text(f"Nothing is found for “{word}”.")
        expect(page.locator(".search-posts")).to_be_visible()


def test_each_language_has_its_own_page_and_index(page: Page, server: SiteServer) -> None:
    page.goto(server.url + "posts/haus/")
    page.locator(".site-search").click()
    page.wait_for_url("**/blog/search/de/")
    page.locator(QUERY).fill("Häuser")
    expect(page.locator(FIRST)).to_have_text("Häuser")
    expect(page.locator(".search-status")).to_have_text("Treffer: 1")
    assert page.locator(".search-posts li").count() == 1
    page.locator(".language:not([aria-current])").click()
    page.wait_for_url("**/blog/search/")


def test_a_search_that_cannot_be_loaded_says_so(page: Page, server: SiteServer) -> None:
    server.faults["pagefind/pagefind.js"] = "missing"
    page.goto(server.url + "search/")
    page.locator(QUERY).fill("saddle")
    expect(page.locator(".search-status")).to_contain_text("cannot be loaded")
    expect(page.locator(".search-posts")).to_be_visible()


def test_without_javascript_the_page_lists_the_posts(chromium: Browser, server: SiteServer) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.url + "search/")
    expect(page.locator(".search-form")).to_be_hidden()
    expect(page.locator(".search-still")).to_contain_text("needs JavaScript")
    assert page.locator(".search-posts li").count() == 13
    context.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(
    page: Page, server: SiteServer, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(server.url + "search/?q=network")
    expect(page.locator(".search-result")).to_have_count(10)
    assert axe_faults(page, "html") == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.get_by_role("button", name="More results").click()
    expect(page.locator(".search-result")).to_have_count(12)
    expect(page.locator(FIRST).nth(10)).to_be_focused()
