"""What the reader chose is in the address: Back, Forward, a reload and a sent link find it."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import STEADY, TWO_FRAMES, UNMETERED, IslandPage
from tests.browser.waiting import wait_until
from tests.serving import SiteServer

SETTLE = "() => new Promise((next) => setTimeout(next, 1000))"
"""Waits until a gesture has ended: the quiet after it, and some."""
DRAG = """
async () => {
  const slider = document.querySelector('#steady [name="size"]');
  for (const value of [30, 50, 60, 70, 60, 50]) {
    slider.value = value;
    slider.dispatchEvent(new Event('input', {bubbles: true}));
    await new Promise((next) => requestAnimationFrame(next));
  }
  slider.dispatchEvent(new Event('change', {bubbles: true}));
}
"""
LAST_WORD = """
() => {
  const slider = document.querySelector('#steady [name="size"]');
  for (const value of [30, 50, 60]) {
    slider.value = value;
    slider.dispatchEvent(new Event('input', {bubbles: true}));
  }
  slider.dispatchEvent(new Event('change', {bubbles: true}));
  location.reload();
}
"""
"""Moves a slider and reloads at once: the last value still waits to be written."""
WITHOUT_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', {value: undefined});"


def hash_of(page: Page) -> str:
    """Return the part of the address after #."""
    return str(page.evaluate("location.hash"))


def test_a_link_restores_the_values_and_starts_nothing(
    visit: Callable[..., Page], server: SiteServer
) -> None:
    link = STEADY + "#steady?gain=0.1&size=60&shape=cosine&mirror=true&seed=7"
    steady = IslandPage(visit(link), "steady")
    poster = steady.shown()
    expect(steady.find('[name="size"]')).to_have_value("60")
    expect(steady.find('[data-control="size"] output')).to_have_text("60 points")
    expect(steady.find('[data-control="gain"] output')).to_have_text("0.1")
    expect(steady.find('[name="shape"]')).to_have_value("1")
    expect(steady.find('[name="mirror"]')).to_be_checked()
    expect(steady.find('[name="seed"]')).to_have_value("7")
    expect(steady.find("[data-changed]")).to_have_count(5)
    expect(steady.find(".demo-step")).to_contain_text("Not computed yet")
    expect(steady.root).to_have_attribute("data-differs", "")
    expect(steady.find(".stage-compute")).to_be_visible()
    steady.wait_for("idle")
    assert steady.page.evaluate("window.scrollY") > 0, "the island is brought into view"
    steady.page.evaluate(TWO_FRAMES)
    assert steady.shown() == poster
    assert server.runtime_requests() == []
    steady.run()
    steady.says("gain 0.1, 60 points, cosine, kick 0, secret 7, mirror True")
    expect(steady.find(".demo-step")).not_to_contain_text("Not computed")


def test_a_link_computes_by_itself_where_the_connection_is_not_metered(visit: Callable[..., Page]) -> None:
    steady = IslandPage(visit(STEADY + "#steady?size=60&shape=cosine", prepare=UNMETERED), "steady")
    steady.says("60 points, cosine")
    expect(steady.root).not_to_have_attribute("data-differs", "")
    expect(steady.find(".stage-compute")).to_be_hidden()


def test_what_a_link_cannot_mean_is_passed_over(visit: Callable[..., Page]) -> None:
    link = (
        STEADY
        + "#steady?size=9999&shape=square&secret=3&seed=-1&mirror=true&nothing=1/nobody?a=1/answer?slope=%zz"
    )
    steady = IslandPage(visit(link), "steady")
    expect(steady.find('[name="size"]')).to_have_value("40")
    expect(steady.find("[data-changed]")).to_have_count(1)
    steady.run()
    steady.says("gain 1, 40 points, sine, kick 0, secret 7, mirror True")


def test_an_address_names_only_what_was_changed_and_the_seed(steady: IslandPage) -> None:
    steady.control("shape").select_option("cosine")
    expect(steady.page).to_have_url(re.compile(r"#steady\?shape=cosine&seed=1$"))
    answer = IslandPage(steady.page, "answer")
    answer.slide("slope", 0.5)
    expect(steady.page).to_have_url(re.compile(r"#steady\?shape=cosine&seed=1/answer\?slope=0.5$"))


