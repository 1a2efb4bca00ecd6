"""The blog of this repository in a browser: every island of every page, found in the pages themselves.

A new demo or post needs no change here. What is the same for all islands (the protocol, failures, sharing) is
tested with the demos of `tests/sites`.
"""

from __future__ import annotations

import gzip
import re
import subprocess
import sys
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from sitegen.execution.demo_folder import scan_demos
from tests.browser.axe import axe_faults
from tests.browser.conftest import BLOG, ROOT, TWO_FRAMES, IslandPage
from tests.browser.published import Published
from tests.browser.waiting import wait_until
from tests.serving import SiteServer

PHONE: ViewportSize = {"width": 360, "height": 740}
SMALLEST_PX = 12.9
"""Text in a picture, on a phone."""
MOST_BYTES = 250_000
"""HTML, styles, scripts and pictures of a page, compressed, before a reader runs anything."""
MOST_DEMO_BYTES = 200_000
"""A demo's own code, data and weights, as they are."""
LARGER_DEMOS = dict.fromkeys(("writing", "writing_exam", "writing_network"), 320_000)
"""Modules that may have more: `writing` has two networks, and the text in which it looks for copies."""
ANY = "[^&/]*"
"""A value in an address, as a pattern."""

LACKS = r"""() => [...document.querySelectorAll("demo-island")].flatMap((island) => {
  const all = (selector) => [...island.querySelectorAll(selector)];
  const pictures = all(".demo-picture");
  const numbers = all(".demo-metrics dd");
  const holds = {
    pictures: pictures.length > 0 && pictures.every((box) => box.firstElementChild),
    main: all(".stage-main svg, .stage-main .demo-picture")
      .some((box) => box.getBoundingClientRect().height > 99),
    sentences: all(".demo-sentence").every(({ textContent }) => textContent.trim()),
    tables: all(".demo-mark:not([data-kind=text])").every((mark) => mark.querySelector("tbody tr")
      || island.querySelector(`[data-alternative="${mark.dataset.mark}"] tbody tr`)),
    numbers: numbers.every(({ textContent }) => /\d/.test(textContent)),
    words: numbers.length > 0 || island.querySelector(".demo-text").textContent.trim(),
    caption: island.querySelector(".demo-caption")?.textContent.trim(),
    facts: all(".demo-facts li").length > 0,
  };
  return Object.entries(holds).filter(([, there]) => !there).map(([name]) => `${island.id}: ${name}`);
})"""
"""What a demo lacks that a reader without scripts should have."""

