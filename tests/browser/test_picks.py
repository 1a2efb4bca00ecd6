"""Words to pick and handles to drag set the controls that they name, as if the reader had moved these."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from sitegen.demo import Handle, Image, Tokens

STATIC = Path(__file__).parents[2] / "static"
SITE = "http://picks.test/"
SCRIPT = """
import { listenToPicks } from "./picks.js";
window.said = [];
for (const type of ["input", "change"])
  addEventListener(type, ({ target }) => window.said.push(`${type} ${target.name} ${target.value}`));
listenToPicks(document);
"""
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Picks</title>
<link rel="stylesheet" href="marks.css"><script type="module" src="page.js"></script>
<demo-island><input type="range" name="cover" min="1" max="3" value="2">
<input type="range" name="row" min="1" max="8" value="2">
<input type="range" name="column" min="1" max="8" value="2">
<div id="words">{words}</div><div id="picture">{picture}</div></demo-island>"""


def words(picked: int) -> str:
    return Tokens(["a", "b", "c"], [0.1, 0.2, 0.3], pick="cover", picked=picked).picture("x")


def answer(kind: str, text: str) -> Callable[[Route], None]:
    """Return what answers a request with a text."""
    return lambda route: route.fulfill(content_type=kind, body=text)


def place_of_handle(page: Page) -> float:
    """Return where the handle is across the picture, in per cent."""
    return float((page.locator(".mark-handle").get_attribute("x") or "").removesuffix("%"))


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page with a sentence and a picture of 8 rows and columns, whose second cell can be dragged."""
    page = chromium.new_page(viewport={"width": 400, "height": 800})
    cell = Handle((1.5, 1.5), "column", "row", (2, 2))
    picture = Image([[0.0] * 8] * 8, handles=[cell]).picture("x")
    files = {
        "": ("text/html", PAGE.format(words=words(2), picture=picture)),
        "marks.css": ("text/css", (STATIC / "css" / "marks.css").read_text(encoding="utf-8")),
        "picks.js": ("text/javascript", (STATIC / "client/controls/picks.js").read_text(encoding="utf-8")),
        "page.js": ("text/javascript", SCRIPT),
    }
    for name, (kind, text) in files.items():
        page.route(SITE + name, answer(kind, text))
    page.goto(SITE)
    page.wait_for_function("() => window.said")
    yield page
    page.close()


def test_a_picked_word_sets_its_control(page: Page) -> None:
    page.get_by_role("button", name="c").click()
    assert page.evaluate("window.said") == ["input cover 3", "change cover 3"]


def test_the_focus_stays_on_a_word_when_the_next_frame_replaces_it(page: Page) -> None:
    page.get_by_role("button", name="a").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("window.said") == ["input cover 1", "change cover 1"]
    page.locator("#words").evaluate("(box, html) => { box.innerHTML = html; }", words(1))
    page.wait_for_function("() => document.activeElement.value === '1'")
    assert page.locator("button:focus").get_attribute("aria-pressed") == "true"


def test_a_dragged_handle_sets_both_sliders_and_says_when_it_is_let_go(page: Page) -> None:
    frame = page.locator(".mark-frame").bounding_box()
    assert frame
    cell = frame["width"] / 8
    page.mouse.move(frame["x"] + 1.5 * cell, frame["y"] + 1.5 * cell)
    page.mouse.down()
    page.mouse.move(frame["x"] + 4.5 * cell, frame["y"] + 2.5 * cell)
    assert page.evaluate("window.said") == ["input column 5", "input row 3"]
    assert place_of_handle(page) == pytest.approx(56.25, abs=0.1)
    page.mouse.move(frame["x"] + 99 * cell, frame["y"] - 10)
    page.mouse.up()
    assert page.evaluate("window.said.slice(-2)") == ["change column 8", "change row 1"]
    page.mouse.move(frame["x"], frame["y"])
    assert page.evaluate("window.said.slice(-2)") == ["change column 8", "change row 1"]


def test_a_handle_that_is_held_at_its_rim_does_not_jump(page: Page) -> None:
    frame = page.locator(".mark-frame").bounding_box()
    assert frame
    cell = frame["width"] / 8
    page.mouse.move(frame["x"] + 1.5 * cell + 15, frame["y"] + 1.5 * cell - 10)
    page.mouse.down()
    assert page.evaluate("window.said") == []
    page.mouse.move(frame["x"] + 4.5 * cell + 15, frame["y"] + 2.5 * cell - 10)
    assert page.evaluate("window.said") == ["input column 5", "input row 3"]
    assert place_of_handle(page) == pytest.approx(56.25, abs=0.1)
    page.mouse.up()


def test_a_control_that_the_page_does_not_show_is_left_alone(page: Page) -> None:
    page.evaluate("document.querySelector('[name=cover]').remove()")
    page.get_by_role("button", name="c").click()
    assert page.evaluate("window.said") == []
