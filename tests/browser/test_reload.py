from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.waiting import wait_until
from tests.serving import POST, Running, serving

LONG = "First text.\n\n" + "A line to scroll past.\n\n" * 200
BROKEN = "---\ntitle: A post\ndaet: <b>bold</b>\n---\n"


@pytest.fixture
def site(write_site: Callable[..., Path]) -> Path:
    """A site with one long draft."""
    return write_site({"content/posts/one.md": POST.format(text=LONG)})


@pytest.fixture
def server(site: Path, tmp_path: Path) -> Iterator[Running]:
    """`sitegen serve` for it."""
    with serving(site, tmp_path / "errors.txt") as running:
        yield running


@pytest.fixture
def page(chromium: Browser, server: Running) -> Iterator[Page]:
    """The post, with the stream of news open."""
    context = chromium.new_context(viewport={"width": 900, "height": 600})
    page = context.new_page()
    page.set_default_timeout(60_000)
    with page.expect_response(lambda response: "/_sitegen/events" in response.url):
        page.goto(f"{server.address}posts/one/")
    yield page
    context.close()


def write(site: Path, text: str) -> None:
    (site / "content/posts/one.md").write_text(text)


def test_an_edit_shows_by_itself_and_the_page_stays_where_it_was(page: Page, site: Path) -> None:
    page.evaluate("scrollTo({ top: 1234, behavior: 'instant' })")
    write(site, POST.format(text=LONG.replace("First", "Second")))
    expect(page.get_by_text("Second text.")).to_be_attached(timeout=60_000)
    wait_until(page, "Math.round(scrollY) === 1234")


def test_the_error_of_a_broken_edit_covers_the_last_good_page_until_the_edit_is_corrected(
    page: Page, site: Path
) -> None:
    write(site, BROKEN)
    message = page.get_by_role("alert")
    expect(message).to_be_visible(timeout=60_000)
    expect(message).to_contain_text("content/posts/one.md:3:1: unknown key 'daet'")
    expect(message).to_contain_text("daet: <b>bold</b>")
    assert message.locator("b").count() == 0
    expect(page.get_by_text("First text.")).to_be_attached()
    write(site, POST.format(text=LONG))
    expect(message).not_to_be_attached(timeout=60_000)


def test_the_message_can_be_closed(page: Page, site: Path) -> None:
    write(site, BROKEN)
    message = page.get_by_role("alert")
    expect(message).to_be_visible(timeout=60_000)
    message.get_by_role("button", name="Close").click()
    expect(message).not_to_be_attached()


def test_a_page_that_is_opened_while_the_build_is_broken_says_so(page: Page, site: Path) -> None:
    write(site, BROKEN)
    expect(page.get_by_role("alert")).to_be_visible(timeout=60_000)
    page.reload()
    expect(page.get_by_role("alert")).to_be_visible(timeout=60_000)


DEMO = """
import os
from dataclasses import dataclass
from pathlib import Path
import numpy as np
from sitegen.demo import Frame, demo

@dataclass
class Controls:
    pass

@demo(title="One of two")
def {name}(controls: Controls, rng: np.random.Generator) -> Frame:
    with Path(os.environ["RUNS"]).open("a") as file:
        file.write("{name} ")
    return Frame(text="{name} is old")
"""


def test_a_changed_demo_shows_by_itself_where_the_reader_was_and_runs_alone(
    chromium: Browser, write_site: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = tmp_path / "runs.txt"
    monkeypatch.setenv("RUNS", str(runs))
    text = LONG + "\n:::{demo} left\n:::\n\n:::{demo} right\n:::\n\n" + LONG
    demos = {f"content/demos/{name}.py": DEMO.format(name=name) for name in ("left", "right")}
    site = write_site({"content/posts/one.md": POST.format(text=text), **demos})
    with serving(site, tmp_path / "errors.txt") as server, chromium.new_context() as context:
        page = context.new_page()
        page.set_default_timeout(60_000)
        with page.expect_response(lambda response: "/_sitegen/events" in response.url):
            page.goto(f"{server.address}posts/one/")
        page.evaluate("document.querySelector('#right').scrollIntoView({ behavior: 'instant' })")
        before = page.evaluate("scrollY")
        assert before > 0
        assert sorted(runs.read_text().split()) == ["left", "right"]

        file = site / "content/demos/right.py"
        file.write_text(file.read_text().replace("is old", "is new"))
        expect(page.get_by_text("right is new", exact=True)).to_be_attached(timeout=60_000)
        wait_until(page, f"scrollY === {before}")
        assert runs.read_text().split()[2:] == ["right"]

        file.write_text(file.read_text().replace("return Frame(", "return Fraim("))
        message = page.get_by_role("alert")
        expect(message).to_contain_text("content/demos/right.py:16: NameError", timeout=60_000)
        expect(message).to_contain_text("return Fraim(")
        assert "content/demos/right.py:16: NameError" in (tmp_path / "errors.txt").read_text()
