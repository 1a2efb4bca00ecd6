"""A real Chromium on a really built site below a sub-path; every test checks what a page must never do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright, expect, sync_playwright

from tests.browser.published import Published
from tests.browser.recorder import Recorder
from tests.browser.waiting import wait_until
from tests.get_chromium import installed
from tests.serving import SiteServer

ROOT = Path(__file__).parents[2]
BLOG = ("content", "templates", "static", "pyproject.toml")
SITES = ROOT / "tests" / "sites"
TRIALS = SITES / "demos"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",  # grants the microphone: a headless shell cannot ask for it
)
LATE_OPTIMISATION = "--js-flags=--wasm-tiering-budget=100000000"
"""V8 optimises WebAssembly after eight times its usual budget: most tests end before that pays."""
PATIENCE_MS = 60_000
"""How long a state may take to come: a limit against hanging, not a speed that is asked for."""

STEADY, TROUBLE, CROWD = "posts/steady/", "posts/trouble/", "posts/crowd/"

CONNECTION = "Object.defineProperty(navigator, 'connection', {{ value: {{ {} }}, configurable: true }})"
METERED, UNMETERED = CONNECTION.format("saveData: true"), CONNECTION.format("effectiveType: '4g'")
"""For `prepare`: readers for whom nothing comes before Run (what every test has by default), and others."""
TWO_FRAMES = "() => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)))"
"""Waits until the page has painted what it had to paint."""

RECORD_LINE = """
(id) => {
  window.lines = [];
  const line = document.querySelector(`#${id} .demo-step`);
  new MutationObserver(() => window.lines.push(line.textContent))
    .observe(line, {childList: true, characterData: true, subtree: true});
}
"""
"""Keeps every text of an island's line below the buttons in `window.lines`."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder."""
    own = {file for file in {item.path for item in items} if Path(__file__).parent in file.parents}
    for item in items:
        if item.path in own:
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True)
class IslandPage:
    """What a test does with one island of a page."""

    page: Page
    id: str

    @property
    def root(self) -> Locator:
        """The element."""
        return self.page.locator(f"demo-island#{self.id}")

    def find(self, selector: str) -> Locator:
        """Something in it."""
        return self.root.locator(selector)

    @property
    def step(self) -> int:
        """The step that the picture shows."""
        text = self.find(".demo-step").inner_text()
        assert text.startswith("Step "), text
        return int(text.removeprefix("Step ").partition(",")[0])

    def press(self, action: str) -> None:
        """Press one of the island's buttons, after opening the fold that it is in."""
        button = self.find(f'[data-action="{action}"]:not(.stage-compute)')
        if button.evaluate("button => button.closest('.stage-more') !== null"):
            self.open_more()
        button.click()

    def control(self, name: str) -> Locator:
        """Return the input of a control, after opening the fold that it is in."""
        field = self.find(f'[name="{name}"]')
        if field.evaluate("field => field.closest('.stage-more') !== null"):
            self.open_more()
        return field

    def open_more(self) -> None:
        """Open the fold with the other controls."""
        self.find(".stage-more").evaluate("more => { more.open = true; }")

    def wait_for(self, state: str) -> None:
        """Wait until the element has a state."""
        expect(self.root).to_have_attribute("data-state", state)

    def wait_for_step(self, at_least: int = 0) -> None:
        """Wait until a live frame of at least that step is in the page."""
        wait_until(
            self.page,
            "([id, least]) => { const text = document.querySelector(`#${id} .demo-step`).textContent;"
            " return /^Step \\d/.test(text) && parseInt(text.slice(5)) >= least; }",
            arg=[self.id, at_least],
        )

    def run(self) -> None:
        """Press Run and wait for the first live frame."""
        self.press("run")
        self.wait_for("running")
        self.wait_for_step()

    def says(self, text: str) -> None:
        """Wait until the demo's own sentence contains the text."""
        expect(self.find(".demo-text")).to_contain_text(text)

    def slide(self, control: str, value: float) -> None:
        """Move a slider, as a finger would."""
        self.control(control).fill(str(value))

    def shown(self) -> list[str]:
        """What a frame fills: the pictures with their alternatives, the numbers, the sentence."""
        parts = ".demo-mark, .demo-alternative, .demo-metrics, .stage-head, .demo-text"
        shown: list[str] = self.find(parts).evaluate_all("all => all.map((element) => element.outerHTML)")
        return shown


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Published:
    """Builds and serves the sites of this folder's tests."""
    own = tmp_path_factory.getbasetemp()
    return Published(tmp_path_factory, own if worker_id == "master" else own.parent)


