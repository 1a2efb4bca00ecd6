"""From Run to the first live frame, against stock Pyodide in the same Chromium.

Ours: a click on Run in a published page until its first live frame is in the page: worker, runtime, NumPy,
the site's demos, the demo's first step, its drawing. Stock: `loadPyodide`, `loadPackage("numpy")` and
`import numpy` on an empty page. Both come from one server on this machine, uncompressed; every run is a first
visit (a browser context of its own, so nothing is in a cache), and the two take turns. Stock gets a lock file
that names NumPy alone, which spares it 113 kB.

Usage: python tests/benchmarks/first_frame.py [--runs 7] [--site FOLDER] [--page /posts/x/]
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from sitegen.build import build_site
from sitegen.config import load_config
from sitegen.runtime import fetch_runtime, make_lock, read_pin

ROOT = Path(__file__).resolve().parents[2]
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
GOAL = 1.0
"""A live picture no later than stock has a bare NumPy."""

STOCK = """async () => {
  const began = performance.now();
  const { loadPyodide } = await import("/stock/pyodide.mjs");
  const pyodide = await loadPyodide({ indexURL: "/stock/" });
  const booted = performance.now();
  await pyodide.loadPackage("numpy", { messageCallback() {} });
  pyodide.runPython("import numpy");
  return { first: performance.now() - began, booted: booted - began };
}"""

OURS = """async () => {
  await customElements.whenDefined("demo-island");
  const island = document.querySelector("demo-island");
  island.scrollIntoView({ block: "center", behavior: "instant" });
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const marks = island.querySelector(".demo-marks");
  const began = performance.now();
  const frame = new Promise((done, fail) => {
    const seen = (records) => {
      if (island.dataset.state === "failed") fail(new Error(island.textContent));
      const drawn = records.some(({ target }) => marks.contains(target));
      if (drawn) done({ first: performance.now() - began });
    };
    const all = { subtree: true, childList: true, characterData: true, attributeFilter: ["data-state"] };
    new MutationObserver(seen).observe(island, all);
  });
  island.querySelector('[data-action="run"]').click();
  return frame;
}"""


class Handler(SimpleHTTPRequestHandler):
    """Plain files with the types that modules and WebAssembly need."""

    protocol_version = "HTTP/1.1"
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
    }

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine; give the address without a slash at its end."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def lay_out(site: Path, folder: Path, page: str | None) -> str:
    """Publish the site and stock Pyodide into one folder; return the path of a page with a demo."""
    public = folder.joinpath(*load_config(None, site).base_path.strip("/").split("/"))
    build_site(load_config(None, site, output=str(public)))
    pin = read_pin()
    files = fetch_runtime(pin)
    stock = folder / "stock"
    stock.mkdir()
    for file in pin.files:
        (stock / file.name).write_bytes((files / file.name).read_bytes())
    lock = json.loads(make_lock(pin, pin.numpy_wheel.sha256, ""))
    lock["packages"] = {"numpy": lock["packages"]["numpy"]}
    (stock / "pyodide-lock.json").write_text(json.dumps(lock), "utf-8")
    (stock / "index.html").write_text("<!doctype html><title>Stock Pyodide</title>", "utf-8")
    if page is not None:
        return page
    for path in sorted(public.rglob("*.html")):
        if "<demo-island" in path.read_text("utf-8"):
            return "/" + path.relative_to(folder).as_posix().removesuffix("index.html")
    raise SystemExit(f"no page of {site} has a demo")


def visit(browser: Browser, address: str, program: str) -> dict[str, float]:
    """Open a page with an empty cache, run a program in it, return what that measured."""
    context = browser.new_context()
    try:
        page = context.new_page()
        page.goto(address, wait_until="load")
        answer: dict[str, float] = page.evaluate(program)
        return answer
    finally:
        context.close()


def chromium() -> str:
    """Return a Chromium with windows, as readers have it."""
    if path := os.environ.get("SITEGEN_CHROMIUM"):
        return path
    found = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "get_chromium.py"), "--full"],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return found.stdout.strip()


def row(name: str, seconds: list[float]) -> str:
    """Return a line of the table."""
    return f"{name:<44}{statistics.median(seconds):>8.2f}{min(seconds):>8.2f}{max(seconds):>8.2f}"


def main() -> None:
    """Measure, print the table, then one line of JSON."""
    parser = argparse.ArgumentParser(description="Run to first live frame, against stock Pyodide.")
    parser.add_argument("--runs", type=int, default=7, help="of each, at least 5")
    parser.add_argument("--site", type=Path, default=ROOT, help="folder of the site to publish")
    parser.add_argument("--page", help="path of the page whose first demo is run")
    wanted = parser.parse_args()
    runs = max(5, wanted.runs)
    times: dict[str, list[float]] = {"stock": [], "booted": [], "ours": []}
    with tempfile.TemporaryDirectory(prefix="sitegen-bench-") as name:
        path = lay_out(wanted.site.resolve(), Path(name), wanted.page)
        with sync_playwright() as playwright, served(Path(name)) as origin:
            browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
            version = browser.version
            for _ in range(runs):
                stock = visit(browser, f"{origin}/stock/", STOCK)
                times["stock"].append(stock["first"] / 1000)
                times["booted"].append(stock["booted"] / 1000)
                times["ours"].append(visit(browser, origin + path, OURS)["first"] / 1000)
            browser.close()
    print(f"Chromium {version}, first visits, {runs} of each, seconds from this machine's own server\n")
    print(f"{'':<44}{'median':>8}{'min':>8}{'max':>8}")
    print(row("stock: loadPyodide", times["booted"]))
    print(row("stock: NumPy imported", times["stock"]))
    print(row(f"sitegen: first live frame, {path}", times["ours"]))
    ratio = statistics.median(times["stock"]) / statistics.median(times["ours"])
    print(json.dumps({"name": "first_frame", "ratio": round(ratio, 3), "goal": GOAL, "better": "higher"}))


if __name__ == "__main__":
    main()
