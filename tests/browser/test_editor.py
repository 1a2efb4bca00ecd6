"""Edit: the reader's own version of a demo's program, run in its place until it is reset."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import axe_faults
from tests.browser.conftest import CROWD, STEADY, IslandPage
from tests.serving import SiteServer


def open_editor(island: IslandPage) -> Locator:
    island.open_more()
    island.find(".demo-source > summary").click()
    island.find('[data-action="edit"]').click()
    area = island.find("textarea")
    expect(area).to_be_focused()
    return area


def program(area: Locator, old: str, new: str) -> int:
    """Change a text in the program; return the line on which it is."""
    text = area.input_value()
    assert text.count(old) == 1, text
    area.fill(text.replace(old, new))
    return text[: text.index(old)].count("\n") + 1


def run(island: IslandPage) -> None:
    island.root.get_by_role("button", name="Run this program").click()


def test_the_editor_is_loaded_when_edit_is_pressed(steady: IslandPage, server: SiteServer) -> None:
    steady.page.wait_for_load_state("networkidle")
    assert not [path for path in server.requests if path.endswith(("open-editor.js", "editor.css"))]
    area = open_editor(steady)
    assert [path for path in server.requests if path.endswith("open-editor.js")]
    assert "@demo(" in area.input_value()
    assert server.runtime_requests() == []


def test_the_program_gets_colours_when_it_is_opened(steady: IslandPage) -> None:
    code = steady.find(".demo-program code")
    text = code.text_content()
    assert code.locator("span").count() == 0
    steady.open_more()
    steady.find(".demo-source > summary").click()
    expect(code.locator("span.k", has_text="def").first).to_be_visible()
    assert code.text_content() == text


def test_every_island_of_a_demo_edits_the_authors_program_which_the_page_shows_once(
    visit: Callable[..., Page],
) -> None:
    page = visit(CROWD)
    islands = page.locator('demo-island[data-demo="answer"]')
    first, second, third = (IslandPage(page, str(islands.nth(n).get_attribute("id"))) for n in range(3))
    expect(page.locator('[data-demo="answer"] .demo-program code')).to_have_count(1)
    author = open_editor(second).input_value()
    assert "@demo(" in author
    program(open_editor(first), "@demo(", "# mine\n@demo(")
    assert open_editor(third).input_value() == author


def test_the_program_is_coloured_as_it_is_written_and_undo_is_the_browsers(steady: IslandPage) -> None:
    area = open_editor(steady)
    colours = steady.find(".editor-colours")
    assert colours.evaluate("element => element.textContent") == area.input_value()
    expect(colours.locator(".k").first).to_have_text("from")
    expect(area).to_have_css("background-color", "rgba(0, 0, 0, 0)")  # or nothing behind it would be seen
    before = area.input_value()
    area.press("Control+End")
    steady.page.keyboard.type("# mine")
    expect(colours.locator(".c1").last).to_have_text("# mine")
    for _ in "# mine":
        steady.page.keyboard.press("Control+z")
        if area.input_value() == before:
            break
    assert area.input_value() == before
    assert colours.evaluate("element => element.textContent") == before
    area.fill("wide = 1  # " + "very " * 100 + "\n" * 60)
    area.evaluate("area => { area.scrollTop = 60; area.scrollLeft = 30; }")
    expect(colours).to_have_css("transform", "matrix(1, 0, 0, 1, -30, -60)")


def test_an_error_is_shown_at_the_readers_line_corrected_and_run(steady: IslandPage) -> None:
    area = open_editor(steady)
    line = program(area, "    while True:", "    missing()\n    while True:")
    run(steady)
    steady.wait_for("failed")
    expect(steady.find(".editor-problem")).to_have_text(
        f"Line {line}: NameError: name 'missing' is not defined"
    )
    expect(steady.find(".editor-mark")).to_be_visible()
    expect(steady.find(".demo-notice details pre")).to_be_hidden()
    program(area, "    missing()\n", "")
    program(area, 'text=f"', 'text=f"mine: ')
    expect(steady.find(".editor-mark")).to_be_hidden()
    area.press("Control+Enter")
    steady.wait_for("running")
    steady.says("mine: gain 1")
    expect(steady.find(".editor-note")).to_contain_text("Your version is running")


def test_a_program_that_does_not_parse_is_reported_at_its_line(steady: IslandPage) -> None:
    area = open_editor(steady)
    area.fill("x = 1\ny = (\n")
    run(steady)
    steady.wait_for("failed")
    expect(steady.find(".editor-problem")).to_have_text("Line 2: SyntaxError: '(' was never closed")


def test_reset_brings_the_authors_program_and_poster_back(steady: IslandPage) -> None:
    poster = steady.shown()
    area = open_editor(steady)
    author = area.input_value()
    program(area, 'text=f"', 'text=f"mine: ')
    run(steady)
    steady.says("mine: gain 1")
    steady.root.get_by_role("button", name="Reset to the author’s program").click()
    expect(area).to_have_value(author)
    steady.wait_for("idle")
    assert steady.shown() == poster
    steady.run()
    expect(steady.find(".demo-text")).not_to_contain_text("mine")


def test_edits_stay_in_this_browser_and_do_not_run_by_themselves(visit: Callable[..., Page]) -> None:
    steady = IslandPage(visit(STEADY), "steady")
    program(open_editor(steady), 'text=f"', 'text=f"mine: ')
    steady.page.reload()
    steady.wait_for("idle")
    steady.run()
    expect(steady.find(".demo-text")).to_contain_text("gain 1")
    expect(steady.find(".demo-text")).not_to_contain_text("mine")
    area = open_editor(steady)
    assert "mine: " in area.input_value()
    expect(steady.find(".editor-note")).to_contain_text("It runs when you press Run")


def test_the_script_to_download_lies_beside_the_page(steady: IslandPage) -> None:
    steady.open_more()
    steady.find(".demo-source > summary").click()
    with steady.page.expect_download() as download:
        steady.root.get_by_role("link", name="Run it yourself").click()
    assert download.value.suggested_filename == "steady.py"
    text = download.value.path().read_text(encoding="utf-8")
    assert 'run(steady, {"size": "40"}, "steady.html")' in text


def test_axe_finds_nothing_while_a_program_is_edited(steady: IslandPage) -> None:
    open_editor(steady).fill("x = 1\ny = z\n")
    assert axe_faults(steady.page, "demo-island") == []
    run(steady)
    steady.wait_for("failed")
    expect(steady.find(".editor-problem")).to_contain_text("Line 2: NameError")
    assert axe_faults(steady.page, "demo-island") == []


def test_the_editor_fits_a_phone(steady: IslandPage) -> None:
    steady.page.set_viewport_size({"width": 360, "height": 740})
    open_editor(steady)
    assert steady.page.evaluate("document.documentElement.scrollWidth") <= 360
