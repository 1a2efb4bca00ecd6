"""A first load and a second one in Firefox, which `make test` installs where it can.

No driver controls this browser: a test page starts the client's worker and reports the result to the server
with a request.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import PATIENCE_MS
from tests.get_firefox import NAMES
from tests.serving import SiteServer

FIREFOX = next(filter(None, map(shutil.which, NAMES)), None)
REPORT = "report/"
PAGE = """<!doctype html><title>Firefox</title><script type="module">
const start = () => new Promise((resolve) => {
  const worker = new Worker("CLIENT", { type: "module" });
  worker.onmessage = ({ data }) => {
    if (data.kind === "frame" || data.kind === "error") resolve({ worker, data });
  };
  worker.postMessage({ kind: "start", session: "one", demo: "steady", controls: {}, generation: 1,
    playing: false, speed: 0, until: 0, runtime: new URL("RUNTIME", location.href).href });
});
const tell = (name, { data: { kind, message = "" } }) => fetch(`report/${name}/${kind}/${escape(message)}`);
const isKept = async () => {
  const root = await navigator.storage.getDirectory();
  for await (const folder of root.values()) for await (const file of folder.values()) {
    const beginning = (await file.getFile()).slice(0, 4);
    if (await beginning.text().catch(() => "being written") === "SGST") return true;
  }
  return false;
};
const first = await start();
await tell("first", first);
while (!await isKept()) await new Promise((later) => setTimeout(later, 250));
first.worker.terminate();
await tell("kept", first);
await tell("second", await start());
</script>"""


@pytest.fixture
def page(server: SiteServer) -> Iterator[str]:
    """The address of the page."""
    (client,) = server.folder.glob("client-*")
    (runtime,) = server.folder.glob("runtime/*")
    place = server.folder / "firefox.html"
    place.write_text(
        PAGE.replace("CLIENT", f"{client.name}/core/worker.js").replace(
            "RUNTIME", f"runtime/{runtime.name}/"
        ),
        "utf-8",
    )
    yield f"{server.url}firefox.html"
    place.unlink()


def wait_for_report(server: SiteServer, name: str) -> str:
    deadline = time.monotonic() + 2 * PATIENCE_MS / 1000
    while time.monotonic() < deadline:
        for path in list(server.requests):
            if path.startswith(f"{REPORT}{name}/"):
                return path.removeprefix(f"{REPORT}{name}/")
        time.sleep(0.1)
    raise AssertionError(f"no word of {name!r}; asked: {server.requests}")


@pytest.mark.skipif(FIREFOX is None, reason="no Firefox here")
def test_firefox_loads_from_a_cold_cache_and_then_from_what_was_kept(
    server: SiteServer, page: str, tmp_path: Path
) -> None:
    assert FIREFOX is not None
    profile = tmp_path / "profile"
    profile.mkdir()
    running = subprocess.Popen(
        [FIREFOX, "--headless", "--no-remote", "--profile", str(profile), page],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert wait_for_report(server, "first") == "frame/"
        assert wait_for_report(server, "kept") == "frame/"
        server.requests.clear()
        assert wait_for_report(server, "second") == "frame/"
        fetched = {path.rpartition("/")[2] for path in server.runtime_requests()}
        assert fetched <= {"start.mjs", "pyodide.mjs", "pyodide.asm.mjs"}
    finally:
        running.terminate()
        running.wait(30)
