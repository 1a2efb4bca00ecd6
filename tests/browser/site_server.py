"""A loopback server for a published site below a path, which remembers requests and can spoil files."""

from __future__ import annotations

import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

Fault = Literal["missing", "drop", "truncate", "alter", "mistype"]
"""404; the connection ends half way; a shorter file that looks complete; other bytes, as many; no type."""

MORE_TYPES = {".mjs": "text/javascript", ".js": "text/javascript", ".wasm": "application/wasm"}


class SiteServer(ThreadingHTTPServer):
    """Serves `folder` below `base_path`; a request outside of it finds nothing."""

    daemon_threads = True
    base_path = "/blog/"

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.folder = folder
        self.requests: list[str] = []
        """Paths below the base path, in order; others as they came, with their slash."""
        self.faults: dict[str, Fault] = {}
        """By the end of the file's name."""

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def url(self) -> str:
        """Where the site is."""
        return self.origin + self.base_path

    def runtime_requests(self) -> list[str]:
        """Return the requests for files of the runtime."""
        return [path for path in self.requests if path.startswith("runtime/")]


@contextmanager
def serve(folder: Path) -> Iterator[SiteServer]:
    """Serve a folder on a free port until the block ends."""
    with SiteServer(folder) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: SiteServer

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        inside = path.startswith(self.server.base_path)
        name = path.removeprefix(self.server.base_path) if inside else path
        self.server.requests.append(name)
        file = self.server.folder / (name + "index.html" if name.endswith("/") or not name else name)
        fault = next((fault for end, fault in self.server.faults.items() if name.endswith(end)), None)
        if not inside or not file.is_file() or fault == "missing":
            self._answer(404, b"nothing here", "text/plain", None)
            return
        kind = MORE_TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        self._answer(200, file.read_bytes(), kind, fault)

    def _answer(self, status: int, data: bytes, kind: str, fault: Fault | None) -> None:
        half = data[: len(data) // 2]
        if fault == "truncate":
            data = half
        elif fault == "alter":
            rest = data[len(half) :]
            data = half + bytes(byte ^ 0x5A for byte in rest[:64]) + rest[64:]
        self.send_response(status)
        self.send_header("Content-Type", "application/octet-stream" if fault == "mistype" else kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-cache")
        self.end_headers()
        try:
            self.wfile.write(half if fault == "drop" else data)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the reader left
        if fault == "drop":
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""
