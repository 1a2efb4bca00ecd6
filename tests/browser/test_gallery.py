"""Every control and every mark as the build leaves them: before any script acts, and without scripts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.axe import axe_faults
from tests.browser.conftest import PATIENCE_MS
from tests.browser.waiting import wait_until
from tests.serving import SiteServer

PAGES = ("controls", "marks", "numbers")


@pytest.fixture
def still(chromium: Browser, gallery: SiteServer) -> Iterator[Page]:
    """A page of the gallery's site in a browser without scripts."""
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 320, "height": 800})
    page = context.new_page()
    page.goto(gallery.url + "posts/controls/")
    yield page
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_nothing_is_cut_off_on_a_narrow_phone(
    chromium: Browser, gallery: SiteServer, name: str
) -> None:
    context = chromium.new_context(viewport={"width": 320, "height": 800})
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(gallery.url + f"posts/{name}/")
    wait_until(page, "[...document.querySelectorAll('.demo-bar')].every(bar => !bar.hidden)")
    for details in page.locator("demo-island details").all():
        details.evaluate("element => { element.open = true; }")
    assert axe_faults(page, "demo-island") == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    context.close()


def test_without_scripts_every_control_shows_what_the_author_chose(still: Page) -> None:
    assert still.locator('[name="word"]').input_value() == "Donaudampfschiff"
    assert still.locator('[name="report"]').input_value() == "Rain in the north.\nSun in the south."
    assert still.locator('[data-kind="clip"] select').input_value() == "rising"
    assert still.locator('[data-action="record"]').is_hidden()
    assert still.locator(".demo-strokes > path").count() == 2
    assert still.locator(".demo-pad-surface .demo-points > .demo-point").count() == 6
    assert still.locator(".demo-pad-actions").first.is_hidden()
    assert all(field.is_disabled() for field in still.locator("fieldset :is(input, textarea, select)").all())
    boxes = [surface.bounding_box() for surface in still.locator(".demo-pad-surface").all()]
    shown = [min(box["width"], box["height"]) for box in boxes if box]  # the others are folded
    assert shown
    assert min(shown) > 80


def test_controls_are_large_enough_to_touch(chromium: Browser, gallery: SiteServer) -> None:
    page = chromium.new_page(viewport={"width": 360, "height": 800})
    page.goto(gallery.url + "posts/controls/")
    wait_until(page, "[...document.querySelectorAll('.demo-bar')].every(bar => !bar.hidden)")
    targets = page.locator(
        ".demo-control :is(button, select, textarea, [type=text], .demo-pad-classes label)"
    )
    small = [
        target.evaluate("element => element.outerHTML")[:80]
        for target in targets.all()
        if target.is_visible() and (box := target.bounding_box()) and min(box["width"], box["height"]) < 44
    ]
    assert targets.count() > 10
    assert small == []
    page.close()


def test_a_sound_can_be_played_by_its_native_element(chromium: Browser, gallery: SiteServer) -> None:
    page = chromium.new_page()
    page.goto(gallery.url + "posts/marks/")
    seconds = page.locator("audio").evaluate(
        "audio => new Promise(done => audio.readyState ? done(audio.duration)"
        " : audio.addEventListener('loadedmetadata', () => done(audio.duration)))"
    )
    assert seconds == 1.0
    page.close()


def test_paper_is_light_in_print_even_where_the_screen_is_dark(
    chromium: Browser, gallery: SiteServer
) -> None:
    page = chromium.new_page(color_scheme="dark")
    page.goto(gallery.url + "posts/marks/")
    colour = "() => getComputedStyle(document.querySelector('.demo')).backgroundColor"
    assert page.evaluate(colour) == "rgb(23, 27, 33)"
    page.emulate_media(media="print")
    assert page.evaluate(colour) == "rgb(255, 255, 255)"
    assert page.locator("audio").is_hidden()
    assert page.locator(".demo-picture .mark").first.is_visible()
    page.close()
