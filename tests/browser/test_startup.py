"""The memory snapshot, stored files and early downloads: without them a reader sees no difference."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import CROWD, PATIENCE_MS, STEADY, UNMETERED, IslandPage
from tests.browser.test_editor import open_editor, program, run
from tests.serving import Fault, SiteServer

NUMPY = "numpy-2.4.3-cp314-cp314-pyemscripten_2026_0_wasm32.whl"
LIBRARIES = "numpy-libraries.zip"
LATER = {"python_stdlib.zip", "numpy-python.zip", "pyodide.cold.wasm"}
WHOLE = "pyodide.asm.wasm"
"""The program of a start without the snapshot."""
STORED = {
    "manifest.json",
    "pyodide.hot.wasm",
    "pyodide-lock.json",
    "start.snapshot",
    LIBRARIES,
    *LATER,
}
KEPT = "kept"
NAMES = """async () => {
  const names = [];
  for (const key of await caches.keys()) {
    for (const { url } of await (await caches.open(key)).keys()) names.push(url.split("/").at(-1));
  }
  const root = await navigator.storage.getDirectory();
  for await (const folder of root.values()) {
    for await (const file of folder.values()) {
      const beginning = (await file.getFile()).slice(0, 4);
      if (await beginning.text().catch(() => "being written") === "SGST") names.push("kept");
    }
  }
  return names;
}"""
"""The names of the files in Cache Storage, and whether the rest was kept whole."""
PROGRAMS = {"pyodide.mjs", "pyodide.asm.mjs", "start.mjs"}
"""They are modules: only the network, or the browser's own cache, has them."""
FORBID_WORKERS = (
    "window.Worker = class { constructor() { throw new DOMException('no worker', 'SecurityError'); } };"
)
ALTER_KEPT = """async ([where, length]) => {
  const root = await navigator.storage.getDirectory();
  for await (const folder of root.values()) {
    for await (const file of folder.values()) {
      const whole = await (await file.getFile()).arrayBuffer();
      const at = Math.floor(whole.byteLength * where);
      new Uint8Array(whole).fill(90, at, at + length);
      const writable = await file.createWritable();
      await writable.write(where === 1 ? whole.slice(0, -length) : whole);
      await writable.close();
    }
  }
}"""
"""Spoil a block of what was kept, or (1) cut so much off its end."""
SPOIL_STORED = """async (name) => {
  for (const key of await caches.keys()) {
    const cache = await caches.open(key);
    for (const { url } of await cache.keys()) if (url.endsWith(name)) await cache.put(url, new Response("x"));
  }
}"""


def is_restored(island: IslandPage) -> bool:
    """Whether the page's Python came out of the image."""
    (worker,) = island.page.workers
    return bool(worker.evaluate("performance.getEntriesByName('sitegen: memory snapshot restored').length"))


def cold_code(island: IslandPage) -> list[str]:
    """The second parts of modules that the page's Python has loaded in the middle of a call."""
    (worker,) = island.page.workers
    marks = worker.evaluate("performance.getEntriesByType('mark').map(({ name }) => name)")
    return [mark.rpartition(" ")[2] for mark in marks if mark.startswith("sitegen: cold code")]


def asked(server: SiteServer) -> list[str]:
    return [path.rpartition("/")[2] for path in server.runtime_requests()]


