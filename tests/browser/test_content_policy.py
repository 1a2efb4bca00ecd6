"""Pages, demos, code cells and the editor run under the Content-Security-Policy without a violation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import STEADY, IslandPage
from tests.browser.test_cells import CELLS, has_run, press, write
from tests.browser.test_editor import open_editor, program, run
from tests.browser.waiting import wait_until
from tests.serving import POST, serving

RECORD_VIOLATIONS = """
window.violations = [];
addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
});
"""


def watch(page: Page, refusals: list[str]) -> None:
    """Collect what the console says about the policy: the page's own and that of its worker."""
    page.on(
        "console",
        lambda message: refusals.append(message.text) if "Content Security Policy" in message.text else None,
    )


@pytest.fixture
def refusals() -> Iterator[list[str]]:
    """Console messages about the policy; there must be none at the end."""
    found: list[str] = []
    yield found
    assert found == []


def violations(page: Page) -> list[str]:
    assert page.locator('meta[http-equiv="Content-Security-Policy"]').count() == 1
    found: list[str] = page.evaluate("[...new Set(window.violations)]")
    return found


def test_the_policy_is_active(visit: Callable[..., Page]) -> None:
    page = visit(STEADY, prepare=RECORD_VIOLATIONS)
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>')")
    wait_until(page, "window.violations.length > 0")
    assert any(text.startswith("style-src-attr inline") for text in violations(page))


def test_a_demo_runs_and_is_edited_under_the_policy(visit: Callable[..., Page], refusals: list[str]) -> None:
    page = visit(STEADY, prepare=RECORD_VIOLATIONS)
    watch(page, refusals)
    steady, answer = IslandPage(page, "steady"), IslandPage(page, "answer")
    steady.run()
    steady.slide("size", 60)
    steady.says("60 points")
    steady.press("pause")
    program(open_editor(answer), "The slope is", "Its slope is")
    run(answer)
    answer.says("Its slope is")
    assert violations(page) == []


def test_code_cells_run_and_are_edited_under_the_policy(
    visit: Callable[..., Page], refusals: list[str]
) -> None:
    page = visit(CELLS, prepare=RECORD_VIOLATIONS)
    watch(page, refusals)
    press(page, 3, "run")
    has_run(page, 3)
    write(page, 1, 'print("edited by the reader")')
    press(page, 1, "run")
    expect(page.locator('code-cell[data-number="1"] .cell-stdout')).to_contain_text("edited by the reader")
    assert violations(page) == []


def test_the_reload_script_of_serve_works_under_the_policy(
    chromium: Browser, write_site: Callable[..., Path], tmp_path: Path, refusals: list[str]
) -> None:
    site = write_site({"content/posts/one.md": POST.format(text="First text.")})
    post = site / "content/posts/one.md"
    with serving(site, tmp_path / "errors.txt") as server, chromium.new_context() as context:
        page = context.new_page()
        page.add_init_script(RECORD_VIOLATIONS)
        watch(page, refusals)
        with page.expect_response(lambda response: "/_sitegen/events" in response.url):
            page.goto(f"{server.address}posts/one/")
        post.write_text("---\ntitle: A post\ndaet: 1\n---\n")
        message = page.get_by_role("alert")
        expect(message).to_contain_text("unknown key 'daet'", timeout=60_000)
        background = message.evaluate("element => getComputedStyle(element).backgroundColor")
        assert background == "rgba(20, 20, 24, 0.94)", "the overlay has its style sheet"
        assert violations(page) == []
        post.write_text(POST.format(text="Second text."))
        expect(page.get_by_text("Second text.")).to_be_attached(timeout=60_000)
        assert violations(page) == []
