"""A reader's browser without storage, with a wrong clock, with a slow connection.

`tests/browser` has other limits: offline at each stage, memory that runs out, a frozen page
(`test_interruptions.py`); no WebAssembly, a worker that is gone, wrong MIME types (`test_failures.py`); an
old runtime in the cache (`test_startup.py`).
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import METERED, STEADY, IslandPage
from tests.browser.test_editor import open_editor, program, run
from tests.browser.waiting import wait_until
from tests.serving import SiteServer

DENIED = """
const refuse = () => { throw new DOMException("denied", "SecurityError"); };
for (const name of ["localStorage", "sessionStorage", "caches", "indexedDB"]) {
  Object.defineProperty(window, name, { get: refuse, configurable: true });
}
const rejected = () => Promise.reject(new DOMException("denied", "SecurityError"));
Object.defineProperty(navigator.storage, "getDirectory", { value: rejected });
Object.defineProperty(navigator, "serviceWorker", { value: undefined });
"""
WRONG_CLOCK = """
const Real = Date;
class Wrong extends Real {{
  constructor(...args) {{ super(...(args.length ? args : [{moment}])); }}
  static now() {{ return {moment}; }}
}}
window.Date = Wrong;
"""
FULL = """
try { for (let size = 1 << 20, n = 0; size >= 1; ) {
  try { localStorage.setItem(`fill-${n++}`, "x".repeat(size)); } catch { size >>= 1; }
} } catch { }
"""


def test_a_full_store_does_not_stop_a_demo_or_an_edit(
    context: BrowserContext, visit: Callable[..., Page]
) -> None:
    page = visit(STEADY)
    devtools = context.new_cdp_session(page)
    origin = page.evaluate("location.origin")
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": 1000})
    page.evaluate(FULL)
    steady, answer = IslandPage(page, "steady"), IslandPage(page, "answer")
    steady.run()
    program(open_editor(answer), "The slope is", "Its slope is")
    run(answer)
    answer.says("Its slope is")


def test_a_browser_that_denies_every_store_runs_demos_and_edits(visit: Callable[..., Page]) -> None:
    page = visit(STEADY, prepare=DENIED)
    steady, answer = IslandPage(page, "steady"), IslandPage(page, "answer")
    steady.run()
    program(open_editor(answer), "The slope is", "Its slope is")
    run(answer)
    answer.says("Its slope is")


def test_on_a_slow_connection_loading_is_shown_and_can_be_cancelled_and_begun_again(
    context: BrowserContext, visit: Callable[..., Page]
) -> None:
    page = visit(STEADY)
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    slow = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
    devtools.send("Network.emulateNetworkConditions", slow)
    steady = IslandPage(page, "steady")
    poster = steady.shown()
    steady.press("run")
    steady.wait_for("loading")
    expect(steady.find(".demo-step")).not_to_have_text("")
    steady.press("cancel")
    steady.wait_for("idle")
    assert steady.shown() == poster
    fast = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    devtools.send("Network.emulateNetworkConditions", fast)
    steady.run()


@pytest.mark.parametrize("moment", [0, 4_102_444_800_000, -62_135_596_800_000])
def test_a_wrong_clock_changes_nothing(visit: Callable[..., Page], moment: int) -> None:
    page = visit(STEADY, prepare=WRONG_CLOCK.format(moment=moment))
    steady = IslandPage(page, "steady")
    steady.run()
    steady.wait_for_step(steady.step + 3)
    steady.press("reset")
    steady.run()


def test_a_private_window_runs_demos_and_leaves_nothing(chromium: Browser, server: SiteServer) -> None:
    for _ in range(2):
        with chromium.new_context() as private:
            page = private.new_page()
            page.set_default_timeout(60_000)
            page.add_init_script(METERED)
            page.goto(server.url + STEADY)
            assert page.evaluate("caches.keys()") == []
            assert page.evaluate("localStorage.length") == 0
            steady = IslandPage(page, "steady")
            steady.run()
            open_editor(steady)


def test_a_tab_that_was_discarded_comes_back_with_the_readers_values(visit: Callable[..., Page]) -> None:
    page = visit(STEADY)
    steady = IslandPage(page, "steady")
    steady.slide("size", 60)
    steady.says("60 points")
    wait_until(page, "location.hash.includes('size=60')")
    page.reload()  # what a browser does with a discarded tab
    wait_until(page, "[...document.querySelectorAll('.demo-bar')].every(bar => !bar.hidden)")
    expect(steady.find('[name="size"]')).to_have_value("60")
    steady.run()
    steady.says("60 points")