WIRE = """
window.wire = [];
window.Worker = class extends Worker {
  constructor(...settings) {
    super(...settings);
    this.addEventListener("message", ({ data: { kind, session } }) => window.wire.push({ kind, session }));
  }
  postMessage(message, ...rest) {
    window.wire.push({ kind: message.kind, session: message.session });
    super.postMessage(message, ...rest);
  }
};
"""
"""Records the messages between page and worker."""
SINCE_STOP = """() => {
  const last = window.wire.findLastIndex(({ kind }) => kind === "stop");
  const { session } = window.wire[last];
  return window.wire.slice(last + 1).filter((message) => message.session === session).map(({ kind }) => kind);
}"""
"""The messages of a session after the page has asked for a stop."""
VALUES = """root => Object.fromEntries([...root.querySelectorAll(".demo-control")].map((box) => {
  const field = box.querySelector(`[name="${box.dataset.control}"]`);
  return [box.dataset.control, [field.type === "checkbox" ? String(field.checked) : field.value,
    box.querySelector(":scope > output, .demo-pad-state")?.textContent ?? ""]];
}))"""
"""The reader's values and what is written beside them."""
FIELDS = ("slider", "choice", "clip", "seed", "text")
"""Kinds of controls that have a field of the browser with a value."""
CHANGE_FIELDS = """(root, controls) => {
  for (const { name, kind, value, most } of controls) {
    const field = root.querySelector(`[name="${name}"]`);
    const fold = field.closest(".stage-more");
    if (fold) fold.open = true;
    if (!field.checkVisibility() || field.matches(":disabled, :read-only:not(select, [type=range])"))
      throw new Error(`no reader can change ${root.id} ${name}`);
    if (kind === "slider") field.value = field.value === field.max ? field.min : field.max;
    else if (kind === "seed") field.value = value + 1;
    else if (kind === "text") field.value = `${value.slice(0, most - 1)}e`;
    else field.selectedIndex = field.selectedIndex === 0 ? 1 : 0;
    for (const event of ["input", "change"]) field.dispatchEvent(new Event(event, { bubbles: true }));
  }
}"""
"""Gives fields other values, with the events that a browser sends."""
SMALL_OR_CUT = """(least) => [...document.querySelectorAll(".mark")].flatMap((mark) => {
  const frame = mark.getBoundingClientRect();
  if (frame.height === 0) return []; // in a tab that is closed: one of a group is open
  return [...mark.querySelectorAll("text, span, small, .mark-key, .mark-x")].flatMap((text) => {
    const box = text.getBoundingClientRect();
    const size = parseFloat(getComputedStyle(text).fontSize);
    // In narrow places, the name of a line stands above its end.
    const high = Math.max(frame.top - box.top, box.bottom - frame.bottom) - 13;
    const out = Math.max(frame.left - box.left, box.right - frame.right, high);
    if (box.width === 0 || (size >= least && out <= 2)) return [];
    const name = `${mark.closest("demo-island").id} ${mark.closest("[data-mark]").dataset.mark}`;
    return [`${name}: "${text.textContent}" ${size.toFixed(1)} px, ${out.toFixed(1)} px outside`];
  });
})"""
"""Texts in pictures that are too small to read, or reach out of their picture."""


FENCE = re.compile(r"^(`{3,})[^`\n]*\n.*?^\1$", re.DOTALL | re.MULTILINE)
"""A block of code, such as an example in the guide."""


def pages_with_demos() -> list[str]:
    """Return the paths of the pages whose Markdown holds a demo."""
    content = ROOT / "content"
    found = []
    for file in sorted(content.rglob("*.md")):
        text = FENCE.sub("", file.read_text(encoding="utf-8"))
        if re.search(r"^:{3,}\{demo\}", text, flags=re.MULTILINE):
            place = file.parent if file.stem in ("index", "_index") else file.with_suffix("")
            found.append(place.relative_to(content).as_posix() + "/")
    return found


PAGES = pages_with_demos()
pytestmark = pytest.mark.timeout(1800)  # all demos of a post, or of the blog, on a machine that may be busy


THIN_OUT = """() => {
  const demos = new Set();
  for (const island of document.querySelectorAll("demo-island")) {
    if (demos.has(island.dataset.demo)) island.remove();
    demos.add(island.dataset.demo);
  }
  for (const part of document.querySelectorAll("tr:nth-child(n+4), .demo-program *")) part.remove();
}"""
"""Leaves an island of each demo with a few rows of its tables: axe takes long over many of a kind."""


@pytest.fixture
def published(blog: SiteServer) -> SiteServer:
    """The blog in place of the trial site."""
    return blog


class Island(IslandPage):
    """An island with the data that its page gives the client."""

    @cached_property
    def data(self) -> Any:
        """Its controls, and whether it runs step by step."""
        return self.find(".demo-data").evaluate("element => JSON.parse(element.textContent)")

    @cached_property
    def is_first(self) -> bool:
        """Whether it is the first of its demo in the page: what takes long is tried with that one."""
        first = "root => document.querySelector(`[data-demo='${root.dataset.demo}']`) === root"
        return bool(self.root.evaluate(first))

    @property
    def controls(self) -> list[dict[str, Any]]:
        """The controls that the reader sees."""
        return [control for control in self.data["controls"] if not control["hidden"]]


def islands_of(page: Page) -> list[Island]:
    """Return the islands of a page, in order."""
    found = [str(root.get_attribute("id")) for root in page.locator("demo-island").all()]
    assert found
    return [Island(page, name) for name in found]