def test_the_round_trip_by_a_copied_link(
    steady: IslandPage, context: BrowserContext, visit: Callable[..., Page], server: SiteServer
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    steady.slide("size", 70)
    steady.control("seed").fill("12")
    steady.says("70 points")
    IslandPage(steady.page, "answer").slide("slope", 0.5)
    steady.press("copy")
    expect(steady.find(".demo-notice")).to_contain_text("The link is copied.")
    link = steady.page.evaluate("navigator.clipboard.readText()")
    assert link == server.url + STEADY + "#steady?size=70&seed=12"
    steady.page.close()
    again = IslandPage(visit(link.removeprefix(server.url)), "steady")
    expect(again.find('[name="size"]')).to_have_value("70")
    expect(again.find('[name="seed"]')).to_have_value("12")


def test_without_a_clipboard_the_link_is_there_to_be_copied(visit: Callable[..., Page]) -> None:
    steady = IslandPage(visit(STEADY, prepare=WITHOUT_CLIPBOARD), "steady")
    steady.press("copy")
    field = steady.find(".demo-notice").get_by_label("Link")
    expect(field).to_have_value(re.compile(r"/posts/steady/#steady$"))
    expect(field).to_be_focused()
    selected = field.evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)")
    assert selected == field.input_value()


def test_back_and_forward_walk_through_the_readers_decisions(steady: IslandPage) -> None:
    page = steady.page
    before = page.evaluate("history.length")
    page.evaluate(DRAG)
    steady.says("50 points")
    page.evaluate(SETTLE)
    assert hash_of(page) == "#steady?size=50&seed=1", "the last value of the drag"
    assert page.evaluate("history.length") == before + 1, "one drag, one entry"
    steady.control("mirror").check()
    page.evaluate(SETTLE)
    assert page.evaluate("history.length") == before + 2
    page.evaluate("history.back()")
    steady.says("50 points, sine, kick 0, secret 7, mirror False")
    page.evaluate("history.back()")
    steady.says("40 points, sine, kick 0, secret 7, mirror False")
    expect(steady.find("[data-changed]")).to_have_count(0)
    assert hash_of(page) == ""
    page.evaluate("history.go(2)")
    steady.says("50 points, sine, kick 0, secret 7, mirror True")
    expect(steady.find('[name="mirror"]')).to_be_checked()


def test_reset_takes_the_values_out_of_the_address_and_back_finds_them(visit: Callable[..., Page]) -> None:
    steady = IslandPage(visit(STEADY + "#steady?size=60&seed=1"), "steady")
    expect(steady.find('[name="size"]')).to_have_value("60")
    steady.press("reset")
    expect(steady.find('[name="size"]')).to_have_value("40")
    assert hash_of(steady.page) == ""
    expect(steady.find(".demo-step")).not_to_contain_text("Not computed")
    steady.page.evaluate("history.back()")
    expect(steady.find('[name="size"]')).to_have_value("60")
    steady.wait_for("idle")


def test_a_plain_anchor_still_works_and_leaves_the_values(steady: IslandPage) -> None:
    page = steady.page
    steady.slide("size", 60)
    steady.says("60 points")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<h2 id=end>End</h2>')")
    page.evaluate("location.hash = '#end'")
    assert page.evaluate("document.querySelector(':target').id") == "end"
    expect(steady.find('[name="size"]')).to_have_value("60")
    page.evaluate("location.hash = '#answer?slope=-1'")
    expect(IslandPage(page, "answer").find('[data-control="slope"] output')).to_have_text("−1")
    expect(steady.find('[name="size"]')).to_have_value("40")


def test_a_reload_keeps_the_values(steady: IslandPage) -> None:
    steady.slide("size", 60)
    steady.says("60 points")
    steady.page.reload()
    expect(steady.find('[name="size"]')).to_have_value("60")
    steady.wait_for("idle")


def test_a_reload_right_after_a_change_keeps_the_last_value(steady: IslandPage) -> None:
    steady.slide("size", 20)
    steady.says("20 points")
    steady.page.evaluate("window.before = true")
    steady.page.evaluate(LAST_WORD)
    wait_until(steady.page, "!window.before")
    expect(steady.find('[name="size"]')).to_have_value("60")
    assert hash_of(steady.page) == "#steady?size=60&seed=1"


def test_sharing_by_keyboard_alone(steady: IslandPage) -> None:
    steady.control("size").focus()
    for _ in range(3):
        steady.page.keyboard.press("ArrowRight")
    steady.says("70 points")
    expect(steady.page).to_have_url(re.compile(r"#steady\?size=70&seed=1$"))
    steady.find('[data-action="copy"]').focus()
    steady.page.keyboard.press("Enter")
    expect(steady.find(".demo-notice")).to_contain_text("link")
    steady.find('[data-action="reset"]').focus()
    steady.page.keyboard.press("Enter")
    steady.wait_for("idle")
    assert hash_of(steady.page) == ""
