"""`offline = true`: what was visited works without a network, and leaves when the key does."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import METERED, PATIENCE_MS, UNMETERED, IslandPage
from tests.browser.waiting import wait_until
from tests.serving import SiteServer, running

ON = 'title = "A site"\noffline = true\n'
NO_FRAMES = "demos = {saved_steps = 0}\n"
OFF = 'title = "A site"\n'
POST = "---\ntitle: {title}\ndate: 2026-01-02\ndescription: About it.\n---\n\n{text}\n"
DEMO = '''
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Frame, Slider, demo

@dataclass
class Controls:
    """One slider."""

    value: Annotated[int, Slider(0, 9)] = 1

@demo(title="Square")
def square(controls: Controls, rng: np.random.Generator) -> Frame:
    """Square a number."""
    return Frame(text=f"The square is {controls.value ** 2}.")
'''
CONTROLLED = "() => navigator.serviceWorker.controller !== null"
HELD = """
async (ends) => {
  for (const name of await caches.keys())
    for (const { url } of await (await caches.open(name)).keys())
      if ([ends].flat().some((end) => url.endsWith(end))) return true;
  return false;
}
"""


@pytest.fixture
def site(write_site: Callable[..., Path]) -> Path:
    """Two plain posts and one with a demo, whose Python answers every touch; the key is on."""
    files = {
        "content/posts/one.md": POST.format(title="One", text="First text.\n\n![A dot](dot.svg)"),
        "content/posts/two.md": POST.format(title="Two", text="Second text."),
        "content/posts/live.md": POST.format(title="Live", text=":::{demo} square\n:::"),
        "content/posts/dot.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="5" height="5"/>',
        "content/demos/square.py": DEMO,
    }
    return write_site(files, ON + NO_FRAMES)


@pytest.fixture
def server(site: Path, tmp_path: Path) -> Iterator[SiteServer]:
    """The published site."""
    with running(SiteServer(tmp_path / "public")) as site_server:
        build(site, site_server)
        yield site_server


@pytest.fixture
def context(chromium: Browser, server: SiteServer) -> Iterator[BrowserContext]:
    """A fresh profile, in which no page's script may raise and nothing outside the site is asked for."""
    context = chromium.new_context()
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(METERED)  # elsewhere a page loads the runtime as soon as a demo is near
    expect.set_options(timeout=PATIENCE_MS)
    raised: list[str] = []
    context.on("weberror", lambda error: raised.append(str(error.error)))
    yield context
    context.close()
    assert raised == []
    assert [path for path in server.requests if path.startswith("/") and path != "/favicon.ico"] == []


