"""Record which functions of Pyodide and NumPy demos call: `make record-calls`.

Every function of the WebAssembly modules gets instructions that write a byte into a memory of its own. The
pages of published sites are then opened in Chromium; every demo and every code cell runs for a moment, on
each page with a new Python from the memory snapshot. What was called is added to
`sitegen/runtime/pack/wasm/used.json`. With that file, readers first download the functions that demos call,
and all others later.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import re
import sys
import time
from collections.abc import Iterator, Mapping
from itertools import cycle
from pathlib import Path, PurePosixPath

from playwright.sync_api import BrowserContext, Locator, Page, sync_playwright

from sitegen.runtime.archive import unzip_files, zip_files
from sitegen.runtime.checksums import sha256_of
from sitegen.runtime.pack.file_names import PROGRAM_FILE as PROGRAM
from sitegen.runtime.pack.wasm.reading import (
    MEMORY,
    Section,
    read_bodies,
    read_imports,
    read_limited,
    read_sections,
    read_unsigned,
)
from sitegen.runtime.pack.wasm.used import USED_FILE, Used, from_bits, read_used, used_text
from sitegen.runtime.pack.wasm.writing import appended, encode, export, sized, unsigned, vector
from tests.serving import FileServer, running

CALLED = "called"
"""The export with the memory of a module's functions."""
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking")
PATIENCE_MS = 60_000
MOMENT_MS = 1500
"""How long a demo runs after its first live frame."""
RECORD = """
globalThis.called = [];
for (const [owner, name] of [[WebAssembly, "instantiate"], [WebAssembly, "Instance"]]) {
  const make = owner[name];
  const keep = (instance) => {
    if (instance.exports?.called) globalThis.called.push(instance.exports.called);
    return instance;
  };
  owner[name] = name === "Instance"
    ? new Proxy(make, { construct: (target, given) => keep(Reflect.construct(target, given)) })
    : (...given) => make(...given).then(keep);
}
"""
"""Runs before the worker: keeps the memories in the order in which the modules start."""
READ = """() => globalThis.called.map((memory) => {
  const bytes = new Uint8Array(memory.buffer);
  let text = "";
  for (let at = 0; at < bytes.length; at += 8) {
    let byte = 0;
    for (let bit = 0; bit < 8; bit += 1) byte |= bytes[at + bit] << bit;
    text += String.fromCharCode(byte);
  }
  return btoa(text);
})"""


def with_records(module: bytes, published: bytes) -> bytes:
    """Return a module whose functions write a byte into a memory, which the module exports as `called`.

    Args:
        module: a whole module.
        published: its first part; it has the data with which the snapshot was made.
    """
    sections = {kind: content for kind, content in read_sections(module) if kind != Section.CUSTOM}
    custom = [content for kind, content in read_sections(module) if kind == Section.CUSTOM]
    bodies = read_bodies(sections[Section.CODE])
    memories = read_limited(sections.get(Section.MEMORY, b"\0"), prefix=0)
    index = len(memories) + sum(row.kind == MEMORY for row in read_imports(sections[Section.IMPORT]))
    pages = len(bodies) // 65536 + 1
    if Section.DATA in sections:
        sections[Section.DATA] = dict(read_sections(published))[Section.DATA]
    sections[Section.MEMORY] = vector([*memories, b"\0" + unsigned(pages)])
    sections[Section.EXPORT] = appended(sections[Section.EXPORT], [export(CALLED, MEMORY, index)])
    sections[Section.CODE] = vector(
        [sized(_recording(body, number, index)) for number, body in enumerate(bodies)]
    )
    return encode(sections, custom)


def _recording(body: bytes, number: int, memory: int) -> bytes:
    count, at = read_unsigned(body, 0)
    for _ in range(count):
        _, at = read_unsigned(body, at)
        at += 1
    store = b"\x41\0\x41\1\x3a\x40" + unsigned(memory) + unsigned(number)
    return body[:at] + store + body[at:]


def record(public: Path, runtime: Mapping[str, bytes], pages: list[str]) -> Iterator[tuple[str, list[bytes]]]:
    """Open pages of a published site; yield each with the bit fields of the modules, in starting order."""
    with running(FileServer(public)) as server, sync_playwright() as playwright:
        server.files.update(runtime)
        server.faults[".frames"] = "missing"  # saved frames would answer before Python has started
        path = os.environ.get("SITEGEN_CHROMIUM")
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        for name in pages:
            context = browser.new_context(service_workers="block")
            yield name, _record_page(context, server.url + name)
            context.close()


