"""A small pin with its own files, sources that have them or not, and the real runtime."""

from __future__ import annotations

import hashlib
import io
import os
import socket
import zipfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from sitegen.runtime import Mirror, Pin, PinnedFile, fetch_runtime, read_pin
from tests.serving import FileServer, running

NAMES = (
    "pyodide.mjs",
    "pyodide.asm.mjs",
    "pyodide.asm.wasm",
    "python_stdlib.zip",
    "numpy-2.4.3-cp314-cp314-pyemscripten_2026_0_wasm32.whl",
)


class ProgressLog:
    """A progress that keeps what it receives."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.bytes: list[tuple[str, int, int]] = []

    def advance(self, name: str, done: int, total: int) -> None:
        self.bytes.append((name, done, total))

    def line(self, text: str) -> None:
        self.lines.append(text)


@pytest.fixture
def log() -> ProgressLog:
    return ProgressLog()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FileServer]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with running(FileServer()) as server:
        yield server


@pytest.fixture
def nowhere() -> str:
    """The address of a closed port."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{closed.getsockname()[1]}/"


@pytest.fixture
def contents() -> dict[str, bytes]:
    """The files of the small pin; the longest takes more than one read."""
    random = Random(7)
    return {name: random.randbytes(1000 + 300_000 * number) for number, name in enumerate(NAMES)}


@pytest.fixture
def origin(tmp_path: Path, contents: dict[str, bytes]) -> Path:
    """A folder that holds the files of the small pin."""
    folder = tmp_path / "origin"
    folder.mkdir()
    for name, data in contents.items():
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture
def pin(contents: dict[str, bytes], nowhere: str) -> Pin:
    """A pin of small files, whose CDN does not answer and whose mirror no index knows."""
    files = tuple(
        PinnedFile(name, len(data), hashlib.sha256(data).hexdigest()) for name, data in contents.items()
    )
    return Pin(
        pyodide="314.0.3",
        python="3.14.2",
        numpy="2.4.3",
        abi="2026_0",
        arch="wasm32",
        platform="emscripten_5_0_3",
        cdn=nowhere,
        npm="pyodide",
        mirror=Mirror("sitegen-test-mirror", "1.0", "mirror/pyodide/"),
        distribution=PinnedFile("pyodide-lock.json", 2, hashlib.sha256(b"{}").hexdigest()),
        files=files,
    )


@pytest.fixture
def index(server: FileServer, contents: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> FileServer:
    """The server as a package index that has the small pin's mirror, a wheel of some megabytes."""
    name = "sitegen_test_mirror-1.0-py3-none-any.whl"
    metadata = b"Metadata-Version: 2.1\nName: sitegen-test-mirror\nVersion: 1.0\n"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as wheel:
        wheel.writestr("mirror/large.bin", Random(8).randbytes(8_000_000))
        for file, data in contents.items():
            wheel.writestr(f"mirror/pyodide/{file}", data)
        wheel.writestr("sitegen_test_mirror-1.0.dist-info/METADATA", metadata)
        wheel.writestr(
            "sitegen_test_mirror-1.0.dist-info/WHEEL",
            "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        wheel.writestr("sitegen_test_mirror-1.0.dist-info/RECORD", "")
    digest = f"sha256={hashlib.sha256(metadata).hexdigest()}"
    server.files["simple/sitegen-test-mirror/"] = (
        "<!doctype html><title>sitegen-test-mirror</title>"
        f'<a href="../../{name}" data-core-metadata="{digest}" data-dist-info-metadata="{digest}">{name}</a>'
    ).encode()
    server.files[name] = stream.getvalue()
    server.files[f"{name}.metadata"] = metadata
    _only_index(monkeypatch, server.url + "simple/")
    return server


@pytest.fixture
def no_index(nowhere: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave pip without any index, and the PATH without npm."""
    _only_index(monkeypatch, nowhere)


def _only_index(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", url)
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
    monkeypatch.setenv("PATH", os.devnull)
    for name in ("PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_NO_INDEX"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def real_runtime() -> tuple[Pin, Path]:
    """The pinned files themselves, in the user's cache; the first run on a machine fetches them."""
    pin = read_pin()
    return pin, fetch_runtime(pin)
