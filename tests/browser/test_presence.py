"""A demo that the reader cannot see waits; nothing moves for readers who asked for stillness."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import STEADY, TWO_FRAMES, IslandPage

SET_VISIBILITY = """
(state) => {
  Object.defineProperty(document, 'visibilityState', {value: state, configurable: true});
  document.dispatchEvent(new Event('visibilitychange'));
}
"""
RECORD = """
const post = Worker.prototype.postMessage;
window.sent = [];
Worker.prototype.postMessage = function (message) { window.sent.push(message); post.call(this, message); };
"""


def test_a_run_waits_off_screen_and_goes_on_when_it_is_back(visit: Callable[..., Page]) -> None:
    steady = IslandPage(visit(STEADY, prepare=RECORD), "steady")
    steady.page.set_viewport_size({"width": 1100, "height": 400})
    steady.run()
    steady.page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
    expect(steady.root).to_have_attribute("data-waiting", "off screen")
    steady.wait_for("ready")
    assert steady.page.evaluate("window.sent.at(-1).kind") == "stop"
    seen = steady.step
    steady.find(".demo-primary").scroll_into_view_if_needed()
    steady.wait_for("running")
    steady.wait_for_step(seen + 10)


def test_a_run_waits_while_the_tab_is_hidden(visit: Callable[..., Page]) -> None:
    steady = IslandPage(visit(STEADY, prepare=RECORD), "steady")
    steady.run()
    steady.page.evaluate(SET_VISIBILITY, "hidden")
    expect(steady.root).to_have_attribute("data-waiting", "tab hidden")
    steady.wait_for("ready")
    assert steady.page.evaluate("window.sent.at(-1).kind") == "stop"
    seen = steady.step
    steady.page.evaluate(SET_VISIBILITY, "visible")
    steady.wait_for("running")
    steady.wait_for_step(seen + 10)


def test_a_run_that_the_reader_paused_stays_paused(visit: Callable[..., Page]) -> None:
    steady = IslandPage(visit(STEADY), "steady")
    steady.run()
    steady.press("pause")
    steady.wait_for("ready")
    steady.page.evaluate(SET_VISIBILITY, "hidden")
    steady.page.evaluate(SET_VISIBILITY, "visible")
    steady.page.evaluate(TWO_FRAMES)
    steady.wait_for("ready")


def test_a_demo_that_loads_while_the_tab_is_hidden_starts_when_it_shows(visit: Callable[..., Page]) -> None:
    steady = IslandPage(visit(STEADY), "steady")
    steady.press("run")
    steady.page.evaluate(SET_VISIBILITY, "hidden")
    steady.wait_for("ready")
    steady.page.evaluate(SET_VISIBILITY, "visible")
    steady.wait_for("running")
    steady.wait_for_step(5)


def test_with_reduced_motion_a_touch_shows_one_frame_and_run_still_runs(visit: Callable[..., Page]) -> None:
    steady = IslandPage(visit(STEADY), "steady")
    steady.page.emulate_media(reduced_motion="reduce")
    steady.slide("size", 60)
    steady.wait_for("ready")
    steady.says("60 points")
    assert steady.step == 0
    steady.press("run")
    steady.wait_for("running")
    steady.wait_for_step(5)


def test_at_most_one_frame_is_shown_in_an_animation_frame(visit: Callable[..., Page]) -> None:
    steady = IslandPage(visit(STEADY), "steady")
    steady.run()
    most = steady.page.evaluate("""async () => {
      let inThis = 0, most = 0;
      const line = document.querySelector('#steady .demo-step');
      const put = Object.getOwnPropertyDescriptor(Node.prototype, 'textContent');
      Object.defineProperty(line, 'textContent', {
        get() { return put.get.call(this); }, set(text) { inThis += 1; put.set.call(this, text); },
      });
      for (let turn = 0; turn < 60; turn += 1) {
        inThis = 0;
        await new Promise((next) => requestAnimationFrame(next));
        most = Math.max(most, inThis);
      }
      return most;
    }""")
    assert most == 1