def _record_page(context: BrowserContext, address: str) -> list[bytes]:
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(address)
    for island in page.locator("demo-island").all():
        island.locator('[data-action="run"]').first.evaluate("button => button.click()")
        _wait_for_end(page, island, "idle|loading")
        page.wait_for_timeout(MOMENT_MS)
    for cell in page.locator("code-cell").all():
        button = cell.locator('[data-action="run"]')
        if button.count():
            button.first.evaluate("button => button.click()")
            page.wait_for_timeout(MOMENT_MS)
            _wait_for_end(page, cell, "loading|waiting|running")
    return [base64.b64decode(text) for worker in page.workers for text in worker.evaluate(READ)]


def _wait_for_end(page: Page, element: Locator, states: str) -> None:
    """Wait until an island or a cell is in none of some states."""
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while re.fullmatch(states, element.get_attribute("data-state") or "idle"):
        if time.monotonic() > deadline:
            print(f"{page.url}: {element.get_attribute('id')} is still {element.get_attribute('data-state')}")
            return
        page.wait_for_timeout(100)


def record_site(public: Path, skipped: str | None) -> dict[str, Used]:
    """Return what the pages of a published site call, by the names of the modules."""
    folder = next((public / "runtime").iterdir())
    manifest = json.loads((folder / "manifest.json").read_bytes())
    modules = whole_modules(folder)
    program, libraries, *_ = manifest["snapshot"]["files"]
    first_parts = {str(path): part for path, part in unzip_files(folder / libraries["name"]).items()}
    first_parts[PROGRAM] = (folder / program["name"]).read_bytes()
    recording = {name: with_records(module, first_parts[name]) for name, module in modules.items()}
    files = {
        program["name"]: recording.pop(PROGRAM),
        libraries["name"]: zip_files({PurePosixPath(name): module for name, module in recording.items()}),
    }
    for row in (program, libraries):
        content = files[row["name"]]
        row |= {"bytes": len(content), "sha256": sha256_of(content)}
    files["manifest.json"] = json.dumps(manifest).encode()
    served = {f"runtime/{folder.name}/{name}": content for name, content in files.items()}
    for worker in public.glob("client-*/core/worker.js"):
        served[str(worker.relative_to(public))] = RECORD.encode() + worker.read_bytes()
    pages = [
        f"{page.parent.relative_to(public)}/"
        for page in sorted(public.rglob("index.html"))
        if re.search("<demo-island|<code-cell", page.read_text("utf-8"))
        and not (skipped and skipped in page.parts)
    ]
    called: dict[str, set[int]] = {name: set() for name in modules}
    for page, fields in record(public, served, pages):
        if len(fields) % len(modules):
            print(f"{page}: {len(fields)} modules started, expected {len(modules)}")
        for name, field in zip(cycle(modules), fields, strict=False):
            called[name] |= from_bits(field)
        print(f"{page}: {sum(map(len, called.values()))} functions so far")
    return {name: Used(sha256_of(module), frozenset(called[name])) for name, module in modules.items()}


def whole_modules(folder: Path) -> dict[str, bytes]:
    """Return the modules of a published runtime before they were split, in the order in which they start."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    wheel = unzip_files(next(folder.glob("numpy-*.whl")))
    names = manifest["snapshot"]["libraries"]
    return {PROGRAM: (folder / PROGRAM).read_bytes(), **{name: wheel[PurePosixPath(name)] for name in names}}


def main() -> int:
    """Record the calls of the pages of published sites, and add them to `used.json`."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("public", type=Path, nargs="+", help="published sites")
    parser.add_argument("--skip", metavar="NAME", help="leave out pages in whose address a name stands")
    wanted = parser.parse_args()
    used = dict(read_used())
    for public in wanted.public:
        for name, row in record_site(public, wanted.skip).items():
            before = used.get(name)
            known = before.functions if before and before.sha256 == row.sha256 else frozenset()
            used[name] = Used(row.sha256, row.functions | known)
    USED_FILE.write_text(used_text(used), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
