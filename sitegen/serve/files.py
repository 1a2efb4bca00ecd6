"""Send one published file: media type, cache validators, byte ranges."""

from __future__ import annotations

import asyncio
import mimetypes
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

MEDIA_TYPES = {
    ".css": "text/css", ".html": "text/html", ".ipynb": "application/x-ipynb+json", ".js": "text/javascript",
    ".json": "application/json", ".mjs": "text/javascript", ".py": "text/x-python", ".svg": "image/svg+xml",
    ".txt": "text/plain", ".wasm": "application/wasm", ".webmanifest": "application/manifest+json",
    ".whl": "application/zip", ".xml": "application/xml", ".zip": "application/zip",
}  # fmt: skip
"""Media types that browsers require; the table of a machine can contain others."""
CHUNK_BYTES = 1 << 18
RANGE = re.compile(r"bytes=([0-9]*)-([0-9]*)", re.ASCII)


def media_type_of(path: PurePosixPath) -> str:
    """Return the media type that a file is sent with."""
    guessed = mimetypes.guess_type(path.name)[0]
    return MEDIA_TYPES.get(path.suffix.lower()) or guessed or "application/octet-stream"


def file_response(content: bytes | Path, path: PurePosixPath, tag: str, request: Request) -> Response:
    """Answer a request for one file: whole, a single byte range, or "not modified".

    Args:
        content: the bytes, or the file that holds them.
        path: the published path, which decides the media type.
        tag: the ETag, with its quotes.
        request: the request.

    Raises:
        OSError: there is no such regular file, or it cannot be read.
    """
    headers = {"Cache-Control": "no-cache", "ETag": tag, "Accept-Ranges": "bytes"}
    if tag in [
        part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")
    ]:
        return Response(status_code=304, headers=headers)
    size = len(content) if isinstance(content, bytes) else regular_file_size(content)
    wanted = request.headers.get("range", "") if request.headers.get("if-range", tag) == tag else ""
    first, end, status = byte_range(wanted, size)
    if status == 416:
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    if status == 206:
        headers["Content-Range"] = f"bytes {first}-{end - 1}/{size}"
    if isinstance(content, bytes):
        return Response(content[first:end], status, headers, media_type_of(path))
    headers |= {"Content-Length": str(end - first), "Content-Type": media_type_of(path)}
    return _FileRange(content, first, status, headers)


def regular_file_size(file: Path) -> int:
    """Return the size of a regular file in bytes.

    Raises:
        OSError: there is no file, or it is a pipe or a folder, whose reading could block.
    """
    if not file.is_file():
        raise FileNotFoundError(f"there is no regular file {file}")
    return file.stat().st_size


def byte_range(header: str, size: int) -> tuple[int, int, int]:
    """Return first byte, end (exclusive) and status for a Range header.

    A header that is absent, malformed or names several ranges gives the whole content, as HTTP allows.
    """
    found = RANGE.fullmatch(header.replace(" ", ""))
    if found is None or len(header) > 100 or not (found[1] or found[2]):
        return 0, size, 200
    if not found[1]:
        first, end = max(0, size - int(found[2])), size
    else:
        first, end = int(found[1]), min(size, int(found[2]) + 1 if found[2] else size)
        if found[2] and int(found[2]) < first:
            return 0, size, 200  # not a valid range, which HTTP says to ignore
    return (first, end, 206) if first < end else (0, 0, 416)


class _FileRange(Response):
    """A part of a file, read while it is sent.

    A file that becomes shorter meanwhile cannot be completed: the connection is closed. One that becomes
    longer is cut at the announced length.
    """

    def __init__(self, file: Path, first: int, status: int, headers: Mapping[str, str]) -> None:
        super().__init__(None, status, headers)
        self._file, self._first, self._left = file, first, int(headers["Content-Length"])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's signature
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        if scope["method"] == "HEAD" or self._left == 0:
            await send({"type": "http.response.body", "body": b""})
            return
        try:
            with self._file.open("rb") as opened:
                opened.seek(self._first)
                while self._left > 0:
                    chunk = await asyncio.to_thread(opened.read, min(CHUNK_BYTES, self._left))
                    if not chunk:
                        return  # shorter than announced; the server closes the connection
                    self._left -= len(chunk)
                    await send({"type": "http.response.body", "body": chunk, "more_body": self._left > 0})
        except OSError:
            return  # the file is gone; as above
