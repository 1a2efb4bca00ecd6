"""The reader's first touch: from it to the changed picture, before Python has started.

Every page with demos is opened once, on a processor four times slower and a connection of 10 Mbit/s; the
files of the runtime never arrive. At every island each slider, choice, toggle, preset, Play and Step is
touched once. Two times are printed: by the clock, for which the machine must be quiet, and the processor's
time of the page's main thread, four times as much as without slowing.

Usage: python tests/benchmarks/first_touch.py [--site FOLDER] [--public FOLDER] [--slower 4]
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

from sitegen.build import build_site
from sitegen.config import load_config
from tests.benchmarks.first_frame import FLAGS, ROOT, chromium
from tests.browser.conftest import UNMETERED
from tests.browser.touches import Touch, touch_all
from tests.serving import SiteServer, running

GOAL_MS = 100.0
SLOWER = 4
BYTES_A_SECOND = 10e6 / 8


def open_page(browser: Browser, address: str, slower: int) -> tuple[Page, Callable[[], float]]:
    """Open a page on a slow processor and connection, without the runtime; return it with its clock."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.set_default_timeout(180_000)
    page.add_init_script(UNMETERED)
    page.route("**/runtime/**", lambda _route: None)
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    network = {"offline": False, "latency": 20, "uploadThroughput": BYTES_A_SECOND}
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", {**network, "downloadThroughput": BYTES_A_SECOND})
    page.goto(address, wait_until="load")
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def cpu_ms() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return next(float(one["value"]) * 1000 for one in metrics if one["name"] == "TaskDuration")

    return page, cpu_ms


def measure(browser: Browser, address: str, slower: int) -> list[Touch]:
    """Touch everything on one page."""
    page, cpu_ms = open_page(browser, address, slower)
    islands: list[str] = page.evaluate("[...document.querySelectorAll('demo-island')].map(({ id }) => id)")
    touches = [touch for island in islands for touch in touch_all(page, island, cpu_ms)]
    page.unroute_all(behavior="ignoreErrors")
    page.close()
    return touches


def main() -> None:
    """Measure, print the table, then one line of JSON."""
    parser = argparse.ArgumentParser(description="From the first touch to the changed picture.")
    parser.add_argument("--site", type=Path, default=ROOT, help="folder of the site to publish")
    parser.add_argument("--public", type=Path, help="a published folder of the site, below /blog/")
    parser.add_argument("--slower", type=int, default=SLOWER, help="how much the processor is slowed")
    wanted = parser.parse_args()
    scale = SLOWER / wanted.slower
    with ExitStack() as stack:
        public = wanted.public or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="touch-")))
        if not wanted.public:
            config = load_config(
                None, wanted.site.resolve(), output=str(public), base_url="http://localhost/blog/"
            )
            build_site(config)
        server = stack.enter_context(running(SiteServer(public)))
        browser = stack.enter_context(sync_playwright()).chromium.launch(
            executable_path=chromium(), args=list(FLAGS)
        )
        pages = [
            page.parent.relative_to(public).as_posix() + "/"
            for page in sorted(public.rglob("index.html"))
            if "<demo-island" in page.read_text("utf-8")
        ]
        touches: list[Touch] = []
        for path in pages:
            found = measure(browser, server.url + path.removeprefix("./"), wanted.slower)
            touches += found
            for touch in found:
                change = "changed" if touch.changed else "SAME"
                where = f"{path}#{touch.island}"
                times_ms = f"{touch.ms:>7.0f}{touch.cpu_ms * scale:>7.0f}"
                print(f"{where:<62}{touch.what:<16}{times_ms}  {change:<8}{touch.line}")
        browser.close()
    times = [touch.ms for touch in touches]
    saved = [touch for touch in touches if "saved" in touch.line.lower() or "nearest" in touch.line]
    islands = len({touch.island for touch in touches})
    changed = sum(touch.changed for touch in touches)
    print(
        f"{len(touches)} touches at {islands} islands, {len(saved)} answered, {changed} changed the picture"
    )
    print(f"by the clock: median {median(times):.0f} ms, longest {max(times):.0f} ms")
    computed = [touch.cpu_ms * scale for touch in touches]
    print(f"computed: median {median(computed):.0f} ms, longest {max(computed):.0f} ms")
    ratio = max(times) / GOAL_MS
    print(json.dumps({"name": "first_touch", "ratio": round(ratio, 3), "goal": 1.0, "better": "lower"}))


if __name__ == "__main__":
    main()
