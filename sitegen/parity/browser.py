"""Start a real browser with the Pyodide of the site, and measure runs in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from inspect import getsource
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from sitegen.model import Output
from sitegen.parity import measure as measuring

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright, Route

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ORIGIN = "http://sitegen.invalid/"
"""An address that cannot exist. Requests to it are answered from memory, all others are aborted."""
TYPES = {".mjs": "text/javascript", ".js": "text/javascript", ".wasm": "application/wasm"}
MANIFEST = "manifest.json"
BOOT = """
async ([folder, archives]) => {
  const { loadPyodide } = await import(folder + "pyodide.mjs");
  const { packages } = await (await fetch(folder + "manifest.json")).json();
  globalThis.python = await loadPyodide({ indexURL: folder });
  await python.loadPackage(packages, { messageCallback: () => {} });
  const site = python.pyimport("sysconfig").get_path("purelib");
  for (const url of archives) {
    const isModules = url.endsWith("/modules.zip");
    const extractDir = isModules ? "/lib/sitegen-modules" : site;
    python.unpackArchive(await (await fetch(url)).arrayBuffer(), "zip", { extractDir });
    if (isModules) {
      python.pyimport("sys").path.insert(0, extractDir);
      python.pyimport("numpy").__path__.insert(0, `${extractDir}/numpy`);
    }
  }
}
"""
"""Start Python with all packages of the site, as `static/client/runtime/packages.js` installs them."""
MEASURE = "(given) => python.globals.get('measure')(...given)"

Measure = Callable[[str, str, str], str]
"""Takes the arguments of `measure` and returns its result."""


class NoBrowserError(Exception):
    """There is no browser to compare with; the text states what is missing and how to install it."""


@contextmanager
def open_browser(outputs: Sequence[Output]) -> Iterator[Measure]:
    """Start a browser with the runtime of the outputs, and yield a function that measures a run in it.

    Raises:
        NoBrowserError: Playwright or a browser is missing, or Python does not start in it.
    """
    try:
        from playwright.sync_api import Error, sync_playwright  # noqa: PLC0415 - an extra
    except ImportError:
        raise NoBrowserError(
            "comparing demos with the browser needs Playwright\n"
            "install it with: pip install 'sitegen-live[check]'"
        ) from None
    files = {ORIGIN + str(output.output_path): output.content for output in outputs}
    archives = [url for url in files if "/packages/" in url and url.endswith(".zip")]
    folder = next(url for url in files if "/runtime/" in url and url.endswith(MANIFEST))
    with sync_playwright() as playwright:
        browser = _launch(playwright)
        try:
            page = browser.new_page()
            page.route("**/*", lambda route: _answer(route, files))
            page.goto(ORIGIN)
            try:
                page.evaluate(BOOT, [folder.removesuffix(MANIFEST), archives])
                page.evaluate("(text) => { python.runPython(text); }", getsource(measuring))
            except Error as error:
                raise NoBrowserError(f"Python does not start in the browser: {error.message}") from error
            yield lambda *given: str(page.evaluate(MEASURE, list(given)))
        finally:
            browser.close()


def _launch(playwright: Playwright) -> Browser:
    from playwright.sync_api import Error  # noqa: PLC0415 - an extra

    path = os.environ.get("SITEGEN_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    # Chromium does not start its sandbox as root, nor in many containers.
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    try:
        return playwright.chromium.launch(executable_path=path, args=flags)
    except Error as error:
        found = f"{path} does not start" if path else "there is no Chromium"
        raise NoBrowserError(
            f"{found}: {error.message.splitlines()[0]}\n"
            "install Chromium or Chrome, name one in SITEGEN_CHROMIUM, or: playwright install chromium"
        ) from error


def _answer(route: Route, files: Mapping[str, bytes | Path]) -> None:
    url = route.request.url
    if url == ORIGIN:
        route.fulfill(body="<!doctype html><title>Parity</title>", content_type="text/html")
    elif (content := files.get(url)) is not None:
        body = content if isinstance(content, bytes) else content.read_bytes()
        kind = TYPES.get(PurePosixPath(url).suffix, "application/octet-stream")
        route.fulfill(body=body, content_type=kind)
    elif url.startswith(ORIGIN):
        route.fulfill(status=404)
    else:
        route.abort()
