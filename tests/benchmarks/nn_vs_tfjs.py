"""Time `sitegen.nn` in the pinned Pyodide against TensorFlow.js, turn by turn in one page of one Chromium.

Run from the root of the repository, where npm and a Chromium are installed:
    PYTHONPATH=. python tests/benchmarks/nn_vs_tfjs.py
TensorFlow.js is installed into a temporary folder that is kept. Its WASM backend is used (SIMD, one thread:
pages without special headers have no more); where that lacks an operation of a pass, its CPU backend, which
the table says. Times are those of the least disturbed of several rounds. Prints a table, then one JSON line
per result; a ratio is our time over theirs.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from sitegen.runtime import bundle_runtime, fetch_runtime, read_pin, write_bundle
from tests.benchmarks.nn_networks import SIZES

HERE = Path(__file__).parent
VERSION = "4.22.0"
ROUNDS = 12
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

PAGE = """<!doctype html><meta charset="utf-8"><title>nn</title>
<script src="/modules/@tensorflow/tfjs/dist/tf.min.js"></script>
<script src="/modules/@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.min.js"></script>
<script src="/nn_tfjs.js"></script>"""

BOOT = """async ([folder, source]) => {
  tf.wasm.setWasmPaths("/modules/@tensorflow/tfjs-backend-wasm/dist/");
  const { loadPyodide } = await import(`/${folder}/pyodide.mjs`);
  globalThis.pyodide = await loadPyodide({ indexURL: `/${folder}/` });
  const { packages } = await (await fetch(`/${folder}/manifest.json`)).json();
  await pyodide.loadPackage(packages, { messageCallback() {} });
  pyodide.FS.writeFile("/home/pyodide/nn_networks.py", source);
  pyodide.runPython(`
import time, nn_networks
def per_call_ms(call, seconds=0.25):
    calls, start = 0, time.perf_counter()
    while (passed := time.perf_counter() - start) < seconds:
        call()
        calls += 1
    return 1000 * passed / calls
`);
  globalThis.rivalMs = async (call, ms = 250) => {
    const start = performance.now();
    let calls = 0;
    while (performance.now() - start < ms) { await call(); calls += 1; }
    return (performance.now() - start) / calls;
  };
}"""

PREPARE = """async ([name, kind]) => {
  pyodide.runPython(`network = nn_networks.make("${name}")`);
  for (const backend of ["wasm", "cpu"]) {
    await tf.setBackend(backend);
    await tf.ready();
    globalThis.other = rival(name);
    try {
      await other[kind]();
      return backend;
    } catch (error) {
      globalThis.lacking = String(error).split("\\n")[0];
    }
  }
  throw new Error(`TensorFlow.js runs ${name} on no backend: ${lacking}`);
}"""

TURN = """async (kind) => [
  pyodide.runPython(`per_call_ms(network.${kind})`),
  await rivalMs(other[kind]),
]"""


def modules() -> Path:
    """Return node_modules with TensorFlow.js, installed on the first call."""
    folder = Path(tempfile.gettempdir()) / f"sitegen-tfjs-{VERSION}"
    if not (folder / "node_modules" / "@tensorflow" / "tfjs-backend-wasm").is_dir():
        folder.mkdir(exist_ok=True)
        packages = [f"@tensorflow/tfjs@{VERSION}", f"@tensorflow/tfjs-backend-wasm@{VERSION}"]
        npm = shutil.which("npm") or "npm"
        subprocess.run([npm, "install", "--silent", "--prefix", str(folder), *packages], check=True)
    return folder / "node_modules"


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without a line for each."""

    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".wasm": "application/wasm"}  # noqa: RUF012 - as in the base class

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve ``folder`` on this machine and yield its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def lay_out(folder: Path) -> str:
    """Put page, networks, TensorFlow.js and the runtime into ``folder``; return the runtime's path in it."""
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    shutil.copy(HERE / "nn_tfjs.js", folder)
    (folder / "modules").symlink_to(modules())
    (folder / "content").mkdir()
    pin = read_pin()
    bundle = bundle_runtime(pin, fetch_runtime(pin), folder / "content")
    return write_bundle(bundle, folder).relative_to(folder).as_posix()


def measure(page: Page) -> list[dict[str, Any]]:
    """Print the table's rows and return the results."""
    results = []
    for name, size in SIZES.items():
        for kind in ("forward", "step"):
            backend = page.evaluate(PREPARE, [name, kind])
            times = [page.evaluate(TURN, kind) for _ in range(ROUNDS)][1:]
            ours, theirs = (min(time[i] for time in times) for i in (0, 1))
            ratio = ours / theirs
            print(
                f"{name:<12} {kind:<8} {ours:>8.2f} ms {theirs:>8.2f} ms {backend:<5} {ratio:>6.2f}   {size}"
            )
            result = {"name": f"nn/tfjs/{name}/{kind}", "ratio": round(ratio, 3), "goal": 1.0}
            results.append({**result, "better": "lower"})
    return results


def main() -> int:
    """Measure all networks; return the exit code."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        runtime = lay_out(folder)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        with served(folder) as address:
            page = browser.new_page()
            page.set_default_timeout(120_000)
            page.goto(address)
            source = (HERE / "nn_networks.py").read_text(encoding="utf-8")
            page.evaluate(BOOT, [runtime, source])
            print(f"NumPy in Pyodide against TensorFlow.js {VERSION}, Chromium {browser.version}\n")
            print(f"{'network':<12} {'pass':<8} {'sitegen.nn':>11} {'TF.js':>11} {'':<5} {'ratio':>6}")
            results = measure(page)
        browser.close()
    print()
    for result in results:
        print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
