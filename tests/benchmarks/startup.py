"""From a click to the first NumPy result, against stock Pyodide in the same Chromium.

Ours: the client's own `boot.js`, joined as it is published, in a module worker, with the packed runtime of
this repository's site, until Python has imported NumPy and `sitegen.demo.worker_api` and has computed a sum.
Ordinary: the same without the memory snapshot. Stock: `loadPyodide`, `loadPackage("numpy")`, `import numpy`
and the same sum, on the main thread.

All come from one server on this machine. Off localhost it compresses what hosts compress (JavaScript and
WebAssembly; wheels, zips and the snapshot are compressed already) and sends, over all connections together,
no faster than the connection allows; the server does it, so that requests of a worker are slowed too.
Latency is that of this machine. A first visit is a fresh profile on disk, as a reader has one; a repeat visit
is the same profile on a new page, with the same caching headers for all. They take turns. With `--private`
every profile is that of a private window, which has files and compiled code in memory, and gives them more
slowly.

Usage: python tests/benchmarks/startup.py [--runs 7] [--only localhost] [--private]
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache, partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import BrowserContext, BrowserType, Page, sync_playwright

from sitegen.assets import bundle_program
from sitegen.runtime import bundle_runtime, fetch_runtime, make_lock, read_pin, write_bundle

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
from tests.benchmarks.first_frame import FLAGS, chromium  # noqa: E402  # a script has no package

TYPES = {
    ".mjs": "text/javascript",
    ".js": "text/javascript",
    ".wasm": "application/wasm",
    ".json": "application/json",
    ".html": "text/html",
}
SPEEDS = {"localhost": 0.0, "50 Mbit/s": 50e6 / 8, "10 Mbit/s": 10e6 / 8}
"""Bytes per second; 0 for as fast as it goes."""
STOCK_BYTES = 9.2e6
SETTLED_MS = 60_000

PAGE = "<!doctype html><title>start-up</title>"
WORKER = """
import { boot } from "/boot.js";
onmessage = async ({ data }) => {
  try {
    const { pyodide } = await boot(data, () => {});
    postMessage({ sum: pyodide.runPython("import numpy; int(numpy.arange(5).sum())") });
  } catch (error) { postMessage({ fault: String(error.cause ?? error) }); }
};
"""
OURS = """async (folder) => {
  const began = performance.now();
  const worker = new Worker("/worker.js", { type: "module" });
  worker.postMessage(new URL(folder, location.href).href);
  const answer = await new Promise((done) => { worker.onmessage = ({ data }) => done(data); });
  if (answer.sum !== 10) throw new Error(JSON.stringify(answer));
  return performance.now() - began;
}"""
STOCK = """async () => {
  const began = performance.now();
  const { loadPyodide } = await import("/stock/pyodide.mjs");
  const pyodide = await loadPyodide({ indexURL: "/stock/" });
  await pyodide.loadPackage("numpy", { messageCallback() {} });
  if (pyodide.runPython("import numpy; int(numpy.arange(5).sum())") !== 10) throw new Error("no sum");
  return performance.now() - began;
}"""
STORED = """async () => {
  let [count, bytes] = [0, 0];
  for (const key of await caches.keys()) count += (await (await caches.open(key)).keys()).length;
  try {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle("sitegen-runtime");
    for await (const file of folder.values()) bytes += (await file.getFile()).size;
  } catch {}
  return [count, bytes];
}"""
"""Files in Cache Storage, and bytes of what was kept."""


class Server(ThreadingHTTPServer):
    """Serves a folder, compressed, at a given speed; counts what it sent."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.folder = folder
        self.speed = 0.0
        self.sent = 0
        self._free_at = 0.0
        self._lock = threading.Lock()

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def wait_for(self, size: int) -> None:
        """Wait until that many bytes more may have gone out."""
        with self._lock:
            self.sent += size
            if not self.speed:
                return
            self._free_at = max(self._free_at, time.monotonic()) + size / self.speed
            until = self._free_at
        time.sleep(max(0.0, until - time.monotonic()))


