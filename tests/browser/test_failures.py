"""What goes wrong is said in plain words, the last good picture stays, and Retry works."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import STEADY, TRIALS, TROUBLE, IslandPage
from tests.serving import Fault, SiteServer

SNAPSHOT = "start.snapshot"
"""Without it, a start loads every file; from it, a start needs fewer."""
LET_LIVE = "Worker.prototype.terminate = () => {}"
"""A worker that failed goes on to its end, and may raise whatever it still has to; a busy page is as slow."""


@pytest.mark.parametrize(
    ("file", "fault", "stage"),
    [
        ("manifest.json", "missing", "Python could not be loaded."),
        ("pyodide.mjs", "missing", "Python could not be loaded."),
        ("pyodide.asm.mjs", "truncate", "Python could not be loaded."),
        ("python_stdlib.zip", "drop", "Python could not be loaded."),
        ("pyodide.asm.wasm", "alter", "Python could not be loaded."),
        ("numpy-2.4.3-cp314-cp314-pyemscripten_2026_0_wasm32.whl", "truncate", "NumPy could not be loaded."),
        ("py3-none-any.whl", "missing", "The demo could not be loaded."),
    ],
)
def test_a_damaged_file_is_named_with_its_stage_and_the_poster_stays(
    steady: IslandPage, server: SiteServer, file: str, fault: Fault, stage: str
) -> None:
    poster = steady.shown()
    server.faults |= {SNAPSHOT: "missing", file: fault}
    steady.press("run")
    steady.wait_for("failed")
    notice = steady.find(".demo-notice")
    expect(notice.locator("strong")).to_have_text(stage)
    expect(notice).to_contain_text("The last good picture is still shown.")
    if fault != "alter":
        expect(notice).to_contain_text(file)
    assert steady.shown() == poster
    expect(steady.find('[data-action="retry"]')).to_be_visible()


@pytest.mark.parametrize(
    "file", ["python_stdlib.zip", "pyodide.asm.wasm", "pyodide-lock.json", "py3-none-any.whl"]
)
def test_an_interrupted_download_leaves_no_unhandled_rejection(
    visit: Callable[..., Page], server: SiteServer, file: str
) -> None:
    steady = IslandPage(visit(STEADY, prepare=LET_LIVE), "steady")
    server.faults |= {SNAPSHOT: "missing", file: "drop"}
    steady.press("run")
    steady.wait_for("failed")
    server.faults.clear()
    steady.press("retry")
    steady.wait_for("running")
    steady.wait_for_step(5)


@pytest.mark.parametrize("file", ["numpy-2.4.3-cp314-cp314-pyemscripten_2026_0_wasm32.whl", "worker.js"])
def test_retry_succeeds_once_the_file_is_there(steady: IslandPage, server: SiteServer, file: str) -> None:
    server.faults |= {SNAPSHOT: "missing", file: "missing"}
    steady.press("run")
    steady.wait_for("failed")
    server.faults.clear()
    steady.press("retry")
    expect(steady.find(".demo-primary")).to_be_focused()
    steady.wait_for("running")
    steady.wait_for_step(5)
    expect(steady.find(".demo-notice")).to_be_hidden()


def test_a_host_that_does_not_know_webassembly_serves_it_all_the_same(
    steady: IslandPage, server: SiteServer
) -> None:
    server.faults["pyodide.hot.wasm"] = "mistype"
    steady.run()


def test_altered_demos_never_run(steady: IslandPage, server: SiteServer) -> None:
    for name in ("site.zip", "py3-none-any.whl"):  # the second one is loaded when the first one is damaged
        server.faults[name] = "alter"
    steady.press("run")
    steady.wait_for("failed")
    expect(steady.find(".demo-notice")).to_contain_text("could not be loaded")


def test_an_exception_shows_the_programs_line_and_folds_the_trace(visit: Callable[..., Page]) -> None:
    breaks = IslandPage(visit(TROUBLE), "breaks")
    breaks.press("run")
    breaks.wait_for("failed")
    notice = breaks.find(".demo-notice")
    program = (TRIALS / "content" / "demos" / "breaks.py").read_text().splitlines()
    line = next(number for number, text in enumerate(program, 1) if "raise ValueError" in text)
    expect(notice).to_contain_text(f"ValueError in line {line} of the program: no more than 20 steps")
    trace = notice.locator("pre")
    expect(trace).to_be_hidden()
    notice.locator("summary").click()
    expect(trace).to_contain_text('raise ValueError(f"no more than {controls.at} steps")')
    expect(breaks.find(".demo-picture > .mark")).to_be_visible()
    breaks.slide("at", 0)
    breaks.wait_for("running")
    breaks.wait_for_step(30)
    expect(notice).to_be_hidden()


def test_a_number_that_is_not_finite_ends_the_run_and_keeps_the_picture(visit: Callable[..., Page]) -> None:
    diverges = IslandPage(visit(TROUBLE), "diverges")
    diverges.press("step")
    diverges.wait_for("ready")
    expect(diverges.find(".demo-text")).to_have_text("at most 1")
    diverges.press("run")
    diverges.wait_for("failed")
    expect(diverges.find(".demo-notice")).to_contain_text("finite")
    expect(diverges.find(".demo-text")).to_contain_text("at most")
    expect(diverges.find(".demo-picture > .mark")).to_be_visible()
    assert "NaN" not in diverges.find(".stage-main").inner_html()


@pytest.mark.parametrize(
    ("prepare", "words"),
    [("delete globalThis.WebAssembly", "WebAssembly"), ("delete globalThis.Worker", "worker")],
)
def test_a_browser_without_a_needed_feature_gets_a_message_that_names_it(
    visit: Callable[..., Page], server: SiteServer, prepare: str, words: str
) -> None:
    steady = IslandPage(visit(STEADY, prepare=prepare), "steady")
    steady.press("run")
    steady.wait_for("failed")
    expect(steady.find(".demo-notice")).to_contain_text(words)
    assert server.runtime_requests() == []


def test_a_browser_without_observers_runs_all_the_same(visit: Callable[..., Page]) -> None:
    IslandPage(visit(STEADY, prepare="delete globalThis.IntersectionObserver"), "steady").run()


def test_neither_shared_memory_nor_a_service_worker_is_needed(visit: Callable[..., Page]) -> None:
    steady = IslandPage(visit(STEADY, prepare="delete globalThis.SharedArrayBuffer"), "steady")
    steady.run()
    assert steady.page.evaluate("globalThis.crossOriginIsolated") is False
    assert steady.page.evaluate("navigator.serviceWorker.controller") is None


def test_a_stuck_demo_is_stopped_and_the_other_island_lives(visit: Callable[..., Page]) -> None:
    page = visit(TROUBLE)
    steady, stuck = IslandPage(page, "steady"), IslandPage(page, "stuck")
    steady.slide("size", 30)
    steady.wait_for("running")
    steady.wait_for_step(3)
    stuck.press("run")
    stop = stuck.find('[data-action="stop"]')
    expect(stop).to_be_visible()
    expect(stuck.find(".demo-notice")).to_contain_text("may be slow, or it may never end")
    stop.click()
    stuck.wait_for("idle")
    expect(stuck.find(".demo-primary")).to_be_focused()
    expect(stuck.find(".demo-picture > .mark")).to_be_visible()
    steady.wait_for("idle")
    expect(steady.find(".demo-notice")).to_contain_text("stopped together with another demo")
    steady.run()
    steady.says("30 points")
    expect(steady.find(".demo-notice")).to_be_hidden()
    stuck.control("sane").check()
    stuck.wait_for("running")
    stuck.wait_for_step(10)


def test_a_worker_that_is_gone_is_replaced(steady: IslandPage) -> None:
    steady.run()
    steady.page.workers[0].evaluate("self.close()")
    steady.press("stop")
    steady.wait_for("idle")
    steady.run()


def test_loading_can_be_cancelled(steady: IslandPage) -> None:
    poster = steady.shown()
    steady.page.evaluate("""() => {
      const terminate = Worker.prototype.terminate;
      window.ended = 0;
      Worker.prototype.terminate = function () { window.ended += 1; terminate.call(this); };
    }""")
    steady.press("run")
    steady.press("cancel")
    steady.wait_for("idle")
    assert steady.shown() == poster
    assert steady.page.evaluate("window.ended") == 1, "nobody waits for the files any more"
    steady.run()
