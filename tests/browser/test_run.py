"""Run, pause, step, reset, speed: what the reader's buttons do."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import RECORD_LINE, STEADY, TROUBLE, TWO_FRAMES, IslandPage
from tests.browser.waiting import wait_until
from tests.serving import SiteServer


def test_run_leads_to_live_frames(steady: IslandPage, server: SiteServer) -> None:
    poster = steady.shown()
    steady.run()
    steady.wait_for_step(20)
    assert steady.shown() != poster
    steady.says("gain 1, 40 points, sine, kick 0, secret 7")
    expect(steady.find(".demo-picture > .mark")).to_have_count(2)
    expect(steady.find(".demo-notice")).to_be_hidden()
    requests = server.runtime_requests()
    assert len(requests) == len(set(requests)), "each file of the runtime is loaded once"


def test_loading_names_its_stages_with_bytes(visit: Callable[..., Page]) -> None:
    page = visit(STEADY)
    page.evaluate(RECORD_LINE, "steady")
    IslandPage(page, "steady").run()
    said = page.evaluate("window.lines")
    assert any(text.startswith("Python runtime ") and text.endswith(" MB") for text in said), said
    assert "Starting Python …" in said or "Starting NumPy …" in said, said
    assert "Starting the demo …" in said, said


def test_pause_holds_the_run_and_play_goes_on(steady: IslandPage) -> None:
    steady.run()
    steady.wait_for_step(3)
    steady.press("pause")
    steady.wait_for("ready")
    expect(steady.find(".demo-primary")).to_have_text("Play")
    _settle(steady)
    held = steady.step
    steady.press("step")
    steady.wait_for_step(held + 1)
    assert steady.step == held + 1, "nothing ran while it was paused"
    steady.press("run")
    steady.wait_for("running")
    steady.wait_for_step(held + 5)


def test_step_before_run_shows_the_first_frame_and_then_one_at_a_time(steady: IslandPage) -> None:
    steady.press("step")
    steady.wait_for("ready")
    steady.wait_for_step()
    assert steady.step == 0
    for number in (1, 2, 3):
        steady.press("step")
        steady.wait_for_step(number)
        assert steady.step == number


def test_reset_restores_the_poster_and_the_authors_values(steady: IslandPage) -> None:
    poster = steady.shown()
    steady.run()
    steady.slide("size", 60)
    steady.control("shape").select_option("cosine")
    steady.control("mirror").check()
    steady.says("60 points, cosine")
    steady.press("reset")
    steady.wait_for("idle")
    assert steady.shown() == poster
    expect(steady.find('[name="size"]')).to_have_value("40")
    expect(steady.find('[data-control="size"] output')).to_have_text("40 points")
    expect(steady.find('[name="shape"]')).to_have_value("0")
    expect(steady.find('[name="mirror"]')).not_to_be_checked()
    expect(steady.find(".demo-step")).to_have_text(re.compile("^Saved, 12 steps"))
    steady.run()
    steady.says("gain 1, 40 points, sine, kick 0, secret 7, mirror False")


def test_a_run_that_ends_says_so_and_runs_again(visit: Callable[..., Page]) -> None:
    brief = IslandPage(visit(TROUBLE), "brief")
    brief.press("run")
    expect(brief.find(".demo-step")).to_have_text("Step 4, finished")
    brief.wait_for("ready")
    expect(brief.find(".demo-primary")).to_have_text("Run again")
    brief.page.evaluate(RECORD_LINE, "brief")
    brief.press("run")
    wait_until(brief.page, "window.lines.length > 0")
    expect(brief.find(".demo-step")).to_have_text("Step 4, finished")


def test_the_slow_speed_shows_step_after_step(steady: IslandPage) -> None:
    steady.find("[data-speed]").select_option("0.25")
    steady.page.evaluate(RECORD_LINE, "steady")
    steady.run()
    steady.wait_for_step(7)
    lines = steady.page.evaluate("window.lines")
    steps = [int(text.removeprefix("Step ").partition(",")[0]) for text in lines if text.startswith("Step ")]
    assert steps == sorted(steps)
    assert steps[0] == 0
    assert steps[5] <= 7, "a busy browser paints two frames at once, now and then"


def test_starting_one_demo_pauses_the_other(visit: Callable[..., Page], server: SiteServer) -> None:
    page = visit(TROUBLE)
    steady, diverges = IslandPage(page, "steady"), IslandPage(page, "breaks")
    diverges.slide("at", 0)
    diverges.wait_for("running")
    steady.run()
    diverges.wait_for("ready")
    loaded = [path for path in server.requests if path.endswith(("pyodide.hot.wasm", "worker.js"))]
    assert len(loaded) == 2, "one worker and one runtime for the page"


def test_a_removed_island_ends_its_session(steady: IslandPage) -> None:
    answer = IslandPage(steady.page, "answer")
    answer.press("run")
    expect(answer.find(".demo-step")).to_have_text("Live result")
    steady.run()
    steady.page.evaluate("""() => {
      const post = Worker.prototype.postMessage;
      window.sent = [];
      Worker.prototype.postMessage = function (message) {
        window.sent.push(message.kind);
        post.call(this, message);
      };
      document.querySelector('#steady').remove();
    }""")
    assert steady.page.evaluate("window.sent") == ["dispose"]
    answer.slide("slope", -1.5)
    answer.says("The slope is -1.5.")


def test_an_island_that_moves_in_the_page_keeps_its_poster(steady: IslandPage) -> None:
    poster = steady.shown()
    steady.run()
    steady.page.evaluate("document.querySelector('main').append(document.querySelector('#steady'))")
    steady.wait_for("idle")
    steady.press("reset")
    assert steady.shown() == poster
    steady.run()


def _settle(island: IslandPage) -> None:
    """Wait for frames that were under way when the reader paused: the worker answers in order."""
    island.page.evaluate(TWO_FRAMES)
    before = -1
    while before != island.step:
        before = island.step
        island.page.evaluate("() => new Promise((next) => setTimeout(next, 100))")


def test_a_picture_as_table_is_up_to_date_whenever_it_is_open(steady: IslandPage) -> None:
    steady.open_more()
    alternative = steady.find(".demo-alternative").first
    table = alternative.locator(".demo-table")
    saved = str(table.text_content())
    steady.run()
    steady.press("pause")
    steady.wait_for("ready")
    alternative.locator("summary").click()
    expect(table).not_to_have_text(saved)
    paused = str(table.text_content())
    steady.press("step")
    expect(table).not_to_have_text(paused)
    alternative.locator("summary").click()
    steady.press("reset")
    alternative.locator("summary").click()
    expect(table).to_have_text(saved)
