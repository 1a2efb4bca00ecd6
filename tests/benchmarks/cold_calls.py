"""How often each demo of a published blog calls code that its first download leaves out.

The WebAssembly of Pyodide and NumPy is split: functions that demos call come first, all others in idle time.
A call of another function waits until its part is there. Each demo runs in a page of its own, with a new
Python from the memory snapshot and an empty cache.

Usage: python -m tests.benchmarks.cold_calls [PUBLIC] [--only NAME]

PUBLIC: the published folder, `public` if it is not given. The last line counts the demos that ask for such
code before they have run for a second; the exit code is 1 if there are any.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.benchmarks.first_frame import FLAGS, chromium
from tests.serving import FileServer, running

PATIENCE_MS = 60_000
SECOND = 1000
AFTERWARDS_MS = 3000
"""How long a demo is watched after its first second."""
ISLAND = re.compile(r'<demo-island id="([^"]+)"')
MARKS = """() => performance.getEntriesByType("mark")
  .filter(({ name }) => name.startsWith("sitegen: cold code"))
  .map(({ name, startTime }) => [name.split(" ").at(-1), startTime])"""


def islands(public: Path) -> list[tuple[str, str]]:
    """Return the address of the page and the id of every demo."""
    return [
        (f"{page.parent.relative_to(public).as_posix()}/", island)
        for page in sorted(public.rglob("index.html"))
        for island in ISLAND.findall(page.read_text("utf-8"))
    ]


def run(page: Page, island: str) -> tuple[list[str], list[str]]:
    """Run a demo; return the parts that it asks for until it has run for a second, and those after that."""
    element = page.locator(f"#{island}")
    element.locator('[data-action="run"]').first.evaluate("button => button.click()")
    page.wait_for_function(
        "island => !['idle', 'loading'].includes(island.dataset.state ?? 'idle')",
        arg=element.element_handle(),
        timeout=PATIENCE_MS,
    )
    (worker,) = page.workers
    first = worker.evaluate("performance.now()")
    page.wait_for_timeout(SECOND + AFTERWARDS_MS)
    early: list[str] = []
    late: list[str] = []
    for name, time in worker.evaluate(MARKS):
        (early if time < first + SECOND else late).append(name)
    return early, late


def measure(browser: Browser, address: str, island: str) -> tuple[list[str], list[str]]:
    """Run a demo in a browser without anything in its cache."""
    context = browser.new_context(service_workers="block")
    try:
        page = context.new_page()
        page.goto(address, wait_until="load")
        return run(page, island)
    finally:
        context.close()


def main() -> int:
    """Print a line for each demo, and how many of them ask for more code in their first second."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("public", type=Path, nargs="?", default=Path("public"))
    parser.add_argument("--only", default="", help="a part of the addresses of the pages")
    wanted = parser.parse_args()
    rows = [row for row in islands(wanted.public) if wanted.only in row[0]]
    if not rows:
        parser.error(f"{wanted.public} has no page with a demo; run `sitegen build` first")
    early_demos = 0
    with running(FileServer(wanted.public)) as server, sync_playwright() as playwright:
        server.faults[".frames"] = "missing"  # saved frames would answer before Python has started
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        for address, island in rows:
            early, late = measure(browser, server.url + address, island)
            early_demos += bool(early)
            parts = ", ".join([*early, *(f"{name} (later)" for name in late)])
            print(f"{island:28} {len(early):2} {len(late):2}  {parts}", flush=True)
        browser.close()
    print(f"{early_demos} of {len(rows)} demos ask for more code in their first second")
    return 1 if early_demos else 0


if __name__ == "__main__":
    sys.exit(main())
