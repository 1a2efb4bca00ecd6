"""At every demo of the blog the first touch is answered without Python, whose files never arrive."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import ROOT, UNMETERED
from tests.browser.touches import LOADED, TOUCH, difference, picture, touch_all
from tests.browser.waiting import wait_until
from tests.serving import SiteServer

POSTS = sorted(path.name for path in (ROOT / "content" / "posts").iterdir() if path.is_dir())


@pytest.fixture
def published(blog: SiteServer) -> SiteServer:
    """The blog."""
    return blog


@pytest.mark.slow
@pytest.mark.parametrize("post", POSTS)
def test_every_control_preset_play_and_step_shows_saved_frames(
    context: BrowserContext, visit: Callable[..., Page], post: str
) -> None:
    context.route("**/runtime/**", lambda _route: None)
    page = visit(f"posts/{post}/", prepare=UNMETERED)
    islands: list[str] = page.evaluate("[...document.querySelectorAll('demo-island')].map(({ id }) => id)")
    touches = [touch for island in islands for touch in touch_all(page, island)]
    unanswered = [touch for touch in touches if not re.search("saved|nearest", touch.line, re.IGNORECASE)]
    assert touches
    assert unanswered == []
    assert [touch for touch in touches if touch.state not in ("ready", "running")] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("post", "island", "touch"),
    [
        ("neurons-and-layers", "neuron-and", "w1"),
        ("neurons-and-layers", "backprop-neuron", "x1"),
        ("build-a-demo", "fit", "noise"),
        ("networks-that-see", "drawing-turned", "turn"),
        ("networks-that-see", "kernel-edge", "row"),
        ("what-is-still-hard", "bias-one-bar", "village"),
        ("networks-that-remember", "rnn-ten", "gap"),
    ],
)
def test_python_takes_over_and_the_picture_stays_the_same(
    visit: Callable[..., Page], post: str, island: str, touch: str
) -> None:
    page = visit(f"posts/{post}/", prepare=UNMETERED)
    page.locator(f"#{island}").scroll_into_view_if_needed()
    wait_until(page, LOADED, arg=island)
    page.wait_for_timeout(500)  # the file is read
    found = page.evaluate(TOUCH, [island, touch])
    assert found["changed"]
    assert "saved" in found["line"].lower()
    saved = picture(page, island)
    expect(page.locator(f"#{island} .demo-step")).not_to_contain_text("aved")
    assert difference(page, saved, picture(page, island)) <= 0.001