def wait_for_stored(page: Page, names: set[str]) -> None:
    for _ in range(PATIENCE_MS // 250):
        if names <= set(page.evaluate(NAMES)):
            return
        page.wait_for_timeout(250)
    raise AssertionError(f"never stored: {names - set(page.evaluate(NAMES))}")


@pytest.fixture
def stored(changed_snapshot: object, steady: IslandPage, server: SiteServer) -> None:  # noqa: ARG001  # first of all
    """The runtime lies in Cache Storage; the page is closed and the requests are forgotten."""
    steady.run()
    wait_for_stored(steady.page, {*STORED, KEPT})
    steady.page.close()
    server.requests.clear()


@pytest.fixture(autouse=True)
def changed_snapshot(server: SiteServer) -> Iterator[Callable[..., None]]:
    """A function that changes the entry of the snapshot in the manifest."""
    (manifest,) = server.folder.glob("runtime/*/manifest.json")
    text = manifest.read_text("utf-8")

    def write(**facts: object) -> None:
        changed = json.loads(text)
        changed["snapshot"] |= facts
        manifest.unlink()  # it may be a link
        manifest.write_text(json.dumps(changed), "utf-8")

    yield write
    manifest.write_text(text, "utf-8")


@contextmanager
def worker_begins_with(server: SiteServer, line: str) -> Iterator[None]:
    """The published worker runs this first."""
    (worker,) = server.folder.glob("client-*/core/worker.js")
    data = worker.read_bytes()
    worker.unlink()  # it may be a link
    worker.write_bytes(line.encode() + b"\n" + data)
    yield
    worker.write_bytes(data)


@pytest.fixture
def no_storage(server: SiteServer) -> Iterator[None]:
    """A browser without Cache Storage, as on plain http: the worker finds none."""
    with worker_begins_with(server, "Object.defineProperty(globalThis, 'caches', { value: undefined });"):
        yield


@pytest.fixture
def no_private_files(server: SiteServer) -> Iterator[None]:
    """A browser whose private file system is closed, as in a private window of Firefox."""
    line = "navigator.storage.getDirectory = () => Promise.reject(new Error('no'));"
    with worker_begins_with(server, line):
        yield


def test_a_first_visit_starts_from_the_snapshot_and_loads_the_archives_of_modules_later(
    steady: IslandPage, server: SiteServer
) -> None:
    steady.run()
    assert is_restored(steady)
    assert NUMPY not in asked(server)
    assert cold_code(steady) == []
    wait_for_stored(steady.page, LATER)
    assert all(asked(server).count(name) == 1 for name in LATER)
    assert NUMPY not in asked(server)


@pytest.mark.parametrize("fault", ["missing", "alter"])
def test_a_program_that_imports_what_has_not_arrived_waits_for_it_and_can_try_again(
    visit: Callable[..., Page], server: SiteServer, fault: Fault
) -> None:
    for name in LATER:
        server.faults[name] = fault
    answer = IslandPage(visit(STEADY), "answer")
    line = "import numpy as np"
    area = open_editor(answer)
    program(area, line, "import numpy as np, numpy.polynomial.legendre, colorsys")
    run(answer)
    expect(answer.find(".demo-notice")).to_contain_text("Error")
    server.faults.clear()
    program(area, "The slope is", "Its slope is")
    run(answer)
    answer.says("Its slope is")
    assert is_restored(answer)
    assert set(asked(server)) >= LATER


RARE = "import numpy as np, unicodedata; print(np.linalg.svd(np.eye(2))[1], unicodedata.name('a'))"
PARTS = {"pyodide.cold.wasm", "numpy.linalg._umath_linalg.cold.wasm"}


@pytest.mark.parametrize("fault", [None, "missing", "alter"])
def test_a_program_that_calls_a_rare_function_waits_for_the_second_part(
    visit: Callable[..., Page], server: SiteServer, fault: Fault | None
) -> None:
    if fault:
        server.faults |= dict.fromkeys(PARTS, fault)
    answer = IslandPage(visit(STEADY), "answer")
    area = open_editor(answer)
    program(area, "import numpy as np", RARE)
    program(area, "The slope is", "Its slope is")
    run(answer)
    if fault:
        answer.wait_for("failed")
        expect(answer.find(".demo-notice")).to_contain_text("Error")
        server.faults.clear()
        answer.press("retry")
    answer.says("Its slope is")
    assert is_restored(answer)
    assert set(cold_code(answer)) >= PARTS


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("start.snapshot", "missing"),
        ("start.snapshot", "truncate"),
        ("start.snapshot", "alter"),
        ("start.snapshot", "drop"),
        (LIBRARIES, "missing"),
        (LIBRARIES, "alter"),
        ("pyodide.hot.wasm", "missing"),
        ("pyodide.hot.wasm", "truncate"),
        ("start.mjs", "missing"),
        ("start.mjs", "truncate"),
    ],
)
def test_a_damaged_snapshot_only_makes_the_start_slower(
    steady: IslandPage, server: SiteServer, name: str, fault: Fault
) -> None:
    server.faults[name] = fault
    steady.run()
    steady.wait_for_step(3)
    assert name in asked(server)
    assert not is_restored(steady)
    assert asked(server).count(NUMPY) == asked(server).count(WHOLE) == 1


@pytest.mark.parametrize(
    "facts", [{"key": "0" * 32}, {"sha256": "0" * 64}, {"memory": 1 << 20}, {"libraries": []}]
)
def test_a_snapshot_that_is_not_the_manifests_is_not_used(
    steady: IslandPage, changed_snapshot: Callable[..., None], facts: dict[str, object]
) -> None:
    changed_snapshot(**facts)
    steady.run()
    steady.wait_for_step(3)
    assert not is_restored(steady)


@pytest.mark.usefixtures("stored")
def test_a_second_visit_starts_from_what_was_stored(server: SiteServer, visit: Callable[..., Page]) -> None:
    again = IslandPage(visit(STEADY), "steady")
    again.run()
    again.wait_for_step(3)
    assert set(asked(server)) <= PROGRAMS
    assert is_restored(again)


