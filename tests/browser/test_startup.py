"""The start-up image: used where it is right, passed over in silence where it is not."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PATIENCE_MS, STEADY, IslandPage
from tests.browser.site_server import Fault, SiteServer

NUMPY = "numpy-2.4.3-cp314-cp314-pyemscripten_2026_0_wasm32.whl"
STORED = """async () => {
  const names = [];
  for (const key of await caches.keys()) {
    for (const { url } of await (await caches.open(key)).keys()) names.push(url);
  }
  return names.map((url) => url.slice(url.lastIndexOf("/") + 1));
}"""
"""The names of the files in Cache Storage."""


def asked(server: SiteServer) -> list[str]:
    return [path.rpartition("/")[2] for path in server.runtime_requests()]


@pytest.fixture
def stored(steady: IslandPage) -> IslandPage:
    """A page whose runtime has gone into Cache Storage."""
    steady.run()
    fetched = {"pyodide.asm.wasm", "python_stdlib.zip", "start.image", "pyodide-lock.json", NUMPY}
    for _ in range(PATIENCE_MS // 250):
        if fetched <= set(steady.page.evaluate(STORED)):
            break
        steady.page.wait_for_timeout(250)
    return steady


@pytest.fixture
def other_key(server: SiteServer) -> Iterator[None]:
    """The image claims to be made from other files than those of the manifest."""
    (manifest,) = server.folder.glob("runtime/*/manifest.json")
    text = manifest.read_text("utf-8")
    told = json.loads(text)
    told["image"]["key"] = "0" * 32
    manifest.unlink()  # it may be a link
    manifest.write_text(json.dumps(told), "utf-8")
    yield
    manifest.write_text(text, "utf-8")


@pytest.mark.parametrize("fault", ["missing", "truncate", "alter", "drop"])
def test_a_spoilt_image_costs_nothing_but_time(steady: IslandPage, server: SiteServer, fault: Fault) -> None:
    server.faults["start.image"] = fault
    steady.run()
    steady.wait_for_step(3)


@pytest.mark.usefixtures("other_key")
def test_an_image_made_from_other_files_is_not_used(steady: IslandPage) -> None:
    steady.run()
    steady.wait_for_step(3)


def test_a_second_visit_starts_from_what_was_stored(
    stored: IslandPage, server: SiteServer, visit: Callable[..., Page]
) -> None:
    stored.page.close()
    server.requests.clear()
    again = IslandPage(visit(STEADY), "steady")
    again.run()
    again.wait_for_step(3)
    assert set(asked(server)) <= {"manifest.json", "pyodide.mjs", "pyodide.asm.mjs"}


def test_an_image_that_was_altered_where_it_is_stored_is_not_used(
    stored: IslandPage, server: SiteServer, visit: Callable[..., Page]
) -> None:
    stored.page.evaluate(
        """async () => { for (const key of await caches.keys()) { const cache = await caches.open(key);
        for (const request of await cache.keys()) if (request.url.endsWith("start.image")) {
          const bytes = new Uint8Array(await (await cache.match(request)).arrayBuffer());
          bytes[bytes.length >> 1] ^= 90;
          await cache.put(request, new Response(bytes));
        } } }"""
    )
    stored.page.close()
    server.requests.clear()
    again = IslandPage(visit(STEADY), "steady")
    again.run()
    again.wait_for_step(3)
    assert NUMPY in asked(server), "from the network"
