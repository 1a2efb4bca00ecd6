"""A loopback server with range requests, which can misbehave; and a progress that remembers."""

from __future__ import annotations

import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class FileServer(ThreadingHTTPServer):
    """Serves `files`, path to bytes; its other fields make it misbehave."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files: dict[str, bytes] = {}
        self.ranges = True
        self.cut: set[str] = set()
        """Paths of which only half is sent."""
        self.web_page = False
        self.requests: list[str] = []
        self.sent = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"


class _Handler(BaseHTTPRequestHandler):
    server: FileServer

    def do_GET(self) -> None:
        path = self.path.removeprefix("/")
        self.server.requests.append(path)
        data = self.server.files.get(path)
        if self.server.web_page:
            self._answer(200, b"<!doctype html><title>Sign in</title>", "text/html; charset=utf-8")
        elif data is None:
            self._answer(404, b"", "text/plain")
        elif self.server.ranges and (
            span := re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        ):
            first, last = int(span[1]), min(int(span[2]), len(data) - 1)
            self._answer(206, data[first : last + 1], "application/x", f"bytes {first}-{last}/{len(data)}")
        else:
            self._answer(200, data, "text/html" if path.endswith("/") else "application/x")

    def _answer(self, status: int, data: bytes, kind: str, span: str | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        if span:
            self.send_header("Content-Range", span)
        self.end_headers()
        body = data[: len(data) // 2] if self.path.removeprefix("/") in self.server.cut else data
        self.wfile.write(body)
        self.server.sent += len(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Heard:
    """A progress that remembers."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.bytes: list[tuple[str, int, int]] = []

    def advance(self, name: str, done: int, total: int) -> None:
        self.bytes.append((name, done, total))

    def line(self, text: str) -> None:
        self.lines.append(text)