def test_every_demo_gives_in_a_browser_what_the_build_shows(sites: Published) -> None:
    command = [sys.executable, "-m", "sitegen", "check", "--demos"]
    folder = sites.sources(ROOT, BLOG)
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_page_weighs_less_than_250_kb_before_anything_runs(
    visit: Callable[..., Page], server: SiteServer
) -> None:
    heavy = {}
    page = visit("")
    for file in sorted(server.folder.rglob("*.html")):
        server.requests.clear()
        page.goto(server.url + file.relative_to(server.folder).as_posix().removesuffix("index.html"))
        page.evaluate("document.querySelectorAll('img').forEach((image) => { image.loading = 'eager'; })")
        page.wait_for_load_state("networkidle")
        parts = {"favicon.svg", *server.requests}  # a browser asks once for the icon of a site
        weight = sum(compressed(server.folder, path) for path in parts)
        if weight > MOST_BYTES:
            heavy[page.url] = weight
    assert heavy == {}


def compressed(folder: Path, path: str) -> int:
    """Return how many bytes of a file travel from a server that compresses."""
    file = folder / (path + "index.html" if path.endswith("/") or not path else path)
    return len(gzip.compress(file.read_bytes(), compresslevel=6)) if file.is_file() else 0


def test_the_files_of_every_demo_are_smaller_than_200_kb() -> None:
    demos = ROOT / "content" / "demos"
    scanned = scan_demos(demos.parent)
    sizes = {
        file.stem: sum((demos / part).stat().st_size for part in scanned.files(file.stem))
        for file in demos.glob("*.py")
    }
    assert sizes["cnn"] > (demos / "data" / "digits.npz").stat().st_size, "data counts"
    most = dict.fromkeys(sizes, MOST_DEMO_BYTES) | LARGER_DEMOS
    assert {name: size for name, size in sizes.items() if size > most[name]} == {}


def test_these_are_all_pages_of_the_blog_with_islands(server: SiteServer) -> None:
    built = [
        file.parent.relative_to(server.folder).as_posix() + "/"
        for file in sorted(server.folder.rglob("index.html"))
        if "<demo-island" in file.read_text(encoding="utf-8")
    ]
    assert built == PAGES


@pytest.mark.parametrize("path", PAGES)
def test_without_scripts_every_demo_is_complete_and_fits_a_phone(
    page_without_scripts: Page, server: SiteServer, path: str
) -> None:
    page = page_without_scripts
    page.set_viewport_size(PHONE)
    page.goto(server.url + path)
    assert page.evaluate(LACKS) == []
    assert page.locator("demo-island fieldset :enabled").count() == 0
    assert page.locator(".demo-bar:visible").count() == 0
    assert page.locator(".demo-still:visible").count() == page.locator("demo-island").count()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert server.runtime_requests() == []


@pytest.mark.parametrize("path", PAGES)
def test_on_a_phone_nothing_is_cut_off_or_too_small_and_axe_finds_nothing(
    visit: Callable[..., Page], server: SiteServer, path: str
) -> None:
    page = visit(path)
    page.set_viewport_size(PHONE)
    page.evaluate(
        "document.querySelectorAll('details').forEach((details) => {"
        " details.removeAttribute('name'); details.open = true; })"
    )
    page.evaluate(TWO_FRAMES)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.evaluate(SMALL_OR_CUT, SMALLEST_PX) == []
    page.evaluate(THIN_OUT)
    assert axe_faults(page, "body") == []
    assert server.runtime_requests() == []


@pytest.mark.parametrize("path", PAGES)
def test_every_island_lives_stops_reads_well_and_is_reset_to_its_poster(
    visit: Callable[..., Page], context: BrowserContext, path: str
) -> None:
    context.route("**/*.frames", lambda route: route.fulfill(status=404))  # only the live program answers
    page = visit(path, prepare=WIRE)
    islands = islands_of(page)
    posters = {island.id: island.shown() for island in islands}
    for island in islands:
        if not island.data["generator"]:
            island.press("run")
            expect(island.find(".demo-step")).to_have_text("Live result")
        elif island.is_first:
            runs_and_stops(island)
        else:
            shows_its_first_frame(island)
    firsts = [island for island in islands if island.is_first]
    firsts[-1].press("run")  # one of them while it runs
    assert axe_faults(page, *(f"#{island.id}" for island in firsts)) == []
    for island in islands:
        island.press("reset")
        island.wait_for("idle")
    assert {island.id: island.shown() for island in islands} == posters


