"""Saved frames answer the reader before Python has started, and Python goes on from them without a jump."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from sitegen.parity.compare import same_text
from tests.browser.conftest import STEADY, TRIALS, UNMETERED, IslandPage
from tests.browser.published import Published
from tests.browser.touches import LOADED
from tests.browser.waiting import wait_until
from tests.serving import SiteServer

SHOWN = """
(id) => {
  const root = document.getElementById(id);
  const read = (name) => [...root.querySelectorAll(name)].map((part) => part.textContent);
  const [text] = read(".demo-text");
  const pictures = [...root.querySelectorAll(".demo-picture")].map((part) => part.innerHTML);
  return { line: read(".demo-step")[0], text, metrics: read("[data-metric]"), pictures,
    boxes: [...root.querySelectorAll(".demo-picture")].map((part) => part.getBoundingClientRect().toJSON()) };
}
"""
"""What an island shows: the line of its bar, text, numbers, pictures and their places."""
SET = """
([id, name, value]) => {
  const field = document.querySelector(`#${id} [name="${name}"]`);
  if (field.type === "checkbox") field.checked = value;
  else field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
"""
RECORD = """
(id) => {
  const line = document.querySelector(`#${id} .demo-step`);
  window.lines = [line.textContent];
  const keep = () => { if (window.lines.at(-1) !== line.textContent) window.lines.push(line.textContent); };
  new MutationObserver(keep).observe(line, { childList: true, characterData: true });
}
"""
"""Keeps every text of an island's bar in `window.lines`."""


@pytest.fixture(scope="module")
def saved_site(sites: Published, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SiteServer]:
    """The trials, published with saved frames."""
    site = tmp_path_factory.mktemp("saved") / "site"
    shutil.copytree(TRIALS, site, ignore=shutil.ignore_patterns(".sitegen", "public"))
    config = site / "sitegen.toml"
    config.write_text(re.sub("saved_steps = 0.*", "saved_steps = 200", config.read_text("utf-8")), "utf-8")
    with sites.serve(site) as server:
        yield server


@pytest.fixture
def published(saved_site: SiteServer) -> SiteServer:
    """The site of these tests."""
    return saved_site


@pytest.fixture
def without_python(context: BrowserContext, visit: Callable[..., Page]) -> IslandPage:
    """The demo that runs on, for a reader to whom the runtime never comes."""
    context.route("**/runtime/**", lambda _route: None)
    return with_frames(visit)


@pytest.fixture
def island(visit: Callable[..., Page]) -> IslandPage:
    """The same for a reader to whom it comes."""
    return with_frames(visit)


def with_frames(visit: Callable[..., Page]) -> IslandPage:
    """Open the page of the demo and wait for its saved frames."""
    page = visit(STEADY, prepare=UNMETERED)
    wait_until(page, LOADED, arg="steady")
    page.wait_for_timeout(300)  # the file is read
    return IslandPage(page, "steady")


def says(island: IslandPage, line: str) -> None:
    """Wait for the line in the island's bar."""
    expect(island.find(".demo-step")).to_have_text(line)


def shown(island: IslandPage) -> dict[str, Any]:
    found: dict[str, Any] = island.page.evaluate(SHOWN, island.id)
    return found


def choose(island: IslandPage, name: str, value: object) -> None:
    island.page.evaluate(SET, [island.id, name, value])


def test_the_frames_come_when_the_island_is_near_and_python_does_not(
    without_python: IslandPage, server: SiteServer
) -> None:
    assert without_python.root.get_attribute("data-state") == "idle"
    assert shown(without_python)["line"] == "Saved, 12 steps"
    assert server.runtime_requests() == []


def test_on_a_metered_connection_the_frames_come_when_the_reader_comes(
    visit: Callable[..., Page], server: SiteServer
) -> None:
    steady = IslandPage(visit(STEADY), "steady")
    assert [path for path in server.requests if path.endswith(".frames")] == []
    choose(steady, "size", 80)
    says(steady, "Step 12, saved")
    assert server.runtime_requests() == []


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [("size", 80, "80 points"), ("shape", "1", "cosine"), ("mirror", True, "mirror True")],
)
def test_a_slider_a_choice_and_a_toggle_are_answered_without_python(
    without_python: IslandPage, name: str, value: object, words: str
) -> None:
    before = shown(without_python)
    choose(without_python, name, value)
    without_python.says(words)
    after = shown(without_python)
    assert after["line"] == "Step 12, saved"
    assert after["pictures"] != before["pictures"]
    without_python.wait_for("ready")


def test_between_two_saved_values_the_nearest_is_named(without_python: IslandPage) -> None:
    choose(without_python, "gain", 0.98)
    says(without_python, "Step 12, nearest: 10")
    without_python.says("gain 10,")


def test_play_and_step_show_saved_frames_without_python(without_python: IslandPage) -> None:
    without_python.press("step")
    says(without_python, "Step 0, saved")
    without_python.press("step")
    says(without_python, "Step 1, saved")
    without_python.press("run")
    expect(without_python.find(".demo-step")).to_have_text(re.compile("Step ([3-9]|1[0-2]), saved"))


def test_a_value_that_is_not_saved_waits_for_python(without_python: IslandPage) -> None:
    without_python.open_more()
    choose(without_python, "seed", 5)
    without_python.wait_for("loading")


def test_reset_shows_the_poster_again(without_python: IslandPage) -> None:
    before = shown(without_python)
    choose(without_python, "size", 80)
    says(without_python, "Step 12, saved")
    without_python.press("reset")
    assert {**shown(without_python), "boxes": []} == {**before, "boxes": []}


def test_the_answer_to_the_values_of_a_link_is_shown_before_python(
    context: BrowserContext, visit: Callable[..., Page]
) -> None:
    context.route("**/runtime/**", lambda _route: None)
    IslandPage(visit(f"{STEADY}#steady?size=80&seed=1", prepare=UNMETERED), "steady").says("80 points")


@pytest.mark.parametrize(("name", "value"), [("size", 80), ("gain", 0), ("shape", "1")])
def test_python_takes_over_at_the_same_values_and_step_without_a_jump(
    island: IslandPage, name: str, value: object
) -> None:
    island.page.evaluate(RECORD, island.id)
    choose(island, name, value)
    says(island, "Step 12, saved")
    saved = shown(island)
    says(island, "Step 12")
    assert_same(saved, shown(island))
    lines = island.page.evaluate("window.lines")
    assert lines == ["Saved, 12 steps", "Step 12, saved", "Step 12"]


def test_a_run_goes_over_to_python_on_the_way_and_no_step_comes_twice(island: IslandPage) -> None:
    island.page.evaluate(RECORD, island.id)
    island.press("run")
    island.wait_for_step(13)
    lines: list[str] = island.page.evaluate("window.lines")
    steps = [int(found[1]) for line in lines if (found := re.match(r"Step (\d+)", line))]
    assert steps == sorted(steps)
    assert steps[0] == 0


def assert_same(saved: dict[str, Any], live: dict[str, Any]) -> None:
    """Compare two pictures of an island: equal words, numbers that differ in the last digit only."""
    for key in ("text", "metrics", "pictures"):
        assert same_text(json.dumps(saved[key]), json.dumps(live[key])), (key, saved[key], live[key])
    assert saved["boxes"] == live["boxes"]
