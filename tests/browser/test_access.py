"""Everything by keyboard, named for those who listen, large enough to touch, readable in light and dark."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import axe_faults
from tests.browser.conftest import STEADY, TROUBLE, IslandPage


def test_axe_finds_nothing_before_during_and_after_a_run(visit: Callable[..., Page]) -> None:
    page = visit(TROUBLE)
    assert axe_faults(page, "demo-island") == []
    steady, breaks = IslandPage(page, "steady"), IslandPage(page, "breaks")
    steady.run()
    for details in steady.find("details").all():
        details.evaluate("element => { element.open = true; }")
    assert axe_faults(page, "demo-island") == []
    breaks.press("run")
    breaks.wait_for("failed")
    breaks.find(".demo-notice summary").click()
    assert axe_faults(page, "demo-island") == []


def test_a_run_needs_only_the_keyboard(steady: IslandPage) -> None:
    page = steady.page
    page.keyboard.press("Tab")
    for _ in range(40):
        if page.evaluate("document.activeElement.dataset.action === 'run'"):
            break
        page.keyboard.press("Tab")
    primary = steady.find(".demo-primary")
    expect(primary).to_be_focused()
    assert primary.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    steady.wait_for("running")
    steady.wait_for_step(3)
    expect(primary).to_be_focused()
    page.keyboard.press("Space")
    steady.wait_for("ready")
    page.keyboard.press("Tab")
    expect(steady.find('[data-action="step"]')).to_be_focused()
    before = steady.step
    page.keyboard.press("Enter")
    steady.wait_for_step(before + 1)
    size = steady.find('[name="size"]')
    size.focus()
    page.keyboard.press("ArrowRight")
    steady.says("50 points")
    expect(size).to_be_focused()
    assert size.get_attribute("aria-valuetext") == "50 points"
    steady.control("shape").focus()
    page.keyboard.press("ArrowDown")
    steady.says("cosine")
    page.keyboard.press("Escape")
    expect(steady.find(".stage-more > summary")).to_be_focused()
    expect(steady.find(".stage-sheet")).to_be_hidden()


@pytest.mark.parametrize("width", [1100, 360])
def test_targets_are_large_enough_to_touch(visit: Callable[..., Page], width: int) -> None:
    page = visit(STEADY)
    page.set_viewport_size({"width": width, "height": 740})
    targets = page.locator(
        "demo-island :is(button, select, summary, input:not([type=checkbox]), [data-kind=toggle] label)"
    )
    small = [
        (target.evaluate("element => element.outerHTML")[:80], box["width"], box["height"])
        for target in targets.all()
        if target.is_visible() and (box := target.bounding_box()) and min(box["width"], box["height"]) < 44
    ]
    assert targets.count() > 10
    assert small == []


def test_the_status_tells_of_the_run_in_few_words(steady: IslandPage) -> None:
    status = steady.find(".demo-status")
    expect(status).to_have_attribute("aria-live", "polite")
    steady.page.evaluate("""() => {
      window.said = [];
      const status = document.querySelector('#steady .demo-status');
      new MutationObserver(() => window.said.push(status.textContent)).observe(status, {childList: true});
    }""")
    steady.run()
    steady.wait_for_step(30)
    steady.press("pause")
    expect(status).to_contain_text(re.compile(r"Step \d+"))
    shown = steady.step
    said = steady.page.evaluate("window.said")
    assert shown > len(said), "not every frame is announced"
    assert said[0].startswith("Loading")


def test_every_picture_has_a_name_and_each_control_a_label(steady: IslandPage) -> None:
    for picture in steady.find(".demo-picture > svg").all():
        assert picture.get_attribute("role") == "img"
        assert picture.get_attribute("aria-label")
    for name in ("Gain", "Size", "Shape", "Mirror", "Seed"):
        expect(steady.root.get_by_label(name, exact=True)).to_have_count(1)
    expect(steady.root.get_by_role("group", name="Run “A wave that travels”")).to_have_count(1)
