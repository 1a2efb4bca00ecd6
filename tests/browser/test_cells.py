"""Code cells: complete before anything runs, run in order among shared names, edited, stopped and reset."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.axe import axe_faults
from tests.browser.conftest import TWO_FRAMES
from tests.serving import SiteServer

CELLS = "posts/cells/"


@pytest.fixture
def page(visit: Callable[..., Page]) -> Page:
    return visit(CELLS)


def cell(page: Page, number: int) -> Locator:
    return page.locator(f'code-cell[data-number="{number}"]')


def press(page: Page, number: int, action: str) -> None:
    cell(page, number).locator(f'[data-action="{action}"]').click()


def has_run(page: Page, number: int) -> None:
    expect(cell(page, number).locator(".demo-step")).to_have_text("Live result")


def write(page: Page, number: int, program: str) -> Locator:
    """Open the editor of a cell and put a program into it."""
    press(page, number, "edit")
    area = cell(page, number).locator("textarea")
    area.fill(program)
    return area


def test_a_live_cell_shows_what_its_value_says_to_notebooks(page: Page) -> None:
    program = "class Thing:\n    def _repr_html_(self):\n"
    program += "        return '<table onclick=x><tr><td>live</td></tr></table>'\nThing()"
    write(page, 2, program)
    press(page, 2, "run")
    has_run(page, 2)
    expect(cell(page, 2).locator(".cell-displays td")).to_have_text("live")
    expect(cell(page, 2).locator(".cell-displays table")).not_to_have_attribute("onclick", re.compile(""))
    expect(cell(page, 2).locator(".cell-value")).to_be_hidden()
    press(page, 2, "reset")
    expect(cell(page, 2).locator(".cell-displays")).to_be_empty()
    expect(cell(page, 2).locator(".cell-value")).to_have_text("(40, [0])")


def test_without_javascript_program_and_output_are_there(chromium: Browser, server: SiteServer) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.url + CELLS)
    expect(cell(page, 1).locator("code")).to_contain_text("np.linspace")
    expect(cell(page, 1).locator(".cell-stdout")).to_have_text("forty points from 0.0\n")
    expect(cell(page, 2).locator(".cell-value")).to_have_text("(40, [0])")
    expect(cell(page, 3).locator(".demo-picture > .mark")).to_be_visible()
    expect(cell(page, 4).locator(".cell-raised")).to_have_text("ZeroDivisionError: division by zero")
    expect(cell(page, 5).locator(".cell-value")).to_be_hidden()
    for summary in cell(page, 5).locator("summary").all():
        summary.click()
    expect(cell(page, 5).locator(".cell-value")).to_be_visible()
    expect(cell(page, 5).locator("code")).to_be_visible()
    expect(page.locator(".cell-bar").first).to_be_hidden()
    context.close()
    assert server.runtime_requests() == []


def test_nothing_is_loaded_before_run(page: Page, server: SiteServer) -> None:
    page.wait_for_load_state("networkidle")
    press(page, 1, "edit")
    expect(cell(page, 1).locator("textarea")).to_be_focused()
    page.wait_for_load_state("networkidle")
    assert server.runtime_requests() == []
    assert not [path for path in server.requests if path.endswith("worker.js")]


def test_the_editor_is_not_loaded_before_edit(page: Page, server: SiteServer) -> None:
    page.wait_for_load_state("networkidle")
    assert not [path for path in server.requests if path.endswith(("open-editor.js", "editor.css"))]


def test_a_cell_runs_those_above_it_first_and_each_once(page: Page) -> None:
    press(page, 3, "run")
    for number in (1, 2, 3):
        has_run(page, number)
    expect(cell(page, 2).locator(".cell-value")).to_have_text("(40, [0])")
    expect(cell(page, 4).locator(".demo-step")).to_be_empty()
    press(page, 2, "run")
    expect(cell(page, 2).locator(".cell-value")).to_have_text("(40, [0, 1])")
    expect(cell(page, 3).locator(".demo-picture > .mark")).to_have_count(1)


def test_a_meant_exception_is_shown_as_output_and_hinders_no_one(page: Page) -> None:
    press(page, 5, "run")
    has_run(page, 5)
    expect(cell(page, 4).locator(".cell-raised")).to_have_text("ZeroDivisionError: division by zero")
    expect(cell(page, 4).locator(".demo-notice")).to_be_hidden()
    expect(cell(page, 5).locator(".cell-value")).to_be_visible()


def test_an_error_is_marked_in_the_readers_own_line_and_a_correction_runs(page: Page) -> None:
    area = write(page, 2, "y = 3\nz = y +\n")
    press(page, 2, "run")
    expect(cell(page, 2).locator(".demo-problem")).to_have_text(
        "Cell 2 stopped in line 2. SyntaxError: invalid syntax"
    )
    expect(cell(page, 2).locator(".editor-mark")).to_be_visible()
    expect(cell(page, 2).locator(".editor-problem")).to_contain_text("Line 2: SyntaxError")
    expect(area).to_have_attribute("aria-invalid", "true")
    area.fill("y = 3\n\ny / 0\n")
    expect(cell(page, 2).locator(".editor-mark")).to_be_hidden()
    area.press("Control+Enter")
    expect(cell(page, 2).locator(".editor-problem")).to_have_text(
        "Line 3: ZeroDivisionError: division by zero"
    )
    details = cell(page, 2).locator(".demo-notice details")
    expect(details.locator("pre")).to_be_hidden()
    details.locator("summary").click()
    expect(details.locator("pre")).to_contain_text('File "<cell 2>", line 3')
    expect(details.locator("pre")).not_to_contain_text("sitegen")
    area.fill("y * 7\n")
    press(page, 2, "run")
    has_run(page, 2)
    expect(cell(page, 2).locator(".cell-value")).to_have_text("21")
    expect(cell(page, 2).locator(".demo-notice")).to_be_hidden()


def test_a_failing_cell_holds_back_those_below(page: Page) -> None:
    write(page, 1, "raise ValueError('no')")
    press(page, 3, "run")
    expect(cell(page, 1).locator(".demo-problem")).to_contain_text("ValueError: no")
    expect(cell(page, 3).locator(".demo-step")).to_have_text(
        "It did not run, because cell 1 above it failed."
    )
    expect(cell(page, 3).locator(".demo-picture > .mark")).to_be_visible()


def test_reset_gives_the_authors_program_and_output_back(page: Page) -> None:
    write(page, 2, "'mine'")
    press(page, 2, "run")
    expect(cell(page, 2).locator(".cell-value")).to_have_text("'mine'")
    press(page, 2, "reset")
    expect(cell(page, 2).locator("textarea")).to_have_count(0)
    expect(cell(page, 2).locator("code")).to_contain_text("runs.append")
    expect(cell(page, 2).locator(".cell-value")).to_have_text("(40, [0])")
    expect(cell(page, 2).locator('[data-action="edit"]')).to_be_focused()
    press(page, 2, "run")
    has_run(page, 2)
    expect(cell(page, 2).locator(".cell-value")).to_have_text("(40, [0])")


def test_edits_are_kept_in_this_browser_and_run_only_when_asked(page: Page, server: SiteServer) -> None:
    write(page, 2, "'kept'")
    server.requests.clear()
    page.reload()
    expect(cell(page, 2).locator(".demo-step")).to_contain_text("Press Edit to see your version")
    expect(cell(page, 2).locator(".cell-value")).to_have_text("(40, [0])")
    page.wait_for_load_state("networkidle")
    assert server.runtime_requests() == []
    press(page, 2, "edit")
    expect(cell(page, 2).locator("textarea")).to_have_value("'kept'")
    press(page, 2, "reset")
    page.reload()
    expect(cell(page, 2).locator(".demo-step")).to_be_empty()


def test_a_cell_without_end_is_stopped_and_the_page_goes_on(page: Page) -> None:
    press(page, 1, "run")
    has_run(page, 1)
    write(page, 2, "while True:\n    pass\n")
    press(page, 2, "run")
    expect(cell(page, 2).locator(".demo-step")).to_have_text("Running …")
    press(page, 2, "stop")
    expect(cell(page, 2).locator(".demo-step")).to_contain_text("Stopped.")
    press(page, 2, "reset")
    press(page, 3, "run")
    has_run(page, 3)
    expect(cell(page, 2).locator(".cell-value")).to_have_text("(40, [0])")


def test_a_runtime_that_cannot_be_loaded_is_reported_and_the_output_stays(
    page: Page, server: SiteServer
) -> None:
    server.faults["manifest.json"] = "missing"
    press(page, 1, "run")
    expect(cell(page, 1).locator(".demo-problem")).to_contain_text("Python could not be loaded")
    expect(cell(page, 1).locator(".cell-stdout")).to_have_text("forty points from 0.0\n")
    server.faults.clear()
    press(page, 1, "run")
    has_run(page, 1)


def test_the_editor_serves_the_keyboard(page: Page) -> None:
    area = write(page, 2, "if x:")
    area.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("a = 1")
    expect(area).to_have_value("if x:\n    a = 1")
    expect(cell(page, 2).locator(".editor-numbers")).to_have_text(re.compile(r"^1\s2$"))
    page.keyboard.press("Tab")
    expect(area).to_have_value("if x:\n    a = 1   ")
    page.keyboard.press("Control+z")
    expect(area).to_have_value("if x:\n    a = 1")
    page.keyboard.press("Control+a")
    page.keyboard.press("Tab")
    expect(area).to_have_value("    if x:\n        a = 1")
    page.keyboard.press("Shift+Tab")
    expect(area).to_have_value("if x:\n    a = 1")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(cell(page, 2).locator('[data-action="run"]')).to_be_focused()


def test_axe_finds_nothing_before_during_and_after(page: Page) -> None:
    assert axe_faults(page, "code-cell") == []
    write(page, 2, "1 / 0")
    press(page, 3, "run")
    expect(cell(page, 2).locator(".demo-problem")).to_be_visible()
    for details in page.locator("code-cell details").all():
        details.evaluate("element => { element.open = true; }")
    assert axe_faults(page, "code-cell") == []


def test_a_narrow_phone_scrolls_only_downwards(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    write(page, 1, "a = '" + "long" * 80 + "'\n1 / 0\n")
    press(page, 1, "run")
    expect(cell(page, 1).locator(".demo-problem")).to_be_visible()
    cell(page, 1).locator(".demo-notice summary").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    small = [
        box
        for target in page.locator("code-cell :is(button, summary)").all()
        if target.is_visible() and (box := target.bounding_box()) and min(box["width"], box["height"]) < 44
    ]
    assert small == []


def test_nothing_moves_when_the_script_takes_over(visit: Callable[..., Page]) -> None:
    watch = """
    window.shifts = [];
    new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map((entry) => entry.value)))
      .observe({type: "layout-shift", buffered: true});
    """
    page = visit(CELLS, prepare=watch)
    page.evaluate(TWO_FRAMES)
    assert page.evaluate("window.shifts") == []