@pytest.fixture(scope="session")
def trials(sites: Published) -> Iterator[SiteServer]:
    """The site whose demos fail, hang and run as the tests need it."""
    with sites.serve(TRIALS) as server:
        yield server


@pytest.fixture(scope="session")
def gallery(sites: Published) -> Iterator[SiteServer]:
    """The site with one of each control and mark."""
    with sites.serve(SITES / "gallery") as server:
        yield server


@pytest.fixture(scope="session")
def blog(sites: Published) -> Iterator[SiteServer]:
    """The blog of this repository."""
    with sites.serve(ROOT, BLOG) as server:
        yield server


@pytest.fixture
def published(trials: SiteServer) -> SiteServer:
    """The site that `server` and `visit` use; a module of tests may put another in its place."""
    return trials


@pytest.fixture
def server(published: SiteServer) -> SiteServer:
    """The server without faults and without recorded requests."""
    published.requests.clear()
    published.faults.clear()
    return published


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright, started once."""
    with sync_playwright() as started:
        yield started


@contextmanager
def launched(playwright: Playwright, *flags: str) -> Iterator[Browser]:
    """Start a Chromium: SITEGEN_CHROMIUM, one on the PATH, or Playwright's own."""
    browser = playwright.chromium.launch(executable_path=installed(), args=[*FLAGS, *flags])
    try:
        yield browser
    finally:
        browser.close()


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """The browser."""
    with launched(playwright, LATE_OPTIMISATION) as browser:
        yield browser


@pytest.fixture(scope="module")
def reading_page(chromium: Browser) -> Iterator[Page]:
    """A page that the tests of a module share, for those that go to an address and only look.

    An address costs a fraction of what a new profile with a new process costs.
    """
    yield from one_page(chromium)


@pytest.fixture(scope="module")
def page_without_scripts(chromium: Browser) -> Iterator[Page]:
    """The same in a browser that runs no scripts."""
    yield from one_page(chromium, java_script_enabled=False)


def one_page(chromium: Browser, **settings: Any) -> Iterator[Page]:
    """Open a page in a fresh profile, and close both."""
    context = chromium.new_context(**settings)
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


@pytest.fixture
def context(chromium: Browser, server: SiteServer) -> Iterator[BrowserContext]:
    """A fresh profile. No page in it may ask another origin for anything, whatever a test does."""
    context = chromium.new_context(viewport={"width": 1100, "height": 900})
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(METERED)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    yield context
    context.close()
    assert [url for url in asked if not url.startswith((server.origin + "/", "data:", "blob:"))] == []
    assert [path for path in server.requests if path.startswith("/") and path != "/favicon.ico"] == []


@pytest.fixture(scope="session")
def recorder(client_coverage_folder: Path | None, worker_id: str) -> Iterator[Recorder | None]:
    """Records what the pages of `visit` execute of the client, where coverage is measured."""
    if client_coverage_folder is None:
        yield None
        return
    recorder = Recorder()
    yield recorder
    recorder.counts.write(client_coverage_folder / f"chromium-{worker_id}.json")


@pytest.fixture
def visit(
    context: BrowserContext, server: SiteServer, recorder: Recorder | None
) -> Iterator[Callable[..., Page]]:
    """A function that opens a page and waits until its islands are alive; no script of it may raise."""
    expect.set_options(timeout=PATIENCE_MS)
    raised: list[str] = []

    def open_page(path: str, *, prepare: str = "") -> Page:
        page = context.new_page()
        if recorder is not None:
            recorder.start(page)
        page.on("pageerror", lambda error: raised.append(str(error)))
        if prepare:
            page.add_init_script(prepare)
        page.goto(server.url + path)
        wait_until(page, "[...document.querySelectorAll('.demo-bar')].every(bar => !bar.hidden)")
        return page

    yield open_page
    if recorder is not None:
        recorder.stop(server)
    assert raised == []


@pytest.fixture
def steady(visit: Callable[..., Page]) -> IslandPage:
    """The demo that runs on, in its page."""
    return IslandPage(visit(STEADY), "steady")
