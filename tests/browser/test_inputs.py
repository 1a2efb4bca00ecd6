"""Text, ink, points and clips: by pointer, by keyboard alone, from a link, with Reset."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.browser.axe import axe_faults
from tests.browser.conftest import TWO_FRAMES, IslandPage
from tests.browser.waiting import wait_until
from tests.serving import SiteServer

CONTROLS = "posts/controls/"
SEVEN = "0.25,0.2 0.5,0.19 0.74,0.2 0.62,0.42 0.52,0.62 0.44,0.82;0.36,0.5 0.68,0.5"
POINTS = "-1,0.5,0;-1.5,0.2,0;-0.6,-0.3,0;1,0.4,1;1.4,-0.5,1"


@pytest.fixture
def published(gallery: SiteServer) -> SiteServer:
    """The gallery in place of the trial site."""
    return gallery


@pytest.fixture
def page(visit: Callable[..., Page]) -> Page:
    """The page of all controls, its pads loaded."""
    return with_pads_loaded(visit(CONTROLS))


def with_pads_loaded(page: Page) -> Page:
    """Come near an island with the pointer and wait until the pads of the page take it."""
    page.locator("demo-island").first.hover()
    expect(page.locator('.demo-pad-surface[role="application"]')).to_have_count(3)
    expect(page.locator('[data-action="record"]')).to_be_visible()
    return page


class Pad:
    """A pad of an island, in shares of its width and height."""

    def __init__(self, page: Page, island: str, control: str) -> None:
        self.island = IslandPage(page, island)
        self.page = page
        self.root = self.island.find(f'[data-control="{control}"]')
        self.surface = self.root.locator(".demo-pad-surface")
        if self.root.evaluate("root => root.closest('.stage-more') !== null"):
            self.island.open_more()

    @property
    def value(self) -> str:
        """What goes to Python."""
        return self.root.locator('input[type="hidden"]').input_value()

    @property
    def state(self) -> Locator:
        """Its content in words."""
        return self.root.locator(".demo-pad-state")

    def drag(self, *places: tuple[float, float]) -> None:
        """Press at the first place, move over the others, let go at the last."""
        picture = self.surface.locator("svg")
        picture.scroll_into_view_if_needed()
        box = picture.bounding_box()
        assert box
        spots = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in places]
        self.page.mouse.move(*spots[0])
        self.page.mouse.down()
        for spot in spots[1:]:
            self.page.mouse.move(*spot, steps=4)
        self.page.mouse.up()

    def keys(self, *keys: str) -> None:
        """Press keys on the surface."""
        self.surface.focus()
        for key in keys:
            self.page.keyboard.press(key)


def pairs(text: str) -> list[list[float]]:
    """Return the numbers of each point of the first stroke."""
    return [[float(number) for number in pair.split(",")] for pair in text.partition(";")[0].split()]


def test_ink_is_drawn_by_pointer_undone_and_cleared(page: Page) -> None:
    pad = Pad(page, "ink", "digit")
    expect(pad.state).to_have_text("2 strokes")
    pad.root.locator('[data-action="clear"]').click()
    expect(pad.state).to_have_text("No strokes")
    pad.drag((0.2, 0.2), (0.8, 0.2), (0.5, 0.9))
    expect(pad.state).to_have_text("1 stroke")
    drawn = pairs(pad.value)
    assert drawn[0] == pytest.approx([0.2, 0.2], abs=0.01)
    assert drawn[-1] == pytest.approx([0.5, 0.9], abs=0.01)
    assert len(drawn) > 4
    pad.drag((0.5, 0.5))
    expect(pad.state).to_have_text("2 strokes")
    pad.island.says("2 strokes")
    pad.root.locator('[data-action="undo"]').click()
    pad.island.says("1 strokes")
    expect(pad.surface.locator("path")).to_have_count(1)
    pad.island.press("reset")
    assert pad.value == SEVEN
    expect(pad.state).to_have_text("2 strokes")
    expect(pad.surface.locator("path")).to_have_count(2)
    expect(pad.root).not_to_have_attribute("data-changed", "")


def test_a_stroke_drawn_while_the_program_is_on_its_way_is_not_lost(
    visit: Callable[..., Page], context: BrowserContext
) -> None:
    held: list[Route] = []
    context.route(re.compile(r"/islands\.js$"), lambda route: held.append(route))  # noqa: PLW0108 - Playwright counts parameters
    page = visit(CONTROLS)
    pad = Pad(page, "ink", "digit")
    pad.drag((0.2, 0.2), (0.8, 0.3))
    expect(pad.state).to_have_text("2 strokes")
    assert pad.value == SEVEN
    while not held:
        page.evaluate(TWO_FRAMES)
    held.pop().continue_()
    expect(pad.state).to_have_text("3 strokes")
    drawn = pairs(pad.value.rpartition(";")[2])
    assert drawn[0] == pytest.approx([0.2, 0.2], abs=0.01)
    assert drawn[-1] == pytest.approx([0.8, 0.3], abs=0.01)
    pad.island.says("3 strokes")


def test_ink_reaches_python_while_it_is_drawn(page: Page) -> None:
    pad = Pad(page, "ink", "digit")
    pad.surface.scroll_into_view_if_needed()
    box = pad.surface.bounding_box()
    assert box
    page.mouse.move(box["x"] + 40, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 90, box["y"] + 60, steps=5)
    pad.island.says("3 strokes")
    first = pad.island.find(".demo-metrics dd").inner_text()
    page.mouse.move(box["x"] + 90, box["y"] + 200, steps=5)
    expect(pad.island.find(".demo-metrics dd")).not_to_have_text(first)
    page.mouse.up()


def test_ink_is_drawn_by_keyboard_alone(page: Page) -> None:
    pad = Pad(page, "ink", "digit")
    pad.keys("Backspace", "Backspace")
    expect(pad.state).to_have_text("No strokes")
    assert pad.surface.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"
    pad.keys("ArrowUp", "Space", "Shift+ArrowRight", "ArrowDown", "ArrowDown", "Space", "ArrowLeft")
    expect(pad.state).to_have_text("1 stroke")
    assert pad.value == "0.5,0.464 0.643,0.464 0.643,0.5 0.643,0.536"
    pad.island.says("1 strokes")
    expect(pad.island.find(".demo-status")).to_contain_text(re.compile("stroke|result", re.IGNORECASE))
    expect(pad.surface).to_be_focused()


def test_a_touch_draws_and_does_not_scroll(visit: Callable[..., Page], context: BrowserContext) -> None:
    page = with_pads_loaded(visit(CONTROLS))
    pad = Pad(page, "ink", "digit")
    assert pad.surface.evaluate("element => getComputedStyle(element).touchAction") == "none"
    pad.surface.scroll_into_view_if_needed()
    box = pad.surface.bounding_box()
    assert box
    before = page.evaluate("window.scrollY")
    touch = context.new_cdp_session(page)
    for kind, places in (
        ("touchStart", [(60, 60)]),
        ("touchMove", [(100, 120)]),
        ("touchMove", [(120, 180)]),
        ("touchEnd", []),
    ):
        points = [{"x": box["x"] + x, "y": box["y"] + y} for x, y in places]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    expect(pad.state).to_have_text("3 strokes")
    assert page.evaluate("window.scrollY") == before
    pad.island.says("3 strokes")


def test_points_are_added_moved_taken_away_and_undone_by_pointer(page: Page) -> None:
    pad = Pad(page, "points", "points")
    pad.root.get_by_label("dogs").check()
    pad.drag((0.5, 0.1))
    pad.island.says("3 cats, 3 dogs")
    x, y, kind = pad.value.rpartition(";")[2].split(",")
    assert [float(x), float(y), float(kind)] == pytest.approx([0, 0.8, 1], abs=0.03)
    pad.drag((0.5, 0.1), (0.5, 0.5), (0.5, 0.9))
    assert pad.value.count(";") == 5
    assert float(pad.value.split(",")[-2]) == pytest.approx(-0.8, abs=0.03)
    pad.drag((0.5, 0.9))
    expect(pad.state).to_have_text("5 points")
    assert pad.value == POINTS
    pad.root.locator('[data-action="undo"]').click()
    pad.island.says("3 cats, 3 dogs")
    pad.root.locator('[data-action="clear"]').click()
    pad.island.says("no points")
    pad.island.press("reset")
    assert pad.value == POINTS
    expect(pad.surface.locator(".demo-points > .demo-point")).to_have_count(5)


def test_points_are_set_by_keyboard_alone(page: Page) -> None:
    pad = Pad(page, "points", "points")
    pad.keys("2", "ArrowUp", "Enter")
    pad.island.says("3 cats, 3 dogs")
    assert pad.value == POINTS + ";0,0.08,1"
    pad.keys("Enter", "Shift+ArrowRight", "Enter", "ArrowUp")
    assert pad.value == POINTS + ";0.5,0.08,1"
    pad.keys("PageDown", "Delete")
    pad.island.says("2 cats, 3 dogs")
    assert pad.value.startswith("-1.5,0.2,0;")
    pad.keys("Shift+ArrowLeft", "Delete")
    expect(pad.state).to_have_text("5 points")


def test_no_more_points_than_fit_and_only_with_one_class(page: Page) -> None:
    pad = Pad(page, "points", "centre")
    pad.drag((0.2, 0.2))
    expect(pad.state).to_have_text("1 point")
    assert pad.value == "0,0,0"
    pad.root.locator('[data-action="clear"]').click()
    pad.drag((0.25, 0.25))
    assert pad.value == "-0.5,0.5,0"
    expect(pad.surface.locator(".demo-points > .demo-point")).to_have_count(1)


def test_text_is_written(page: Page) -> None:
    island = IslandPage(page, "text_field")
    island.control("word").fill("Ei & Öl / 50 %?")
    island.says("Ei & Öl / 50 %?; 2 lines")
    report = island.control("report")
    report.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("a\nb\nc")
    island.says("3 lines, 5 letters")
    wait_until(page, "location.hash.endsWith('report=a%0Ab%0Ac')")
    page.reload()
    expect(island.find('[name="word"]')).to_have_value("Ei & Öl / 50 %?")
    expect(report).to_have_value("a\nb\nc")
    island.press("reset")
    expect(island.find('[name="word"]')).to_have_value("Donaudampfschiff")


def test_a_link_fills_the_pads_and_starts_nothing(visit: Callable[..., Page], server: SiteServer) -> None:
    link = "#ink?digit=0.1,0.1+0.9,0.9/points?points=0,0,1/clip?sound=low-tone/text_field?word=a+b"
    page = with_pads_loaded(visit(CONTROLS + link))
    ink, points = Pad(page, "ink", "digit"), Pad(page, "points", "points")
    expect(ink.state).to_have_text("1 stroke")
    expect(ink.surface.locator("path")).to_have_attribute("d", "M2.8 2.8L25.2 25.2")
    expect(points.state).to_have_text("1 point")
    expect(points.surface.locator(".demo-points > .demo-point")).to_have_attribute("data-class", "1")
    expect(page.locator('#clip [name="sound"]')).to_have_value("low-tone")
    expect(page.locator('#text_field [name="word"]')).to_have_value("a b")
    expect(page.locator("[data-changed]")).to_have_count(4)
    assert server.runtime_requests() == []
    ink.island.press("run")
    ink.island.says("1 strokes")


def test_a_drawing_too_long_for_a_link_is_left_out_with_a_message(
    visit: Callable[..., Page], context: BrowserContext
) -> None:
    context.route("**/runtime/**", lambda _route: None)  # never answered: a drawing does not wait for Python
    fits = "+".join(f"{0.05 + 0.9 * (n % 2):.2f},{0.05 + n * 0.0048:.3f}" for n in range(180))
    page = with_pads_loaded(visit(f"{CONTROLS}#ink?digit={fits}"))
    pad = Pad(page, "ink", "digit")
    expect(pad.state).to_have_text("1 stroke")
    pad.drag(*[(0.05 + 0.9 * (n % 2), 0.5) for n in range(12)])
    expect(pad.state).to_have_text("2 strokes")
    pad.island.press("copy")
    expect(pad.island.find(".demo-notice")).to_contain_text("too long for a link")
    assert "digit=" not in page.evaluate("location.hash")
    drawn = pad.value
    page.reload()
    with_pads_loaded(page)
    assert pad.value == drawn, "this reader's own history keeps it"


def test_a_clip_is_chosen_by_keyboard(page: Page) -> None:
    island = IslandPage(page, "clip")
    island.find("select").focus()
    page.keyboard.press("ArrowUp")
    island.says("4000 samples")
    expect(island.find('[data-control="sound"]')).to_have_attribute("data-changed", "")


def test_a_clip_is_recorded_and_stays_in_the_page(page: Page) -> None:
    island = IslandPage(page, "clip")
    record = island.find('[data-action="record"]')
    record.click()
    expect(record).to_have_text("Stop")
    island.says("12000 samples")
    expect(record).to_have_text("Record")
    expect(island.find("select option:checked")).to_have_text("Your recording")
    island.press("copy")
    expect(island.find(".demo-notice")).to_contain_text("too long for a link")
    island.press("reset")
    expect(island.find("select")).to_have_value("rising")


def test_a_recording_ends_when_the_reader_says_so(page: Page) -> None:
    island = IslandPage(page, "clip")
    record = island.find('[data-action="record"]')
    record.focus()
    page.keyboard.press("Enter")
    expect(record).to_have_text("Stop")
    page.wait_for_timeout(400)  # so that there is something to hear
    page.keyboard.press("Enter")
    expect(record).to_have_text("Record")
    expect(island.find("select")).to_have_value(re.compile("^rec:.{100}"))


REFUSE = "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', '%s'); }"


@pytest.mark.parametrize(
    ("prepare", "words"),
    [
        (REFUSE % "NotFoundError", "No microphone"),
        (REFUSE % "NotAllowedError", "not allowed"),
        ("Object.defineProperty(navigator, 'mediaDevices', {value: undefined})", "cannot record here"),
    ],
)
def test_without_a_microphone_a_message_is_shown_and_the_list_works(
    visit: Callable[..., Page], prepare: str, words: str
) -> None:
    page = with_pads_loaded(visit(CONTROLS, prepare=prepare))
    island = IslandPage(page, "clip")
    island.press("record")
    expect(island.find(".demo-notice")).to_contain_text(words)
    expect(island.find('[data-action="record"]')).to_have_text("Record")
    island.find("select").select_option("high-tone")
    island.says("4000 samples")


def test_axe_finds_nothing_in_the_controls_before_and_after_use(page: Page) -> None:
    assert axe_faults(page, "demo-island") == []
    ink, points = Pad(page, "ink", "digit"), Pad(page, "points", "points")
    ink.root.locator('[data-action="clear"]').click()
    points.keys("ArrowUp", "Enter")
    points.island.says("4 cats")
    ink.surface.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    assert axe_faults(page, "demo-island") == []


@pytest.mark.parametrize("width", [1100, 360])
def test_the_controls_are_large_enough_to_touch_and_fit(visit: Callable[..., Page], width: int) -> None:
    page = with_pads_loaded(visit(CONTROLS))
    page.set_viewport_size({"width": width, "height": 740})
    targets = page.locator(
        "demo-island :is(button, select, summary, textarea, input[type=text],"
        " .demo-pad-surface, .demo-pad-classes label)"
    )
    small = [
        (target.evaluate("element => element.outerHTML")[:80], box["width"], box["height"])
        for target in targets.all()
        if target.is_visible() and (box := target.bounding_box()) and min(box["width"], box["height"]) < 44
    ]
    assert targets.count() > 20
    assert small == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_nothing_moves_when_the_pads_wake(visit: Callable[..., Page]) -> None:
    watch = """
    window.shifts = [];
    new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map((entry) => entry.value)))
      .observe({type: "layout-shift", buffered: true});
    """
    page = with_pads_loaded(visit(CONTROLS, prepare=watch))
    page.mouse.wheel(0, 1500)
    page.evaluate("() => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)))")
    assert page.evaluate("window.shifts") == []
