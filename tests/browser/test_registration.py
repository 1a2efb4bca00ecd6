"""Before the reader acts a page runs only its registration; the act that loads the rest is not lost."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import CROWD, STEADY, TWO_FRAMES, IslandPage
from tests.serving import SiteServer

CELLS = "posts/cells/"
LOADED = """async () => {
  await import(new URL("core/islands.js", document.querySelector("script[src$='/main.js']").src));
  await new Promise(requestAnimationFrame);
}"""
"""Waits until the program that a reader's first act loads has connected the elements."""

ISLANDS = re.compile(r"/islands\.js(\?.*)?$")


def scripts(server: SiteServer) -> list[str]:
    """Return the client's scripts that were asked for."""
    return [path.rpartition("/")[2] for path in server.requests if re.match(r"client-\w+/.*\.js$", path)]


class Gate:
    """Holds back the program that a reader's first act loads."""

    def __init__(self, context: BrowserContext) -> None:
        self.held: list[Route] = []
        context.route(ISLANDS, lambda route: self.held.append(route))  # noqa: PLW0108 - Playwright counts parameters

    def open(self, page: Page) -> None:
        """Let it through, as soon as it was asked for."""
        while not self.held:
            page.evaluate(TWO_FRAMES)
        self.held.pop().continue_()


@pytest.fixture
def gate(context: BrowserContext) -> Gate:
    """The program comes when a test says so."""
    return Gate(context)


@pytest.mark.parametrize("path", [STEADY, CROWD, CELLS, STEADY + "#steady"])
def test_before_the_reader_acts_only_the_registration_runs(
    visit: Callable[..., Page], server: SiteServer, path: str
) -> None:
    page = visit(path)
    page.evaluate("() => new Promise((done) => setTimeout(done, 300))")  # whatever would come by itself
    page.mouse.wheel(0, 200)
    page.evaluate(TWO_FRAMES)
    assert scripts(server) == ["main.js"]
    loaded = page.evaluate("performance.getEntriesByType('resource').map(({name}) => name.split('/').pop())")
    assert [name for name in loaded if name.endswith(("js", "mjs"))] == ["theme.js", "main.js"]
    assert page.workers == []
    for control in page.locator(".demo-controls").all():
        expect(control).to_be_enabled()


@pytest.mark.parametrize("fragment", ["#steady?size=60", "#nobody?a=1"])
def test_an_address_with_values_loads_the_rest_at_once(
    visit: Callable[..., Page], server: SiteServer, fragment: str
) -> None:
    page = visit(STEADY)
    page.evaluate("(hash) => { location.hash = hash; }", fragment)
    while "islands.js" not in scripts(server):
        page.evaluate(TWO_FRAMES)


def test_one_click_runs(visit: Callable[..., Page], gate: Gate) -> None:
    steady = IslandPage(visit(STEADY), "steady")
    steady.press("run")
    steady.press("run")  # an impatient reader
    steady.wait_for("idle")
    gate.open(steady.page)
    steady.wait_for_step(3)


@pytest.mark.parametrize(("path", "element"), [(STEADY, "#steady"), (CELLS, "code-cell")])
def test_a_press_during_which_the_rest_loads_is_not_lost(
    visit: Callable[..., Page], gate: Gate, path: str, element: str
) -> None:
    page = visit(path)
    root = page.locator(element).first
    root.locator(".demo-primary").hover()
    page.mouse.down()
    gate.open(page)
    page.evaluate(LOADED)
    page.mouse.up()
    expect(root).not_to_have_attribute("data-state", "idle")


def test_a_touch_runs(context: BrowserContext, visit: Callable[..., Page], gate: Gate) -> None:
    steady = IslandPage(visit(STEADY), "steady")
    button = steady.find(".demo-primary")
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box
    touch = context.new_cdp_session(steady.page)
    touch.send(
        "Input.dispatchTouchEvent",
        {"type": "touchStart", "touchPoints": [{"x": box["x"] + 9, "y": box["y"] + 9}]},
    )
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    gate.open(steady.page)
    steady.wait_for_step(1)


def test_keys_alone_move_a_slider_while_the_rest_is_on_its_way(
    visit: Callable[..., Page], gate: Gate
) -> None:
    steady = IslandPage(visit(STEADY), "steady")
    steady.control("size").focus()
    for _ in range(3):
        steady.page.keyboard.press("ArrowRight")
    gate.open(steady.page)
    steady.says("70 points")
    expect(steady.page).to_have_url(re.compile(r"#steady\?size=70&seed=1$"))


def test_a_toggle_a_choice_and_a_button_are_not_lost(visit: Callable[..., Page], gate: Gate) -> None:
    steady = IslandPage(visit(STEADY), "steady")
    steady.control("mirror").check()
    steady.control("shape").select_option("cosine")
    steady.open_more()
    steady.find('button[name="kick"]').click()
    gate.open(steady.page)
    steady.says("cosine, kick 1, secret 7, mirror True")


def test_a_cell_runs_at_one_click(visit: Callable[..., Page], gate: Gate) -> None:
    page = visit(CELLS)
    cell = page.locator("code-cell").first
    cell.locator('[data-action="run"]').click()
    gate.open(page)
    expect(cell.locator(".demo-step")).to_have_text("Live result")


def test_where_the_rest_is_missing_a_message_is_shown_and_run_tries_again(
    visit: Callable[..., Page], server: SiteServer
) -> None:
    server.faults["islands.js"] = "missing"
    steady = IslandPage(visit(STEADY), "steady")
    poster = steady.shown()
    steady.press("run")
    notice = steady.find(".demo-notice")
    expect(notice).to_contain_text("Could not load the demo code")
    expect(steady.find(".demo-status")).to_contain_text("Could not load the demo code")
    asked = len(scripts(server))
    steady.root.hover()
    steady.page.evaluate(TWO_FRAMES)
    assert len(scripts(server)) == asked, "a pointer that passes by does not ask again"
    assert steady.shown() == poster
    server.faults.clear()
    steady.press("run")
    steady.wait_for_step(1)
    expect(notice).to_be_hidden()


def test_without_the_registration_everything_is_shown(context: BrowserContext, server: SiteServer) -> None:
    server.faults["main.js"] = "missing"
    page = context.new_page()
    page.goto(server.url + STEADY)
    expect(page.locator("#steady .demo-picture > .mark").first).to_be_visible()
    expect(page.locator("#steady .demo-text")).not_to_be_empty()
    expect(page.locator(".demo-bar:visible")).to_have_count(0)
    expect(page.locator('#steady [name="size"]')).to_be_disabled()
