"""At every demo of the blog the first touch is answered without Python, whose files never arrive."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import ROOT, UNMETERED
from tests.browser.touches import touch_all
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
    unanswered = [
        touch for touch in touches if not ("saved" in touch.line.lower() or "nearest" in touch.line)
    ]
    assert touches
    assert unanswered == []
    assert [touch for touch in touches if touch.state not in ("ready", "running")] == []