@pytest.mark.usefixtures("stored")
def test_another_post_of_the_visit_starts_from_what_was_stored(
    server: SiteServer, visit: Callable[..., Page]
) -> None:
    other = IslandPage(visit(CROWD), "steady")
    other.run()
    assert set(asked(server)) <= PROGRAMS
    assert is_restored(other)


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize("damage", [(0.0, 512), (0.7, 512)])
def test_what_was_kept_and_is_damaged_is_not_used_but_brought_here_again(
    visit: Callable[..., Page], server: SiteServer, damage: tuple[float, int]
) -> None:
    page = visit(STEADY)
    page.evaluate(ALTER_KEPT, damage)
    again = IslandPage(page, "steady")
    again.run()
    again.wait_for_step(3)
    assert is_restored(again)
    assert set(asked(server)) <= PROGRAMS, "all files are still stored"


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize(
    ("name", "wanted"),
    [("pyodide.hot.wasm", WHOLE), (LIBRARIES, NUMPY), ("start.snapshot", NUMPY), ("site.zip", NUMPY)],
)
def test_stored_files_that_do_not_work_are_asked_of_the_network(
    server: SiteServer, visit: Callable[..., Page], name: str, wanted: str
) -> None:
    page = visit(STEADY)
    page.evaluate(ALTER_KEPT, (1, 4096))
    page.evaluate(SPOIL_STORED, name)
    again = IslandPage(page, "steady")
    again.run()
    assert wanted in asked(server)  # without the snapshot or its libraries, NumPy is loaded as a whole


@pytest.mark.usefixtures("stored")
def test_what_was_kept_of_an_earlier_runtime_goes(server: SiteServer, visit: Callable[..., Page]) -> None:
    (folder,) = server.folder.glob("runtime/*")
    page = visit(STEADY)
    page.evaluate(
        """async (name) => {
          const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle("sitegen-runtime");
          const [own] = await Array.fromAsync(folder.keys());
          await folder.getFileHandle(own.replace(name, "0123"), { create: true });
          await folder.removeEntry(own);
        }""",
        folder.name,
    )
    again = IslandPage(page, "steady")
    again.run()
    wait_for_stored(page, {KEPT})
    names = page.evaluate(
        """async () => Array.fromAsync(
          (await (await navigator.storage.getDirectory()).getDirectoryHandle("sitegen-runtime")).keys())"""
    )
    assert len(names) == 1
    assert folder.name in names[0]


@pytest.mark.usefixtures("no_private_files")
def test_a_browser_without_private_files_starts_from_what_is_stored(
    steady: IslandPage, server: SiteServer, visit: Callable[..., Page]
) -> None:
    steady.run()
    assert is_restored(steady)
    wait_for_stored(steady.page, STORED)
    steady.page.close()
    server.requests.clear()
    again = IslandPage(visit(STEADY), "steady")
    again.run()
    again.wait_for_step(3)
    assert is_restored(again)
    assert set(asked(server)) <= PROGRAMS


@pytest.mark.usefixtures("no_storage")
def test_a_browser_without_cache_storage_starts_all_the_same(steady: IslandPage) -> None:
    steady.run()
    steady.wait_for_step(3)
    assert is_restored(steady)
    assert set(steady.page.evaluate(NAMES)) <= {KEPT}


def test_a_browser_that_forbids_workers_says_so(visit: Callable[..., Page]) -> None:
    steady = IslandPage(visit(STEADY, prepare=FORBID_WORKERS), "steady")
    poster = steady.shown()
    steady.press("run")
    steady.wait_for("failed")
    expect(steady.find(".demo-notice")).to_contain_text("The worker could not be started")
    assert steady.shown() == poster


def test_a_pointer_that_comes_near_brings_the_files_and_starts_nothing(
    visit: Callable[..., Page], server: SiteServer
) -> None:
    steady = IslandPage(visit(STEADY, prepare=UNMETERED), "steady")
    assert server.runtime_requests() == []
    for _ in range(PATIENCE_MS // 100):
        for part in (steady.root, steady.find(".demo-title")):  # the first touch of all loads the client
            part.hover()
        if {"start.snapshot", LIBRARIES} <= set(asked(server)):
            break
        steady.page.wait_for_timeout(100)
    steady.wait_for("idle")
    steady.run()
    assert is_restored(steady)
    assert asked(server).count(LIBRARIES) == asked(server).count("manifest.json") == 1
    assert len(steady.page.workers) == 1
