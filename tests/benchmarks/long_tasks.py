"""What a running demo takes of the page's own thread: its longest task, against the 50 ms of a long one.

Demos of the blog run in a page, full speed, while Chromium records a trace. Counted is the processor's time
of each task on the page's main thread, so that other programs on this machine do not count; what a page's
own `PerformanceObserver` for `longtask` sees is the clock's time, which is printed beside it. Boot and run
are counted separately: in the first the runtime loads.

Usage: python tests/benchmarks/long_tasks.py [--site FOLDER] [--seconds 10] [--demo /posts/x/#id ...]
"""

from __future__ import annotations

import argparse
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from sitegen.build import build_site
from sitegen.config import load_config
from tests.benchmarks.first_frame import FLAGS, ROOT, chromium, served

LONG_MS = 50.0
GOAL = 1.0
"""No task as long as a long one."""
POST = "/posts/introduction-to-deep-learning/"
DEMOS = (f"{POST}#depth-two", f"{POST}#cnn-digits", f"{POST}#lstm-eighty", f"{POST}#gpt-names")
WATCH = """
window.seen = [];
new PerformanceObserver((list) => window.seen.push(...list.getEntries().map(({ duration }) => duration)))
  .observe({ type: "longtask", buffered: true });
"""
STEPS = "(island) => /^Step /.test(island.querySelector('.demo-step').textContent)"
TASK = "RunTask"


@dataclass(frozen=True, slots=True)
class Tasks:
    """What the main thread did, in milliseconds."""

    cpu: tuple[float, ...]
    """Processor's time of each task, the longest first."""
    clock: tuple[float, ...]
    """The clock's time of those that the browser calls long."""


def main_thread_tasks(trace: bytes) -> tuple[float, ...]:
    """Return the processor's time of the page's own tasks, in milliseconds, the longest first."""
    events = json.loads(trace)["traceEvents"]
    mains = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    tasks = (event for event in events if event["name"] == TASK and (event["pid"], event["tid"]) in mains)
    return tuple(sorted((event.get("tdur", 0) / 1000 for event in tasks), reverse=True))


def watch(browser: Browser, address: str, seconds: float) -> dict[str, Tasks]:
    """Run one demo and return the tasks while it boots and while it runs."""
    page = browser.new_page(viewport={"width": 1100, "height": 900})
    page.set_default_timeout(180_000)
    page.add_init_script(WATCH)
    page.goto(address, wait_until="load")
    island = page.locator(f"#{address.partition('#')[2]}")
    island.scroll_into_view_if_needed()
    found = {}
    for part in ("boot", "run"):
        page.evaluate("window.seen.length = 0")
        browser.start_tracing(page=page, categories=["toplevel", "disabled-by-default-devtools.timeline"])
        if part == "boot":
            island.locator('[data-action="run"]').click()
            page.wait_for_function(STEPS, arg=island.element_handle())
        else:
            page.wait_for_timeout(seconds * 1000)
        found[part] = Tasks(main_thread_tasks(browser.stop_tracing()), tuple(page.evaluate("window.seen")))
    page.close()
    return found


def main() -> None:
    """Measure, print the table, then one line of JSON."""
    parser = argparse.ArgumentParser(description="The longest task of the page while demos run.")
    parser.add_argument("--site", type=Path, default=ROOT, help="folder of the site to publish")
    parser.add_argument("--seconds", type=float, default=10, help="how long each demo runs")
    parser.add_argument("--demo", action="append", help="page and island, as /posts/x/#id")
    wanted = parser.parse_args()
    longest = 0.0
    print(f"{'':<58}{'longest':>9}{'next':>7}{'tasks':>8}{'long by the clock':>20}")
    with tempfile.TemporaryDirectory(prefix="sitegen-bench-") as name:
        public = Path(name).joinpath(*load_config(None, wanted.site).base_path.strip("/").split("/"))
        build_site(load_config(None, wanted.site.resolve(), output=str(public)))
        with sync_playwright() as playwright, served(Path(name)) as origin:
            browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
            for demo in wanted.demo or DEMOS:
                for part, tasks in watch(browser, origin + demo, wanted.seconds).items():
                    first, second = (*tasks.cpu, 0.0, 0.0)[:2]
                    longest = max(longest, first)
                    seen = f"{len(tasks.clock)}, at most {max(tasks.clock, default=0):.0f} ms"
                    print(f"{demo + ' ' + part:<58}{first:>9.1f}{second:>7.1f}{len(tasks.cpu):>8}{seen:>20}")
            browser.close()
    ratio = longest / LONG_MS
    print(json.dumps({"name": "long_tasks", "ratio": round(ratio, 3), "goal": GOAL, "better": "lower"}))


if __name__ == "__main__":
    main()
