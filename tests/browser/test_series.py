"""The ticks at parts of a series that were read to the end, in a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from sitegen.model import Body
from sitegen.theme import theme_folder
from tests.render.sample_site import SampleAssets, render, sample_config, sample_page, sample_site
from tests.serving import SiteServer, running
from tests.styles import style_sheet

LONG = Body(tuple(f"<p>{f'Sentence {n}. ' * 60}</p>\n" for n in range(30)), word_count=3600)
TICKS = ".series .part-read"
CLEAR = "Clear the marks of parts that you have read"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SiteServer]:
    """A series of three long parts."""
    root = tmp_path_factory.mktemp("series")
    config = sample_config(root)
    parts = [
        sample_page(f"posts/p{n}.md", body=LONG, title=f"Part {n}", date=date(2026, 1, n), series="S", part=n)
        for n in (1, 2, 3)
    ]
    site = sample_site(
        config, [sample_page("_index.md", "home"), sample_page("posts/_index.md", "section"), *parts]
    )
    for path, text in render(config, site).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    for name in ("theme.js", "series.js", "css/code.css"):
        target = root / SampleAssets().url(name).removeprefix("/blog/")
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(theme_folder("static") / name, target)
    (root / SampleAssets().url("css/site.css").removeprefix("/blog/")).write_text(style_sheet())
    with running(SiteServer(root)) as server:
        yield server


@pytest.fixture
def reader(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 800, "height": 600})
    yield context
    context.close()


def read_to_the_end(page: Page) -> None:
    """Scroll as a reader does, so that every paragraph is in sight once."""
    for paragraph in page.locator(".content > p").all():
        paragraph.scroll_into_view_if_needed()
        page.wait_for_function("() => new Promise(requestAnimationFrame)")


def test_a_part_gets_a_tick_when_it_was_read_and_the_ticks_can_be_cleared(
    reader: BrowserContext, sample: SiteServer
) -> None:
    page = reader.new_page()
    page.goto(sample.url + "posts/p1/")
    expect(page.locator(TICKS)).to_have_count(0)
    expect(page.locator(".series-clear")).to_be_hidden()
    read_to_the_end(page)
    expect(page.locator(TICKS)).to_have_count(1)

    page.goto(sample.url + "posts/p2/")
    expect(page.locator("li > a", has_text="Part 1").get_by_role("img", name="Read")).to_be_visible()
    assert Axe().run(page).response["violations"] == []
    page.get_by_role("button", name=CLEAR).click()
    expect(page.locator(TICKS)).to_have_count(0)
    assert page.evaluate("localStorage.getItem('read-parts')") == "[]"
    assert page.evaluate("document.activeElement.closest('.series') !== null")
    page.go_back()
    expect(page.locator(TICKS)).to_have_count(0)


def test_a_jump_to_the_end_is_not_reading(reader: BrowserContext, sample: SiteServer) -> None:
    page = reader.new_page()
    page.goto(sample.url + "posts/p1/#series--parts")
    expect(page.locator(".series h2")).to_be_in_viewport()
    page.wait_for_function(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )
    expect(page.locator(TICKS)).to_have_count(0)
    assert page.evaluate("localStorage.getItem('read-parts')") is None


def test_what_else_is_stored_under_the_name_does_no_harm(reader: BrowserContext, sample: SiteServer) -> None:
    page = reader.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(sample.url + "posts/p1/")
    for stored in ("{", "3", '["/blog/posts/p3/", 7]'):
        page.evaluate("text => localStorage.setItem('read-parts', text)", stored)
        page.reload()
    expect(page.locator(TICKS)).to_have_count(1)
    assert faults == []


def test_nothing_is_sent_and_without_javascript_there_are_no_marks(
    chromium: Browser, reader: BrowserContext, sample: SiteServer
) -> None:
    page = reader.new_page()
    page.goto(sample.url + "posts/p1/")
    before = len(sample.requests)
    read_to_the_end(page)
    expect(page.locator(TICKS)).to_have_count(1)
    assert len(sample.requests) == before
    context = chromium.new_context(java_script_enabled=False)
    bare = context.new_page()
    bare.goto(sample.url + "posts/p1/")
    assert bare.locator(TICKS).count() == 0
    assert not bare.locator(".series-clear").is_visible()
    context.close()
