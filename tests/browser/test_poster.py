"""What a reader has before, and without, JavaScript."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import STEADY, TROUBLE, TWO_FRAMES, UNMETERED, IslandPage
from tests.browser.waiting import wait_until
from tests.serving import SiteServer


def test_without_javascript_pictures_tables_numbers_and_words_are_all_there(
    chromium: Browser, server: SiteServer
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.url + STEADY)
    island = IslandPage(page, "steady")
    expect(island.find(".demo-picture > svg")).to_have_count(2)
    expect(island.find(".demo-picture > svg").first).to_be_visible()
    assert island.find("table").count() == 2
    assert island.find("tbody tr").count() > 4
    expect(island.find(".demo-metrics dd")).to_have_count(2)
    expect(island.find(".demo-text")).to_have_text("gain 1, 40 points, sine, kick 0, secret 7, mirror False")
    expect(island.find(".demo-caption em")).to_have_text("word")
    expect(island.find(".demo-still")).to_contain_text("needs JavaScript")
    expect(island.find(".demo-bar")).to_be_hidden()
    expect(island.find('input[name="gain"]')).to_be_disabled()
    context.close()
    assert server.runtime_requests() == []


def test_a_hidden_control_is_not_in_the_page(steady: IslandPage) -> None:
    expect(steady.find('[name="size"]')).to_have_value("40")
    assert steady.find('[name="secret"]').count() == 0


def test_nothing_of_the_runtime_is_requested_before_the_reader_asks(
    visit: Callable[..., Page], server: SiteServer
) -> None:
    for path in (STEADY, TROUBLE):
        page = visit(path)
        page.wait_for_load_state("networkidle")
        page.mouse.wheel(0, 3000)
        for summary in page.locator(":is(.stage-more, .demo-twin) > summary").all():
            summary.evaluate("summary => summary.click()")
        page.wait_for_load_state("networkidle")
    assert server.runtime_requests() == []
    assert not [path for path in server.requests if path.endswith("worker.js")]


def test_on_an_unmetered_connection_the_runtime_is_fetched_when_a_demo_comes_near(
    visit: Callable[..., Page], server: SiteServer
) -> None:
    page = visit(STEADY, prepare=UNMETERED)
    page.locator("#steady").scroll_into_view_if_needed()
    wait_until(page, "document.querySelector('#steady').dataset.state === 'idle'")
    for _ in range(200):
        if any(path.endswith(".wasm") for path in server.requests):
            break
        page.wait_for_timeout(100)
    assert any(path.endswith(".wasm") for path in server.requests)
    IslandPage(page, "steady").wait_for("idle")


def test_nothing_moves_when_the_script_takes_over(visit: Callable[..., Page]) -> None:
    watch = """
    window.shifts = [];
    new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map((entry) => entry.value)))
      .observe({type: "layout-shift", buffered: true});
    """
    page = visit(STEADY, prepare=watch)
    page.evaluate(TWO_FRAMES)
    assert page.evaluate("window.shifts") == []


def test_a_narrow_phone_scrolls_only_downwards(visit: Callable[..., Page]) -> None:
    for path in (STEADY, TROUBLE):
        page = visit(path)
        page.set_viewport_size({"width": 360, "height": 740})
        for details in page.locator("demo-island details").all():
            details.evaluate("element => { element.open = true; }")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_failure_does_not_widen_the_page_of_a_phone(visit: Callable[..., Page]) -> None:
    page = visit(TROUBLE)
    page.set_viewport_size({"width": 360, "height": 740})
    breaks = IslandPage(page, "breaks")
    breaks.press("run")
    breaks.wait_for("failed")
    breaks.find(".demo-notice summary").click()
    expect(breaks.find(".demo-notice pre")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
