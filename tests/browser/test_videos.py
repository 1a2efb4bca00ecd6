"""Videos in a browser: nothing loads from the other site before the click, then its player does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.axe import axe_faults
from tests.browser.published import build
from tests.images.test_pictures import png
from tests.serving import SiteServer, running

POST = """---
title: Films
date: 2026-01-01
---

:::{video} https://youtu.be/a1b2c3d4e5f
:title: A talk
:poster: cover.png
:::

:::{video} https://vimeo.com/123456
:title: A film
:::

:::{video} clip.mp4
:title: A clip
:poster: cover.png
:::
"""
PLAYER = "https://www.youtube-nocookie.com/embed/a1b2c3d4e5f?autoplay=1"


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SiteServer]:
    """A site with one post."""
    root = tmp_path_factory.mktemp("films")
    folder = root / "content" / "posts" / "films"
    folder.mkdir(parents=True)
    (folder / "index.md").write_text(POST, encoding="utf-8")
    (folder / "cover.png").write_bytes(png(320, 180))
    (folder / "clip.mp4").write_bytes(b"")
    (root / "sitegen.toml").write_text('title = "A site"\n', encoding="utf-8")
    build(root, Path("public"))
    with running(SiteServer(root / "public")) as server:
        yield server


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A fresh profile whose pages may ask other sites, which `opened` answers."""
    context = chromium.new_context()
    yield context
    context.close()


@pytest.fixture
def published(films: SiteServer) -> SiteServer:
    """That site in place of the trial site."""
    return films


def opened(context: BrowserContext, films: SiteServer) -> tuple[Page, list[str]]:
    """Open the post; the list receives the addresses of other sites that are asked for."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body="<p>playing</p>", content_type="text/html")

    context.route("https://**/*", answer)
    page = context.new_page()
    page.goto(films.url + "posts/films/")
    return page, asked


def test_the_player_loads_at_a_click_and_the_title_then_leads_to_the_other_site(
    context: BrowserContext, films: SiteServer
) -> None:
    page, asked = opened(context, films)
    page.wait_for_load_state("networkidle")
    assert asked == []

    page.get_by_role("link", name="A talk Video on YouTube").press("Enter")
    expect(page.frame_locator("iframe[title='A talk']").get_by_text("playing")).to_be_visible()
    assert asked == [PLAYER]
    assert page.evaluate("document.activeElement.title") == "A talk"
    page.get_by_role("link", name="A talk").click()
    page.wait_for_url("https://www.youtube.com/watch?v=a1b2c3d4e5f")


def test_without_javascript_a_card_is_a_link(chromium: Browser, films: SiteServer) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page, asked = opened(context, films)
    page.get_by_role("link", name="A film").click()
    page.wait_for_url("https://vimeo.com/123456")

    assert asked == ["https://vimeo.com/123456"]
    context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_before_and_after_the_click(
    context: BrowserContext, films: SiteServer, width: int
) -> None:
    page, _asked = opened(context, films)
    page.set_viewport_size({"width": width, "height": 800})

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert axe_faults(page, "body") == []
    page.get_by_role("link", name="A film").click()
    assert axe_faults(page, ".content") == []
