"""Servers for tests, on the loopback interface: files that can be damaged, and `sitegen serve`."""

import asyncio
import contextlib
import json
import mimetypes
import os
import re
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeVar
from urllib.parse import urlsplit

from sitegen.serve.app import EVENTS

T = TypeVar("T")

POST = "---\ntitle: A post\ndate: 2026-01-02\ndescription: About it.\ndraft: true\n---\n\n{text}\n"
"""A draft; `{text}` is its body."""

ENDS_WITHIN_S = 20
"""How long the server may take to end, on a machine that may be busy."""

Fault = Literal["missing", "drop", "truncate", "alter", "mistype"]
"""404; the connection ends half way; a shorter file that looks complete; other bytes, as many; no type."""

TYPES = {".mjs": "text/javascript", ".js": "text/javascript", ".wasm": "application/wasm"}
"""Types that the machine's own table may lack."""


class FileServer(ThreadingHTTPServer):
    """Serves files below `base_path`; a request outside of it is answered with 404.

    Args:
        folder: where the files are. A path that ends with a slash is its `index.html`.
        base_path: begins and ends with a slash.
    """

    daemon_threads = True

    def __init__(self, folder: Path | None = None, base_path: str = "/") -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.folder = folder
        self.base_path = base_path
        self.files: dict[str, bytes] = {}
        """Files that are only in memory, by their path below the base path; they come before the folder's."""
        self.faults: dict[str, Fault] = {}
        """What is wrong with the files whose path ends so."""
        self.ranges = True
        """Whether a request for a part of a file is answered with that part."""
        self.web_page = False
        """Whether every answer is a web page, as in a network that asks for a sign-in."""
        self.requests: list[str] = []
        """Requested paths below the base path, in order; others as they are, with their slash."""
        self.sent = 0
        """The bytes of all bodies that were sent."""

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def url(self) -> str:
        """The address of the base path."""
        return self.origin + self.base_path

    def runtime_requests(self) -> list[str]:
        """Return the requests for files of the runtime."""
        return [path for path in self.requests if path.startswith("runtime/")]

    def read(self, name: str) -> bytes | None:
        """Return the file of a path below the base path, or None."""
        if name in self.files or self.folder is None:
            return self.files.get(name)
        file = self.folder / (name + "index.html" if name.endswith("/") or not name else name)
        return file.read_bytes() if file.is_file() else None


class SiteServer(FileServer):
    """Serves a published site below a path, as a project page of a host does."""

    folder: Path

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "/blog/")


Server = TypeVar("Server", bound=FileServer)


@contextlib.contextmanager
def running(server: Server) -> Iterator[Server]:
    """Answer requests in a thread until the block ends."""
    with server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: FileServer

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        inside = path.startswith(self.server.base_path)
        name = path.removeprefix(self.server.base_path) if inside else path
        self.server.requests.append(name)
        if self.server.web_page:
            self._answer(200, b"<!doctype html><title>Sign in</title>", "text/html; charset=utf-8")
            return
        fault = next((fault for end, fault in self.server.faults.items() if name.endswith(end)), None)
        data = self.server.read(name) if inside and fault != "missing" else None
        if data is None:
            self._answer(404, b"nothing here", "text/plain")
            return
        kind = _type_of(name) if fault != "mistype" else "application/octet-stream"
        span = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        if span and self.server.ranges:
            first, last = int(span[1]), min(int(span[2]), len(data) - 1)
            self._answer(206, data[first : last + 1], kind, f"bytes {first}-{last}/{len(data)}")
        else:
            data = _damaged(data, fault)
            self._answer(200, data, kind, stop_at=len(data) // 2 if fault == "drop" else None)

    def _answer(
        self, status: int, data: bytes, kind: str, span: str | None = None, stop_at: int | None = None
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-cache")
        if span is not None:
            self.send_header("Content-Range", span)
        self.end_headers()
        body = data[:stop_at]
        try:
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the reader left
        self.server.sent += len(body)

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""


def _type_of(name: str) -> str:
    if name.endswith("/") or not name:
        return "text/html"
    known = TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0]
    return known or "application/octet-stream"


def _damaged(data: bytes, fault: Fault | None) -> bytes:
    half = len(data) // 2
    if fault == "truncate":
        return data[:half]
    if fault == "alter":
        return data[:half] + bytes(byte ^ 0x5A for byte in data[half : half + 64]) + data[half + 64 :]
    return data


class Answer(NamedTuple):
    """An HTTP answer."""

    status: int
    headers: dict[str, str]
    body: bytes


class Running:
    """A running `sitegen serve`."""

    def __init__(self, process: subprocess.Popen[str], address: str) -> None:
        self.process = process
        self.address = address

    def get(self, path: str) -> Answer:
        """Request a path below the address."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=60) as answer:  # noqa: S310 - our own server
                return Answer(answer.status, dict(answer.headers), answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, dict(error.headers), error.read())

    @contextlib.contextmanager
    def events(self) -> Iterator[Callable[[], dict[str, str]]]:
        """Yield a function that waits for the next build event and returns its data."""
        with urllib.request.urlopen(f"{self.origin}{EVENTS}", timeout=60) as stream:  # noqa: S310 - our own server

            def next_event() -> dict[str, str]:
                for line in stream:
                    if line.startswith(b"data: "):
                        data: dict[str, str] = json.loads(line.removeprefix(b"data: "))
                        return data
                raise AssertionError("the stream ended")

            yield next_event

    @property
    def origin(self) -> str:
        """The address without its path."""
        return re.sub(r"(//[^/]*)/.*", r"\1", self.address)


@contextlib.contextmanager
def serving(site: Path, errors: Path, *options: str) -> Iterator[Running]:
    """Start `sitegen serve` for a folder, wait for its address, and end it.

    Args:
        site: the folder.
        errors: the file for its error output.
        options: further options of the command.
    """
    command = [sys.executable, "-m", "sitegen", "serve", "--port", "0", *options]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with errors.open("w") as sink:
        process = subprocess.Popen(
            command, cwd=site, stdout=subprocess.PIPE, stderr=sink, text=True, env=environment
        )
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if found := re.search(r"serving (http://\S+)", line):
                break
        else:
            raise AssertionError(errors.read_text())
        yield Running(process, found[1])
    finally:
        process.terminate()  # not `kill`, after which the coverage of the server would be lost
        try:
            process.communicate(timeout=ENDS_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def in_a_loop(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in a new thread: Playwright occupies the loop of the main one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()
