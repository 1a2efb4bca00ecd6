"""The recorded calls of demos, and the modules that they belong to."""

from __future__ import annotations

from pathlib import Path

from sitegen.runtime import Pin
from sitegen.runtime.archive import unzip_files
from sitegen.runtime.checksums import sha256_of
from sitegen.runtime.pack.wasm.used import USED_FILE, Used, from_bits, read_used, used_text


def test_the_calls_were_recorded_for_the_pinned_modules(real_runtime: tuple[Pin, Path]) -> None:
    pin, folder = real_runtime
    modules = {"pyodide.asm.wasm": (folder / "pyodide.asm.wasm").read_bytes()}
    wheel = unzip_files(folder / pin.numpy_wheel.name)
    modules |= {str(path): content for path, content in wheel.items() if path.suffix == ".so"}
    recorded = {name: row.sha256 for name, row in read_used().items()}
    sums = {name: sha256_of(content) for name, content in modules.items() if name in recorded}
    assert recorded == sums, "run make record-calls and commit the file"
    assert len(recorded) > 10


def test_what_is_written_is_read_again() -> None:
    used = dict(read_used())
    assert used_text(used) == USED_FILE.read_text("utf-8")
    one = Used("0" * 64, frozenset({0, 7, 8, 1000}))
    assert '"gQEAAA' in used_text({"a.wasm": one})
    assert from_bits(b"\x81\x01") == {0, 7, 8}
