"""Interrupted runs: offline, out of memory, stuck, paused, without end, ten at once, in a frozen page."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.browser.conftest import CROWD, FLAGS, METERED, PATIENCE_MS, STEADY, TROUBLE, IslandPage
from tests.browser.waiting import wait_until
from tests.get_chromium import installed_with_windows
from tests.serving import SiteServer

QUICK_CLOCK = """
const now = performance.now.bind(performance);
performance.now = () => now() * 1000;
"""
"""The page's minute takes a sixteenth of a second."""


def test_being_offline_before_the_first_action_is_reported_and_another_try_works(
    steady: IslandPage, context: BrowserContext
) -> None:
    poster = steady.shown()
    context.set_offline(True)
    steady.press("run")
    expect(steady.find(".demo-notice")).to_contain_text("Check your connection")
    assert steady.shown() == poster
    context.set_offline(False)
    steady.press("run")
    steady.wait_for("running")
    steady.wait_for_step(3)


def test_being_offline_before_the_runtime_loads_is_reported_and_retry_works(
    steady: IslandPage, context: BrowserContext
) -> None:
    poster = steady.shown()
    with steady.page.expect_response("**/islands.js"):
        steady.find(".demo-title").hover()
    context.set_offline(True)
    steady.press("run")
    steady.wait_for("failed")
    expect(steady.find(".demo-notice strong")).to_have_text("Python could not be loaded.")
    assert steady.shown() == poster
    context.set_offline(False)
    steady.press("retry")
    steady.wait_for("running")
    steady.wait_for_step(3)


def test_being_offline_while_loading_is_reported_and_retry_works(
    steady: IslandPage, server: SiteServer
) -> None:
    server.faults |= {"site.zip": "drop", ".whl": "drop"}  # a wheel takes the place of the zip
    steady.press("run")
    steady.wait_for("failed")
    expect(steady.find(".demo-notice")).to_contain_text("could not be loaded")
    server.faults.clear()
    steady.press("retry")
    steady.wait_for("running")
    steady.wait_for_step(3)


def test_once_it_is_loaded_the_network_is_not_needed(steady: IslandPage, context: BrowserContext) -> None:
    steady.press("step")
    steady.wait_for("ready")
    context.set_offline(True)
    steady.slide("size", 60)
    steady.says("60 points")
    answer = IslandPage(steady.page, "answer")
    answer.slide("slope", -1)
    answer.says("The slope is -1.")


def test_a_demo_that_is_paused_while_it_is_stuck_can_still_be_stopped(visit: Callable[..., Page]) -> None:
    stuck = IslandPage(visit(TROUBLE), "stuck")
    stuck.press("run")
    stuck.wait_for("running")
    stuck.press("pause")
    stuck.wait_for("ready")
    stuck.press("stop")
    stuck.wait_for("idle")
    stuck.control("sane").check()
    stuck.wait_for("running")
    stuck.wait_for_step(10)


def test_a_paused_demo_that_answers_is_not_reported_as_stuck(steady: IslandPage) -> None:
    steady.run()
    steady.press("pause")
    steady.wait_for("ready")
    steady.page.wait_for_timeout(5500)  # longer than the watchdog waits
    expect(steady.find(".demo-notice")).to_be_hidden()


def test_memory_that_runs_out_is_reported_and_other_islands_run(visit: Callable[..., Page]) -> None:
    page = visit(CROWD)
    hungry, steady = IslandPage(page, "hungry"), IslandPage(page, "steady")
    hungry.press("run")
    hungry.wait_for("running")
    hungry.says("0 pieces")
    hungry.slide("pieces", 3)
    hungry.wait_for("failed")
    expect(hungry.find(".demo-notice")).to_contain_text("MemoryError in line")
    expect(hungry.find(".demo-picture > .mark")).to_be_visible()
    steady.run()
    hungry.slide("pieces", 0)
    hungry.wait_for("running")


def test_a_run_without_a_reader_pauses_and_continues_on_demand(visit: Callable[..., Page]) -> None:
    steady = IslandPage(visit(STEADY, prepare=QUICK_CLOCK), "steady")
    steady.run()
    notice = steady.find(".demo-notice")
    expect(notice).to_contain_text(re.compile(r"Paused after [\d,]+ steps"))
    steady.wait_for("ready")
    assert steady.step >= 5000
    held = steady.step
    more = notice.get_by_role("button", name="Continue")
    more.click()
    steady.wait_for_step(held + 5000)
    expect(notice).to_contain_text("Paused after")


def test_other_islands_know_that_the_runtime_is_there(visit: Callable[..., Page]) -> None:
    page = visit(CROWD, prepare=METERED)  # elsewhere the page does not speak of the size
    steady, answer = IslandPage(page, "steady"), IslandPage(page, "answer-8")
    answer.find(".demo-step").hover()  # the client is loaded at the first sign of interest
    expect(answer.find(".demo-step")).to_have_text(re.compile(r"^Saved answer\. Running loads \d+ MB, once$"))
    steady.run()
    expect(answer.find(".demo-step")).to_have_text("Saved answer")


def test_two_islands_of_one_demo_keep_their_own_values(visit: Callable[..., Page]) -> None:
    page = visit(CROWD)
    one, other = IslandPage(page, "answer"), IslandPage(page, "answer-2")
    one.slide("slope", -1)
    other.slide("slope", 0.5)
    one.says("The slope is -1.")
    other.says("The slope is 0.5.")
    one.press("reset")
    one.says("The slope is 1.")
    other.says("The slope is 0.5.")
    assert page.evaluate("location.hash") == "#answer-2?slope=0.5"


def test_ten_islands_share_one_worker(visit: Callable[..., Page], server: SiteServer) -> None:
    page = visit(CROWD)
    expect(page.locator("demo-island")).to_have_count(10)
    IslandPage(page, "steady").run()
    islands = [IslandPage(page, f"answer-{number}") for number in range(2, 9)]
    for island in islands:
        island.slide("slope", -0.5)
    for island in islands:
        island.says("The slope is -0.5.")
    assert len(page.workers) == 1
    assert len([path for path in server.requests if path.endswith("pyodide.hot.wasm")]) == 1


def test_a_page_that_was_frozen_goes_on(playwright: Playwright, server: SiteServer) -> None:
    browser = playwright.chromium.launch(
        executable_path=installed_with_windows(),  # a headless shell freezes no page
        channel="chromium",
        args=list(FLAGS),
        ignore_default_args=["--disable-back-forward-cache"],
    )
    page = browser.new_page(viewport={"width": 1100, "height": 900})
    page.add_init_script("addEventListener('pageshow', (event) => { window.thawed = event.persisted; })")
    page.goto(server.url + STEADY)
    steady = IslandPage(page, "steady")
    # Chromium does not keep a page that still loads; the last file that Python loads is this.
    with page.expect_request_finished(
        lambda request: request.url.endswith("/numpy.random.mtrand.cold.wasm"), timeout=PATIENCE_MS
    ):
        steady.slide("size", 60)
        steady.wait_for("running")
        steady.says("60 points")
    page.goto(server.url)
    page.go_back(wait_until="commit")
    wait_until(page, "window.thawed !== undefined")
    assert page.evaluate("window.thawed"), page.evaluate(
        "JSON.stringify(performance.getEntriesByType('navigation')[0].notRestoredReasons)"
    )
    steady.wait_for("running")
    steady.wait_for_step(steady.step + 10)
    steady.slide("size", 30)
    steady.says("30 points")
    browser.close()