def build(site: Path, server: SiteServer) -> None:
    command = [sys.executable, "-m", "sitegen", "build", "-b", server.url, "-o", str(server.folder)]
    done = subprocess.run(command, cwd=site, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def visit(context: BrowserContext, server: SiteServer, path: str) -> Page:
    """Open a page and wait until the worker rules it and holds it."""
    page = context.new_page()
    page.goto(server.url + path)
    wait(page, CONTROLLED)
    wait(page, HELD, "/blog/" + path)
    return page


def wait(page: Page, condition: str, given: object = None) -> None:
    """Wait until an asynchronous function says yes; `wait_for_function` takes any promise for a yes."""
    for _ in range(PATIENCE_MS // 50):
        if page.evaluate(condition, given):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never came: {condition} of {given}")


def text_of(page: Page) -> str:
    return page.locator("article").inner_text()


def test_saved_frames_of_a_visited_page_answer_without_a_network_and_without_python(
    context: BrowserContext, server: SiteServer, site: Path
) -> None:
    (site / "sitegen.toml").write_text(ON)
    build(site, server)
    page = visit(context, server, "posts/live/")
    page.locator("demo-island").hover()
    wait(
        page, "async () => performance.getEntriesByType('resource').some(({ name }) => /frames$/.test(name))"
    )
    context.set_offline(True)
    page.reload()
    page.locator("demo-island").hover()
    page.locator('[name="value"]').fill("9")
    expect(page.locator(".demo-step")).to_contain_text("aved")
    expect(page.locator(".demo-text")).to_have_text("The square is 81.")


def test_a_visited_page_comes_back_without_a_network_with_its_style_and_pictures(
    context: BrowserContext, server: SiteServer
) -> None:
    page = visit(context, server, "posts/one/")
    wait(page, HELD, "dot.svg")
    font = page.evaluate("getComputedStyle(document.body).fontFamily")
    context.set_offline(True)
    page.reload()
    assert "First text." in text_of(page)
    wait_until(page, "document.querySelector('article img').naturalWidth === 5")  # it is loaded lazily
    assert page.evaluate("getComputedStyle(document.body).fontFamily") == font


def test_a_page_that_was_never_visited_says_so(context: BrowserContext, server: SiteServer) -> None:
    page = visit(context, server, "posts/one/")
    context.set_offline(True)
    page.goto(server.url + "posts/two/")
    assert page.get_by_role("heading").inner_text() == "You are offline"
    assert page.get_by_role("link").get_attribute("href") == "/blog/"


def test_nothing_of_the_runtime_is_held_before_a_demo_was_run(
    context: BrowserContext, server: SiteServer
) -> None:
    visit(context, server, "posts/live/")
    assert server.runtime_requests() == []


@pytest.mark.parametrize("connection", [METERED, UNMETERED], ids=["metered", "unmetered"])
def test_a_demo_that_was_run_runs_without_a_network(
    context: BrowserContext, server: SiteServer, connection: str
) -> None:
    context.add_init_script(connection)
    page = visit(context, server, "posts/live/")
    island = IslandPage(page, "square")
    island.slide("value", 3)
    island.says("The square is 9.")
    for name in ("pyodide.hot.wasm", "manifest.json", "python_stdlib.zip", "site.zip", "start.mjs"):
        wait(page, HELD, name)
    wait(page, HELD, "pyodide.cold.wasm")
    context.set_offline(True)
    page.reload()
    island.says("The square is 1.")
    island.slide("value", 7)
    island.says("The square is 49.")


def test_a_damaged_file_is_not_held(context: BrowserContext, server: SiteServer) -> None:
    page = visit(context, server, "posts/live/")
    server.faults["site.zip"] = server.faults["py3-none-any.whl"] = "alter"
    island = IslandPage(page, "square")
    island.slide("value", 3)
    island.wait_for("failed")
    wait(page, HELD, "pyodide.hot.wasm")
    assert not page.evaluate(HELD, "site.zip")
    server.faults.clear()
    island.press("retry")
    island.says("The square is 9.")
    wait(page, HELD, "site.zip")


def test_online_a_changed_page_is_never_old(context: BrowserContext, server: SiteServer, site: Path) -> None:
    page = visit(context, server, "posts/one/")
    (site / "content/posts/one.md").write_text(POST.format(title="One", text="Newer text."))
    build(site, server)
    page.reload()
    assert "Newer text." in text_of(page)
    context.set_offline(True)
    page.reload()
    assert "Newer text." in text_of(page)


def test_a_new_version_takes_over_and_what_was_visited_stays_with_its_new_style(
    context: BrowserContext, server: SiteServer, site: Path
) -> None:
    page = visit(context, server, "posts/two/")
    first = page.evaluate("async () => (await caches.keys()).sort()")
    (site / "static/css").mkdir(parents=True)
    (site / "static/css/site.css").write_text("body { font-family: fantasy }")
    build(site, server)
    page.goto(server.url + "posts/one/")
    wait(
        page,
        "async (first) => { const names = await caches.keys();"
        " return names.length === 2 && !names.some((name) => first.includes(name)); }",
        first,
    )
    context.set_offline(True)
    page.goto(server.url + "posts/two/")
    assert "Second text." in text_of(page)
    assert page.evaluate("getComputedStyle(document.body).fontFamily") == "fantasy"


def test_when_the_key_is_gone_the_next_visit_removes_everything(
    context: BrowserContext, server: SiteServer, site: Path
) -> None:
    page = visit(context, server, "posts/one/")
    (site / "sitegen.toml").write_text(OFF)
    build(site, server)
    page.goto(server.url + "posts/two/")
    assert page.locator("script[src]").evaluate_all("all => all.map(({src}) => src)") == [
        server.origin + "/blog/theme.js"
    ]
    wait(page, "async () => (await navigator.serviceWorker.getRegistrations()).length === 0")
    wait(page, "async () => (await caches.keys()).length === 0")
    page.close()  # a page that is open keeps the worker that it began with, which does nothing any more
    page = context.new_page()
    page.goto(server.url + "posts/two/", wait_until="load")
    assert not page.evaluate(CONTROLLED)


def test_a_reader_of_a_site_that_never_had_it_is_asked_for_nothing(
    context: BrowserContext, server: SiteServer, site: Path
) -> None:
    (site / "sitegen.toml").write_text(OFF)
    build(site, server)
    server.requests.clear()
    page = context.new_page()
    page.goto(server.url + "posts/one/", wait_until="networkidle")
    assert [path for path in server.requests if path.endswith(".js")] == ["theme.js"]


def test_a_search_is_repeated_without_a_network_and_its_list_of_languages_is_stored_once(
    context: BrowserContext, server: SiteServer, site: Path
) -> None:
    (site / "sitegen.toml").write_text(ON + NO_FRAMES + "search = true\n")
    build(site, server)
    page = visit(context, server, "search/")
    for _ in range(2):
        page.goto(server.url + "search/?q=second")
        expect(page.locator(".search-result")).to_have_text(re.compile("Two"))
    wait(page, HELD, "pagefind-entry.json")
    context.set_offline(True)
    page.reload()
    expect(page.locator(".search-result")).to_have_text(re.compile("Two"))
    stored = page.evaluate(
        "async () => { let count = 0; for (const name of await caches.keys())"
        " for (const { url } of await (await caches.open(name)).keys())"
        " if (url.includes('pagefind-entry')) count += 1; return count; }"
    )
    assert stored == 1