def shows_its_first_frame(island: Island) -> None:
    """Show the first frame only."""
    island.press("step")
    island.wait_for("ready")
    island.wait_for_step()
    assert island.step == 0, island.id


def runs_and_stops(island: Island) -> None:
    """Step, run, pause, and step again: after the stop, the worker sends only what the page asks for."""
    shows_its_first_frame(island)
    island.find("[data-speed]").select_option("0.25")  # a short run would be over before it is stopped
    island.press("run")
    island.wait_for("running")
    island.wait_for_step(2)
    island.press("pause")
    island.wait_for("ready")
    wait_until(island.page, f"() => ({SINCE_STOP})().includes('stopped')")
    island.page.evaluate(TWO_FRAMES)  # the last frame is painted
    held = island.step
    island.press("step")
    island.wait_for_step(held + 1)
    assert island.step == held + 1, island.id
    after = island.page.evaluate(SINCE_STOP)
    assert after[after.index("stopped") + 1 :] == ["step", "frame"], island.id


@pytest.mark.parametrize("path", PAGES)
def test_the_address_names_what_was_changed_in_every_island_and_restores_it(
    visit: Callable[..., Page], context: BrowserContext, path: str
) -> None:
    context.route("**/runtime/**", lambda _route: None)  # never answered: values do not wait for Python
    page = visit(path)
    page.set_viewport_size(PHONE)  # where the fold with the other controls covers nothing
    islands = islands_of(page)
    expected: dict[str, dict[str, str]] = {}
    for island in islands:
        for controls in [[one] for one in island.controls] if island is islands[0] else [island.controls]:
            change(island, controls)
            for control in controls:
                values = expected.setdefault(island.id, seeds_of(island))
                values[control["name"]] = str(control["value"] + 1) if control["kind"] == "seed" else ANY
            if island is islands[0]:
                wait_for_address(page, expected)
    wait_for_address(page, expected)
    chosen = {island.id: island.root.evaluate(VALUES) for island in islands}
    page.reload()
    changed = sum(len(island.controls) for island in islands)
    expect(page.locator("demo-island [data-changed]")).to_have_count(changed)
    assert {island.id: island.root.evaluate(VALUES) for island in islands} == chosen
    expect(page.locator('demo-island:not([data-state="idle"])')).to_have_count(0)


def change(island: Island, controls: list[dict[str, Any]]) -> None:
    """Give controls of an island other values than the author's, as a reader would."""
    fields = [control for control in controls if control["kind"] in FIELDS]
    island.root.evaluate(CHANGE_FIELDS, fields)
    for control in controls:
        match control["kind"]:
            case kind if kind in FIELDS:
                continue
            case "toggle" | "button":
                island.control(control["name"]).click()
            case "ink" | "points":
                island.control(control["name"])  # opens its fold
                surface = island.find(f'[data-control="{control["name"]}"] .demo-pad-surface')
                surface.click(position={"x": 40, "y": 40})
            case other:
                raise AssertionError(f"how does a reader change a control of the kind {other!r}?")


def seeds_of(island: Island) -> dict[str, str]:
    """Return the values that a link holds beside those that were changed."""
    return {one["name"]: str(one["value"]) for one in island.controls if one["kind"] == "seed"}


def wait_for_address(page: Page, expected: dict[str, dict[str, str]]) -> None:
    """Wait until the address has values for these controls of these islands, and for no others."""
    parts = []
    for name, values in expected.items():
        value = "|".join(f"{control}={text}" for control, text in values.items())
        parts.append(rf"{name}\?(?:&?(?:{value})(?=[&/]|$)){{{len(values)}}}")
    expect(page).to_have_url(re.compile(f"#{'/'.join(parts)}$"))