class Handler(BaseHTTPRequestHandler):
    """Files, with the types and the headers of a good host."""

    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer a request."""
        file = self.server.folder / self.path.partition("?")[0].lstrip("/")
        if not file.is_file():
            self.send_error(404)
            return
        squeezed = bool(self.server.speed) and file.suffix in TYPES
        data = compressed(file) if squeezed else file.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", TYPES.get(file.suffix, "application/octet-stream"))
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "public, max-age=31536000, immutable")
        if squeezed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        step = 1 << 14 if self.server.speed else 1 << 20
        try:
            for at in range(0, len(data), step):
                piece = data[at : at + step]
                self.server.wait_for(len(piece))
                self.wfile.write(piece)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@cache
def compressed(file: Path) -> bytes:
    """Return a file as a host would send it."""
    return gzip.compress(file.read_bytes(), 9, mtime=0)


@contextmanager
def served(folder: Path) -> Iterator[Server]:
    """Serve a folder on this machine."""
    server = Server(folder)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def lay_out(folder: Path) -> str:
    """Put ours and stock into one folder; return the path of our runtime."""
    pin = read_pin()
    files = fetch_runtime(pin)
    bundle = bundle_runtime(pin, files, ROOT / "content")
    write_bundle(bundle, folder)
    client = ROOT / "static" / "client"
    modules = {path.relative_to(client).as_posix(): path.read_text("utf-8") for path in client.rglob("*.js")}
    (folder / "boot.js").write_text(bundle_program("runtime/boot.js", modules), "utf-8")
    (folder / "worker.js").write_text(WORKER, "utf-8")
    (folder / "index.html").write_text(PAGE, "utf-8")
    stock = folder / "stock"
    stock.mkdir()
    for file in pin.files:
        (stock / file.name).symlink_to(files / file.name)
    lock = json.loads(make_lock(pin, pin.numpy_wheel.sha256, ""))
    lock["packages"] = {"numpy": lock["packages"]["numpy"]}
    (stock / "pyodide-lock.json").write_text(json.dumps(lock), "utf-8")
    without = folder / "ordinary"
    without.mkdir()
    for path in (folder / bundle.path).iterdir():
        (without / path.name).symlink_to(path)
    manifest = json.loads((folder / bundle.path / "manifest.json").read_text("utf-8"))
    del manifest["snapshot"]
    (without / "manifest.json").unlink()
    (without / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return "/" + bundle.path


def run(context: BrowserContext, server: Server, program: str, argument: str) -> tuple[float, int]:
    """Open a page, run a program in it; return the seconds and the bytes that went out until its end."""
    page = context.new_page()
    try:
        page.goto(server.origin + "/index.html", wait_until="load")
        before = server.sent
        seconds = page.evaluate(program, argument) / 1000
        sent = server.sent - before
        speed, server.speed = server.speed, 0.0  # what comes after the result is not measured
        if argument:
            settle(page)
        server.speed = speed
        return seconds, sent
    finally:
        page.close()


def settle(page: Page) -> None:
    """Wait until something was stored and nothing was added to it for a while."""
    deadline = time.monotonic() + SETTLED_MS / 1000
    seen: list[list[int]] = [[0, 0]]
    while not seen[-1][0] or seen[-8:].count(seen[-1]) < 8:
        if time.monotonic() > deadline:
            raise SystemExit("nothing was stored")
        page.wait_for_timeout(250)
        seen.append(page.evaluate(STORED))


@contextmanager
def on_disk(browser: BrowserType) -> Iterator[BrowserContext]:
    """Open a fresh profile on disk."""
    with tempfile.TemporaryDirectory(prefix="sitegen-bench-profile-", ignore_cleanup_errors=True) as folder:
        context = browser.launch_persistent_context(folder, executable_path=chromium(), args=list(FLAGS))
        try:
            yield context
        finally:
            context.close()


@contextmanager
def private(browser: BrowserType) -> Iterator[BrowserContext]:
    """Open a fresh private window."""
    running = browser.launch(executable_path=chromium(), args=list(FLAGS))
    try:
        yield running.new_context()
    finally:
        running.close()


def measure(
    profile: Callable[[], AbstractContextManager[BrowserContext]], server: Server, runtime: str, runs: int
) -> dict[str, list[tuple[float, int]]]:
    """Measure each way `runs` times, in turns."""
    ways = {
        "stock": (STOCK, ""),
        "ordinary": (OURS, "/ordinary/"),
        "ours": (OURS, runtime),
    }
    results: dict[str, list[tuple[float, int]]] = {
        f"{way} {visit}": [] for way in ways for visit in ("first", "repeat")
    }
    for _ in range(runs):
        for way, (program, argument) in ways.items():
            with profile() as context:
                results[f"{way} first"].append(run(context, server, program, argument))
                results[f"{way} repeat"].append(run(context, server, program, argument))
    return results


def main() -> None:
    """Measure, print the tables, then lines of JSON."""
    parser = argparse.ArgumentParser(description="Click to first NumPy result, against stock Pyodide.")
    parser.add_argument("--runs", type=int, default=7, help="of each")
    parser.add_argument("--only", choices=list(SPEEDS), help="one connection")
    parser.add_argument("--private", action="store_true", help="private windows")
    wanted = parser.parse_args()
    lines: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory(prefix="sitegen-bench-") as name:
        runtime = lay_out(Path(name))
        with sync_playwright() as playwright, served(Path(name)) as server:
            profile = partial(private if wanted.private else on_disk, playwright.chromium)
            with profile() as context:
                version = context.browser.version if context.browser else "on disk"
            print(f"Chromium {version}, {wanted.runs} of each, load {os.getloadavg()[0]:.1f}\n")
            for label, speed in SPEEDS.items():
                if wanted.only not in (None, label):
                    continue
                server.speed = speed
                lines += report(label, measure(profile, server, runtime, wanted.runs))
    for line in lines:
        print(json.dumps(line))


def report(label: str, results: dict[str, list[tuple[float, int]]]) -> list[dict[str, object]]:
    """Print a table; return what is compared with a goal."""
    print(f"{label:<24}{'median s':>10}{'min':>8}{'max':>8}{'MB sent':>10}{'stock/it':>10}")
    medians = {way: statistics.median(seconds for seconds, _ in pairs) for way, pairs in results.items()}
    sent = {way: statistics.median(size for _, size in pairs) for way, pairs in results.items()}
    for way, pairs in results.items():
        seconds = [one for one, _ in pairs]
        ratio = medians[f"stock {way.split()[1]}"] / medians[way]
        print(
            f"{way:<24}{medians[way]:>10.2f}{min(seconds):>8.2f}{max(seconds):>8.2f}"
            f"{sent[way] / 1e6:>10.2f}{ratio:>10.2f}"
        )
    print(flush=True)
    goals = {
        "localhost": {"first": 2.5, "repeat": 5.0},
        "50 Mbit/s": {"first": 1.0},
        "10 Mbit/s": {"first": 1.0},
    }
    lines: list[dict[str, object]] = []
    for visit, goal in goals[label].items():
        ratio = round(medians[f"stock {visit}"] / medians[f"ours {visit}"], 2)
        lines.append({"name": f"startup {label} {visit}", "ratio": ratio, "goal": goal, "better": "higher"})
    if label == "10 Mbit/s":
        ratio = round(sent["ours first"] / STOCK_BYTES, 3)
        lines.append(
            {"name": "startup bytes of a first visit", "ratio": ratio, "goal": 1.0, "better": "lower"}
        )
    return lines


if __name__ == "__main__":
    main()
